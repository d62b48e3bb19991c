"""Files spoilt at random places, through every door: read, refused in words, or set aside; never anything else."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

import pytest

from cleanclaim.exchange.files.charts import read_charts_file
from cleanclaim.exchange.files.column_guess import guess_columns
from cleanclaim.exchange.files.mapping import read_mapping
from cleanclaim.exchange.files.patients import read_patient_rows
from cleanclaim.exchange.files.visits import read_visits, read_visits_file
from cleanclaim.exchange.files.write_visits import encode_visits
from cleanclaim.model.errors import UserError
from tests.cli.calling import CLINIC_DAY
from tests.exchange.files.exports import OWN, ROW, workbook
from tests.exchange.files.test_chart_rows import MIXED

TIMES = 60
Spoil = Callable[[Random, bytes], bytes]


def flip(chance: Random, content: bytes) -> bytes:
    spoilt = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def cut(chance: Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content))]


def double(chance: Random, content: bytes) -> bytes:
    first, last = sorted(chance.randrange(len(content)) for _ in range(2))
    return content[:last] + content[first:]


def strange(chance: Random, content: bytes) -> bytes:
    at = chance.randrange(len(content))
    piece = chance.choice([b"\0", b'"', b"\n", b",", b"\xff\xfe", b"1E+99", b"9" * 40, b"\xe2\x80\xae", b"{", b"=1+1"])
    return content[:at] + piece * chance.randint(1, 50) + content[at:]


def remedy(read: Callable[[], object]) -> str:
    """What to do where a file is refused; nothing needs doing where it is read."""
    try:
        read()
    except UserError as refused:
        return refused.remedy
    return "none needed"


def visits_in(name: str) -> bytes:
    if name == "v.xlsx":
        return workbook({"Charges": [OWN.split(","), *[ROW.split(",")] * 20]})
    return encode_visits(name, read_visits(CLINIC_DAY / "visits.csv"))


@pytest.mark.parametrize("spoil", [flip, cut, double, strange], ids=lambda spoil: spoil.__name__)
@pytest.mark.parametrize("name", ["v.csv", "v.json", "v.ndjson", "v.parquet", "v.xlsx"])
def test_a_spoilt_file_of_visits_is_read_or_refused(tmp_path: Path, name: str, spoil: Spoil) -> None:
    content, chance, path = visits_in(name), Random(f"{name} {spoil.__name__}"), tmp_path / name  # noqa: S311 - to spoil files, no secret
    for _ in range(TIMES):
        path.write_bytes(spoil(chance, content))
        assert remedy(lambda: read_visits_file(path, strict=False))
        assert remedy(lambda: guess_columns(path))


@pytest.mark.parametrize("spoil", [flip, cut, double, strange], ids=lambda spoil: spoil.__name__)
def test_spoilt_charts_patients_and_mappings_are_read_or_refused(tmp_path: Path, spoil: Spoil) -> None:
    doors: dict[str, tuple[bytes, Callable[[Path], object]]] = {
        "charts.csv": (MIXED.encode(), read_charts_file),
        "patients.csv": ((CLINIC_DAY / "patients.csv").read_bytes(), read_patient_rows),
        "mapping.toml": (b'name = "x"\n[columns]\n"Fee" = "charge"\n[values.payer]\n3 = "medicare"\n', read_mapping),
    }
    chance = Random(spoil.__name__)  # noqa: S311 - to spoil files, no secret
    for name, (content, read) in doors.items():
        for _ in range(TIMES):
            path = tmp_path / name
            path.write_bytes(spoil(chance, content))
            assert remedy(partial(read, path))
