"""What holds of a clinician's day whatever the visits: overlaps are mutual, true, all found, and in no order."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.law.chart.clinician_day import Clash, ClinicianDay, Session, clinician_day, find_overlaps
from cleanclaim.law.chart.patient_time import find_group_clashes
from cleanclaim.model.visit import Service, Visit
from tests.made_up import DAY, EVALUATION, TIMED


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    """A service on the clock: few patients, so that some visits share one, and many overlaps."""
    patient = draw(st.integers(1, 4))
    start = draw(st.integers(0, 24) | st.sampled_from([0, 15]))
    return Session(
        start=start,
        end=start + draw(st.integers(1, 20)),
        performed_by=draw(st.sampled_from(["PT", "PTA"])),
        patient_id=f"p{patient}",
        visit_id=f"v{patient}{draw(st.integers(1, 2))}",
        code=draw(st.sampled_from(["97110", "97140"])),
    )


DAYS = st.lists(sessions(), max_size=8, unique=True)


VISITS = st.lists(
    st.builds(
        Visit,
        visit_id=st.sampled_from(["1", "2", "3"]),
        patient_id=st.sampled_from(["p1", "p2", None]),
        services=st.lists(
            st.builds(
                Service,
                code=st.sampled_from([TIMED[0], TIMED[1], EVALUATION, "97012"]),
                minutes=st.sampled_from([0, 15, 40, None]),
                start=st.sampled_from([540, 550, 900, 1439, None]),
                performed_by=st.sampled_from(["PT", "PTA", "OT", None]),
                mode=st.sampled_from(["individual", "individual", "group", "together"]),
                units=st.sampled_from([None, 0, 1]),
            ),
            max_size=4,
        ).map(tuple),
    ),
    max_size=6,
)
"""Visits under one number on one day."""


def counted(visit: Visit) -> list[Service]:
    """The services of a visit whose minutes are one person's alone."""
    alone = {TIMED[0], TIMED[1], EVALUATION}
    return [one for one in visit.services if one.code in alone and one.mode == "individual" and one.units != 0]


def span(day: list[Visit], by: str) -> int | None:
    """From the first start to the last end of one credential."""
    own = [one for visit in day for one in counted(visit) if one.performed_by == by]
    if any(one.start is None or one.minutes is None for one in own):
        return None
    return max((one.start or 0) + (one.minutes or 0) for one in own) - min(one.start or 0 for one in own)


def shared(one: Session, other: Session) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


@given(DAYS)
def test_the_visits_that_clash_are_those_where_one_person_treats_two_patients(day: list[Session]) -> None:
    true = [
        (one.visit_id, other.visit_id)
        for one, other in combinations(day, 2)
        if one.performed_by == other.performed_by and one.patient_id != other.patient_id and shared(one, other) > 0
    ]
    found = {
        (visit, clash.other_visit) for (_patient, visit), clashes in find_overlaps(day).items() for clash in clashes
    }
    assert found == {*true, *((other, one) for one, other in true)}


@given(DAYS)
def test_what_one_visit_shares_with_another_the_other_shares_with_it(day: list[Session]) -> None:
    found = find_overlaps(day)
    for (_patient, visit), clashes in found.items():
        for clash in clashes:
            back = Clash(clash.start, clash.other_code, visit, clash.code, clash.minutes, clash.at_once)
            assert any(back in held for (_other, other), held in found.items() if other == clash.other_visit)


@given(DAYS, st.data())
def test_the_order_of_the_day_changes_nothing(day: list[Session], data: st.DataObject) -> None:
    assert find_overlaps(data.draw(st.permutations(day))) == find_overlaps(day)


@given(DAYS, DAYS, st.data())
def test_what_groups_share_is_the_same_in_any_order_of_the_day(
    alone: list[Session], groups: list[Session], data: st.DataObject
) -> None:
    services = (
        Service(code="97150", minutes=12, performed_by="PT", start=5, mode="group"),
        Service(code="97110", minutes=15, performed_by="PT", start=10),
    )
    visit = Visit(visit_id="v", patient_id="p", service_date=DAY, services=services)
    orders = [(alone, groups), (data.draw(st.permutations(alone)), data.draw(st.permutations(groups)))]
    one, other = (find_group_clashes(visit, ClinicianDay({}, tuple(day), tuple(led))) for day, led in orders)
    assert one == other


@given(st.lists(st.integers(1, 90), min_size=1, max_size=10))
def test_a_day_of_one_patient_after_the_other_is_possible(lengths: list[int]) -> None:
    start, visits = 0, []
    for number, minutes in enumerate(lengths):
        service = Service(code=TIMED[0], minutes=minutes, performed_by="PT", start=start)
        visits.append(Visit(visit_id=str(number), patient_id=str(number), service_date=DAY, services=(service,)))
        start += minutes
    held = clinician_day(visits)
    assert held.clashes == {}
    assert held.times["PT"].minutes == held.times["PT"].span == sum(lengths)


@given(VISITS)
def test_the_one_pass_finds_what_each_credential_gave_and_when(day: list[Visit]) -> None:
    services = [one for visit in day for one in counted(visit)]
    held = clinician_day(day)
    assert set(held.times) == {one.performed_by for one in services} - {None}
    for by, time in held.times.items():
        assert time.minutes == sum(one.minutes or 0 for one in services if one.performed_by == by)
        assert time.span == span(day, by)
    assert len(held.sessions) == sum(
        bool(visit.patient_id and one.performed_by and one.start is not None and one.minutes)
        for visit in day
        for one in counted(visit)
    )


@given(VISITS, st.sampled_from([(), ("PTA",)]))
def test_the_day_of_a_visit_is_the_longest_of_those_who_gave_it(day: list[Visit], assistants: tuple[str, ...]) -> None:
    people = {"PT", "OT", "SLP", *assistants}
    held = clinician_day(day).of(assistants)
    assert held.times.keys() <= people
    assert {session.performed_by for session in held.sessions} <= people
    for visit in day:
        gave = {str(one.performed_by) for one in counted(visit)} & people
        longest = held.longest_of(visit)
        assert (longest is None) == (not gave)
        if longest is not None:
            assert longest.minutes == max(held.times[by].minutes for by in gave)
            equals = [held.times[by] for by in gave if held.times[by].minutes == longest.minutes]
            spans = [time.span for time in equals if time.span is not None]
            assert longest.span == min(spans, default=None)
