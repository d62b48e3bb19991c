"""The same visits as CSV, workbook, JSON, NDJSON and Parquet: the same findings, and the same 837P byte for byte."""

import csv
import io
import json
import re
from functools import cache
from pathlib import Path

import pytest

from cleanclaim.exchange.files.visits import read_visits
from cleanclaim.exchange.files.write_visits import encode_visits
from tests.cli.calling import CLINIC_DAY, FILED, PRACTICE, Json, call
from tests.exchange.files.exports import Cell, workbook

DAY = CLINIC_DAY / "visits.csv"
HISTORY = ("--history", CLINIC_DAY / "history.json", "--practice", PRACTICE, *FILED)
NAMES = ["v.csv", "v.tsv", "v.json", "v.ndjson", "v.parquet", "v.xlsx", "utf16.csv", "windows.csv", "titled.csv"]


@cache
def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(DAY.read_text(encoding="utf-8"))))


def content(name: str) -> bytes:
    """The example day in another form."""
    if name == "v.xlsx":
        sheet: list[list[Cell]] = [list(rows()[0])]
        sheet += [
            [float(cell) if cell.isdecimal() and len(cell) < 6 else cell or None for cell in row.values()]
            for row in rows()
        ]
        return workbook({"Charges": sheet})
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows()[0], delimiter="\t" if name == "v.tsv" else ";")
    writer.writeheader()
    writer.writerows(rows())
    match name:
        case "v.tsv":
            return text.getvalue().encode()
        case "utf16.csv":
            return text.getvalue().encode("utf-16")
        case "windows.csv":
            return text.getvalue().encode("cp1252")
        case "titled.csv":
            titles = "Charges of March 2, 2026\nRun by: office\n\n"
            return (titles + text.getvalue() + f"Total{';' * (len(rows()[0]) - 1)}\n").encode()
        case _:
            return encode_visits(name, read_visits(DAY))


def answers(folder: Path, file: Path) -> tuple[Json, Json, str]:
    """The review, the claim without what it says of its file, and the 837P without its clock."""
    output = folder / "out.837"
    reviewed = call("review", file, *HISTORY, "--format", "json").json
    claimed = call("claim", file, *HISTORY, "-o", output, "--format", "json").json
    for answer in (reviewed, claimed):
        assert answer.pop("inputs")[0]["columns"]["not_used"] == []
    claimed.pop("written")
    claimed.pop("files")
    return reviewed, claimed, _without_clock(output.read_text(encoding="ascii"))


def _without_clock(text: str) -> str:
    """An 837P without the day and time it was made: of the interchange, the group and the transaction."""
    return re.sub(r"(?m)^(ISA(?:\*[^*]*){8}|GS(?:\*[^*]*){3}|BHT(?:\*[^*]*){3})\*\d{6,8}\*\d{4}", r"\1", text)


@cache
def expected(folder: Path) -> tuple[Json, Json, str]:
    return answers(folder, DAY)


@pytest.mark.parametrize("name", NAMES)
def test_every_format_gives_the_same_findings_and_the_same_claims(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(content(name) if name != "v.csv" else encode_visits(name, read_visits(DAY)))
    assert answers(tmp_path, file) == expected(tmp_path.parent)


def test_a_json_list_of_services_gives_the_same_too(tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    file.write_text(json.dumps(rows()), encoding="utf-8")
    assert answers(tmp_path, file) == expected(tmp_path.parent)
