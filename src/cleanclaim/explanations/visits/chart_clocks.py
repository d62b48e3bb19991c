"""What runs out in a patient's chart, as it stands on a day: certification, progress report, authorization, threshold.

Counted by the same functions that the rules ask, from a visit's own history. Where something is unknown the clock says
what, and nothing is assumed.
"""

from bisect import bisect_right
from datetime import date, timedelta

from msgspec import Struct

from cleanclaim.law.basis import Basis
from cleanclaim.law.chart.authorization_use import choose_authorization, count_authorized_visit, find_authorizations
from cleanclaim.law.chart.episode import (
    ASSISTANT_CREDENTIALS,
    care_days,
    certified_on,
    episode_begins,
    find_plan,
    last_days,
    list_treatment_days,
    renewed_plan,
)
from cleanclaim.law.chart.visit_history import history_of
from cleanclaim.law.policies.keys import NO_LIMIT
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.wording import day, days, dollars
from cleanclaim.model.chart import PlanOfCare, ProgressReport
from cleanclaim.model.visit import History, Visit

NEAR_DAYS = 10
"""Days before the end of a plan or an authorization from which it is near: a choice of ours."""
NEAR_VISITS = 1
"""Visits or treatment days left at which a clock is near: a choice of ours."""


class ChartClock(Struct, frozen=True, kw_only=True):
    """One clock: what it counts, how it stands (`9 of 10`), what that rests on, and whether it soon runs out.

    `rests_on` names the payer's question behind it by its policy key; empty where no such question decides.
    """

    name: str
    state: str
    about: str
    near: bool = False
    known: bool = True
    rests_on: str = ""


def list_chart_clocks(visit: Visit, basis: Basis) -> list[ChartClock]:
    """The clocks as they stand with this visit, which has its history; those its payer does not ask for are left out.

    Of a visit without payer or date there are none.
    """
    policy = basis.policy(visit.payer, visit.service_date)
    if policy is None or visit.service_date is None or visit.payer is None:
        return []
    history = visit.history or History()
    found = (
        _certification(history, visit, visit.service_date, policy),
        _progress(history, visit, visit.service_date, policy),
        _authorization(history, visit, visit.service_date, visit.payer, policy),
        _threshold(history, visit, policy),
    )
    return [clock for clock in found if clock is not None]


def _unknown(name: str, about: str, key: str = "") -> ChartClock:
    return ChartClock(name=name, state="not known", about=about, known=False, rests_on=key)


def _certification(history: History, visit: Visit, on: date, policy: Policy) -> ChartClock | None:
    name, key = "Plan of care", "recertification_days"
    if policy.plan_of_care_required is False:
        return None
    if history.plan_of_care is None:
        return _unknown(name, "nothing is entered of plans of care", "plan_of_care_required")
    plan = find_plan(history.plan_of_care, visit.discipline, on, history.discharged_on or ())
    if plan is None:
        return _no_plan(name, history.plan_of_care, visit, on)
    if policy.recertification_days is None:
        return _unknown(name, f"the plan begun {day(plan.begins)}: how long the payer lets it hold is not known", key)
    ends = last_days(plan, policy.recertification_days).sure
    certified = _certified(plan, history.plan_of_care, policy)
    if ends == date.max:
        return ChartClock(name=name, state="no end", about=f"begun {day(plan.begins)}, {certified}", rests_on=key)
    left = (ends - on).days
    state = f"{days(left)} left" if left >= 0 else f"ended {days(-left)} ago"
    about = f"on the plan of care begun {day(plan.begins)}, until {day(ends)}, {certified}"
    return ChartClock(name=name, state=state, about=about, near=left < NEAR_DAYS, rests_on=key)


def _no_plan(name: str, plans: tuple[PlanOfCare, ...], visit: Visit, on: date) -> ChartClock:
    """That no plan covers the day; or that nobody knows, where a plan has begun and the visit's discipline is open."""
    key = "plan_of_care_required"
    if visit.discipline is None and any(plan.begins <= on for plan in plans):
        return _unknown(name, "for which discipline it is counted is not known", key)
    return ChartClock(name=name, state="none", about="no plan of care covers this day", near=True, rests_on=key)


