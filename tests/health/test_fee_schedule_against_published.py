"""The fee schedule and cost indices that ship, against the published figures: totals, years, factors."""

from datetime import date
from decimal import Decimal

import pytest

from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.tables import tables
from tests.reference.extracts import BOTH, WHOLE_FEES, WHOLE_INDICES, cost_indices, fee_releases


def hundredths(value: Decimal) -> int:
    return int(value * 100)


@pytest.mark.parametrize("files", BOTH)
@pytest.mark.parametrize("release", WHOLE_FEES)
def test_values_add_up_to_the_published_totals(release: str, files: str) -> None:
    published = fee_releases(files)[release]
    look_up = tables(date.fromisoformat(published.on))
    compared = 0
    for code, row in published.rows.items():
        fee = look_up.fee(code) if code in catalogue() else None
        if fee is not None:
            assert (fee.status, fee.mult_proc) == (row.status, row.mult_proc), code
            values = fee.work + fee.nonfacility_pe + fee.malpractice, fee.work + fee.facility_pe + fee.malpractice
            assert values == (hundredths(row.office_total), hundredths(row.facility_total)), code
            compared += 1
    assert compared >= (60 if files == "whole" else 28)


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


@pytest.mark.parametrize("files", BOTH)
@pytest.mark.parametrize("year", WHOLE_INDICES)
def test_cost_indices_are_the_published_ones(year: int, files: str) -> None:
    look_up = tables(date(year, 12, 1))
    published = cost_indices(files, year)
    assert len(published) >= (109 if files == "whole" else 13)
    for locality, printed in published.items():
        found = look_up.gpci(locality)
        assert found is not None, locality
        assert (found.work, found.pe, found.malpractice) == tuple(int(one * 1000) for one in printed), locality


def test_a_place_is_found_by_its_zip_code_since_2024_and_left_open_before() -> None:
    found = tables(date(2026, 3, 2)).locality("60601-1234")
    assert found is not None
    assert (found.locality, found.state, found.plus_four, found.stale) == ("06102-16", "IL", False, True)
    assert tables(date(2023, 12, 31)).locality("60601") is None
    assert tables(date(2026, 3, 2)).locality("00000") is None
