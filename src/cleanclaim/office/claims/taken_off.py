"""Lines taken off the bill on purpose: that is stored with who, when and why, and quiets what asks for it again.

    recorded  97110 15 min   97124 15 min    note: "Massage 15 min"
    billed    97110                          <- 97124 taken off, by whom, why
    content.unbilled  "the note describes Massage (97124), not billed"   stays on the claim, and asks nobody any more

Undo takes the decision back with the line. A finding that speaks of another service too still asks.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import structs

from cleanclaim.law.review.review import ClaimReview
from cleanclaim.law.wording import day, listed
from cleanclaim.model.finding import Finding
from cleanclaim.model.override import Override
from cleanclaim.model.visit import Visit
from cleanclaim.office.claims.work import BilledVisit, ClaimWork, LineTakenOff, codes_of

RULE = "content.unbilled"
"""What asks for a service of the note that is not on the claim."""
NO_END = date.max
"""A decision stands until it is undone."""


def note_taken_off(
    work: ClaimWork, lines: Mapping[str, Sequence[tuple[int, str]]], decision: LineTakenOff
) -> ClaimWork:
    """The work with the decision about lines that were taken off: by visit, the place and code of each."""
    billed = dict(work.billed)
    for visit, off in lines.items():
        if visit in billed:
            made = tuple(structs.replace(decision, place=place, code=code) for place, code in off)
            billed[visit] = structs.replace(billed[visit], taken_off=(*billed[visit].taken_off, *made))
    return structs.replace(work, billed=billed)


def find_taken_off(recorded: Visit, billed: BilledVisit | None, services: Sequence[str]) -> list[LineTakenOff]:
    """The decisions that still count: of lines that are recorded, with codes that the bill (`services`) has not."""
    if billed is None:
        return []
    return [one for one in billed.taken_off if one.code in codes_of(recorded.services) and one.code not in services]


def quiet_taken_off(review: ClaimReview, decisions: Sequence[LineTakenOff], visit: str) -> ClaimReview:
    """The review of a visit, without asking anybody for what was taken off on purpose."""
    if not decisions:
        return review
    found = [_quieted(finding, decisions, visit) if finding.rule == RULE else finding for finding in review.findings]
    return structs.replace(review, findings=found)


def _quieted(finding: Finding, decisions: Sequence[LineTakenOff], visit: str) -> Finding:
    services = finding.evidence.get("left_out")
    if finding.outcome != "fail" or finding.overridden or not isinstance(services, list):
        return finding
    meant = [next((one for one in decisions if one.code in service.codes), None) for service in services]
    known = [one for one in meant if one is not None]
    if not known or len(known) < len(meant):
        return finding
    words = listed(dict.fromkeys(f"{one.code} taken off on {day(one.on)}: {one.reason}" for one in known))
    authors = listed(dict.fromkeys(one.author for one in known))
    decided = Override(rule=RULE, reason=words, author=authors, expires=NO_END, visit_id=visit)
    return structs.replace(finding, severity="info", overridden=decided)


def describe_decision(made: Override) -> str:
    """`overridden by Ada until Mar 2, 2026: why`; of a decision without an end `decided by Ada: why`."""
    who = (
        f"decided by {made.author}"
        if made.expires == NO_END
        else f"overridden by {made.author} until {day(made.expires)}"
    )
    return f"{who}: {made.words}"
