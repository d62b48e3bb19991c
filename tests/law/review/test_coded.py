"""From minutes to lines: how codes are counted and split, and what is kept at 0 units."""

from datetime import date
from typing import Any

import msgspec
import pytest

from cleanclaim.law.basis import Basis
from cleanclaim.law.review.coded import code
from cleanclaim.law.review.review import review
from cleanclaim.model.line import Line
from cleanclaim.model.visit import Service
from tests.clinic import DAY, coded, lines, service, step, visit


def by_assistant(procedure: str = "97110", minutes: int | None = 15, **others: Any) -> Service:
    return service(procedure, minutes, **{"performed_by": "PTA", **others})


def claimed(*services: Service, **others: Any) -> list[Line]:
    """The lines with their money, as a claim would bill them."""
    (claim,) = review([visit(*services, **others)], Basis(filed_on=DAY)).claims
    return [line for line in claim.lines if isinstance(line, Line)]


# -- units ------------------------------------------------------------------------------------------


def test_the_manuals_first_example_is_coded_with_its_proof() -> None:
    made = coded(service("97112", 24), service("97110", 23))
    assert (made.unit_method, made.timed_minutes, made.timed_units, made.units) == ("cms", 47, 3, 3)
    assert [(line.number, line.code, line.units) for line in made.lines] == [(1, "97112", 2), (2, "97110", 1)]
    assert [one.step for one in made.proof] == [
        "minutes",
        "total",
        "whole quarter-hours",
        "remainders",
        "allocation",
        "units",
    ]
    assert step(made, "allocation") == "The largest remainder comes first: 97112 (9 min, over 8)."


def test_the_same_code_in_several_services_is_one_line() -> None:
    assert lines(service(minutes=10), service("97140", 15), service(minutes=12)) == [
        ("97110", 1, "GP"),
        ("97140", 1, "GP"),
    ]


def test_tied_remainders_name_the_other_lawful_allocation() -> None:
    made = coded(service("97112", 20), service("97110", 20))
    shown = {line.code: line.units for line in made.lines}
    assert shown == {"97112": 1, "97110": 2}
    assert made.alternatives == [{"97112": 2, "97110": 1}]
    assert "tie at 5 minutes: either is lawful" in step(made, "allocation")


def test_three_codes_that_tie_for_two_units_have_two_other_allocations() -> None:
    made = coded(service("97110", 10), service("97112", 10), service("97140", 10))
    assert made.timed_units == 2
    assert len(made.alternatives) == 2
    assert all(sum(other.values()) == 2 for other in made.alternatives)


def test_without_a_tie_there_is_no_alternative() -> None:
    assert coded(service("97112", 24), service("97110", 23)).alternatives == []


def test_minutes_not_recorded_leave_the_units_of_the_pool_unknown() -> None:
    made = coded(service(minutes=None), service("97140", 20))
    assert [(line.units, line.minutes) for line in made.lines] == [(None, None), (None, 20)]
    assert (made.timed_minutes, made.timed_units, made.units) == (None, None, None)
    assert "97110, 97140 are left open" in step(made, "unknown")


def test_where_each_code_counts_alone_one_unknown_leaves_the_others_known() -> None:
    assert lines(service(minutes=None), service("97140", 20), payer="aetna") == [
        ("97110", None, "GP"),
        ("97140", 1, "GP"),
    ]


def test_an_untimed_code_earns_one_unit_without_minutes() -> None:
    assert lines(service("97161", None)) == [("97161", 1, "GP")]


def test_a_payer_whose_counting_is_not_known_leaves_units_unknown() -> None:
    made = coded(service(minutes=30), payer="workers_comp")
    assert (made.unit_method, made.lines[0].units) == (None, None)
    assert "How this payer counts minutes is not known" in step(made, "unknown")


def test_where_both_ways_of_counting_earn_the_same_units_they_are_known() -> None:
    made = coded(service(minutes=30), payer="workers_comp_ny")
    assert (made.unit_method, made.lines[0].units) == (None, 2)
    assert "they earn the same units" in step(made, "method")


