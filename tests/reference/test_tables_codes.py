"""The catalogue, modifiers, places and taxonomy codes."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from cleanclaim.reference.tables import tables
from tests.reference.extracts import extract

DAY = date(2026, 3, 2)


def test_exercise_is_a_pooled_code_of_fifteen_minutes() -> None:
    code = tables(DAY).code("97110")
    assert code is not None
    assert (code.unit_rule, code.unit_minutes, code.therapy, code.assistant) == ("pooled", 15, "always", True)
    assert code.disciplines == {"PT", "OT"}


def test_an_unknown_code_is_none() -> None:
    assert tables(DAY).code("00000") is None


@pytest.mark.parametrize("code", ["97161", "97164", "97165", "97168", "92521", "92610", "97169"])
def test_an_assistant_never_furnishes_an_evaluation(code: str) -> None:
    entry = tables(DAY).codes[code]
    assert entry.evaluation in {"PT", "OT", "SLP", "AT"}
    assert entry.assistant is False


@pytest.mark.parametrize(
    ("code", "last", "replaced_by"),
    [
        ("97001", date(2016, 12, 31), ("97161", "97162", "97163")),
        ("97532", date(2017, 12, 31), ("97127", "G0515")),
        ("97762", date(2017, 12, 31), ("97763",)),
        ("90911", date(2019, 12, 31), ("90912", "90913")),
    ],
)
def test_a_deleted_code_keeps_its_last_day_and_its_successor(
    code: str, last: date, replaced_by: tuple[str, ...]
) -> None:
    entry = tables(DAY).codes[code]
    assert entry.replaced_by == replaced_by
    assert entry.valid_on(last)
    assert not entry.valid_on(date(last.year + 1, 1, 1))


def test_a_code_is_not_valid_before_its_first_day() -> None:
    entry = tables(DAY).codes["98979"]
    assert entry.valid_on(date(2026, 1, 1))
    assert not entry.valid_on(date(2025, 12, 31))


def test_monitoring_minutes_are_counted_over_the_month() -> None:
    codes = tables(DAY).codes
    counting = {code: (codes[code].first, codes[code].each, codes[code].until) for code in ("98979", "98980", "98981")}
    assert counting == {"98979": (10, 0, 19), "98980": (20, 0, None), "98981": (20, 20, None)}


def test_the_first_part_of_a_service_is_billed_once() -> None:
    codes = tables(DAY).codes
    assert [codes[code].max_units for code in ("97129", "90912", "97550", "97545", "G0541")] == [1, 1, 1, 1, 1]
    assert [codes[code].max_units for code in ("97130", "90913", "97551", "97546", "G0542")] == [None] * 5


def test_every_code_has_a_plain_sentence_and_a_source_for_each_kind_of_fact() -> None:
    entries = tables(DAY).codes.values()
    assert len(entries) >= 200
    for entry in entries:
        assert entry.says.endswith("."), entry.code
        assert entry.says.count(". ") == 0, entry.code
        assert 20 <= len(entry.says) <= 140, entry.code
        assert entry.source, entry.code
        assert entry.units_ground.source, entry.code
        assert entry.who_ground.source, entry.code
        assert all(listing.ground.source for listing in entry.listings), entry.code


def test_a_codes_places_on_the_therapy_list_follow_one_another_without_gap() -> None:
    for entry in tables(DAY).codes.values():
        assert entry.therapy == entry.listings[-1].status
        for before, after in pairwise(entry.listings):
            assert before.last is not None, entry.code
            assert after.first == before.last + timedelta(days=1), entry.code


def test_every_code_has_a_place_on_the_therapy_list_on_each_day_it_is_in_force_since_2020() -> None:
    for entry in tables(DAY).codes.values():
        for on in (date(year, month, 1) for year in range(2020, 2027) for month in (1, 7)):
            if entry.valid_on(on):
                assert entry.listed_on(on) is not None, (entry.code, on)


@pytest.mark.parametrize(
    ("code", "attendance"), [("G0283", "supervised"), ("97032", "constant"), ("97150", "constant"), ("98980", "away")]
)
def test_whether_the_clinician_stays_is_told(code: str, attendance: str) -> None:
    assert tables(DAY).codes[code].attendance == attendance


def test_the_days_cms_prints_for_its_own_codes_are_those_of_the_catalogue() -> None:
    printed = extract("codes")["hcpcs"]
    assert len(printed) > 20
    for code, added, ended in printed:
        entry = tables(DAY).codes[code]
        assert (str(entry.valid_from), str(entry.valid_to or "")) == (added, ended), code


def test_modifiers_stand_in_the_order_of_the_line() -> None:
    look_up = tables(DAY).modifier
    order = [modifier.order for code in ("59", "GP", "CQ", "KX", "GY") if (modifier := look_up(code))]
    assert len(order) == 5
    assert order == sorted(set(order))


def test_an_assistant_modifier_begins_with_2020() -> None:
    modifier = tables(DAY).modifier("CQ")
    assert modifier is not None
    assert modifier.valid_on(date(2020, 1, 1))
    assert not modifier.valid_on(date(2019, 12, 31))


def test_an_unknown_modifier_is_none() -> None:
    assert tables(DAY).modifier("G") is None


def test_an_office_is_no_facility_and_a_hospital_clinic_is_one() -> None:
    office, clinic = tables(DAY).place("11"), tables(DAY).place("22")
    assert office is not None
    assert clinic is not None
    assert not office.facility
    assert clinic.facility


def test_an_unassigned_place_is_none() -> None:
    assert tables(DAY).place("28") is None


def test_a_taxonomy_code_tells_the_profession() -> None:
    look_up = tables(DAY).profession
    assert look_up("2251X0800X") == "physical therapist"
    assert look_up("225200000X") == "physical therapist assistant"
    assert look_up("261QR0400X") == "rehabilitation clinic"
    assert look_up("261QD0000X") is None
