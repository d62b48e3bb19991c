"""In any order of columns, with any delimiter, in any encoding, in any format: the same visits."""

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import polars
import pytest
from hypothesis import given
from hypothesis import strategies as some

from cleanclaim.exchange.files.visits import read_visits_file
from cleanclaim.model.visit import Visit
from tests.conftest import tries
from tests.exchange.files.exports import OWN, ROW, Cell, read, workbook

FIELDS = [*OWN.split(","), "modifiers", "units", "charge", "start"]
CELLS: dict[str, some.SearchStrategy[str]] = {
    "visit_id": some.sampled_from(["1", "2", "V-3", "Äpfel 4"]),
    "patient_id": some.just("P1"),
    "payer": some.just("Älteste Kasse"),
    "service_date": some.just("2026-03-02"),
    "discipline": some.just("PT"),
    "provider_npi": some.just("1234567893"),
    "place_of_service": some.just("11"),
    "code": some.sampled_from(["97110", "97140", "97110-GP (2)", "97530 - Activities; dynamic, one on one"]),
    "minutes": some.sampled_from(["", "15", "0:45", "8 mins"]),
    "performed_by": some.sampled_from(["PT", "PTA", ""]),
    "diagnoses": some.sampled_from(["M54.50", "M54.50, M25.561", "M54.50 Low back pain"]),
    "modifiers": some.sampled_from(["", "GP", "GP,KX", "GP 59"]),
    "units": some.sampled_from(["", "2"]),
    "charge": some.sampled_from(["", "45.10", "$1,234.50"]),
    "start": some.sampled_from(["", "9:05 AM"]),
}
TITLES = ["Charge detail; March | 2026", "From 03/02/2026, to 03/06/2026"]

tables = some.lists(some.fixed_dictionaries(CELLS), min_size=1, max_size=5)


def read_as(content: bytes, name: str = "export.csv") -> list[Visit]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        visits, reading = read_visits_file(path)
        assert not reading.not_used
        return visits


def written(rows: list[dict[str, str]], order: list[str], delimiter: str, quoting: int = csv.QUOTE_MINIMAL) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, order, delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@tries(60)
@given(
    tables,
    some.permutations(FIELDS),
    some.sampled_from(",;\t|^~"),
    some.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]),
    some.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    some.booleans(),
)
def test_order_delimiter_and_encoding_change_nothing(
    rows: list[dict[str, str]], order: list[str], delimiter: str, encoding: str, quoting: int, titled: bool
) -> None:
    plain = read_as(written(rows, FIELDS, ",").encode())
    text = written(rows, order, delimiter, quoting)
    if titled:
        text = "\r\n".join([*TITLES, "", text])
    assert read_as(text.encode(encoding)) == plain


@tries(60)
@given(tables)
def test_every_format_gives_the_same_visits(rows: list[dict[str, str]]) -> None:
    plain = read_as(written(rows, FIELDS, ",").encode())
    packed = io.BytesIO()
    polars.DataFrame(rows, schema=dict.fromkeys(FIELDS, polars.String)).write_parquet(packed)
    assert read_as(packed.getvalue(), "v.parquet") == plain
    assert read_as("\n".join(map(json.dumps, rows)).encode(), "v.ndjson") == plain
    assert read_as(json.dumps(rows).encode(), "v.json") == plain
    grouped: dict[str, Any] = {}
    about = [name for name in FIELDS if name in OWN.split(",")[:7]]
    for row in rows:
        visit = grouped.setdefault(row["visit_id"], {name: row[name] for name in about} | {"services": []})
        visit["services"].append({name: row[name] for name in FIELDS if name not in about})
    assert read_as(json.dumps(list(grouped.values())).encode(), "v.json") == plain
    sheet: list[list[Cell]] = [list(FIELDS)]
    sheet += [[row[name] or None for name in FIELDS] for row in rows]
    assert read_as(workbook({"Visits": sheet}), "v.xlsx") == plain


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (f"{OWN}\n{ROW}".encode(), "UTF-8"),
        (f"{OWN}\n{ROW.replace('P7', 'Pé7')}".encode("cp1252"), "Windows-1252"),
        (f"{OWN}\n{ROW}".encode("utf-16"), "UTF-16"),
    ],
)
def test_the_encoding_is_said(tmp_path: Path, content: bytes, encoding: str) -> None:
    (visit,), reading = read(tmp_path, content)
    assert reading.encoding == encoding
    assert visit.patient_id in {"P7", "Pé7"}


def test_a_spreadsheets_word_on_its_separator_is_heeded(tmp_path: Path) -> None:
    (visit,), reading = read(tmp_path, "sep=@\nvisit_id@code@modifiers\n1@97110@GP,KX\n")
    assert visit.services[0].modifiers == ("GP", "KX")
    assert reading.left_out == {"title": (1,)}


def test_titles_totals_footers_and_repeated_headings_are_left_out_and_said(tmp_path: Path) -> None:
    rows = ["Charge Detail Report,,", ",,", "visit_id,code,minutes", "1,97110,15", "visit_id,code,minutes", "2,97140,8",
            "Total,,23", "Grand Total:,,23", "Page 1 of 2,,", "Printed 3/6/2026,,"]  # fmt: skip
    visits, reading = read(tmp_path, "\n".join(rows))
    assert [visit.visit_id for visit in visits] == ["1", "2"]
    assert reading.left_out == {"title": (1,), "heading": (5,), "total": (7, 8), "footer": (9, 10)}
    assert reading.faults == ()


def test_a_row_without_its_code_is_no_total(tmp_path: Path) -> None:
    visits, reading = read(tmp_path, "visit_id,code,minutes\n1,97110,15\nTotal Knee,,15\n3,,8\n")
    assert [visit.visit_id for visit in visits] == ["1"]
    assert reading.left_out == {"total": (3,)}
    assert [fault.rows for fault in reading.faults] == [(4,)]


def test_empty_cells_beyond_the_heading_are_nothing(tmp_path: Path) -> None:
    (visit,), reading = read(tmp_path, f"{OWN},,\n{ROW},,,,\n\n,,,\n")
    assert visit.visit_id == "V7"
    assert reading.not_used == ()
