"""What is held, what is stale, and what to look for."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from cleanclaim.reference.cadence import cadences
from cleanclaim.reference.imports import import_files
from cleanclaim.reference.library import library, shipped
from cleanclaim.reference.release_drafts import PREFIXES, ImportOptions
from cleanclaim.reference.releases import NAMES, Kind
from cleanclaim.reference.status import TableStatus, table_statuses
from tests.reference import published as made

TODAY = date(2026, 11, 23)


def of(kind: Kind, on: date = TODAY, folder: Path | None = None) -> TableStatus:
    return next(table for table in table_statuses(library(folder), on) if table.kind == kind)


@pytest.mark.parametrize(
    ("kind", "on", "period", "file"),
    [
        ("ncci", date(2026, 11, 23), "2026Q4", "medicare-ncci-2026q4-practitioner-ptp-edits-ccipra-v323r0-f1.zip"),
        ("ncci", date(2027, 1, 1), "2027Q1", "ccipra-v330r0-f1.zip to -f4.zip"),
        ("mue", date(2026, 9, 30), "2026Q3", "medicare-ncci-2026-q3-practitioner-services-mue-table.zip"),
        ("mpfs", date(2026, 11, 23), "2026Q4", "rvu26d.zip"),
        ("icd10", date(2026, 9, 30), "FY2026 April", "icd10cm_order_2026.txt"),
        ("icd10", date(2026, 10, 1), "FY2027", "icd10cm_order_2027.txt"),
        ("zip", date(2026, 5, 2), "2026Q2", "ZIP5_APR2026.txt"),
        ("hcpcs", date(2026, 5, 2), "2026Q2", "april-2026-alpha-numeric-hcpcs-file.zip"),
        ("add_on", date(2026, 5, 2), "2026Q2", "AOC_V2026Q2-MCR"),
    ],
)
def test_a_day_wants_the_release_of_its_time(kind: Kind, on: date, period: str, file: str) -> None:
    cadence = cadences()[kind]
    assert cadence.period(on) == period
    assert file in cadence.file_for(on)


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        ("ncci", date(2026, 10, 1), date(2026, 12, 31)),
        ("gpci", date(2026, 1, 1), date(2026, 12, 31)),
        ("icd10", date(2026, 10, 1), date(2027, 9, 30)),
        ("icd10", date(2027, 4, 1), date(2027, 9, 30)),
    ],
)
def test_a_release_ends_with_its_time(kind: Kind, first: date, last: date) -> None:
    assert cadences()[kind].last_day(first) == last
    assert cadences()[kind].first_day(last) in (first, date(2027, 4, 1))


def test_a_table_whose_newest_release_has_passed_is_stale_and_what_to_import_is_named() -> None:
    found = of("zip")
    assert (found.state, found.releases[0].stale) == ("stale", True)
    assert found.missing is not None
    assert found.missing.period == "2026Q4"
    assert "cms.gov" in found.missing.where


def test_a_table_in_force_wants_nothing() -> None:
    assert (of("gpci").state, of("gpci").missing) == ("current", None)
    assert of("gpci", date(2027, 1, 1)).state == "stale"


def test_an_excerpt_in_force_is_not_enough() -> None:
    found = of("ncci")
    assert found.state == "excerpt"
    assert found.missing is not None


def test_what_nobody_imported_is_not_held() -> None:
    assert of("ncci_medicaid").state == "none"
    assert of("ncci", date(1990, 1, 1)).state == "none"


def test_an_import_makes_a_table_current(tmp_path: Path) -> None:
    path = tmp_path / "GPCI2027.csv"
    path.write_bytes(
        made.quoted([*made.gpci(2027)[:3], *([f"{n:05}", "AL", "00", "A", "1", "1", "1"] for n in range(109))])
    )
    import_files([path], tmp_path / "library", ImportOptions(), TODAY)
    found = of("gpci", date(2027, 2, 1), tmp_path / "library")
    assert (found.state, found.releases[0].name, found.releases[0].imported) == ("current", "GPCI 2027", TODAY)


def test_every_table_has_its_names_and_none_is_claimed_as_verified() -> None:
    assert set(cadences()) == set(PREFIXES) <= set(NAMES)
    assert not any(cadence.verified for cadence in cadences().values())
    assert all(cadence.counted for cadence in cadences().values() if cadence.rows)
    assert msgspec.json.encode(table_statuses(shipped(), TODAY))