@pytest.mark.parametrize("about", [{"payer": "acme"}, {"payer": None}, {"service_date": None}])
def test_without_payer_or_date_nothing_is_counted_or_appended(about: dict[str, Any]) -> None:
    assert lines(service(minutes=30), **about) == [("97110", None, "")]


def test_units_somebody_billed_stay_as_they_are() -> None:
    assert lines(service(minutes=8, units=3, modifiers=("KX",)), service("97140", 15)) == [
        ("97110", 3, "KX"),
        ("97140", 1, "GP"),
    ]


# -- what is documented and not billed --------------------------------------------------------------


def test_a_bundled_code_is_kept_with_no_units_and_no_modifiers() -> None:
    made = coded(service("97010", 10), service())
    assert [(line.code, line.units, line.modifiers) for line in made.lines] == [
        ("97010", 0, ()),
        ("97110", 1, ("GP",)),
    ]
    assert made.units == 1
    assert step(made, "withheld") == "97010 is part of other services for this payer and is never paid apart."
    assert step(made, "units").endswith("Documented, not billed: 97010.")


def test_an_evaluation_by_an_assistant_earns_no_unit() -> None:
    assert lines(by_assistant("97161", 30)) == [("97161", 0, "")]


def test_an_evaluation_with_the_therapist_earns_its_unit() -> None:
    assert lines(service("97161", 30), by_assistant("97161", 10)) == [("97161", 1, "GP")]


def test_group_time_of_a_one_on_one_code_is_a_line_of_its_own_without_units() -> None:
    made = coded(service(minutes=15), service(minutes=20, mode="group"))
    assert [(line.code, line.units, line.minutes) for line in made.lines] == [("97110", 1, 15), ("97110", 0, 20)]
    assert made.timed_minutes == 15


def test_a_one_on_one_code_given_to_a_group_alone_earns_nothing() -> None:
    made = coded(service(minutes=20, mode="group"))
    assert [(line.code, line.units) for line in made.lines] == [("97110", 0)]
    assert step(made, "withheld") == "97110 was given to a group: its minutes earn no one-on-one unit."


def test_too_few_minutes_are_kept_with_no_units() -> None:
    assert lines(service(minutes=7)) == [("97110", 0, "")]


# -- therapist and assistant ------------------------------------------------------------------------


def test_a_code_shared_with_an_assistant_takes_two_lines() -> None:
    made = coded(service(minutes=30), by_assistant(minutes=15))
    assert [(line.units, line.modifiers, line.minutes) for line in made.lines] == [
        (2, ("GP",), 30),
        (1, ("GP", "CQ"), 15),
    ]
    assert "2 units for the therapist, 1 unit for the assistant" in step(made, "assistant's share")


@pytest.mark.parametrize(("charge", "allowed"), [(10_001, 5_003), (10_000, 1), (2, 0), (30_000, 9_000)])
def test_a_split_line_shares_its_money_to_the_cent(charge: int, allowed: int) -> None:
    own, reduced = claimed(
        service(minutes=30, charge=charge, allowed=allowed), by_assistant(minutes=15, charge=0, allowed=0)
    )
    assert (own.charge or 0) + (reduced.charge or 0) == charge
    assert (own.allowed or 0) + (reduced.allowed or 0) == allowed
    assert abs((own.charge or 0) - charge * 2 / 3) < 1


def test_a_split_line_of_unknown_charge_has_two_unknown_charges() -> None:
    own, reduced = claimed(service(minutes=30, charge=10_000), by_assistant(minutes=15))
    assert (own.charge, reduced.charge) == (None, None)
    assert (own.performed_by, reduced.performed_by) == ("PT", "PTA")


def test_minutes_given_together_are_the_therapists() -> None:
    assert lines(by_assistant(minutes=15, mode="together")) == [("97110", 1, "GP")]


