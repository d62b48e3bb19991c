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
"""

from cleanclaim.kernel import fact, rule
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
    carc="50",
    verified=False,
)
def routine(code: str, plan_of_care_required: bool) -> bool:  # noqa: ARG001 - said in the message
    """Contractors deny re-evaluations whose note shows no change: what every visit assesses is part of the treatment."""
    return plan_of_care_required
