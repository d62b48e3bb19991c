"""Fixing a finding: the rule's own fix, applied to the visit where the rule has one and nothing has to be judged.

The changed visit is returned, to be compared with the old one and reviewed again.
"""

from collections.abc import Iterable

from msgspec import structs

from cleanclaim.law.coding.modifiers import DISCIPLINE
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.law.rules._fixes import Fix
from cleanclaim.model.finding import Finding
from cleanclaim.model.visit import Visit


def fixable_rules() -> dict[str, Fix]:
    """The rules whose findings a machine may fix, by id, with how."""
    return {entry.id: entry.fix for entry in rule_set().rules.values() if entry.fix is not None}


def apply_fix(visit: Visit, finding: Finding, findings: Iterable[Finding] = ()) -> Visit | None:
    """The visit with the finding fixed; None where that takes somebody's judgment, or would do nothing.

    `findings` are those of the whole visit: while one of them has to be settled first (`find_unsettled`), a machine
    leaves the line alone.

    Units and modifiers are fixed only on a visit whose units were entered: where we count them, the line is ours.
    """
    entry = rule_set().named(finding.rule)
    fix: Fix | None = entry.fix if entry is not None else None
    if fix is None or finding.outcome != "fail" or not (fix.unbilled or _is_billed(visit)):
        return None
    at = _place(visit, finding)
    if at is None or find_unsettled(finding, findings) is not None:
        return None
    services = fix.change(visit.services, at, {**finding.evidence, "due": DISCIPLINE.get(visit.discipline or "")})
    if services is None or services == visit.services:
        return None
    return structs.replace(visit, services=services)


def find_unsettled(finding: Finding, findings: Iterable[Finding]) -> Finding | None:
    """What a person has to settle before a machine fixes a finding; None where nothing.

    That is a finding that asks a person about the same line, which may change it; and one that doubts what the fix
    rests on: units are no better than the minutes, and those of a row that stands twice are counted twice.
    """
    entry = rule_set().named(finding.rule)
    fix: Fix | None = entry.fix if entry is not None else None
    if fix is None or finding.outcome != "fail":
        return None
    for other in findings:
        if other is not finding and (
            (other.line == finding.line and _asks_person(other)) or (fix.rests_on and _doubts(other) == fix.rests_on)
        ):
            return other
    return None


def _doubts(finding: Finding) -> str:
    """What of the record a finding calls in doubt; nothing where it was let pass or is only a note."""
    entry = rule_set().named(finding.rule)
    return entry.doubts if entry and finding.outcome == "fail" and finding.severity != "info" else ""


def _asks_person(finding: Finding) -> bool:
    """Whether the finding holds the claim until a person has answered: no machine fixes it, and it is no entry that any
    claim needs, such as a charge, which changes nothing else.
    """
    entry = rule_set().named(finding.rule)
    if entry is None or entry.required or finding.line is None or finding.severity != "stop":
        return False
    return finding.outcome == "undetermined" or (finding.outcome == "fail" and entry.fix is None)


def _is_billed(visit: Visit) -> bool:
    return all(service.units is not None for service in visit.services)


def _place(visit: Visit, finding: Finding) -> int | None:
    """Where the service of the finding stands, from 0: its line, or the only service of its code."""
    if _is_billed(visit):
        return finding.line - 1 if finding.line else None
    places = [at for at, service in enumerate(visit.services) if service.code == finding.evidence.get("code")]
    return places[0] if len(places) == 1 else None
