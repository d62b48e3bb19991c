"""What holds of a patient's day on the clock: in any order and cut anyhow, what stands twice is found."""

from datetime import timedelta
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from cleanclaim.law.basis import Basis
from cleanclaim.law.chart.clinician_day import Clash
from cleanclaim.law.chart.first_pass import FirstPass
from cleanclaim.law.chart.patient_time import find_counted_twice
from cleanclaim.law.review.review import review, reviewed
from cleanclaim.model.visit import Performer, Service, Visit
from cleanclaim.sandbox.synth.made_practice import faultless_practice
from cleanclaim.sandbox.synth.make import FIRST
from tests.clinic import FILED, visit
from tests.conftest import tries

CODES = {"97110": True, "97140": True, "97161": True, "97550": True, "97012": False, "97150": False, "0791T": False}
"""Some codes, and whether their minutes are one clinician's alone."""

SERVICES = st.builds(
    Service,
    code=st.sampled_from(sorted(CODES)),
    minutes=st.sampled_from([15, 20, 30, None]),
    start=st.sampled_from([480, 490, 500, 520, 900, None]),
    performed_by=st.sampled_from(["PT", "PT", "PTA", "aide", None]),
    mode=st.sampled_from(["individual", "individual", "group", "together"]),
    units=st.sampled_from([None, None, 0]),
    charge=st.just(5000),
    diagnoses=st.just(("M25.561",)),
)
DAYS = st.lists(st.lists(SERVICES, min_size=1, max_size=4), min_size=1, max_size=3).map(
    lambda made: [visit(*services, visit_id=str(number)) for number, services in enumerate(made)]
)


def takes_the_patient(service: Service) -> bool:
    """Whether its minutes are the patient's and whole people's: one on one, or given by two together."""
    return (
        CODES[service.code]
        and service.mode != "group"
        and service.units is None
        and service.start is not None
        and bool(service.minutes)
        and service.performed_by != "aide"
    )


def shared(one: Service, other: Service) -> int:
    """The minutes in which both were given."""
    starts = [service.start or 0 for service in (one, other)]
    ends = [start + (service.minutes or 0) for start, service in zip(starts, (one, other), strict=True)]
    return min(ends) - max(starts)


def is_counted_twice(one: Service, other: Service) -> bool:
    caregivers = "97550" in (one.code, other.code)
    one_person = one.performed_by is not None and one.performed_by == other.performed_by
    alike = one_person or not caregivers or "together" in (one.mode, other.mode)
    return takes_the_patient(one) and takes_the_patient(other) and shared(one, other) > 0 and alike


@given(st.lists(SERVICES, max_size=5))
def test_within_a_visit_each_pair_that_shares_minutes_is_found(services: list[Service]) -> None:
    found = find_counted_twice(visit(*services) if services else Visit(visit_id="1"), ())
    by = {id(s): s.mode if s.mode == "together" else s.performed_by for s in services}
    rows = {(s.code, s.minutes, s.start, by[id(s)]): s for s in services if takes_the_patient(s)}
    true = [shared(one, other) for one, other in combinations(rows.values(), 2) if is_counted_twice(one, other)]
    assert sorted(clash.minutes for clash in found) == sorted(true)


@given(st.integers(480, 540), st.integers(480, 540), st.integers(1, 60), st.integers(1, 60))
def test_two_services_alone_are_enough_and_touching_is_not(first: int, then: int, minutes: int, more: int) -> None:
    one = Service(code="97110", minutes=minutes, start=first, performed_by="PT")
    other = Service(code="97140", minutes=more, start=then, performed_by="PT")
    in_both = shared(one, other)
    expected = [in_both] if in_both > 0 else []
    assert [clash.minutes for clash in find_counted_twice(visit(one, other), ())] == expected
    apart = visit(one), visit(other, visit_id="2")
    assert [clash.minutes for clash in find_counted_twice(apart[0], [apart[1]])] == expected


