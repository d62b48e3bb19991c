"""What holds of a clinician's day whatever the visits: overlaps are mutual, true, all found, and in no order."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.law.chart.clinician_day import Clash, Session, clinician_day, overlaps
from cleanclaim.model.visit import Service, Visit
from tests.made_up import DAY, TIMED


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


def shared(one: Session, other: Session) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


@given(DAYS)
def test_the_visits_that_clash_are_those_where_one_person_treats_two_patients(day: list[Session]) -> None:
    true = [
        (one.visit_id, other.visit_id)
        for one, other in combinations(day, 2)
        if one.performed_by == other.performed_by and one.patient_id != other.patient_id and shared(one, other) > 0
    ]
    found = {(visit, clash.other_visit) for (_patient, visit), clashes in overlaps(day).items() for clash in clashes}
    assert found == {*true, *((other, one) for one, other in true)}


@given(DAYS)
def test_what_one_visit_shares_with_another_the_other_shares_with_it(day: list[Session]) -> None:
    found = overlaps(day)
    for (_patient, visit), clashes in found.items():
        for clash in clashes:
            back = Clash(clash.start, clash.other_code, visit, clash.code, clash.minutes, clash.at_once)
            assert any(back in held for (_other, other), held in found.items() if other == clash.other_visit)


@given(DAYS, st.data())
def test_the_order_of_the_day_changes_nothing(day: list[Session], data: st.DataObject) -> None:
    assert overlaps(data.draw(st.permutations(day))) == overlaps(day)


@given(st.lists(st.integers(1, 90), min_size=1, max_size=10))
def test_a_day_of_one_patient_after_the_other_is_possible(lengths: list[int]) -> None:
    start, visits = 0, []
    for number, minutes in enumerate(lengths):
        service = Service(code=TIMED[0], minutes=minutes, performed_by="PT", start=start)
        visits.append(Visit(visit_id=str(number), patient_id=str(number), service_date=DAY, services=(service,)))
        start += minutes
    held = clinician_day(visits)
    assert held.clashes == {}
    assert held.kinds["PT"].minutes == held.kinds["PT"].span == sum(lengths)
