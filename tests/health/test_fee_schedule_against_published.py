"""The fee schedule and cost indices that ship, against the published figures: totals, years, factors."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.tables import tables

FACTS = Path(__file__).parents[2] / ".." / "shared" / "reference"
pytestmark = pytest.mark.skipif(not FACTS.exists(), reason="the facts folder is not beside the repository")

RELEASES = {
    "rvu20a_jan": date(2020, 1, 2), "rvu20b_apr": date(2020, 4, 1), "rvu20c_v0618": date(2020, 9, 30),
    "rvu20d_oct": date(2020, 10, 1), "rvu21a_jan": date(2021, 3, 31), "rvu21b_apr": date(2021, 5, 5),
    "rvu21c_jul": date(2021, 8, 8), "rvu21d_oct": date(2021, 12, 31), "rvu22a_jan": date(2022, 1, 1),
    "rvu22b_apr": date(2022, 4, 4), "rvu22c_jul": date(2022, 7, 7), "rvu22d_oct": date(2022, 11, 11),
    "rvu23a_jan": date(2023, 2, 2), "rvu23b_apr": date(2023, 6, 30), "rvu23c_jul": date(2023, 7, 1),
    "rvu23d_oct": date(2023, 10, 10), "rvu24a_jan": date(2024, 3, 8), "rvu24ar_jan": date(2024, 3, 9),
    "rvu24b_apr": date(2024, 4, 1), "rvu24c_jul": date(2024, 7, 1),
}  # fmt: skip
"""A date of service each release answers for."""


def published(name: str) -> Iterator[dict[str, str]]:
    with (FACTS / "mpfs" / name).open(encoding="utf-8") as file:
        yield from (row for row in csv.DictReader(file) if not row.get("mod"))


def hundredths(cell: str) -> int:
    return round(Decimal(cell) * 100)


@pytest.mark.parametrize(("release", "on"), RELEASES.items(), ids=list(RELEASES))
def test_values_add_up_to_the_published_totals(release: str, on: date) -> None:
    look_up = tables(on)
    compared = 0
    for row in published(f"{release}_therapy.csv"):
        if row["hcpcs"] in catalogue():
            fee = look_up.fee(row["hcpcs"])
            assert fee is not None, row["hcpcs"]
            assert fee.status == row["status_code"]
            assert fee.mult_proc == row["mult_proc"]
            values = fee.work + fee.nonfacility_pe + fee.malpractice, fee.work + fee.facility_pe + fee.malpractice
            assert values == (hundredths(row["non_facility_total"]), hundredths(row["facility_total"])), row["hcpcs"]
            compared += 1
    assert compared >= 60


def test_values_of_2026_add_up_to_the_published_totals() -> None:
    look_up = tables(date(2026, 3, 2))
    compared = 0
    for row in published("rvu26c_therapy_nonqpp.csv"):
        fee = look_up.fee(row["hcpcs"])
        if row["hcpcs"] in catalogue() and fee is not None:
            totals = fee.work + fee.nonfacility_pe + fee.malpractice, fee.work + fee.facility_pe + fee.malpractice
            assert totals == (hundredths(row["nonfac_total"]), hundredths(row["fac_total"])), row["hcpcs"]
            compared += 1
    assert compared >= 80


@pytest.mark.parametrize(
    ("on", "factor"),
    [
        (date(2020, 6, 1), 360_896),
        (date(2021, 6, 1), 348_931),
        (date(2022, 6, 1), 346_062),
        (date(2023, 6, 1), 338_872),
        (date(2024, 3, 8), 327_442),
        (date(2024, 3, 9), 332_875),
        (date(2025, 6, 1), 323_465),
        (date(2026, 6, 1), 334_009),
    ],
)
def test_the_conversion_factor_of_the_date(on: date, factor: int) -> None:
    found = tables(on).conversion_factor()
    assert found is not None
    assert found.value == factor


def test_since_2026_participants_in_payment_models_have_their_own_factor() -> None:
    of_2025, of_2026 = (tables(date(year, 6, 1)).conversion_factor(qualifying=True) for year in (2025, 2026))
    assert of_2025
    assert of_2026
    assert (of_2025.value, of_2026.value) == (323_465, 335_675)


@pytest.mark.parametrize("year", range(2020, 2025))
def test_cost_indices_are_the_published_ones(year: int) -> None:
    look_up = tables(date(year, 12, 1))
    release = f"gpci_rvu{year % 100}{'c' if year == 2024 else 'd'}.csv"
    with (FACTS / "gpci" / release).open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["mac"] and row["gpci_work"]]
    assert len(rows) >= 109
    for row in rows:
        found = look_up.gpci(f"{row['mac']}-{row['locality_number']}")
        assert found is not None, row
        printed = [round(Decimal(row[name]) * 1000) for name in ("gpci_work", "gpci_pe", "gpci_mp")]
        assert [found.work, found.pe, found.malpractice] == printed, row


@pytest.mark.parametrize("year", [2025, 2026])
def test_cost_indices_of_the_newer_layout_are_the_published_ones(year: int) -> None:
    look_up = tables(date(year, 3, 2))
    with (FACTS / "gpci" / f"GPCI{year}.csv").open(encoding="latin-1") as file:
        rows = [row for row in csv.reader(file) if len(row) >= 7 and row[0].isdigit()]
    assert len(rows) == 109
    for contractor, _state, number, _name, *indices in rows:
        found = look_up.gpci(f"{contractor}-{number}")
        assert found is not None
        assert [found.work, found.pe, found.malpractice] == [round(Decimal(cell) * 1000) for cell in indices[:3]]


def test_a_place_is_found_by_its_zip_code_since_2024_and_left_open_before() -> None:
    found = tables(date(2026, 3, 2)).locality("60601-1234")
    assert found is not None
    assert (found.locality, found.state, found.plus_four, found.stale) == ("06102-16", "IL", False, True)
    assert tables(date(2023, 12, 31)).locality("60601") is None
    assert tables(date(2026, 3, 2)).locality("00000") is None
