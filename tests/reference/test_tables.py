"""Unit limits, fee schedule, diagnoses, and which releases answer for a date."""

from datetime import date, timedelta

import pytest

from cleanclaim.reference.files import DATA, records
from cleanclaim.reference.releases import ReleaseUse
from cleanclaim.reference.tables import tables

DAY = date(2026, 3, 2)


def test_the_unit_limit_of_exercise() -> None:
    mue = tables(DAY).mue("97110")
    assert mue is not None
    assert (mue.units, mue.mai, mue.release, mue.stale) == (6, 3, "MUE 2026H1", False)


def test_the_newest_limit_in_force_is_taken() -> None:
    mue = tables(date(2026, 8, 3)).mue("97530")
    assert mue is not None
    assert (mue.units, mue.release, mue.stale) == (6, "MUE 2026Q4", False)


def test_before_the_oldest_limits_nothing_is_known() -> None:
    look_up = tables(date(2024, 6, 30))
    assert not look_up.mue_known
    assert look_up.mue("97110") is None
    assert not look_up.mue_covers("97110")


def test_a_limit_newer_than_the_release_is_unknown_not_absent() -> None:
    look_up = tables(date(2025, 3, 3))
    assert look_up.mue_known
    assert look_up.mue("98979") is None
    assert not look_up.mue_covers("98979")
    assert tables(DAY).mue_covers("98979")
    assert look_up.mue("S8990") is None
    assert look_up.mue_covers("S8990")


@pytest.mark.parametrize(
    ("on", "code", "status", "work", "pe", "release", "stale"),
    [
        (date(2020, 5, 1), "97110", "A", 45, 40, "MPFS RVU20B", False),
        (date(2024, 3, 8), "97161", "A", 154, 143, "MPFS RVU24A", False),
        (date(2024, 3, 9), "97161", "A", 154, 143, "MPFS RVU24AR", False),
        (date(2024, 11, 4), "97110", "A", 45, 42, "MPFS RVU24C", True),
        (date(2025, 3, 3), "97110", "A", 45, 43, "MPFS RVU25D", False),
        (DAY, "97110", "A", 45, 41, "MPFS RVU26C", False),
        (DAY, "97012", "A", 24, 18, "MPFS RVU26C", False),
        (DAY, "97010", "B", 6, None, "MPFS RVU26C", False),
        (DAY, "97014", "I", 18, 19, "MPFS RVU26C", False),
        (DAY, "92507", "A", 130, 97, "MPFS RVU26C", False),
        (DAY, "95886", "A", 86, None, "MPFS RVU25D", True),
        (date(2026, 10, 5), "97110", "A", 45, 41, "MPFS RVU26C", True),
    ],
)
def test_the_fee_schedule_on_a_date(
    on: date, code: str, status: str, work: int, pe: int | None, release: str, stale: bool
) -> None:
    fee = tables(on).fee(code)
    assert fee is not None
    assert (fee.status, fee.work, fee.release, fee.stale) == (status, work, release, stale)
    assert pe is None or fee.nonfacility_pe == pe
    assert tables(on).status(code) == status


def test_a_code_without_a_row_has_no_status() -> None:
    assert tables(DAY).status("97001") is None
    assert tables(date(2019, 12, 31)).status("97110") is None
    assert tables(date(2025, 12, 31)).status("98979") is None


def test_a_schedule_not_yet_published_is_not_used() -> None:
    fee = tables(DAY, date(2026, 3, 2)).fee("97110")
    assert fee is not None
    assert (fee.nonfacility_pe, fee.release, fee.stale) == (43, "MPFS RVU25D", True)


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("M54.5", "header"),
        ("M54.50", "billable"),
        ("m5450", "billable"),
        (" S83.511A ", "billable"),
        ("S83.511", "header"),
        ("M54.99", "unknown"),
        ("", "unknown"),
        ("A00,0", "unknown"),
        ("M54\n", "header"),
    ],
)
def test_a_diagnosis_on_the_list(code: str, state: str) -> None:
    assert tables(DAY).diagnosis(code).state == state


def test_a_code_with_a_seventh_character_bears_the_label_above_it() -> None:
    assert tables(DAY).diagnosis("S83.511A").label == tables(DAY).diagnosis("S83.511").label
    assert tables(DAY).diagnosis("M54.50").label == "Low back pain, unspecified"


def test_a_diagnosis_of_the_new_fiscal_year_is_answered_from_its_list() -> None:
    found = tables(date(2026, 11, 2)).diagnosis("M54.50")
    assert (found.state, found.release, found.stale) == ("billable", "ICD-10-CM FY2027", False)


