"""Office visits: the codes by which physicians bill evaluation and management are not a therapist's.

A therapist evaluates by the codes of the discipline, and answers patients online by codes of its own (98970 to 98972).

    payer    | discipline | code  | units || broken
    medicare | PT         | 99213 |     1 || by_therapist
    -
    uhc      | OT         | 99203 |     1 || by_therapist
    -
    medicare | PT         | 99422 |     1 || by_therapist    # online, as physicians bill it
    -
    medicare | PT         | 97161 |     1 ||
    -
    medicare | PT         | 98970 |     1 ||
    -
    medicare | PT         | 99213 |     0 ||
    -
    medicare |            | 99213 |     1 || by_therapist?
    -
    self_pay | PT         | 99213 |     1 ||
"""

from cleanclaim.kernel import fact, rule
from cleanclaim.model.visit import DISCIPLINES
from cleanclaim.reference.catalogue import Code
from cleanclaim.reference.code_families import code_family

NEEDS = "claim"


@fact
def is_office_visit(billed: bool, code: str, entry: Code | None = None, claim_filing: str | None = None) -> bool:
    """Whether the line bills evaluation and management to a payer: a section of CPT, by its numbers."""
    if entry is not None or not billed or claim_filing == "none":
        return False
    family = code_family(code)
    return family is not None and family.kind == "evaluation_management"


@rule(
    title="A physician's code on a therapist's visit",
    cite="therapy-code-list",
    when="is_office_visit",
    severity="warn",
    unknown="warn",
    message="{code} is evaluation and management, which payers do not pay therapists for.",
    remedy="Bill the evaluation or re-evaluation of the discipline if one was given, else take it off.",
    field="billed",
    carc="170",
    verified=False,
)
def by_therapist(code: str, discipline: str) -> bool:  # noqa: ARG001 - said in the message
    """Such a line is denied for the kind of provider, whatever was done."""
    return discipline in DISCIPLINES
