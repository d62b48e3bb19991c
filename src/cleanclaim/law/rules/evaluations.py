"""Evaluations: one begins an episode of care, and another only a new one.

An evaluation or re-evaluation stands before the first treatment, and again before treatment that follows a discharge.
While an episode is open the patient is re-evaluated instead. In any discipline a new condition may begin an episode of its
own; speech therapy may evaluate a second matter in the same one. (Medicare Benefit Policy Manual, ch. 15, 220.3)

    payer    | service_date | code  | units | earlier                              || broken
    medicare | 2026-03-02   | 97161 |     1 | none                                 ||
    medicare | 2026-03-02   | 97110 |     1 | none                                 ||
    -
    medicare | 2026-03-02   | 97110 |     1 | none                                 || missing
    -
    medicare | 2026-03-02   | 97110 |     1 | 2026-02-23 97161; 2026-02-25 97110   || after_discharge?
    -
    medicare | 2026-03-02   | 97110 |     1 |                                      || missing? after_discharge?
    -
    medicare | 2026-03-02   | 97110 |     1 | 2026-03-02 97161                     ||                  # evaluated in another visit of the day

    payer    | service_date | code  | units | earlier                              | discharged_on || broken
    medicare | 2026-03-02   | 97161 |     1 | 2026-02-23 97161; 2026-02-25 97110   | none          || again
    -
    medicare | 2026-03-02   | 97161 |     1 | 2026-01-05 97161; 2026-01-07*5 97110 | 2026-01-14    ||
    -
    medicare | 2026-03-02   | 97161 |     1 | 2026-01-05 97161; 2026-01-07*5 97110 |               || again?
    -
    medicare | 2026-03-02   | 97161 |     1 |                                      | none          || again?
    -
    medicare | 2026-03-02   | 97164 |     1 | 2026-02-23 97161; 2026-02-25 97110   | none          ||
    -
    medicare | 2026-03-02   | 97110 |     1 | 2026-01-05 97161; 2026-01-07*5 97110 | none          ||
    -
    medicare | 2026-03-02   | 97110 |     1 | 2026-01-05 97161; 2026-01-07*5 97110 | 2026-01-14    || after_discharge
    -
    medicare | 2026-03-02   | 97110 |     1 | 2026-01-05 97161; 2026-01-07*5 97110; 2026-02-23 97164 | 2026-01-14 ||
    -
    medicare | 2026-03-02   | 97110 |     1 |                                      | 2026-01-14    || missing? after_discharge?
"""

from collections.abc import Sequence
from datetime import date

from cleanclaim.kernel import Each, fact, rule
from cleanclaim.law.chart.episode import CareDays, evaluation_codes, initial_evaluation_codes, last_before
from cleanclaim.model.visit import Visit
from cleanclaim.reference.tables import Tables

NEEDS = "chart"


@fact
def evaluates(code: Each[str], patient_day: Sequence[Visit], discipline: str | None = None) -> bool:
    """Whether the patient is evaluated or re-evaluated that day in the discipline, in this visit or in another."""
    if not evaluation_codes().isdisjoint(code):
        return True
    others = (visit for visit in patient_day if visit.discipline == discipline)
    return any(service.code in evaluation_codes() for visit in others for service in visit.services)


@fact
def treats_unevaluated(treats: bool, evaluates: bool) -> bool:
    """Whether treatment is billed on a day without an evaluation."""
    return treats and not evaluates


def is_first(days: CareDays, day: date) -> bool:
    """Whether no treatment day of the discipline lies before the day."""
    return not days.treated or days.treated[0] >= day


@rule(
    title="Treatment before any evaluation",
    cite="cms-100-02-15-220-3",
    when="treats_unevaluated",
    severity="warn",
    unknown="info",
    message="This is the first visit on record in {discipline}, and nobody has evaluated the patient.",
    remedy="Bill the evaluation if one was given, or enter the visit of the evaluation.",
    verified=False,
)
def missing(days_of_care: CareDays, service_date: date) -> bool:
    """Treatment follows a plan, and a plan comes of an evaluation; often it was given and forgotten on the bill."""
    return is_first(days_of_care, service_date) and service_date not in days_of_care.evaluated


@fact
def first_evaluations(tables: Tables) -> frozenset[str]:
    """The initial evaluations of which an episode has room for one."""
    return tables.evaluations & initial_evaluation_codes()


@fact
def evaluates_anew(code: Each[str], billed: Each[bool], first_evaluations: frozenset[str]) -> bool:
    """Whether the visit bills an initial evaluation of which an episode has room for one."""
    if first_evaluations.isdisjoint(code):
        return False
    return any(goes and one in first_evaluations for one, goes in zip(code, billed, strict=True))


@fact
def open_since(
    days_of_care: CareDays, service_date: date, discharged_on: tuple[date, ...] | None = None
) -> date | None:
    """The first earlier day of treatment since the last discharge known of; None where there is none."""
    ended = last_before(discharged_on or (), service_date)
    return next((one for one in days_of_care.treated if one < service_date and (ended is None or one > ended)), None)


@fact
def still_open(
    all_visits: tuple[Visit, ...] | None = None,
    discharged_on: tuple[date, ...] | None = None,
    open_since: date | None = None,
) -> bool | None:
    """Whether the patient is under treatment in the discipline; unknown where earlier visits or discharges are."""
    if all_visits is None:
        return None
    if open_since is None:
        return False
    return None if discharged_on is None else True


@rule(
    title="Evaluated again within an episode",
    cite="cms-100-02-15-220-3",
    when="evaluates_anew",
    severity="warn",
    unknown="info",
    message="An initial evaluation is billed while the patient is under treatment since {open_since:date}.",
    remedy="Bill a re-evaluation, or enter the discharge before. If a new condition was evaluated, see that the note says so, and override with that reason.",
    verified=False,
)
def again(still_open: bool) -> bool:
    """A second initial evaluation within an episode is denied, or asked back as one too many."""
    return still_open


@fact
def unevaluated_since(
    days_of_care: CareDays, service_date: date, discharged_on: tuple[date, ...] | None = None
) -> bool | None:
    """Whether the patient was treated, discharged, and not evaluated since; unknown where discharges matter and are."""
    if is_first(days_of_care, service_date) or service_date in days_of_care.evaluated:
        return False
    if discharged_on is None:
        return None
    ended = last_before(discharged_on, service_date)
    return ended is not None and not any(ended < one < service_date for one in days_of_care.evaluated)


@rule(
    title="Treatment after discharge without an evaluation",
    cite="cms-100-02-15-220-3",
    when="treats_unevaluated",
    severity="warn",
    unknown="info",
    message="The patient was discharged before, and nobody has evaluated since.",
    remedy="Bill the evaluation that began the new episode, or correct the discharge.",
    verified=False,
)
def after_discharge(unevaluated_since: bool) -> bool:
    """A discharge ends the plan; treatment after it needs a new evaluation and a new plan."""
    return unevaluated_since
