"""The sessions of a day, worked on together: the answers of one at a time, and in a fraction of the time."""

import random
import time
from datetime import date

from msgspec import structs

from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.chart.context import ContextIndex
from cleanclaim.law.chart.day_sessions import OtherSessions, sessions_with
from cleanclaim.law.chart.same_service import SameVisits, may_be_same_visit
from cleanclaim.law.coding.lines import count_under_policy
from cleanclaim.law.review.coded import code
from cleanclaim.law.review.review import review
from cleanclaim.model.visit import Service, Visit

CODES = ("97110", "97140", "97112")


def a_service(chance: random.Random) -> Service:
    return Service(
        code=chance.choice(CODES),
        minutes=chance.choice((None, 8, 15, 15, 22, 38)),
        units=chance.choice((None, None, 0, 1, 2)),
        start=chance.choice((None, None, 480, 540)),
        performed_by="PT",
    )


def a_visit(visit_id: str, *services: Service, payer: str = "medicare") -> Visit:
    return Visit(
        visit_id=visit_id,
        patient_id="P1",
        payer=payer,
        service_date=date(2026, 3, 2),
        discipline="PT",
        provider_npi="1234567893",
        services=services,
    )


def test_same_visits_are_those_that_two_and_two_are() -> None:
    chance = random.Random(7)  # noqa: S311 - examples, no secret
    for _ in range(60):
        visits = [[a_service(chance) for _ in range(chance.randint(1, 3))] for _ in range(12)]
        found = SameVisits(visits)
        for place, one in enumerate(visits):
            expected = [at for at, other in enumerate(visits) if may_be_same_visit(other, one)]
            assert found.of(place) == expected


def test_a_session_counts_the_same_whether_or_not_its_day_is_shared() -> None:
    chance = random.Random(11)  # noqa: S311 - examples, no secret
    basis = Basis()
    for _ in range(40):
        timed = [structs.replace(a_service(chance), units=None, minutes=chance.randint(1, 40)) for _ in range(9)]
        visits = [a_visit(str(number), *timed[number : number + 3]) for number in range(0, 9, 3)]
        index = ContextIndex(visits)
        for visit in visits:
            policy, tables = basis.policy_of(visit), basis.tables(date(2026, 3, 2))
            assert policy is not None
            others = index.same_day(visit)
            assert isinstance(others, OtherSessions)
            assert count_under_policy(visit, others, policy, tables) == count_under_policy(
                visit, tuple(others), policy, tables
            )


def test_a_visit_that_is_no_longer_as_it_was_has_a_day_of_its_own() -> None:
    one, two = (a_visit(name, Service(code="97110", minutes=20, performed_by="PT")) for name in "12")
    others = ContextIndex([one, two]).same_day(one)
    assert sessions_with(one, others)[0] is others.day  # type: ignore[attr-defined]
    changed = structs.replace(one, services=(Service(code="97110", minutes=50, performed_by="PT"),))
    day, place = sessions_with(changed, others)
    assert day.visits[place] is changed


def test_a_thousand_visits_of_one_patient_on_one_day_take_a_second() -> None:
    visits = [
        a_visit(str(number), Service(code=CODES[number % 3], minutes=33, performed_by="PT")) for number in range(1_000)
    ]
    case = Case(visits=visits, practice=None)
    review(Case(visits=visits[:1]), Basis())  # what is read once is not counted
    for verb in (review, code):
        begun = time.process_time()
        verb(case, Basis())
        assert time.process_time() - begun < 3  # about 1 on a machine of its own; it was 22
