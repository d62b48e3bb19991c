"""The episode of care before a visit: its treatment days and evaluations, the reports due, the plan in force.

Whatever a history holds, in whatever order, only what lies on or before the day counts. All visits of one day in a
discipline are one treatment day. A day on which the patient was elsewhere is none, such as that of remote monitoring.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache

from msgspec import Struct, structs

from cleanclaim.law.chart.visit_history import HistoryKey, history_of
from cleanclaim.law.coding.modifiers import counts_as_therapy
from cleanclaim.law.policies.keys import NO_LIMIT
from cleanclaim.model.chart import PlanOfCare
from cleanclaim.model.line import Line
from cleanclaim.model.visit import Service, Visit
from cleanclaim.reference.catalogue import catalogue

ASSISTANT_CREDENTIALS = frozenset({"PTA", "OTA", "COTA", "COTA/L", "SLPA"})
"""The credentials of assistants, as charts write them."""

PRESENT, EVALUATED, BEGUN = 1, 2, 4
"""What a day is to the episode: the patient was there, was evaluated or re-evaluated, was evaluated anew."""


class CareDays(Struct, frozen=True):
    """Days of one discipline in order: of treatment, of initial evaluations, of any evaluation or re-evaluation."""

    treated: tuple[date, ...] = ()
    begun: tuple[date, ...] = ()
    evaluated: tuple[date, ...] = ()


def care_days(visits: tuple[Visit, ...], discipline: str) -> CareDays:
    """The days of a discipline in a history. Remembered, since the visits of one patient share their history."""
    return _care_days(HistoryKey(visits), discipline)


@lru_cache(maxsize=4096)
def _care_days(key: HistoryKey, discipline: str) -> CareDays:
    known = _marks_by_code()
    history = history_of(key.visits)
    visits = history.of(discipline)
    # Few days have one of these codes, and a set comprehension is by far the fastest way to find them.
    special = {visit.service_date for visit in visits for service in visit.services if service.code in known}
    marked = [(visit.service_date, _marks(visit.services)) for visit in visits if visit.service_date in special]
    away = special.difference([day for day, marks in marked if marks & PRESENT])
    days = history.days if len(visits) == len(history.visits) else _once([visit.service_date for visit in visits])
    return CareDays(
        treated=tuple([day for day in days if day not in away]) if away else days,
        begun=_once([day for day, marks in marked if marks & BEGUN]),
        evaluated=_once([day for day, marks in marked if marks & EVALUATED]),
    )


def _once(days: Iterable[date | None]) -> tuple[date, ...]:
    """Days in order, each once."""
    return tuple([day for day in dict.fromkeys(days) if day is not None])


def _marks(services: Sequence[Service]) -> int:
    """What these services make of a day: `PRESENT`, `EVALUATED` and `BEGUN` added up.

    A visit whose services nobody listed counts as one at which the patient was there.
    """
    known = _marks_by_code()
    marks = 0 if services else PRESENT
    for service in services:
        marks |= known.get(service.code, PRESENT)
    return marks


@cache
def _marks_by_code() -> dict[str, int]:
    """The marks of the codes that make more of a day, or less, than that the patient was there."""
    special = initial_evaluation_codes() | evaluation_codes() | _away()
    return {
        code: PRESENT * (code not in _away())
        | EVALUATED * (code in evaluation_codes())
        | BEGUN * (code in initial_evaluation_codes())
        for code in special
    }


@cache
def initial_evaluation_codes() -> frozenset[str]:
    """The codes of initial evaluations."""
    return frozenset(entry.code for entry in catalogue().values() if entry.kind == "evaluation")


@cache
def evaluation_codes() -> frozenset[str]:
    """The codes of evaluations and re-evaluations."""
    return frozenset(entry.code for entry in catalogue().values() if entry.kind in {"evaluation", "reevaluation"})


@cache
def _away() -> frozenset[str]:
    return frozenset(entry.code for entry in catalogue().values() if entry.attendance == "away")


@cache
def _treating() -> frozenset[str]:
    therapy = (entry.code for entry in catalogue().values() if counts_as_therapy(entry))
    return frozenset(therapy) - evaluation_codes() - _away()


def is_treatment_day(services: Sequence[Service]) -> bool:
    """Whether a visit with these services makes a treatment day: the patient was there. Evaluations count."""
    return bool(_marks(services) & PRESENT)


def gives_treatment(lines: Iterable[Line | Service]) -> bool:
    """Whether therapy is billed that the patient was there for and that is more than an evaluation."""
    return any(line.units != 0 and line.code in _treating() for line in lines)


def last_before(days: Iterable[date], day: date) -> date | None:
    """The last of the days that lies before the day."""
    return max((one for one in days if one < day), default=None)


def episode_begins(days: CareDays, day: date, discharged_on: Iterable[date] = ()) -> date | None:
    """From which day on the episode is counted: its evaluation, or the day after the last discharge. None: neither
    is known, so that all earlier days belong to it.
    """
    discharged = last_before(discharged_on, day)
    place = bisect_right(days.begun, day)
    starts = [days.begun[place - 1]] if place else []
    if discharged is not None:
        starts.append(discharged + timedelta(days=1))
    return max(starts, default=None)


def list_treatment_days(days: CareDays, day: date, begins: date | None) -> tuple[date, ...]:
    """The treatment days of the episode up to the day, which is one itself."""
    first = bisect_left(days.treated, begins) if begins else 0
    return (*days.treated[first : bisect_left(days.treated, day)], day)


def find_report_due(treated: Sequence[date], reports: Sequence[date], most: int, late: int = 0) -> date | None:
    """The day by which a progress report was due that the last of these treatment days lacks; None if it lacks none.

    Both are in order. A report covers the days up to its own, and the count begins anew with the next treatment day.
    One written late, within `late` days after it was due, still covers.
    """
    place = bisect_right(reports, treated[-1])
    first = bisect_right(treated, reports[place - 1]) if place else 0
    if len(treated) - first <= most:
        return None
    due = treated[first + most - 1]
    in_time = place < len(reports) and (reports[place] - due).days <= late
    return None if in_time else due


def find_plan(
    plans: Iterable[PlanOfCare], discipline: str | None, day: date, discharged_on: Iterable[date] = ()
) -> PlanOfCare | None:
    """The plan of care the day falls under: of those begun by then in the discipline, the newest. A discharge ends
    the plans before it. A plan that names no discipline is for any.
    """
    ended = last_before(discharged_on, day)
    begun = [
        plan
        for plan in plans
        if plan.begins <= day
        and (plan.discipline is None or plan.discipline == discipline)
        and (ended is None or plan.begins > ended)
    ]
    newest = max([plan.begins for plan in begun], default=None)
    of_one_day = [plan for plan in begun if plan.begins == newest]
    return of_one_day[0] if len(of_one_day) == 1 else max(of_one_day, key=_standing, default=None)


def _standing(plan: PlanOfCare) -> tuple[date, date, list[str]]:
    """Of two plans begun on one day, the signed one, then the one that runs on; the rest only settles ties."""
    return plan.signed_on or date.min, plan.through or date.max, [*map(str, structs.astuple(plan))]


def renewed_plan(plans: Iterable[PlanOfCare], plan: PlanOfCare) -> PlanOfCare | None:
    """The plan that this one renews: of those of its discipline that began before it, the newest. None: it is a first
    one, or the earlier one is not in the chart.
    """
    if plan.initial:
        return None
    earlier = [
        one
        for one in plans
        if one.begins < plan.begins and (None in (one.discipline, plan.discipline) or one.discipline == plan.discipline)
    ]
    return max(earlier, key=lambda one: (one.begins, _standing(one)), default=None)


def certified_on(plan: PlanOfCare, verbal_days: int) -> date | None:
    """The day the plan was certified: that of the order by word of mouth where it was signed in time, else that of
    the signature. None: not yet.
    """
    if plan.signed_on is None:
        return None
    by_word = plan.verbal_on is not None and (plan.signed_on - plan.verbal_on).days <= verbal_days
    return min(plan.verbal_on, plan.signed_on) if by_word and plan.verbal_on else plan.signed_on


def order_replaces_signature(plan: PlanOfCare, sent_days: int) -> bool:
    """Whether a signed and dated order stands in for the signature: the plan is a first one, the order was there by
    its first day, and the plan went out in time.
    """
    ordered = plan.order_on is not None and plan.order_on <= plan.begins
    sent = plan.sent_on is not None and (plan.sent_on - plan.begins).days <= sent_days
    return plan.initial and ordered and sent


class PlanLastDays(Struct, frozen=True):
    """The last day of a plan, counted so that its first day is one of them, and counted so that it is not."""

    sure: date
    at_most: date


def last_days(plan: PlanOfCare, recertification_days: int) -> PlanLastDays:
    """Until when a plan holds: its own last day, or that of its certification where it comes first."""
    own = plan.through or date.max
    if recertification_days >= NO_LIMIT:
        return PlanLastDays(own, own)
    at_most = plan.begins + timedelta(days=recertification_days)
    return PlanLastDays(min(own, at_most - timedelta(days=1)), min(own, at_most))
