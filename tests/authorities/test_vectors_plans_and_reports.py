"""Plans of care and progress reports: every vector of `plans_and_reports.json`, through a review of the visit."""

from datetime import date, timedelta
from typing import Any

import pytest

from cleanclaim.law.basis import Basis
from cleanclaim.law.chart.episode import find_report_due, last_days
from cleanclaim.law.policies.policy import Policy, policy
from cleanclaim.law.review.review import review
from cleanclaim.model.chart import PlanOfCare, ProgressReport
from cleanclaim.model.visit import Credential, History, Service, Visit
from tests.authorities.vectors import Vector, ids, vectors

FILE = "plans_and_reports"
WEEKDAYS = range(5)
FIRST_ANSWERED = date(2020, 1, 1)
"""Our policies begin here; the manual's example lies before, and its days are counted as Medicare counts them now."""


def medicare(day: date) -> Policy:
    held = policy("medicare", max(day, FIRST_ANSWERED))
    assert held is not None
    return held


def visit(day: date, history: History | None = None) -> Visit:
    given = Service(code="97110", minutes=15, units=1, performed_by="PT", modifiers=("GP",), charge=5000)
    return Visit(
        visit_id=f"of {day}",
        patient_id="p1",
        payer="medicare",
        service_date=day,
        discipline="PT",
        provider_npi="1234567893",
        place_of_service="11",
        services=(given,),
        history=history,
    )


def faults(day: date, filed_on: date, **history: Any) -> dict[str, str]:
    """The rules that object to a visit of the day, each with the outcome."""
    reviewed = review([visit(day, History(**history))], Basis(filed_on=filed_on))
    return {finding.rule: finding.outcome for finding in reviewed.claims[0].findings}


def date_of(vector: Vector, name: str) -> date:
    return date.fromisoformat(vector[name])


def days(vector: Vector, name: str) -> list[date]:
    return [date.fromisoformat(text) for text in vector[name]]


