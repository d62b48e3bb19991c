"""The plan of care: written by a therapist, certified by a physician or other practitioner, renewed before it ends.

Medicare pays therapy only under a plan that existed on the day and that somebody certified. The signature is due 30 days
after the first treatment; later it is a delayed certification, which is allowed with its reason. A plan that renews another
is certified while that one holds. An order by word of mouth is to be signed within 14 days, to be in time. A certification
holds for 90 days at most, and then the plan is certified again. Since 2025 a signed order on file by the day of the
evaluation stands in for the signature under a first plan, if the plan was sent out within 30 days.
(42 CFR 410.61, 424.24)

    payer    | code  | minutes | units | plan_of_care                                       || broken
    medicare | 97110 |      15 |     1 | begins=2026-02-02 signed_on=2026-02-09 written_by=PT ||
    -
    medicare | 97110 |      15 |     1 | none                                               || none
    -
    medicare | 97110 |      15 |     1 | begins=2026-03-09 signed_on=2026-03-10 written_by=PT || none   # it begins a week later
    -
    medicare | 97110 |      15 |     1 | begins=2026-02-02 signed_on=2026-02-09 written_by=OT discipline=OT || none
    -
    medicare | 97161 |      30 |     1 | none                                               ||   # the plan comes of the evaluation
    -
    medicare | 97110 |      15 |     1 |                                                    || none? uncertified? certified_late? verbal_unsigned? lapsing? last_day? lapsed? by_assistant?
    -
    self_pay | 97110 |      15 |     1 | none                                               ||
    -
    cigna    | 97110 |      15 |     1 | none                                               || none? uncertified? certified_late? verbal_unsigned? lapsing? last_day? lapsed? by_assistant?
    -
    medicare | 97110 |      15 |     1 | begins=2026-02-02 signed_on=2026-02-09 written_by=PTA || by_assistant
    -
    medicare | 97110 |      15 |     1 | begins=2026-02-02 signed_on=2026-02-09             || by_assistant?   # who wrote it is not recorded

The signature, asked for on the day the claim is filed:

    payer    | filed_on   | code  | minutes | units | plan_of_care                          || broken
    medicare | 2026-03-04 | 97110 |      15 |     1 | begins=2026-02-02 written_by=PT       ||                 # the 30th day
    -
    medicare | 2026-03-05 | 97110 |      15 |     1 | begins=2026-02-02 written_by=PT       || uncertified
    -
    medicare |            | 97110 |      15 |     1 | begins=2026-02-02 written_by=PT       || uncertified? verbal_unsigned?
    -
    medicare | 2026-03-05 | 97110 |      15 |     1 | begins=2026-02-02 written_by=PT order_on=2026-01-30 sent_on=2026-02-20 || uncertified~
    -
    medicare | 2026-03-05 | 97110 |      15 |     1 | begins=2026-02-02 written_by=PT order_on=2026-01-30 sent_on=2026-03-05 || uncertified   # sent on the 31st day
    -
    medicare | 2026-03-05 | 97110 |      15 |     1 | begins=2026-02-02 written_by=PT order_on=2026-01-30 sent_on=2026-02-20 initial=false || uncertified
    -
    medicare | 2026-03-05 | 97110 |      15 |     1 | begins=2026-02-02 written_by=PT signed_on=2026-03-05 || certified_late
    -
    medicare | 2026-03-05 | 97110 |      15 |     1 | begins=2026-02-02 written_by=PT signed_on=2026-03-05 delay_reason=moved ||
    -
    medicare | 2026-03-10 | 97110 |      15 |     1 | begins=2026-02-02 written_by=PT verbal_on=2026-02-24 || # 14 days later
    -
    medicare | 2026-03-11 | 97110 |      15 |     1 | begins=2026-02-02 written_by=PT verbal_on=2026-02-24 || verbal_unsigned
    -
    medicare | 2026-03-11 | 97110 |      15 |     1 | begins=2026-02-02 written_by=PT verbal_on=2026-02-24 signed_on=2026-03-09 ||

A plan that follows another is certified while the earlier one holds:

    payer    | service_date | filed_on   | code  | minutes | units | plan_of_care || broken
    medicare | 2026-05-04   | 2026-05-05 | 97110 |      15 |     1 | begins=2026-01-05 signed_on=2026-01-12 written_by=PT; begins=2026-04-05 initial=false signed_on=2026-04-03 written_by=PT ||
    -
    medicare | 2026-05-04   | 2026-05-05 | 97110 |      15 |     1 | begins=2026-01-05 signed_on=2026-01-12 written_by=PT; begins=2026-04-05 initial=false signed_on=2026-04-05 written_by=PT ||   # 90 days after the first
    -
    medicare | 2026-05-04   | 2026-05-05 | 97110 |      15 |     1 | begins=2026-01-05 signed_on=2026-01-12 written_by=PT; begins=2026-04-05 initial=false signed_on=2026-04-30 written_by=PT || certified_late
    -
    medicare | 2026-05-04   | 2026-05-05 | 97110 |      15 |     1 | begins=2026-01-05 through=2026-02-28 signed_on=2026-01-12 written_by=PT; begins=2026-03-01 initial=false signed_on=2026-03-10 written_by=PT || certified_late   # the earlier plan's own end comes first
    -
    medicare | 2026-05-04   | 2026-05-05 | 97110 |      15 |     1 | begins=2026-01-05 signed_on=2026-01-12 written_by=PT; begins=2026-04-05 initial=false signed_on=2026-04-30 delay_reason=moved written_by=PT ||
    -
    medicare | 2026-04-24   | 2026-04-25 | 97110 |      15 |     1 | begins=2026-01-05 signed_on=2026-01-12 written_by=PT; begins=2026-04-05 initial=false written_by=PT || uncertified   # no 30 days for a renewal

The end:

    payer    | service_date | filed_on   | code  | minutes | units | plan_of_care           || broken
    medicare | 2026-03-25   | 2026-04-07 | 97110 |      15 |     1 | begins=2026-01-05 signed_on=2026-01-12 written_by=PT ||
    -
    medicare | 2026-03-26   | 2026-04-07 | 97110 |      15 |     1 | begins=2026-01-05 signed_on=2026-01-12 written_by=PT || lapsing
    -
    medicare | 2026-04-04   | 2026-04-07 | 97110 |      15 |     1 | begins=2026-01-05 signed_on=2026-01-12 written_by=PT || lapsing    # the 90th day
    -
    medicare | 2026-04-05   | 2026-04-07 | 97110 |      15 |     1 | begins=2026-01-05 signed_on=2026-01-12 written_by=PT || last_day   # 90 days after the first
    -
    medicare | 2026-04-06   | 2026-04-07 | 97110 |      15 |     1 | begins=2026-01-05 signed_on=2026-01-12 written_by=PT || lapsed
    -
    medicare | 2026-03-02   | 2026-04-07 | 97110 |      15 |     1 | begins=2026-01-05 through=2026-02-27 signed_on=2026-01-12 written_by=PT || lapsed
    -
    medicare | 2026-03-30   | 2026-04-07 | 97110 |      15 |     1 | begins=2026-01-05 signed_on=2026-01-12 written_by=PT; begins=2026-04-01 initial=false signed_on=2026-03-30 written_by=PT ||  # the next one is ready
"""

