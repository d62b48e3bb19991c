"""Re-evaluations: paid where something new called for one, not as a part of every so many visits.

New findings, a change that the plan did not foresee, or no response to the treatment make a re-evaluation a service of its
own; one before a planned discharge may be, to see whether the goals were met. The assessment that goes with each visit and with a progress report is part of the treatment.
(Medicare Benefit Policy Manual, ch. 15, 220.3 C; coverage article A53309)

    payer    | discipline | code  | minutes | units || broken
    medicare | PT         | 97164 |      15 |     1 || routine
    medicare | PT         | 97110 |      15 |     1 ||
    -
    medicare | OT         | 97168 |      15 |     1 || routine
    -
    medicare | PT         | 97164 |       0 |     0 ||
    -
    medicare | PT         | 97161 |      30 |     1 ||
    -
    acme     | PT         | 97164 |      15 |     1 || routine?   # nobody describes the payer
    -
    self_pay | PT         | 97164 |      15 |     1 ||

A second initial evaluation in the file, where no history tells whether the episode had ended:

    visit_id | service_date | payer    | discipline | provider_npi | code  | units || broken
    1        | 2026-02-02   | medicare | PT         | 1234567893   | 97161 |     1 ||
    2        | 2026-03-02   | medicare | PT         | 1234567893   | 97161 |     1 || second_in_file?
    -
    1        | 2026-02-02   | medicare | PT         | 1234567893   | 97161 |     1 ||
    2        | 2026-03-02   | medicare | OT         | 1000000046   | 97165 |     1 ||   # another discipline
    -
    1        | 2026-02-02   | medicare | PT         | 1234567893   | 97161 |     1 ||
    2        | 2026-03-02   | medicare | PT         | 1234567893   | 97164 |     1 || routine   # a re-evaluation

    visit_id | service_date | payer    | discipline | provider_npi | code  | units | discharged_on || broken
    1        | 2026-02-02   | medicare | PT         | 1234567893   | 97161 |     1 | none          ||
    2        | 2026-03-02   | medicare | PT         | 1234567893   | 97161 |     1 | none          || second_in_file
    -
    1        | 2026-02-02   | medicare | PT         | 1234567893   | 97161 |     1 | 2026-02-20    ||
    2        | 2026-03-02   | medicare | PT         | 1234567893   | 97161 |     1 | 2026-02-20    ||
"""

from collections.abc import Sequence
from datetime import date

from cleanclaim.kernel import fact, rule
from cleanclaim.law.chart.episode import initial_evaluation_codes, last_before
from cleanclaim.model.visit import Visit
from cleanclaim.reference.catalogue import Code

NEEDS = "claim"


@fact
def reevaluates(billed: bool, entry: Code | None = None) -> bool:
    """Whether the line bills a re-evaluation."""
    return billed and entry is not None and entry.kind == "reevaluation" and entry.evaluation in {"PT", "OT"}


@rule(
    title="A re-evaluation needs a reason",
    cite="mac-a53309",
    when="reevaluates",
    severity="warn",
    unknown="info",
    message="{code} is paid for new findings, an unforeseen change, no response to treatment or a planned discharge, not as routine.",
    remedy="See that the note says which of these called for it; else take it off.",
    field="billed",
    carc="50",
    verified=False,
)
def routine(code: str, plan_of_care_required: bool) -> bool:  # noqa: ARG001 - said in the message
    """Contractors deny re-evaluations whose note shows no change: what every visit assesses is part of the treatment."""
    return plan_of_care_required


@fact
def evaluated_in_file(
    over_time: Sequence[Visit],
    evaluates_anew: bool,
    service_date: date | None = None,
    discipline: str | None = None,
    all_visits: tuple[Visit, ...] | None = None,
) -> date | None:
    """The last earlier day on which the file bills an initial evaluation of the discipline, where no history is known."""
    if not evaluates_anew or all_visits is not None or service_date is None or not over_time:
        return None
    wanted = initial_evaluation_codes()
    days = [
        visit.service_date
        for visit in over_time
        if visit.service_date is not None
        and visit.service_date < service_date
        and visit.discipline == discipline
        and any(service.code in wanted and service.units != 0 for service in visit.services)
    ]
    return max(days, default=None)


@fact
def is_evaluated_in_file(evaluated_in_file: date | None = None) -> bool:
    """Whether there is such a day."""
    return evaluated_in_file is not None


@fact(missing="discharged_on")
def discharged_since(
    evaluated_in_file: date, service_date: date, discharged_on: tuple[date, ...] | None = None
) -> bool | None:
    """Whether the patient was discharged between the two evaluations."""
    if discharged_on is None:
        return None
    ended = last_before(discharged_on, service_date)
    return ended is not None and ended >= evaluated_in_file


@rule(
    title="Evaluated a second time in the file",
    cite="cms-100-02-15-220-3-c",
    when="is_evaluated_in_file",
    severity="warn",
    unknown="info",
    message="The file has an initial evaluation of {evaluated_in_file:date} already, and no discharge since.",
    remedy="Bill a re-evaluation, or enter the discharge. If a new condition was evaluated, see that the note says so, and override with that reason.",
    verified=False,
)
def second_in_file(discharged_since: bool) -> bool:
    """A second initial evaluation within an episode is a re-evaluation, unless of a new condition; a discharge ends one."""
    return not discharged_since