@pytest.mark.parametrize("other_code", ["97110", "97550"])
@pytest.mark.parametrize("by", ["PT", "PTA", None])
def test_training_of_caregivers_shares_minutes_only_with_what_the_same_person_gives(
    other_code: str, by: Performer | None
) -> None:
    training = Service(code="97550", minutes=30, start=540, performed_by="PT")
    other = Service(code=other_code, minutes=15, start=550, performed_by=by)
    found = find_counted_twice(visit(training, other), ())
    assert [clash.minutes for clash in found] == ([15] if by == "PT" else [])


@given(DAYS, st.data())
def test_the_order_of_rows_and_of_visits_changes_nothing(day: list[Visit], data: st.DataObject) -> None:
    shuffled = [structs.replace(one, services=tuple(data.draw(st.permutations(one.services)))) for one in day]

    def found(visits: list[Visit], number: str) -> set[Clash]:
        (own,) = [one for one in visits if one.visit_id == number]
        others = [one for one in visits if one.visit_id != number]
        return set(map(_either_way, find_counted_twice(own, data.draw(st.permutations(others)))))

    for one in day:
        assert found(shuffled, one.visit_id) == found(day, one.visit_id)


def _either_way(clash: Clash) -> Clash:
    """Of two that begin at once either may come first."""
    first, second = sorted((clash.code, clash.other_code))
    return structs.replace(clash, code=first, other_code=second)


@given(DAYS)
def test_what_two_visits_share_both_know_of(day: list[Visit]) -> None:
    for one, other in combinations(day, 2):
        here = sum(clash.minutes for clash in find_counted_twice(one, [other]) if clash.other_visit == other.visit_id)
        there = sum(clash.minutes for clash in find_counted_twice(other, [one]) if clash.other_visit == one.visit_id)
        assert here == there


def ready(visits: list[Visit]) -> int:
    """Cents of the claims that would go out."""
    claims = review(visits, Basis(filed_on=FILED)).claims
    return sum(claim.charge for claim in claims if claim.status != "failed")


@tries(60)
@given(DAYS, st.data())
def test_a_file_appended_to_itself_does_not_double_a_dollar(day: list[Visit], data: st.DataObject) -> None:
    """The rows of each visit stand twice, in any order: nothing that is ready became more."""
    twice = [
        structs.replace(one, services=tuple(data.draw(st.permutations([*one.services, *one.services])))) for one in day
    ]
    assert ready(twice) <= ready(day)
    again = [*day, *(structs.replace(one, visit_id=f"again-{one.visit_id}") for one in day)]
    assert ready(again) <= ready(day)


@tries(40)
@given(DAYS, st.data())
def test_cut_anyhow_each_visit_is_found_to_be_the_same(day: list[Visit], data: st.DataObject) -> None:
    where = [data.draw(st.integers(0, 2)) for _ in day]
    parts = [[one for one, at in zip(day, where, strict=True) if at == part] for part in set(where)]
    first_pass = FirstPass.of(chain.from_iterable(data.draw(st.permutations(parts))))
    apart = [claim for part in parts for claim in reviewed(part, Basis(filed_on=FILED), first_pass=first_pass)]
    whole = review(day, Basis(filed_on=FILED)).claims
    assert {claim.visit_id: claim for claim in apart} == {claim.visit_id: claim for claim in whole}


def test_a_faultless_practice_counts_no_minute_twice_and_its_doubled_rows_are_all_found() -> None:
    made = faultless_practice(4, FIRST, FIRST + timedelta(days=21), 60)
    basis = Basis(filed_on=FIRST + timedelta(days=28))
    rules = {finding.rule for claim in review(made.visits, basis).claims for finding in claim.findings}
    assert not rules & {"days.counted_twice", "days.row_twice", "days.impossible"}
    unbilled = [
        structs.replace(one, services=tuple([structs.replace(s, units=None) for s in one.services]))
        for one in made.visits
    ]
    doubled = [structs.replace(one, services=one.services * 2) for one in unbilled]
    for claim in review(doubled, basis).claims:
        assert "days.row_twice" in {finding.rule for finding in claim.findings}
        assert claim.status == "failed"
