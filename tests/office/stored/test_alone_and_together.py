"""One claim is judged alone as among all: treatment given together, groups, several clinicians, what was decided."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import strategies as some
from msgspec import structs

from cleanclaim.model.visit import Service, Visit
from cleanclaim.office.claims import acts
from cleanclaim.office.claims.judge import JudgedClaim, judge
from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.claims.sending import check_once_more
from cleanclaim.office.claims.work import BilledVisit, ClaimWork
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.scope import organization_transaction
from tests.conftest import tries
from tests.office.stored.claims_made_up import ON, claims_of, line, practice, signed, stored_patient, visit
from tests.office.stored.made_up import House, house

PT, SECOND_PT, OT = "1000000012", "1000000020", "1000000046"
COTREATED = "days.cotreated_twice"
Minutes = tuple[str, int | None, int]
"""A code, when it began, how long it took."""


@pytest.fixture
def here(database: str) -> House:
    assert database
    return house()


class UndoneError(Exception):
    """What was made up is to be forgotten."""


def service(code: str, start: int | None, minutes: int, by: str) -> Service:
    """A line on the clock; 97150 is given to a group, one unit."""
    group = code == "97150"
    units = 1 if group else minutes // 15
    modifiers = ("GO",) if by == "OT" else ("GP",)
    return line(
        units, minutes, code, start=start, performed_by=by, modifiers=modifiers, mode="group" if group else "individual"
    )


def made_up(number: int, patient: str, npi: str, day: int, services: Sequence[Minutes]) -> Visit:
    by = "OT" if npi == OT else "PT"
    lines = tuple(service(*one, by) for one in services)
    return visit(f"V{number:02}", ON - timedelta(days=day), patient, discipline=by, provider_npi=npi, services=lines)


LINES = some.tuples(
    some.sampled_from(["97110", "97530", "97150"]), some.sampled_from([None, 540, 555]), some.sampled_from([15, 30])
)
VISITS = some.lists(
    some.tuples(
        some.sampled_from(["P01", "P02"]),
        some.sampled_from([PT, SECOND_PT, OT]),
        some.sampled_from([0, 0, 0, 1]),
        some.lists(LINES, min_size=1, max_size=2),
    ),
    min_size=2,
    max_size=6,
)


def says(one: JudgedClaim) -> object:
    """What is said of a claim."""
    return (
        [(found.visit.visit_id, finding) for found, finding in one.findings],
        [found.review.lines for found in one.visits],
        (one.cents, one.allowed, one.reduction, one.reasons),
    )


def test_each_claim_is_judged_alone_as_all_are_together(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        practice(here)
        patients = {number: stored_patient(here, number) for number in ("P01", "P02")}

        @given(visits=VISITS, decided=some.integers(0, 5), units=some.integers(0, 1))
        @tries(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
        def alike(
            visits: list[tuple[str, str, int, list[tuple[str, int | None, int]]]], decided: int, units: int
        ) -> None:
            try:
                with transaction.atomic():
                    values = [made_up(number, *one) for number, one in enumerate(visits)]
                    rows = [signed(here, patients[one.patient_id or ""], one) for one in values]
                    claims_of(rows)
                    corrected = values[decided % len(values)]
                    bill_less(here, corrected, units)
                    records = list(ClaimRecord.objects.order_by("number"))
                    for record, together in zip(records, judge(records), strict=True):
                        (alone,) = judge([record])
                        assert says(alone) == says(together), record.number
                    raise UndoneError
            except UndoneError:
                pass

        alike()


def bill_less(here: House, corrected: Visit, units: int) -> None:
    """Have the claim of a visit bill its first line with so many units."""
    record = ClaimRecord.objects.get(claim_visits__visit__number=corrected.visit_id)
    services = (structs.replace(corrected.services[0], units=units), *corrected.services[1:])
    work = ClaimWork(billed={corrected.visit_id: BilledVisit(version=1, services=services)})
    changes.change(record, work, here.actor, seen=1, why="corrected")


def cotreated(here: House) -> list[ClaimRecord]:
    """Two claims: both disciplines bill all of half an hour in which they treated one patient together."""
    practice(here)
    patient = stored_patient(here)
    both = [made_up(3, "P01", PT, 0, [("97530", 540, 30)]), made_up(4, "P01", OT, 0, [("97530", 540, 30)])]
    return claims_of([signed(here, patient, one) for one in both])


def rules_of(one: JudgedClaim) -> list[str]:
    return [finding.rule for _visit, finding in one.findings]


def test_minutes_that_two_disciplines_bill_are_found_on_either_claims_page(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        for record in cotreated(here):
            (judged,) = judge([record])
            assert COTREATED in rules_of(judged)


@pytest.mark.parametrize("at_once", [True, False], ids=["both at once", "one by one"])
def test_what_was_approved_or_undone_stands_as_it_is_sent(here: House, at_once: bool) -> None:
    with organization_transaction([here.organization.pk]):
        records = cotreated(here)
        assert [one.state for one in records] == ["check", "check"]
        for some_records in [records] if at_once else [[one] for one in records]:
            acts.approve([acts.Seen(one, one.version) for one in some_records], here.actor)
        assert [one.state for one in records] == ["ready", "ready"]
        clean, stay = check_once_more(records)
        assert (len(clean), stay) == (2, [])
        first = records[0]
        acts.step([acts.Seen(first, first.version)], here.actor, "undo")
        assert first.state == "check"
        acts.hold([acts.Seen(first, first.version)], here.actor, reason="Ask first", until=None)
        acts.release([acts.Seen(first, first.version)], here.actor)
        assert first.state == "check"


def test_a_second_visit_of_the_day_has_the_first_one_judged_anew(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        practice(here)
        patient = stored_patient(here)
        (first,) = claims_of([signed(here, patient, made_up(3, "P01", PT, 0, [("97530", 540, 30)]))])
        assert first.state == "ready"
        second = signed(here, patient, value := made_up(4, "P01", OT, 0, [("97530", 540, 30)]))
        claims_of([second])
        first.refresh_from_db()
        assert (first.state, first.cause) == ("check", COTREATED)
        later = structs.replace(value, services=(service("97530", 570, 30, "OT"),))
        changes.change(second, later, here.actor, seen=1)
        claims_of([second])
        first.refresh_from_db()
        assert first.state == "ready"
