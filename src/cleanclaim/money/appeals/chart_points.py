"""What the chart has that decides a denial: the plan and its certification, progress reports, approval, coverage.

Each point is for the rules behind the denial, and none is made where the record is at fault with one of them.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from cleanclaim.law.case import Case
from cleanclaim.law.wording import day
from cleanclaim.model.chart import PlanOfCare
from cleanclaim.model.visit import History, Visit
from cleanclaim.money.appeals.own_record import OwnRecord


def chart_points(case: Case, places: Sequence[int], record: OwnRecord) -> Iterator[str]:
    """The points of the visits at some places, by the rules of which the record answers; each once."""
    at_fault = {_family(rule) for rule in record.rules_that_are("at fault")}
    families = {_family(rule) for rule in record.answers} - at_fault
    visits = sorted((case.visits[place] for place in places), key=lambda one: one.service_date or date.max)
    points = [
        text
        for family, describe in _POINTS.items()
        if family in families
        for visit in visits
        if visit.service_date and visit.history
        for text in describe(visit, visit.service_date, visit.history)
    ]
    yield from dict.fromkeys(points)


def _family(rule: str) -> str:
    return rule.partition(".")[0]


def _is_of(visit: Visit, discipline: str | None) -> bool:
    return discipline is None or visit.discipline is None or discipline == visit.discipline


def _plan_of(visit: Visit, on: date, history: History) -> PlanOfCare | None:
    """The last plan that had begun by a day."""
    begun = [one for one in history.plan_of_care or () if one.begins <= on and _is_of(visit, one.discipline)]
    plan = max(begun, key=lambda one: one.begins, default=None)
    return None if plan is None or (plan.through and plan.through < on) else plan


def _plan(visit: Visit, on: date, history: History) -> Iterator[str]:
    plan = _plan_of(visit, on, history)
    if plan is None or plan.signed_on is None:
        return
    kind = "The plan of care" if plan.initial else "The recertified plan of care"
    through = f" to {day(plan.through)}" if plan.through else " on"
    by = f" by NPI {plan.signed_by}" if plan.signed_by else ""
    days = (plan.signed_on - plan.begins).days
    after = f", {_days(days)} after its first day" if days > 0 else ""
    yield f"{kind} from {day(plan.begins)}{through} was certified on {day(plan.signed_on)}{by}{after}."


def _progress(visit: Visit, on: date, history: History) -> Iterator[str]:
    plan = _plan_of(visit, on, history)
    written = [
        one.on
        for one in history.progress_reports or ()
        if _is_of(visit, one.discipline) and plan is not None and plan.begins <= one.on <= (plan.through or date.max)
    ]
    if written:
        yield f"Progress was reported on {' and on '.join(map(day, sorted(set(written))))}."


def _approval(visit: Visit, on: date, history: History) -> Iterator[str]:
    codes = {service.code for service in visit.services}
    for one in history.authorizations or ():
        is_payer = one.payer in {visit.payer, visit.insurer}
        covers = one.begins <= on and (one.ends is None or on <= one.ends)
        if is_payer and covers and _is_of(visit, one.discipline) and (not one.codes or codes & {*one.codes}):
            ends = f" to {day(one.ends)}" if one.ends else " on"
            visits = f", for {one.visits} visits" if one.visits is not None else ""
            yield f"Approval {one.number} is from {day(one.begins)}{ends}{visits}: it covers {day(on)}."


def _coverage(visit: Visit, on: date, history: History) -> Iterator[str]:
    for one in history.coverage or ():
        is_payer = one.payer in {visit.payer, visit.insurer}
        if (
            is_payer
            and one.checked_on
            and not one.instead
            and one.begins <= on
            and (one.ends is None or on <= one.ends)
        ):
            ends = f" to {day(one.ends)}" if one.ends else ", without an end"
            yield f"The answer of {day(one.checked_on)} on the coverage has it from {day(one.begins)}{ends}."


def _days(number: int) -> str:
    return f"{number} day{'s' * (number != 1)}"


_POINTS: dict[str, Callable[[Visit, date, History], Iterator[str]]] = {
    "plans": _plan,
    "progress": _progress,
    "authorizations": _approval,
    "coverage": _coverage,
}
"""The point of each family of rules."""
