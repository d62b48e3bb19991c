"""The authority's worked examples, written out: units by the manual, and the assistant's share by CMS's rule.

Medicare Claims Processing Manual, ch. 5, 20.2 (units of timed codes) and the CMS therapy services page with the
2022 fee schedule rule (assistants). They are asked through `cleanclaim code`, and need nothing but the repository.
"""

import pytest

from tests.authorities.command_line import allocations, billable, coded, found, service, units, units_with, visit

Day = dict[str, int]

UNITS: dict[str, tuple[Day, list[Day]]] = {
    # example: minutes by code, and every allocation the manual accepts
    "1: the third unit goes to the code with more time": (
        {"97112": 24, "97110": 23},
        [{"97112": 2, "97110": 1}],
    ),
    "2: of equal times either may have the third unit": (
        {"97112": 20, "97110": 20},
        [{"97112": 2, "97110": 1}, {"97112": 1, "97110": 2}],
    ),
    "3: seven minutes over come before three": (
        {"97110": 33, "97140": 7},
        [{"97110": 2, "97140": 1}],
    ),
    "4: four services, three units, none for the shortest": (
        {"97110": 18, "97140": 13, "97116": 10, "97035": 8},
        [{"97110": 1, "97140": 1, "97116": 1}],
    ),
    "5: three times seven minutes make one unit of any": (
        {"97112": 7, "97110": 7, "97140": 7},
        [{"97112": 1}, {"97110": 1}, {"97140": 1}],
    ),
    "two services below eight minutes make one unit together": (
        {"97140": 5, "97035": 3},
        [{"97140": 1}],
    ),
    "seven minutes of the day make none": (
        {"97140": 4, "97035": 3},
        [{}],
    ),
}


@pytest.mark.parametrize(("minutes", "accepted"), UNITS.values(), ids=UNITS)
def test_the_manuals_examples(minutes: Day, accepted: list[Day]) -> None:
    result = coded(visit(*(service(code, spent) for code, spent in minutes.items())))
    assert allocations(result) == {billable(one) for one in accepted}
    assert result["timed_minutes"] == sum(minutes.values())


@pytest.mark.parametrize(
    ("units_earned", "shortest", "longest"),
    [(1, 8, 22), (2, 23, 37), (3, 38, 52), (4, 53, 67), (5, 68, 82), (6, 83, 97), (7, 98, 112), (8, 113, 127)],
)
def test_the_manuals_table_of_minutes(units_earned: int, shortest: int, longest: int) -> None:
    earned = [
        coded(visit(service("97110", spent)))["timed_units"] for spent in (shortest - 1, shortest, longest, longest + 1)
    ]
    assert earned == [units_earned - 1, units_earned, units_earned, units_earned + 1]


ASSISTANTS: dict[str, tuple[list[tuple[str, str, int]], Day, Day]] = {
    # example: code, who and minutes of each service; units of the therapist, and of the assistant
    "23 and 13 of one code, 30 of another": (
        [("97110", "PTA", 23), ("97110", "PT", 13), ("97140", "PT", 30)],
        {"97110": 1, "97140": 2},
        {"97110": 1},
    ),
    "two units left, 9 and 14 minutes: one each": (
        [("97110", "PT", 9), ("97110", "PTA", 14)],
        {"97110": 1},
        {"97110": 1},
    ),
    "two units left, 14 and 14 minutes: one each": (
        [("97110", "PT", 14), ("97110", "PTA", 14)],
        {"97110": 1},
        {"97110": 1},
    ),
    "the therapist's 8 minutes carry the last unit": ([("97110", "PT", 8), ("97110", "PTA", 7)], {"97110": 1}, {}),
    "even beside 14 of the assistant's": ([("97110", "PT", 8), ("97110", "PTA", 14)], {"97110": 1}, {}),
    "seven do not": ([("97110", "PT", 7), ("97110", "PTA", 8)], {}, {"97110": 1}),
    "all by the assistant": ([("97110", "PTA", 30), ("97140", "PTA", 15)], {}, {"97110": 2, "97140": 1}),
    "all by the therapist": ([("97110", "PT", 30), ("97140", "PT", 15)], {"97110": 2, "97140": 1}, {}),
}


@pytest.mark.parametrize(("given", "therapists", "assistants"), ASSISTANTS.values(), ids=ASSISTANTS)
def test_the_examples_of_assistants(given: list[tuple[str, str, int]], therapists: Day, assistants: Day) -> None:
    result = coded(visit(*(service(code, spent, who) for code, who, spent in given)))
    marked = units_with(result, "CQ")
    own = {code: number - marked.get(code, 0) for code, number in units(result).items()}
    assert (billable(own), billable(marked)) == (billable(therapists), billable(assistants))


def test_minutes_given_together_are_the_therapists() -> None:
    result = coded(visit(service("97112", 30, "PTA", mode="together")))
    assert (units(result), units_with(result, "CQ")) == ({"97112": 2}, {})


def test_an_occupational_therapists_assistant_is_marked_with_co_beside_go() -> None:
    (line,) = coded(visit(service("97530", 30, "OTA"), discipline="OT"))["lines"]
    assert sorted(line["modifiers"]) == ["CO", "GO"]


def test_an_evaluation_takes_a_therapist() -> None:
    assert units(coded(visit(service("97162", 30, "PTA")))) == {"97162": 0}
    billed = service("97162", 30, "PTA", units=1, modifiers="GP CQ")
    assert found(visit(billed))["assistants.evaluation"]["outcome"] == "fail"


def test_untimed_services_are_one_unit_and_their_minutes_are_not_pooled() -> None:
    result = coded(visit(service("97162", 45), service("97012", 20), service("97110", 7)))
    assert units(result) == {"97162": 1, "97012": 1, "97110": 0}
    assert (result["timed_minutes"], result["timed_units"], result["units"]) == (7, 0, 2)


def test_minutes_not_recorded_earn_nothing_known() -> None:
    result = coded(visit(service("97110", None), service("97140", 15)))
    assert [line["units"] for line in result["lines"]] == [None, None]
    assert (result["timed_units"], result["units"]) == (None, None)
