"""Why each modifier is on a line, and why KX is not where it might be expected."""

from collections.abc import Iterator, Sequence

from cleanclaim.explanations.visits.steps import ExplanationStep, build_answer_ground, build_source_ground
from cleanclaim.law.coding.modifiers import ASSISTANT, DISCIPLINE, DISTINCT
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.review.coded import CodedLine
from cleanclaim.law.wording import dollars
from cleanclaim.model.visit import Visit
from cleanclaim.reference.tables import Tables


def explain_modifiers(
    visit: Visit, lines: Sequence[CodedLine], policy: Policy, tables: Tables
) -> Iterator[ExplanationStep]:
    """A step for each modifier of each billed line, and for KX where the payer has a threshold and it is not there."""
    recorded = {(service.code, mark) for service in visit.services for mark in service.modifiers}
    for line in lines:
        if line.units == 0:
            continue
        for mark in line.modifiers:
            if (line.code, mark) in recorded:
                yield _step(line, f"{mark} was entered with {line.code}{_meaning(mark, tables)}.")
            else:
                yield _explain_added(visit, line, mark, policy, tables)
    billed = [line for line in lines if line.units != 0]
    if policy.kx_applies and not any("KX" in line.modifiers for line in billed):
        yield _no_kx(visit, policy)


def _step(line: CodedLine, text: str) -> ExplanationStep:
    return ExplanationStep(topic="modifiers", line=line.number, said=text)


def _meaning(mark: str, tables: Tables) -> str:
    entry = tables.modifier(mark)
    return f": {entry.meaning}" if entry else ""


def _explain_added(visit: Visit, line: CodedLine, mark: str, policy: Policy, tables: Tables) -> ExplanationStep:
    if mark in DISCIPLINE.values():
        return ExplanationStep(
            topic="modifiers",
            line=line.number,
            said=f"{mark} on {line.code}: it was given under a plan of care of {visit.discipline}.",
            grounds=[build_answer_ground(policy, "discipline_modifiers")],
        )
    if mark in ASSISTANT.values():
        return ExplanationStep(
            topic="modifiers",
            line=line.number,
            said=f"{mark} on {line.code}: an assistant gave these units, in whole or past the share allowed.",
            grounds=[
                build_answer_ground(policy, "assistant_modifiers"),
                build_answer_ground(policy, "de_minimis_percent"),
            ],
        )
    if mark in DISTINCT:
        return ExplanationStep(
            topic="modifiers",
            line=line.number,
            said=f"{mark} on {line.code}: paired with another code of the visit, and the record shows its own time.",
            grounds=[build_answer_ground(policy, "ncci_applies"), build_source_ground("cms-modifier-59")],
        )
    if mark == "KX":
        return ExplanationStep(
            topic="modifiers",
            line=line.number,
            said=f"KX on {line.code}: the patient's year passes the threshold, and necessity is attested.",
            grounds=[build_answer_ground(policy, _threshold(visit))],
        )
    return _step(line, f"{mark} on {line.code}{_meaning(mark, tables)}.")


def _threshold(visit: Visit) -> str:
    return "kx_threshold_ot" if visit.discipline == "OT" else "kx_threshold"


def _no_kx(visit: Visit, policy: Policy) -> ExplanationStep:
    """Why KX is nowhere on the visit."""
    spent = visit.history.spent if visit.history else None
    if spent is None:
        text = "No KX: what was allowed for the patient this year is not known."
    elif visit.necessity_documented is None:
        text = (
            f"No KX: {dollars(spent)} were allowed before the visit this year, and nobody attests that more is needed."
        )
    else:
        text = f"No KX: {dollars(spent)} were allowed before the visit this year."
    return ExplanationStep(topic="modifiers", said=text, grounds=[build_answer_ground(policy, _threshold(visit))])