from datetime import date, timedelta

from cleanclaim.kernel import Missing, fact, rule
from cleanclaim.law.chart import episode
from cleanclaim.law.chart.episode import ASSISTANT_CREDENTIALS, PlanLastDays, certified_on, find_plan, last_days
from cleanclaim.law.policies.keys import NO_LIMIT
from cleanclaim.model.chart import PlanOfCare

NEEDS = "chart"

AHEAD = 10
"""How many days, the last one included, the end of a plan is told beforehand."""


@fact
def needs_plan(treats: bool, plan_of_care_required: bool | None = None) -> bool | None:
    """Whether the visit bills treatment that the payer pays only under a plan of care."""
    return plan_of_care_required if treats else False


@fact(missing="plans")
def plan(
    plans: tuple[PlanOfCare, ...],
    service_date: date,
    discipline: str | None = None,
    discharged_on: tuple[date, ...] | None = None,
) -> PlanOfCare | None:
    """The plan of care the visit falls under; None where there is none."""
    return find_plan(plans, discipline, service_date, discharged_on or ())


@fact
def has_plan(
    plans: tuple[PlanOfCare, ...] | None = None, service_date: date | None = None, plan: PlanOfCare | None = None
) -> bool | None:
    """Whether there is one; unknown where the plans or the date are."""
    return None if plans is None or service_date is None else plan is not None


