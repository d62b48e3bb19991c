"""`cleanclaim` called as a shell calls it: arguments and bytes in; exit code, output and errors out.

`call` stays in this process, entry point included, for there is much to ask. `process` starts a process of its own,
for what only that can show: encodings, terminals, the whole start.
"""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest

from cleanclaim.cli.main import main
from cleanclaim.cli.sent import FORGOTTEN

Json = dict[str, Any]

REPO = Path(__file__).parents[2]
CLINIC_DAY = REPO / "examples" / "clinic-day"
PRACTICE = str(CLINIC_DAY / "practice.toml")
FILED = ("--filed-on", "2026-03-03")  # so that what is said of timely filing never depends on today
THE_DAY = [
    str(CLINIC_DAY / "visits.csv"),
    *("--history", str(CLINIC_DAY / "history.json")),
    *("--practice", PRACTICE),
    *FILED,
]
# One visit of an example patient, whole in every field; tests say what differs.
ROW = {
    "visit_id": "1",
    "patient_id": "P05",
    "payer": "aetna",
    "service_date": "2026-03-02",
    "discipline": "PT",
    "provider_npi": "1000000012",
    "place_of_service": "11",
    "code": "97110",
    "minutes": "30",
    "performed_by": "PT",
    "units": "",
    "modifiers": "",
    "charge": "90.00",
    "diagnoses": "M25.511",
}
FIELDS = tuple(ROW)


class Answer(NamedTuple):
    """What a call left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Json:
        read: Json = json.loads(self.out)
        return read


def call(*arguments: str | Path, given: bytes | str = b"") -> Answer:
    """`cleanclaim ARGUMENTS` in this process, with `given` on standard input; none of it is a terminal."""
    bytes_in = given.encode() if isinstance(given, str) else given
    stdin, stdout, stderr = (io.TextIOWrapper(io.BytesIO(b), encoding="utf-8") for b in (bytes_in, b"", b""))
    arguments = ("cleanclaim", *map(str, arguments))
    with (
        patch.object(sys, "argv", list(arguments)),
        patch.object(sys, "stdin", stdin),
        patch.object(sys, "stdout", stdout),
        patch.object(sys, "stderr", stderr),
        pytest.raises(SystemExit) as left,
    ):
        main()
    assert isinstance(left.value.code, int)
    return Answer(left.value.code, _said(stdout), _said(stderr))


def _said(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def process(*arguments: str | Path, given: bytes = b"", **environment: str) -> Answer:
    """`cleanclaim ARGUMENTS` in a process of its own, its output read in the encoding `environment` asks for."""
    done = subprocess.run(
        command(*arguments), input=given, capture_output=True, env=surroundings(**environment), check=False, timeout=60
    )
    encoding = environment.get("PYTHONIOENCODING", "utf-8").partition(":")[0]
    return Answer(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))


def command(*arguments: str | Path) -> list[str]:
    """The words that start `cleanclaim ARGUMENTS`."""
    return [sys.executable, "-m", "cleanclaim", *map(str, arguments)]


def surroundings(**more: str) -> dict[str, str]:
    """The environment a process is started with: ours, 100 columns, without what would change encodings or color."""
    changing = ("NO_COLOR", "FORCE_COLOR", "CLEANCLAIM_PAYERS", "LC_ALL", "PAGER", "LESS")
    ours = {name: value for name, value in os.environ.items() if name not in changing}
    return ours | {"PYTHONIOENCODING": "utf-8", "COLUMNS": "100"} | more


def row(**changes: str) -> Json:
    """A service's row: a whole and clean one, but for the `changes`."""
    return ROW | changes


def csv_of(*rows: Json) -> str:
    """Rows as a CSV file; a clean one if none is given."""
    return "\n".join([",".join(FIELDS), *(",".join(one[field] for field in FIELDS) for one in rows or [row()])]) + "\n"


def visits_file(folder: Path, *rows: Json, name: str = "visits.csv") -> Path:
    """The rows (a clean one if none is given) as a CSV file in the folder."""
    path = folder / name
    path.write_text(csv_of(*rows), encoding="utf-8")
    return path


def warnings_of(answer: Answer) -> str:
    """Standard error but for what is always said where claims are written outside a project."""
    return answer.err.removeprefix(f"{FORGOTTEN}\n")


def refused(answer: Answer, *parts: str) -> None:
    """Assert that the call was refused as promised: exit 2, nothing on standard output, messages with `parts`.

    Each message says in one line what is wrong and where, and in another what to do.
    """
    assert answer.code == 2, answer
    assert answer.out == ""
    assert "Traceback" not in answer.err
    assert answer.err.count("Nothing was written.") <= 1
    lines = answer.err.removesuffix("Nothing was written.\n").splitlines()
    assert lines
    assert all(lines)
    assert len(lines) % 2 == 0
    for part in parts:
        assert part in answer.err


def one_of(items: Iterable[Json], **wanted: object) -> Json:
    """The one item whose fields are as wanted."""
    (found,) = [item for item in items if all(item[name] == value for name, value in wanted.items())]
    return found
