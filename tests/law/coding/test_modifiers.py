"""The modifiers a visit earns by itself: 59 for separate blocks, KX past the threshold, and their order."""

from datetime import date
from typing import Any

import pytest

from cleanclaim.model.visit import History, Service
from tests.clinic import DAY, lines, service

# -- 59 ---------------------------------------------------------------------------------------------

GROUP = service("97150", 20, mode="group", start=540)


@pytest.mark.parametrize(
    ("exercise", "modifiers"),
    [
        (service(), "GP"),  # the pair alone earns nothing
        (service(start=560), "59 GP"),  # begins as the group ends
        (service(start=559), "GP"),  # overlaps by a minute
        (service(start=525), "59 GP"),  # ends as the group begins
        (service(start=600, minutes=15), "59 GP"),
        (service(separate=True), "59 GP"),
        (service(separate=False), "GP"),
        (service(separate=True, modifiers=("XE",)), "XE GP"),  # somebody has said which already
    ],
)
def test_59_is_earned_by_separate_blocks_the_visit_shows(exercise: Service, modifiers: str) -> None:
    assert lines(GROUP, exercise) == [("97150", 1, "GP"), ("97110", 1, modifiers)]


def test_one_service_of_the_code_without_a_start_shows_nothing() -> None:
    assert lines(GROUP, service(minutes=8, start=600), service(minutes=8)) == [
        ("97150", 1, "GP"),
        ("97110", 1, "GP"),
    ]


def test_codes_that_nothing_pairs_need_no_59_however_separate() -> None:
    given = service("97530", 15, start=540), service("97116", 15, start=600)
    assert lines(*given) == [("97530", 1, "GP"), ("97116", 1, "GP")]


@pytest.mark.parametrize(
    ("payer", "modifiers"),
    [
        ("medicare", "59 GP"),
        ("workers_comp", ""),  # each state decides whether the edits hold
        ("self_pay", ""),  # nobody bundles what the patient pays
    ],
)
def test_the_edits_earn_59_where_the_payer_is_known_to_use_them(payer: str, modifiers: str) -> None:
    assert lines(GROUP, service("97124", start=600), payer=payer)[1][2] == modifiers


@pytest.mark.parametrize(("payer", "modifiers"), [("medicare", "GP"), ("aetna", "GP"), ("anthem", "59 GP")])
def test_a_payers_own_pair_earns_59_from_that_payer_alone(payer: str, modifiers: str) -> None:
    given = service("97140", start=540), service("97530", start=600)
    assert lines(*given, payer=payer) == [("97140", 1, "GP"), ("97530", 1, modifiers)]


def test_a_code_not_billed_calls_for_no_59() -> None:
    assert lines(GROUP, service(minutes=7, start=600)) == [("97150", 1, "GP"), ("97110", 0, "")]


# -- KX ---------------------------------------------------------------------------------------------

PAST = {"history": History(spent=247_000), "necessity_documented": True}
"""Ten dollars below the threshold of 2026, and attested."""


@pytest.mark.parametrize(
    ("about", "modifiers"),
    [
        ({}, "GP KX"),
        ({"history": History(spent=246_000)}, "GP"),  # reaches the threshold exactly and does not pass it
        ({"history": History(spent=None)}, "GP"),
        ({"history": None}, "GP"),
        ({"necessity_documented": None}, "GP"),
        ({"necessity_documented": False}, "GP"),
        ({"payer": "aetna"}, "GP"),
    ],
)
def test_kx_needs_the_year_the_threshold_passed_and_the_clinicians_word(about: dict[str, Any], modifiers: str) -> None:
    assert lines(service(allowed=2_000), **(PAST | about)) == [("97110", 1, modifiers)]


def test_kx_begins_with_the_line_that_passes_the_threshold() -> None:
    assert lines(service(allowed=500), service("97140", allowed=501), service("97112", allowed=1), **PAST) == [
        ("97110", 1, "GP"),
        ("97140", 1, "GP KX"),
        ("97112", 1, "GP KX"),
    ]


def test_kx_follows_the_threshold_of_the_year() -> None:
    about = PAST | {"service_date": date(2025, 3, 3), "history": History(spent=240_000)}
    assert lines(service(allowed=2_000), **about) == [("97110", 1, "GP KX")]
    assert lines(service(allowed=2_000), **(about | {"service_date": DAY})) == [("97110", 1, "GP")]


def test_modifiers_stand_in_the_order_payers_read_them() -> None:
    held = lines(service(performed_by="PTA", allowed=2_000, start=600), GROUP, **PAST)
    assert held[0] == ("97110", 1, "59 GP CQ KX")


def test_a_modifier_is_not_appended_twice() -> None:
    assert lines(service(modifiers=("GP", "KX"), allowed=2_000), **PAST) == [("97110", 1, "GP KX")]