@fact
def under_plan(needs_plan: bool | None = None, has_plan: bool | None = None) -> bool | None:
    """Whether the visit needs a plan and has one, so that more is to be asked of it."""
    return has_plan if needs_plan else needs_plan


@fact
def order_stands(
    plan: PlanOfCare | None = None,
    signed_order_exception: bool | None = None,
    signed_order_sent_days: int | None = None,
) -> bool | None:
    """Whether a signed order on file stands in for the signature under the plan."""
    if plan is None or signed_order_exception is False:
        return False
    if signed_order_exception is None or signed_order_sent_days is None:
        return None
    return episode.order_replaces_signature(plan, signed_order_sent_days)


@fact
def plan_ends(plan: PlanOfCare, recertification_days: int) -> PlanLastDays:
    """The last days of the plan, by either way of counting."""
    return last_days(plan, recertification_days)


@fact
def next_plan(plans: tuple[PlanOfCare, ...], service_date: date, discipline: str | None = None) -> bool:
    """Whether a later plan is ready."""
    return any(one.begins > service_date and one.discipline in (None, discipline) for one in plans)


@rule(
    title="No plan of care",
    cite="42-cfr-410-61",
    when="needs_plan",
    unknown="info",
    message="The chart has no plan of care that begins by the day of the visit.",
    remedy="Enter the plan that existed on the day. Without one the visit is not billed; a later plan does not cover it.",
    carc="50",
)
def none(has_plan: bool) -> bool:
    """Treatment without a plan of care is not covered, and what was paid for it is asked back."""
    return not has_plan


@fact
def order_advice(
    plan: PlanOfCare | None = None,
    signed_order_exception: bool | None = None,
    signed_order_sent_days: int | None = None,
) -> str:
    """That a signed order may stand in for the signature under a first plan, where the payer has it so."""
    if plan is None or not plan.initial or not signed_order_exception or signed_order_sent_days is None:
        return ""
    return f"; or enter the signed order on file by the evaluation, if the plan was sent within {signed_order_sent_days} days"


@fact(missing=("certification_days", "recertification_days"))
def certification_due(
    plans: tuple[PlanOfCare, ...],
    plan: PlanOfCare,
    certification_days: int,
    recertification_days: int,
) -> date | None:
    """The last day on which the plan is certified in time: of a plan that renews another, that one's last day."""
    earlier = episode.renewed_plan(plans, plan)
    if earlier is not None:
        return last_days(earlier, recertification_days).at_most
    return plan.begins + timedelta(days=certification_days) if certification_days < NO_LIMIT else date.max


@rule(
    title="Plan of care not certified",
    cite="42-cfr-424-24-c",
    when="under_plan",
    unless="order_stands",
    unknown="info",
    message="Nobody has signed the plan of {plan.begins:date}; it was to be certified by {certification_due:date}.",
    remedy="Get the signature, and the reason why it is late, before filing{order_advice}.",
    carc="50",
)
def uncertified(plan: PlanOfCare, certification_due: date, filed_on: date) -> bool:
    """Without certification Medicare may not pay. A late one is accepted; none is not."""
    unsigned = plan.signed_on is None and plan.verbal_on is None
    return unsigned and filed_on > certification_due