def test_past_the_newest_list_a_diagnosis_is_answered_from_it_and_one_it_lacks_is_open() -> None:
    look_up = tables(date(2027, 11, 2))
    found = look_up.diagnosis("M54.50")
    assert (found.state, found.release, found.stale) == ("billable", "ICD-10-CM FY2027", True)
    assert look_up.diagnosis("X9Z.99").state == "undetermined"
    assert tables(date(2026, 11, 2)).diagnosis("X9Z.99").state == "unknown"


def test_labels_that_did_not_change_stand_in_the_list_before() -> None:
    held = tables(date(2026, 11, 2))
    assert held.diagnosis("M54.50").label == tables(date(2026, 3, 2)).diagnosis("M54.50").label
    assert held.diagnosis("M67.A01").label == "Plantar fasciitis, right foot"


@pytest.mark.parametrize(
    ("code", "on", "named"),
    [
        ("M72.2", date(2026, 11, 2), ("M67A01", "M67A02", "M67A09", "M7220", "M7221", "M7222")),
        ("M72.2", date(2026, 9, 30), ()),
        ("S23.420A", date(2026, 11, 2), ("S4360XA", "S4361XA", "S4362XA")),
        ("M54.5", date(2026, 11, 2), ("M5450", "M5451", "M5459")),
        ("M25", date(2026, 11, 2), ()),
        ("X9Z.99", date(2026, 11, 2), ()),
    ],
)
def test_what_took_the_place_of_a_diagnosis_is_named(code: str, on: date, named: tuple[str, ...]) -> None:
    assert tables(on).diagnosis_successors(code) == named


def test_every_successor_is_billable_once_the_code_before_it_is_not() -> None:
    for row in records(DATA / "diagnosis-successors.csv"):
        ended = date.fromisoformat(row["ended"])
        after = tables(ended + timedelta(days=1))
        assert tables(ended).diagnosis(row["code"]).state != "unknown", row
        assert after.diagnosis(row["code"]).state in {"header", "unknown"}, row
        for successor in row["successors"].split():
            want = "billable" if len(row["code"]) > 6 or not row["code"].startswith("S") else "header"
            assert after.diagnosis(successor).state == want, (row["code"], successor)


def test_a_diagnosis_of_the_coming_year_is_found_in_the_history() -> None:
    assert tables(date(2026, 9, 30)).diagnosis("C78.31").state == "unknown"
    assert tables(date(2026, 10, 1)).diagnosis("C78.31").state == "billable"


def test_an_earlier_diagnosis_is_answered_from_the_history_or_not_at_all() -> None:
    before, after = tables(date(2021, 9, 30)), tables(date(2021, 10, 1))
    assert (before.diagnosis("M54.50").state, after.diagnosis("M54.50").state) == ("unknown", "billable")
    assert (before.diagnosis("M54.5").state, after.diagnosis("M54.5").state) == ("undetermined", "header")
    assert after.diagnosis("A00.0").state == "undetermined"
    assert tables(date(2015, 9, 30)).diagnosis("M54.50").state == "undetermined"


def test_the_releases_of_a_date_are_named_with_the_stale_ones() -> None:
    assert tables(DAY).releases() == [
        ReleaseUse("NCCI 2026Q4", "ncci", False),
        ReleaseUse("NCCI 2026Q3 part", "ncci", False),
        ReleaseUse("NCCI 2024Q3", "ncci", True),
        ReleaseUse("MUE 2026H1", "mue", False),
        ReleaseUse("MPFS RVU26C", "mpfs", False),
        ReleaseUse("MPFS RVU25D", "mpfs", True),
        ReleaseUse("ICD-10-CM FY2026", "icd10", False),
        ReleaseUse("ICD-10-CM FY2016-FY2027, part", "icd10_history", False),
    ]
    assert {use.kind for use in tables(date(2014, 1, 1)).releases()} == {"ncci"}


def test_tables_of_one_date_are_made_once() -> None:
    assert tables(DAY) is tables(DAY)
    assert tables(DAY) is not tables(DAY, DAY)


def test_the_localities_of_a_state_have_its_cost_indices() -> None:
    look_up = tables(DAY)
    texas = look_up.localities("TX")
    assert len(texas) == 8
    assert {one.state for one in texas} == {"TX"}
    assert look_up.gpci("04412-31") in texas
    assert look_up.localities("") == look_up.localities("XX") == []
