"""NCCI pairs: what holds for two codes on a date."""

import json
from datetime import date

import msgspec
import pytest

from cleanclaim.reference.tables import tables
from tests.authorities.vectors import read_vectors

DAY = date(2026, 3, 2)


def test_every_published_vector_is_answered_right() -> None:
    vectors = read_vectors("pairs")
    assert len(vectors) > 200
    for vector in vectors:
        look_up = tables(date.fromisoformat(vector["on"]))
        pair = look_up.pair(vector["column1"], vector["column2"])
        rows = look_up.pair_history(vector["column2"], vector["column1"])
        if vector["indicator"] is not None:
            assert pair.answer == {0: "bundled", 1: "bypassable"}[vector["indicator"]], vector["id"]
            assert (pair.column1, pair.column2) == (vector["column1"], vector["column2"]), vector["id"]
            assert rows[0].active, vector["id"]
        else:  # in this column order; a few pairs have an edit in force the other way round
            rows_so = [row for row in rows if row.column1 == vector["column1"]]
            assert not any(row.active for row in rows_so), vector["id"]
            assert (pair.answer == "separate") == (not any(row.active for row in rows)), vector["id"]
            assert pair.column1 != vector["column1"], vector["id"]
            if vector["ended"]:
                assert rows_so[0].to == date.fromisoformat(vector["ended"]), vector["id"]


@pytest.mark.parametrize(("a", "b"), [("97530", "97140"), ("97530", "97116"), ("97161", "97140"), ("97163", "97530")])
def test_pairs_cms_gave_up_in_2020_are_separate(a: str, b: str) -> None:
    pair = tables(DAY).pair(a, b)
    assert (pair.answer, pair.release, pair.stale) == ("separate", "NCCI 2026Q4", False)


@pytest.mark.parametrize(
    ("a", "b", "answer", "column1"),
    [
        ("97150", "97110", "bypassable", "97150"),
        ("97750", "97530", "bypassable", "97530"),
        ("97124", "97140", "bundled", "97140"),
        ("97164", "97161", "bundled", "97161"),
        ("97750", "97150", "bundled", "97750"),
        ("20561", "20560", "bundled", "20561"),
    ],
)
def test_pairs_in_force(a: str, b: str, answer: str, column1: str) -> None:
    for pair in (tables(DAY).pair(a, b), tables(DAY).pair(b, a)):
        assert (pair.answer, pair.column1) == (answer, column1)


def test_a_date_after_the_release_is_answered_from_it_and_stale() -> None:
    assert not tables(date(2024, 9, 30)).pair("97150", "97110").stale
    pair = tables(date(2024, 10, 1)).pair("97150", "97110")
    assert (pair.answer, pair.release, pair.stale) == ("bypassable", "NCCI 2024Q3", True)
    assert tables(date(2027, 1, 1)).pair("97530", "97140").stale


def test_a_date_before_the_oldest_complete_release_is_answered_by_rows_with_their_own_dates() -> None:
    look_up = tables(date(2019, 6, 3))
    assert look_up.pair("97140", "97530").answer == "bypassable"
    assert look_up.pair("97124", "97140").answer == "undetermined"
    assert tables(date(2020, 1, 15)).pair("97161", "97140").answer == "separate"
    (row,) = look_up.pair_history("97530", "97140")
    assert (row.column1, row.active, row.indicator, row.from_, row.to) == (
        "97140",
        True,
        1,
        date(2000, 7, 1),
        date(2019, 12, 31),
    )


def test_a_row_without_first_day_is_unknown_before_its_release() -> None:
    assert tables(date(2019, 6, 3)).pair_history("97124", "97140")[0].active is None
    assert tables(date(2024, 7, 1)).pair_history("97124", "97140")[0].active is True


def test_a_row_withdrawn_on_its_first_day_was_never_in_force() -> None:
    rows = tables(DAY).pair_history("97530", "97116")
    assert [(row.from_, row.active) for row in rows] == [
        (date(2020, 10, 1), False),
        (date(1999, 7, 1), False),
        (date(1996, 1, 1), False),
    ]
    assert not any(row.active for row in tables(date(2020, 10, 1)).pair_history("97530", "97116") if row.indicator == 9)


def test_a_code_no_release_covers_is_undetermined() -> None:
    assert tables(DAY).pair("97110", "00000").answer == "undetermined"
    assert tables(DAY).pair_history("97110", "00000") == []


def test_a_code_newer_than_the_release_is_undetermined() -> None:
    assert tables(DAY).pair("98979", "97110").answer == "undetermined"


def test_a_code_of_the_catalogue_without_any_edit_is_separate() -> None:
    assert tables(DAY).pair("98943", "97110").answer == "separate"


def test_only_releases_published_by_then_are_used() -> None:
    pair = tables(date(2024, 8, 1), date(2025, 1, 1)).pair("97530", "97140")
    assert (pair.answer, pair.release) == ("separate", "NCCI 2024Q3")
    assert tables(date(2024, 8, 1), date(2024, 6, 30)).pair("97530", "97140").answer == "undetermined"


def test_a_row_of_the_history_is_written_as_the_contract_says() -> None:
    row = tables(DAY).pair_history("97162", "97161")[0]
    assert json.loads(msgspec.json.encode(row)) == {
        "column1": "97162",
        "column2": "97161",
        "active": True,
        "modifier_indicator": 0,
        "from": "2020-10-01",
        "to": None,
        "release": "NCCI 2026Q4",
        "reason": "",
    }