@rule(
    title="Plan of care certified late",
    cite="noridian-certification",
    when="under_plan",
    unless="order_stands",
    severity="warn",
    unknown="info",
    message="The plan of {plan.begins:date} was signed on {plan.signed_on:date}; it was to be certified by {certification_due:date}.",
    remedy="Write the reason for the delay into the chart.",
)
def certified_late(plan: PlanOfCare, certification_due: date, verbal_order_days: int) -> bool:
    """A delayed certification is allowed with a reason; a reviewer who finds none may refuse it."""
    certified = certified_on(plan, verbal_order_days)
    return certified is not None and certified > certification_due and not plan.delay_reason


@rule(
    title="Order by word of mouth not signed",
    cite="noridian-certification",
    when="under_plan",
    unless="order_stands",
    unknown="info",
    message="The plan was certified by word of mouth on {plan.verbal_on:date}; {verbal_order_days} days later nobody has signed.",
    remedy="Get the signature before filing, and write down why it is late: it is now a delayed certification.",
    carc="50",
)
def verbal_unsigned(plan: PlanOfCare, verbal_order_days: int, filed_on: date) -> bool:
    """A verbal certification is in time only if a signature follows within days; later it takes a reason, and none is none."""
    if plan.verbal_on is None or plan.signed_on is not None:
        return False
    return (filed_on - plan.verbal_on).days > verbal_order_days


@rule(
    title="Plan of care ends soon",
    cite="42-cfr-424-24-c",
    when="under_plan",
    severity="info",
    unknown="info",
    message="The plan of {plan.begins:date} holds until {plan_ends.sure:date}.",
    remedy="Send the next plan for certification now, if care goes on.",
)
def lapsing(plan_ends: PlanLastDays, service_date: date, next_plan: bool) -> bool:
    """A recertification asked for in the last days often comes back after them."""
    return not next_plan and 0 <= (plan_ends.sure - service_date).days < AHEAD


@rule(
    title="Last day of the plan of care in doubt",
    cite="42-cfr-424-24-c",
    when="under_plan",
    severity="warn",
    unknown="info",
    message="The plan of {plan.begins:date} ended on {plan_ends.sure:date} if its first day is one of its days.",
    remedy="Date the next certification no later than {plan_ends.sure:date}.",
)
def last_day(plan_ends: PlanLastDays, service_date: date) -> bool:
    """Whether the first day counts is read both ways; a reviewer may refuse this one day."""
    return plan_ends.sure < service_date <= plan_ends.at_most


@rule(
    title="Plan of care has ended",
    cite="42-cfr-424-24-c",
    when="under_plan",
    unknown="info",
    message="The plan of {plan.begins:date} ended on {plan_ends.at_most:date}, and no other has begun.",
    remedy="Have the plan certified again from the day after, with the reason for the delay; until then do not bill these days.",
    carc="50",
)
def lapsed(plan_ends: PlanLastDays, service_date: date) -> bool:
    """Days past a certification are not paid until another covers them; one that comes late is accepted with its reason."""
    return service_date > plan_ends.at_most


@fact(missing=Missing("Who wrote the plan of care is not recorded", "Enter the writer's credential in the chart."))
def plan_writer(plan: PlanOfCare | None = None) -> str | None:
    """The credential of who wrote the plan."""
    return plan.written_by if plan else None


@rule(
    title="Plan of care written by an assistant",
    cite="42-cfr-410-61",
    when="under_plan",
    unknown="info",
    message="The plan of care was written by {plan_writer:one}.",
    remedy="Enter the therapist's plan if one existed on the day. Without one the visit is not billed; a later plan does not cover it.",
    carc="50",
)
def by_assistant(plan_writer: str) -> bool:
    """A plan is established by a physician, another practitioner or a therapist; an assistant only follows it."""
    return plan_writer in ASSISTANT_CREDENTIALS
