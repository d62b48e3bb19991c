"""Published tables to compare with: small extracts that stand here, and the whole files where they are at hand.

The extracts are facts re-expressed in small JSON files, each with its source. The whole files are the publishers' and
too large for this repository; a test that reads them skips where they do not lie beside it.
"""

import csv
import gzip
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

FOLDER = Path(__file__).parent / "extracts"
WHOLE = Path(__file__).parents[3] / "shared" / "reference"
needs_whole_files = pytest.mark.skipif(
    not WHOLE.is_dir(), reason="the publishers' whole files are too large for the repository and not beside it"
)
BOTH = [pytest.param("extract", id="extract"), pytest.param("whole", id="whole files", marks=needs_whole_files)]
"""Which files a comparison reads, as parameters of a test."""

WHOLE_FEES = {
    "RVU20A": "rvu20a_jan_therapy.csv",
    "RVU20B": "rvu20b_apr_therapy.csv",
    "RVU20C": "rvu20c_v0618_therapy.csv",
    "RVU20D": "rvu20d_oct_therapy.csv",
    "RVU21A": "rvu21a_jan_therapy.csv",
    "RVU21B": "rvu21b_apr_therapy.csv",
    "RVU21C": "rvu21c_jul_therapy.csv",
    "RVU21D": "rvu21d_oct_therapy.csv",
    "RVU22A": "rvu22a_jan_therapy.csv",
    "RVU22B": "rvu22b_apr_therapy.csv",
    "RVU22C": "rvu22c_jul_therapy.csv",
    "RVU22D": "rvu22d_oct_therapy.csv",
    "RVU23A": "rvu23a_jan_therapy.csv",
    "RVU23B": "rvu23b_apr_therapy.csv",
    "RVU23C": "rvu23c_jul_therapy.csv",
    "RVU23D": "rvu23d_oct_therapy.csv",
    "RVU24A": "rvu24a_jan_therapy.csv",
    "RVU24AR": "rvu24ar_jan_therapy.csv",
    "RVU24B": "rvu24b_apr_therapy.csv",
    "RVU24C": "rvu24c_jul_therapy.csv",
    "RVU25D": "rvu25d_all_no_descriptors.csv.gz",
    "RVU26C": "rvu26c_therapy_nonqpp.csv",
}
WHOLE_INDICES = {
    **{year: f"gpci_rvu{year % 100}d.csv" for year in range(2020, 2024)},
    2024: "gpci_rvu24c.csv",
    2025: "GPCI2025.csv",
    2026: "GPCI2026.csv",
}


class FeeRow(NamedTuple):
    """A row of a published fee schedule; values and totals are relative values with two decimals."""

    code: str
    status: str
    mult_proc: str
    work: Decimal
    office: Decimal
    facility: Decimal
    malpractice: Decimal
    office_total: Decimal
    facility_total: Decimal


class FeeRelease(NamedTuple):
    """A published fee schedule with a day it answers for and the conversion factor of that day."""

    on: str
    factor: Decimal
    rows: Mapping[str, FeeRow]


class Indices(NamedTuple):
    """The cost indices of a locality, three decimals."""

    work: Decimal
    expense: Decimal
    malpractice: Decimal


def extract(name: str) -> dict[str, Any]:
    """A file of extracts as it stands."""
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return content


@cache
def fee_releases(files: str) -> dict[str, FeeRelease]:
    """The fee schedules by release: `files` is `extract` or `whole`."""
    releases: dict[str, FeeRelease] = {}
    rows: dict[str, FeeRow] = {}
    for release in extract("fee_schedule")["releases"]:
        rows = rows | {code: _fee_row(code, *rest) for code, *rest in release["rows"]}
        rows = {code: row for code, row in rows.items() if code not in release.get("absent", ())}
        name = release["release"]
        answer = rows if files == "extract" else _whole_fees(WHOLE_FEES[name])
        releases[name] = FeeRelease(release["on"], Decimal(release["factor"]), answer)
    return releases


def cost_indices(files: str, year: int) -> dict[str, Indices]:
    """The cost indices of a year by contractor and locality: `files` is `extract` or `whole`."""
    if files == "whole":
        return dict(_whole_indices(year))
    (found,) = (one["rows"] for one in extract("cost_indices")["years"] if one["year"] == year)
    return {locality: Indices(*map(Decimal, cells)) for locality, *cells in found}


def whole_lines(name: str) -> list[str]:
    """The lines of one of the publishers' whole files, by its path in their folder."""
    content = (WHOLE / name).read_bytes()
    return (gzip.decompress(content) if name.endswith(".gz") else content).decode("utf-8-sig").splitlines()


def _whole_fees(name: str) -> dict[str, FeeRow]:
    rows = (row for row in csv.DictReader(whole_lines(f"mpfs/{name}")) if not row.get("mod"))
    return {row["hcpcs"]: _whole_row(row) for row in rows}


def _whole_row(row: dict[str, str]) -> FeeRow:
    """A row under either of the headings the files have."""
    old = "status_code" in row
    values = ("work_rvu", "non_fac_pe_rvu" if old else "nonfac_pe_rvu", "facility_pe_rvu" if old else "fac_pe_rvu")
    totals = ("non_facility_total", "facility_total") if old else ("nonfac_total", "fac_total")
    cells = (row[name] for name in (*values, "mp_rvu", *totals))
    return _fee_row(row["hcpcs"], row["status_code" if old else "status"], row["mult_proc"], *cells)


def _fee_row(code: str, status: str, mult_proc: str, *cells: str) -> FeeRow:
    return FeeRow(code, status, mult_proc, *(_rounded(cell, "0.01") for cell in cells))


def _whole_indices(year: int) -> Iterator[tuple[str, Indices]]:
    for cells in csv.reader(whole_lines(f"gpci/{WHOLE_INDICES[year]}")):
        if cells and cells[0].isdigit():
            number, rest = (cells[2], cells[4:]) if cells[1].isalpha() else (cells[1], cells[3:])
            yield f"{cells[0]}-{number}", Indices(*(_rounded(cell, "0.001") for cell in rest[:3]))


def _rounded(cell: str, places: str) -> Decimal:
    """The cell as published; some copies of the files have 0.8690000000000001 for 0.869."""
    return Decimal(cell or "0").quantize(Decimal(places))
