"""Prices worked out a second time, straight from the published files and in decimals, beside what the program answers.

Every therapy code, ten localities, every year from 2020 to 2026, in an office and in a facility, whole and reduced.
"""

import csv
import gzip
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from cleanclaim.reference.catalogue import catalogue
from tests.authorities.command_line import answer, visit
from tests.authorities.vectors import ABSENT

PUBLISHED = Path(__file__).parents[2] / ".." / "shared" / "reference"
pytestmark = pytest.mark.skipif(not PUBLISHED.is_dir(), reason=ABSENT)

# The fee schedule's file, the cost indices' file and the conversion factor that held on a day.
YEARS = {
    "2020-02-03": ("rvu20a_jan_therapy.csv", "gpci_rvu20a.csv", "36.0896"),
    "2020-11-03": ("rvu20d_oct_therapy.csv", "gpci_rvu20d.csv", "36.0896"),
    "2021-03-02": ("rvu21a_jan_therapy.csv", "gpci_rvu21a.csv", "34.8931"),
    "2022-08-02": ("rvu22c_jul_therapy.csv", "gpci_rvu22c.csv", "34.6062"),
    "2023-11-02": ("rvu23d_oct_therapy.csv", "gpci_rvu23d.csv", "33.8872"),
    "2024-03-08": ("rvu24a_jan_therapy.csv", "gpci_rvu24a.csv", "32.7442"),
    "2024-03-09": ("rvu24ar_jan_therapy.csv", "gpci_rvu24ar.csv", "33.2875"),
    "2025-11-03": ("rvu25d_all_no_descriptors.csv.gz", "GPCI2025.csv", "32.3465"),
    "2026-09-01": ("rvu26c_therapy_nonqpp.csv", "GPCI2026.csv", "33.4009"),
}
LOCALITIES = (
    ("10112", "00"),  # Alabama
    ("02102", "01"),  # Alaska, with the highest work index
    ("03102", "00"),  # Arizona
    ("09102", "04"),  # Miami, with dear malpractice
    ("06102", "16"),  # Chicago
    ("06302", "00"),  # Wisconsin, with cheap malpractice
    ("13202", "01"),  # Manhattan
    ("13282", "99"),  # rest of New York
    ("12502", "01"),  # Philadelphia
    ("04412", "31"),  # Austin
)


class Row(NamedTuple):
    """A row of a published fee schedule file, its decimals as published."""

    status: str
    work: Decimal
    office: Decimal
    facility: Decimal
    malpractice: Decimal
    reduced: bool


def lines(path: Path) -> list[str]:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return raw.decode("utf-8-sig").splitlines()


def decimal(cell: str, places: str) -> Decimal:
    """The cell as published; some copies of the files hold 0.8690000000000001 for 0.869."""
    return Decimal(cell or "0").quantize(Decimal(places))


def fees(name: str) -> dict[str, Row]:
    found = {}
    for row in csv.DictReader(lines(PUBLISHED / "mpfs" / name)):
        if row.get("mod"):
            continue
        work = row["work_rvu"]
        office = row.get("non_fac_pe_rvu", row.get("nonfac_pe_rvu")) or "0"
        facility = row.get("facility_pe_rvu", row.get("fac_pe_rvu")) or "0"
        status = row.get("status_code", row.get("status")) or ""
        found[row["hcpcs"]] = Row(
            status=status,
            work=decimal(work, "0.01"),
            office=decimal(office, "0.01"),
            facility=decimal(facility, "0.01"),
            malpractice=decimal(row["mp_rvu"], "0.01"),
            reduced=row["mult_proc"] == "5",
        )
    return found


def indices(name: str, mac: str, number: str) -> tuple[Decimal, Decimal, Decimal]:
    for cells in csv.reader(lines(PUBLISHED / "gpci" / name)):
        if not cells or cells[0] != mac:
            continue
        if name.startswith("GPCI"):
            _mac, _state, held, _name, *rest = cells
        else:
            held, rest = (cells[2], cells[4:]) if cells[1].isalpha() else (cells[1], cells[3:])
        if held == number:
            work, pe, malpractice = (decimal(cell, "0.001") for cell in rest[:3])
            return work, pe, malpractice
    raise LookupError(f"{mac}-{number} is not in {name}")


def cents(amount: Decimal) -> str:
    return str(amount.quantize(Decimal("0.01"), ROUND_HALF_UP))


def expected(
    row: Row, index: tuple[Decimal, Decimal, Decimal], factor: Decimal, *, facility: bool
) -> list[tuple[str, str]]:
    """Two units of one code, alone on their day: the first whole, the second reduced where it is subject."""
    pe = row.facility if facility else row.office
    work, expense, malpractice = row.work * index[0], pe * index[1], row.malpractice * index[2]
    whole = cents((work + expense + malpractice) * factor)
    if not row.reduced:
        return [("not subject", whole)] * 2
    return [("full", whole), ("reduced", cents((work + expense / 2 + malpractice) * factor))]


def priced_by_value(published: dict[str, Row]) -> list[str]:
    """The therapy codes of our catalogue that the file prices by relative values."""
    return [
        code
        for code in catalogue()
        if code in published and published[code].status in "ART" and any(published[code][1:5])
    ]


@pytest.mark.parametrize("day", YEARS)
def test_every_therapy_code_costs_what_the_published_files_make_it_cost(day: str) -> None:
    schedule, index_file, factor = YEARS[day]
    published = fees(schedule)
    asked = priced_by_value(published)
    assert len(asked) > 60
    for mac, number in LOCALITIES:
        index = indices(index_file, mac, number)
        for place in ("11", "22"):
            given = [
                visit(
                    {"code": code, "units": 2},
                    visit_id=code,
                    patient_id=code,  # a patient each, so that no code reduces another
                    service_date=day,
                    place_of_service=place,
                )
                for code in asked
            ]
            priced = answer("price", "-", "--locality", f"{mac}-{number}", given=given)["visits"]
            assert [one["visit_id"] for one in priced] == asked
            for one in priced:
                told = [(unit["pe"], unit["amount"]) for unit in one["lines"][0]["working"]]
                right = expected(published[one["visit_id"]], index, Decimal(factor), facility=place == "22")
                assert told == right, f"{one['visit_id']} in {mac}-{number}, {day}, place {place}"
                assert Decimal(one["allowed"]) == sum(Decimal(amount) for _pe, amount in right)
