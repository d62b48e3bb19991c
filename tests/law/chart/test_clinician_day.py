"""The clinician's day: whose minutes count, where a start is missing, and what is said of it."""

from typing import Any

import pytest
from msgspec import structs

from cleanclaim.law.basis import Basis
from cleanclaim.law.chart.clinician_day import OneOnOneTime, clinician_day
from cleanclaim.law.chart.context import ContextIndex
from cleanclaim.law.review.review import review
from cleanclaim.model.practice import Clinician, Name
from cleanclaim.model.visit import Service, Visit
from tests.clinic import DAY, FILED, billed, visit
from tests.exchange.x12.synthetic import practice

THERAPIST, ONE, TWO = "1234567893", "1000000012", "1000000020"


def at(number: int, start: int | None, minutes: int = 30, code: str = "97110", **others: Any) -> Visit:
    service = billed(code, minutes, minutes // 15, start=start, **others)
    return visit(service, visit_id=str(number), patient_id=f"p{number}")


def clinician(npi: str, credential: Any, supervised_by: str | None = None) -> Clinician:
    name = Name(last="SAMPLE", first="PAT")
    return Clinician(npi=npi, name=name, credential=credential, taxonomy="225100000X", supervised_by=supervised_by)


def clashing(visits: list[Visit], *staff: Clinician) -> set[str]:
    index = ContextIndex(visits, structs.replace(practice(), clinicians={one.npi: one for one in staff}))
    day = index.of(visits[0]).clinician_day
    assert day is not None
    return {visit_id for _patient, visit_id in day.clashes}


def test_two_assistants_under_one_number_may_treat_at_once() -> None:
    visits = [at(1, 540, performed_by="PTA"), at(2, 550, performed_by="PTA")]
    one, two = clinician(ONE, "PTA", THERAPIST), clinician(TWO, "PTA", THERAPIST)
    assert clashing(visits) == set()
    assert clashing(visits, one, two) == set()
    assert clashing(visits, one) == {"1", "2"}


def test_an_assistant_under_an_own_number_is_one_person() -> None:
    visits = [at(1, 540, performed_by="PTA"), at(2, 550, performed_by="PTA")]
    assert clashing(visits, clinician(THERAPIST, "PTA", TWO)) == {"1", "2"}


def test_group_time_unbilled_time_and_untimed_codes_clash_with_nothing() -> None:
    first = at(1, 540)
    beside = [at(2, 540, mode="group"), at(3, 540, code="97012"), at(4, 540, performed_by="aide")]
    unbilled = visit(Service(code="97140", minutes=5, units=0, performed_by="PT", start=541), visit_id="5")
    assert clashing([first, *beside, unbilled]) == set()


def test_services_that_name_the_same_start_are_at_the_same_time() -> None:
    two = visit(billed("97110", 30, 2, start=540), billed("97140", 15, 1, start=540))
    assert clinician_day([two]).times == {"PT": OneOnOneTime(minutes=45, between=(540, 570))}


def test_an_evaluation_is_one_on_one() -> None:
    assert clashing([at(1, 540), at(2, 555, code="97161")]) == {"1", "2"}


def test_what_is_billed_beside_another_codes_time_takes_none_of_its_own() -> None:
    gait = visit(billed("97116", 30, 2, start=540), billed("0791T", 30, 2, start=540))
    assert clinician_day([gait]).times == {"PT": OneOnOneTime(minutes=30, between=(540, 570))}


def test_one_missing_start_leaves_the_span_unknown() -> None:
    assert clinician_day([at(1, 540), at(2, None)]).times == {"PT": OneOnOneTime(minutes=60, between=None)}


def test_a_clash_says_with_which_visit_and_for_how_long() -> None:
    claims = review([at(1, 540), at(2, 555, code="97140")], Basis(filed_on=FILED)).claims
    (finding,) = [finding for finding in claims[0].findings if finding.rule == "days.overlap"]
    assert "97110 with 97140 of visit 2 for 15 min from 9:15" in finding.message
    assert claims[0].status == "failed"


def test_the_same_service_begun_at_once_is_a_group_and_no_overlap() -> None:
    claims = review([at(1, 540), at(2, 540), at(3, 700)], Basis(filed_on=FILED)).claims
    rules = {finding.rule for finding in claims[0].findings}
    assert "days.group_as_individual" in rules
    assert "days.overlap" not in rules


@pytest.mark.parametrize("missing", ["provider_npi", "service_date"])
def test_without_a_number_or_a_date_nothing_is_known_of_the_day(missing: str) -> None:
    held = visit(**{missing: None})
    assert ContextIndex([held]).of(held).clinician_day is None


def test_a_day_is_worked_out_once() -> None:
    visits = [at(number, 540 + 30 * number) for number in range(5)]
    index = ContextIndex(visits)
    assert len({id(index.of(one).clinician_day) for one in visits}) == 1
    assert list(index.days) == [(THERAPIST, DAY)]


@pytest.mark.parametrize(
    ("first", "second", "impossible"),
    [
        # without a start a day has 24 hours
        ((None, 720), (None, 720), False),
        ((None, 720), (None, 721), True),
        ((540, 15), (None, 1426), True),
        # with all of them, from the first start to the last end
        ((540, 30), (570, 30), False),
        ((540, 30), (569, 30), True),
        ((540, 30), (600, 31), False),
        ((540, 60), (540, 15), True),
        # and 24 hours where the last end is on the next day
        ((0, 720), (800, 720), False),
        ((0, 720), (800, 721), True),
    ],
)
def test_a_day_has_room_for_no_more_than_its_minutes(
    first: tuple[int | None, int], second: tuple[int | None, int], impossible: bool
) -> None:
    claims = review([at(1, *first), at(2, *second)], Basis(filed_on=FILED)).claims
    for claim in claims:
        assert ("days.impossible" in {finding.rule for finding in claim.findings}) == impossible