def test_an_occupational_assistant_earns_the_other_modifier() -> None:
    held = lines(service("97530", 15, performed_by="OTA"), discipline="OT")
    assert held == [("97530", 1, "GO CO")]


def test_a_payer_without_the_assistants_modifier_gets_one_line() -> None:
    assert lines(service(minutes=30), by_assistant(minutes=15), payer="commercial") == [("97110", 3, "GP")]


def test_who_gave_it_not_recorded_leaves_the_assistants_modifier_off() -> None:
    assert lines(service(minutes=15, performed_by=None)) == [("97110", 1, "GP")]
    findings = coded(service(minutes=15, performed_by=None)).findings
    assert "Who gave it is not recorded" in {finding.title for finding in findings}


# -- a payer's cap ----------------------------------------------------------------------------------


def test_a_verified_cap_bills_no_more_than_the_payer_pays() -> None:
    made = coded(service(minutes=75), payer="anthem")
    assert (made.lines[0].units, made.lines[0].minutes) == (4, 75)
    (capped,) = (one for one in made.proof if one.step == "payer's cap")
    assert capped.cite == "anthem-units-cap"
    assert "at most 4 units of these codes a day: what 97110 earned beyond it" in capped.text


def test_the_unit_on_the_fewest_minutes_goes_first() -> None:
    assert lines(service(minutes=37), service("97112", 38), payer="anthem") == [
        ("97110", 2, "GP"),
        ("97112", 2, "GP"),
    ]


def test_a_code_the_cap_does_not_count_is_left_alone() -> None:
    assert lines(service(minutes=60), service("97530", 15), payer="anthem") == [
        ("97110", 4, "GP"),
        ("97530", 1, "GP"),
    ]


def test_an_unverified_cap_is_told_and_changes_nothing() -> None:
    made = coded(service(minutes=75), payer="cigna")
    assert made.lines[0].units == 5
    assert "payer's cap" not in {one.step for one in made.proof}
    (finding,) = (finding for finding in made.findings if finding.rule == "ceilings.payer_cap")
    assert (finding.outcome, finding.severity) == ("fail", "warn")


def test_before_the_cap_was_announced_nothing_is_cut() -> None:
    assert lines(service(minutes=75), payer="anthem", service_date=date(2021, 3, 31)) == [("97110", 5, "GP")]


# -- one day in several sessions --------------------------------------------------------------------


def test_the_proof_names_the_sessions_counted_with() -> None:
    morning = visit(service(minutes=8), visit_id="am")
    afternoon = visit(service(minutes=10), visit_id="pm")
    first, second = code([morning, afternoon]).visits
    assert [line.units for made in (first, second) for line in made.lines] == [0, 1]
    assert (first.counted_with, second.counted_with) == (["pm"], ["am"])
    assert "visit pm" in step(first, "day")
    assert coded(service()).counted_with is msgspec.UNSET


def test_sessions_of_different_codes_share_the_units_of_the_day() -> None:
    first, second = code([visit(service(minutes=24), visit_id="1"), visit(service("97112", 23), visit_id="2")]).visits
    assert [line.units for made in (first, second) for line in made.lines] == [2, 1]


def test_a_code_not_counted_in_quarter_hours_is_billed_in_one_session_of_the_day() -> None:
    day = [visit(service("G0283", 20), service(minutes=15), visit_id=session) for session in ("am", "pm")]
    morning, afternoon = code(day).visits
    assert [(line.code, line.units) for line in morning.lines] == [("G0283", 1), ("97110", 1)]
    assert [(line.code, line.units) for line in afternoon.lines] == [("G0283", 0), ("97110", 1)]
    assert "earlier session" in step(afternoon, "withheld")


def test_a_capped_day_of_two_sessions_tells_of_the_cap_in_each() -> None:
    day = [visit(service(minutes=minutes), visit_id=str(minutes), payer="anthem") for minutes in (30, 45)]
    made = code(day).visits
    assert [line.units for one in made for line in one.lines] == [2, 2]
    assert all("what 97110 earned beyond it" in step(one, "payer's cap") for one in made)