def of(vector_id: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("vector", vectors(FILE, lambda vector: vector["id"] == vector_id))


def is_exception(vector: Vector) -> bool:
    return "order_on_file" in vector


def test_all_the_vectors_are_asked_here() -> None:
    named = {"report-early", "report-tenth-day", "report-by-assistant"}
    named |= {"certified-in-30-days", "verbal-order", "recertified-in-90-days"}
    assert ids(FILE) == named | ids(FILE, is_exception)


@of("report-early")
def test_an_early_report_starts_the_count_with_the_next_treatment_day(vector: Vector) -> None:
    first, report = date_of(vector, "first_treatment"), date_of(vector, "report_on")
    covers = days(vector, "next_covers")
    most = medicare(first).progress_report_days
    assert most == vector["treatment_days"]
    calendar = (first + timedelta(days=after) for after in range(40))
    treated = [day for day in calendar if day.weekday() in WEEKDAYS]
    in_period = [day for day in treated if covers[0] <= day <= covers[1]]
    assert min(day for day in treated if day > report) == covers[0]
    assert len(in_period) == most
    due = {day: find_report_due(treated[: treated.index(day) + 1], [report], most) for day in treated}
    late = [day for day in treated if due[day] is not None]
    assert min(late) == min(day for day in treated if day > covers[1])
    assert due[min(late)] == covers[1]


@of("report-tenth-day")
def test_a_report_is_due_by_the_tenth_treatment_day(vector: Vector) -> None:
    treated = days(vector, "treatment_days")
    due = date_of(vector, "due_by")
    earlier = tuple(map(visit, treated))
    twice = (*earlier, *earlier[:4])
    next_day = due + timedelta(days=2)
    for held in (earlier, twice):
        assert "progress.overdue" not in faults(due, due, visits=held, progress_reports=())
        assert faults(next_day, next_day, visits=held, progress_reports=())["progress.overdue"] == "fail"
    on_time = (ProgressReport(on=due, written_by="PT"),)
    assert "progress.overdue" not in faults(next_day, next_day, visits=earlier, progress_reports=on_time)


@of("report-tenth-day")
def test_a_report_written_late_counts_for_seven_days(vector: Vector) -> None:
    window = vector["late_for_days"]
    due = date_of(vector, "due_by")
    earlier = tuple(map(visit, days(vector, "treatment_days")))
    for late, refused in ((window, False), (window + 1, True)):
        written = (ProgressReport(on=due + timedelta(days=late), written_by="PT"),)
        found = faults(due + timedelta(days=1), due + timedelta(days=10), visits=earlier, progress_reports=written)
        assert ("progress.overdue" in found) == refused


@of("report-by-assistant")
def test_an_assistants_progress_report_is_none(vector: Vector) -> None:
    author: Credential = vector["written_by"]
    valid = vector["counts"]
    begin = date(2026, 3, 2)
    treated = tuple(visit(begin + timedelta(days=after)) for after in range(10))
    day = begin + timedelta(days=10)
    writers: list[tuple[Credential, bool]] = [(author, valid), ("PT", True)]
    for writer, counts in writers:
        report = (ProgressReport(on=begin + timedelta(days=9), written_by=writer),)
        found = faults(day, day, visits=treated, progress_reports=report)
        assert ("progress.by_assistant" in found) != counts
        assert ("progress.overdue" in found) != counts


@of("certified-in-30-days")
def test_a_plan_is_certified_in_time_for_thirty_days(vector: Vector) -> None:
    first, last = date_of(vector, "first_treatment"), date_of(vector, "in_time_through")
    after = last + timedelta(days=1)
    unsigned = PlanOfCare(begins=first, written_by="PT", discipline="PT")
    assert "plans.uncertified" not in faults(first, last, plan_of_care=(unsigned,))
    assert faults(first, after, plan_of_care=(unsigned,))["plans.uncertified"] == "fail"
    for signed_on, reason, late in ((last, None, False), (after, None, True), (after, "physician away", False)):
        signed = PlanOfCare(begins=first, written_by="PT", signed_on=signed_on, delay_reason=reason)
        found = faults(first, after, plan_of_care=(signed,))
        assert "plans.uncertified" not in found
        assert ("plans.certified_late" in found) == late


@of("verbal-order")
def test_an_order_by_word_of_mouth_is_signed_within_fourteen_days(vector: Vector) -> None:
    said, due = date_of(vector, "ordered_on"), date_of(vector, "signature_due")
    plans = (PlanOfCare(begins=said, written_by="PT", verbal_on=said),)
    assert "plans.verbal_unsigned" not in faults(said, due, plan_of_care=plans)
    assert faults(said, due + timedelta(days=1), plan_of_care=plans)["plans.verbal_unsigned"] == "fail"


@of("recertified-in-90-days")
def test_a_certification_ends_after_ninety_days_whichever_way_they_are_counted(vector: Vector) -> None:
    first = date_of(vector, "first_treatment")
    sure, at_most = date_of(vector, "last_day_surely"), date_of(vector, "last_day_at_most")
    held = PlanOfCare(begins=first, written_by="PT", signed_on=first)
    most = medicare(first).recertification_days
    assert most is not None
    assert most == vector["days"]
    assert (last_days(held, most).sure, last_days(held, most).at_most) == (sure, at_most)
    said = {
        after: set(faults(first + timedelta(days=after), date(2026, 5, 1), plan_of_care=(held,)))
        & {"plans.lapsing", "plans.last_day", "plans.lapsed"}
        for after in (79, 80, 89, 90, 91)
    }
    assert said == {
        79: set(),
        80: {"plans.lapsing"},
        89: {"plans.lapsing"},
        90: {"plans.last_day"},
        91: {"plans.lapsed"},
    }


@pytest.mark.parametrize("vector", vectors(FILE, is_exception))
def test_a_signed_order_on_file_stands_in_for_the_signature_from_2025(vector: Vector) -> None:
    treated, begins = date_of(vector, "service_date"), date_of(vector, "plan_begins")
    plan = PlanOfCare(
        begins=begins,
        written_by="PT",
        sent_on=date_of(vector, "plan_sent"),
        order_on=begins if vector["order_on_file"] else None,
    )
    found = faults(treated, begins + timedelta(days=31), plan_of_care=(plan,))
    assert found["plans.uncertified"] == ("bypassed" if vector["certified"] else "fail")