def _certified(plan: PlanOfCare, plans: tuple[PlanOfCare, ...], policy: Policy) -> str:
    if policy.verbal_order_days is not None and (when := certified_on(plan, policy.verbal_order_days)):
        return f"certified {day(when)}"
    if plan.signed_on:
        return f"signed {day(plan.signed_on)}"
    if policy.certification_days is None or policy.recertification_days is None:
        return "not certified yet"
    earlier = renewed_plan(plans, plan)
    due = (
        last_days(earlier, policy.recertification_days).at_most
        if earlier
        else plan.begins + timedelta(days=min(policy.certification_days, 3_660))
    )
    return f"not certified yet: due {day(due)}"


def _progress(history: History, visit: Visit, on: date, policy: Policy) -> ChartClock | None:
    name, key, most = "Progress report", "progress_report_days", policy.progress_report_days
    if most is None:
        return _unknown(name, "whether the payer asks for progress reports is not known", key)
    if most >= NO_LIMIT:
        return None
    if history.progress_reports is None:
        return _unknown(name, "nothing is entered of progress reports", key)
    if history.visits is None or visit.discipline is None:
        return _unknown(name, "the patient's earlier visits are not known", key)
    of_care = care_days(history.visits, visit.discipline)
    treated = list_treatment_days(of_care, on, episode_begins(of_care, on, history.discharged_on or ()))
    written = _days_of(history.progress_reports, visit.discipline)
    place = bisect_right(written, on)
    since = written[place - 1] if place else None
    count = len(treated) - (bisect_right(treated, since) if since else 0)
    about = f"treatment days since the progress report of {day(since)}" if since else "treatment days, no report yet"
    return ChartClock(name=name, state=f"{count} of {most}", about=about, near=most - count < NEAR_VISITS, rests_on=key)


def _days_of(reports: tuple[ProgressReport, ...], discipline: str) -> list[date]:
    """The days of the reports that count for a discipline, in order: those of assistants do not."""
    return sorted(
        one.on
        for one in reports
        if one.discipline in (None, discipline) and one.written_by not in ASSISTANT_CREDENTIALS
    )


def _authorization(history: History, visit: Visit, on: date, payer: str, policy: Policy) -> ChartClock | None:
    name, key = "Authorization", "authorization_required"
    own = find_authorizations(history.authorizations or (), payer, visit.discipline)
    if policy.authorization_required is False and not own:
        return None
    if history.authorizations is None:
        return _unknown(name, "nothing is entered of authorizations", key)
    visits = history_of(history.visits).own(payer) if history.visits is not None else None
    chosen = choose_authorization(own, on, visits, [service.code for service in visit.services])
    if chosen is None:
        return ChartClock(
            name=name, state="none", about="no authorization is open on this day", near=True, rests_on=key
        )
    until = f", until {day(chosen.ends)}" if chosen.ends else ""
    use = count_authorized_visit(chosen, visits, on) if visits is not None else None
    ending = chosen.ends is not None and (chosen.ends - on).days < NEAR_DAYS
    if use is None:
        return ChartClock(name=name, state=chosen.number, about=f"open{until}", near=ending, rests_on=key)
    about = f"visits of authorization {chosen.number}{until}"
    near = ending or use.left < NEAR_VISITS
    return ChartClock(name=name, state=f"{use.number} of {use.limit}", about=about, near=near, rests_on=key)


def _threshold(history: History, visit: Visit, policy: Policy) -> ChartClock | None:
    name, key = "KX", "kx_threshold"
    limit = policy.kx_threshold_ot if visit.discipline == "OT" else policy.kx_threshold
    if not policy.kx_applies or limit is None or limit >= NO_LIMIT:
        return None
    if history.spent is None:
        return _unknown(name, f"what was allowed this year is not known; the threshold is {dollars(limit)}", key)
    about = f"of {dollars(limit)} toward KX this year"
    return ChartClock(name=name, state=dollars(history.spent), about=about, near=history.spent >= limit, rests_on=key)
