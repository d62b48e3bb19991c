"""What must hold of any history: its order never matters, a report only helps, a treatment day never does."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.law.basis import Basis
from cleanclaim.law.chart.context import NO_CONTEXT
from cleanclaim.law.chart.episode import find_report_due
from cleanclaim.law.review.law_in_force import in_force
from cleanclaim.model.chart import PlanOfCare, ProgressReport
from cleanclaim.model.visit import History, Service, Visit
from tests.made_up import DAY, service, visit

FAMILIES = ("evaluations", "plans", "progress")
NEAR = st.integers(-100, 20).map(lambda after: DAY + timedelta(days=after))
MAYBE = st.none() | NEAR
EARLIER = st.builds(
    Visit,
    visit_id=st.text("abc", max_size=2),
    patient_id=st.just("p1"),
    payer=st.just("medicare"),
    service_date=NEAR,
    discipline=st.sampled_from(["PT", "PT", "PT", "OT"]),
    services=st.lists(
        st.sampled_from(["97110", "97161", "97164", "98977"]).map(lambda c: Service(code=c)), max_size=2
    ).map(tuple),
)
RUN = st.builds(
    Visit,
    visit_id=st.just("before"),
    service_date=st.integers(-30, 0).map(lambda after: DAY + timedelta(days=after)),
    discipline=st.just("PT"),
    services=st.just((Service(code="97110"),)),
)
RUNS = st.lists(RUN | EARLIER, max_size=8).flatmap(
    lambda some: st.lists(RUN, min_size=8, max_size=20).map(lambda run: [*some, *run])
)
"""Histories long enough for a report to come due, as often as not."""

PLANS = st.builds(
    PlanOfCare,
    begins=NEAR,
    through=MAYBE,
    discipline=st.sampled_from([None, "PT", "OT"]),
    written_by=st.sampled_from(["PT", "PTA", None]),
    initial=st.booleans(),
    signed_on=MAYBE,
    verbal_on=MAYBE,
    sent_on=MAYBE,
    order_on=MAYBE,
)
REPORTS = st.builds(
    ProgressReport,
    on=NEAR,
    discipline=st.sampled_from([None, "PT", "OT"]),
    written_by=st.sampled_from(["PT", "PTA", None]),
)


def said(history: History) -> set[tuple[str, str]]:
    """What the rules of the patient's history say of a treatment visit after it."""
    asked = Visit(**{**_fields(visit([service("97110", 15)])), "history": history})
    law = in_force(asked, Basis(), FAMILIES)
    lines = [Service(code="97110", minutes=15, units=1, performed_by="PT")]
    filed = DAY + timedelta(days=40)
    raw, _off = law.ask(asked, lines, NO_CONTEXT, filed)
    return {(answer.rule.id, answer.outcome) for answer in law.answers(raw, asked, lines, NO_CONTEXT, filed)}


def _fields(of: Visit) -> dict[str, Any]:
    return {name: getattr(of, name) for name in of.__struct_fields__}


def is_overdue(history: History) -> bool:
    return ("progress.overdue", "fail") in said(history)


@given(
    st.data(),
    st.lists(EARLIER, max_size=16),
    st.lists(PLANS, max_size=4),
    st.lists(REPORTS, max_size=4),
    st.lists(NEAR, max_size=3),
)
def test_the_order_of_a_history_never_matters(
    data: st.DataObject,
    visits: list[Visit],
    plans: list[PlanOfCare],
    reports: list[ProgressReport],
    discharged: list[date],
) -> None:
    def in_order(*, shuffled: bool) -> History:
        def of(entries: Sequence[Any]) -> tuple[Any, ...]:
            return tuple(data.draw(st.permutations(entries)) if shuffled else entries)

        return History(
            visits=of(visits), plan_of_care=of(plans), progress_reports=of(reports), discharged_on=of(discharged)
        )

    assert said(in_order(shuffled=False)) == said(in_order(shuffled=True))


@given(RUNS, st.lists(REPORTS, max_size=2), REPORTS)
def test_a_report_more_never_makes_one_overdue(
    visits: list[Visit], reports: list[ProgressReport], more: ProgressReport
) -> None:
    before = History(visits=tuple(visits), progress_reports=tuple(reports))
    after = History(visits=tuple(visits), progress_reports=(*reports, more))
    assert is_overdue(before) or not is_overdue(after)


@given(RUNS, st.lists(REPORTS, max_size=2), NEAR)
def test_a_treatment_day_more_never_takes_the_fault_away(
    visits: list[Visit], reports: list[ProgressReport], day: date
) -> None:
    treatment = Visit(visit_id="more", service_date=day, discipline="PT", services=(Service(code="97110"),))
    before = History(visits=tuple(visits), progress_reports=tuple(reports))
    after = History(visits=(*visits, treatment), progress_reports=tuple(reports))
    assert is_overdue(after) or not is_overdue(before)


@given(
    st.sets(st.integers(0, 60), min_size=1).map(sorted),
    st.sets(st.integers(-5, 70), max_size=5).map(sorted),
    st.integers(1, 12),
    st.integers(0, 9),
)
def test_a_report_is_due_where_going_through_the_days_one_by_one_says_so(
    treated: list[int], reports: list[int], most: int, late: int
) -> None:
    def dates(days: Sequence[int]) -> list[date]:
        return [DAY + timedelta(days=after) for after in days]

    counted: list[int] = []
    for day in treated:
        counted.append(day)
        if any(day <= report <= treated[-1] for report in reports):
            counted = []
    due = counted[most - 1] if len(counted) > most else None
    if due is not None and any(treated[-1] < report <= due + late for report in reports):
        due = None
    assert find_report_due(dates(treated), dates(reports), most, late) == (dates([due])[0] if due is not None else None)
