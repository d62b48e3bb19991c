"""Fixes of claims: what one finding's fix would make of a claim, what all fixes would make of several, and doing it."""

from collections.abc import Collection, Sequence
from uuid import UUID

from msgspec import Struct, structs

from cleanclaim.law.review.fixes import apply_fix, find_unsettled
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.finding import Finding
from cleanclaim.model.visit import Visit
from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.claims.acts import SENT, Done, Seen, store, store_each
from cleanclaim.office.claims.judge import JudgedClaim, JudgedVisit, judge, judge_with
from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.claims.standing import list_open
from cleanclaim.office.claims.work import BilledVisit, ClaimWork, codes_of
from cleanclaim.office.shared.remedies import remedy_here

MOST_ROUNDS = 8
"""Fixes of one claim that one act makes after each other."""


class Outcome(Struct, frozen=True):
    """What a fix would make of a claim: the lines before and after, what it would come to, what would be left."""

    finding: Finding
    before: Visit
    after: Visit
    cents: int
    was: int
    open_before: int
    open_after: int


def fix_finding(seen: Seen, actor: Actor, *, visit: str, rule: str, line: int | None) -> bool:
    """Carry out the fix of one finding. False where it is not there any more, or takes somebody's judgment.

    Raises ChangedMeanwhile where somebody changed the claim.
    """
    (judged,) = judge([seen.record])
    found = find_fix(judged, visit, rule, line)
    if found is None:
        return False
    one, finding, after = found
    work = with_services(judged.work, one, after)
    store(seen, work, actor, f"fix: {finding.title}")
    return True


def find_fix(judged: JudgedClaim, visit: str, rule: str, line: int | None) -> tuple[JudgedVisit, Finding, Visit] | None:
    """The finding that is meant, and its visit before and after the fix; None where nothing can be fixed by it."""
    for one in judged.visits:
        for finding in one.review.findings:
            if (one.visit.visit_id, finding.rule, finding.line) == (visit, rule, line):
                after = apply_fix(one.visit, finding, one.review.findings)
                if after is not None:
                    return one, finding, after
    return None


def preview(judged: JudgedClaim, visit: str, rule: str, line: int | None) -> Outcome | None:
    """What the fix of a finding would make of the claim, nothing of it stored."""
    found = find_fix(judged, visit, rule, line)
    if found is None:
        return None
    one, finding, after = found
    then = judge_with(judged, with_services(judged.work, one, after))
    return Outcome(
        finding=finding,
        before=one.visit,
        after=after,
        cents=then.cents,
        was=judged.cents,
        open_before=len(list_open(judged)),
        open_after=len(list_open(then)),
    )


class FixPlan(Struct, frozen=True):
    """What all fixes would make of claims: each as it is, and as it would be where one changes it; why others stay."""

    before: dict[UUID, JudgedClaim]
    after: dict[UUID, JudgedClaim]
    left: dict[UUID, str]


def plan_fixes(records: Sequence[ClaimRecord], rule: str = "") -> FixPlan:
    """What every fix that needs nobody's judgment would make of claims: of one rule, or of all that stop them."""
    left = {one.pk: SENT for one in records if not one.can_correct}
    judged = judge([one for one in records if one.can_correct])
    before = {one.record.pk: one for one in judged}
    after: dict[UUID, JudgedClaim] = {}
    for _round in range(MOST_ROUNDS):
        works = {one.record.pk: work for one in judged if (work := _fixed_once(one, rule)) is not None}
        if not works:
            break
        judged = judge([one.record for one in judged if one.record.pk in works], works)
        after |= {one.record.pk: one for one in judged}
    left |= {key: _why_not_fixed(one, rule) for key, one in before.items() if key not in after}
    return FixPlan(before, after, left)


def fix_all(seen: Sequence[Seen], actor: Actor, *, rule: str = "") -> Done:
    """Carry out every fix that needs nobody's judgment on claims: of one rule, or of all that stop them."""
    plan = plan_fixes([one.record for one in seen], rule)
    why = "fix: " + (rule_set().rules[rule].title if rule in rule_set().rules else "all that needs no judgment")
    fixed = [(one, plan.after[one.record.pk].work) for one in seen if one.record.pk in plan.after]
    return store_each(fixed, actor, why, plan.left)


def _why_not_fixed(judged: JudgedClaim, rule: str) -> str:
    """Why nothing on a claim is fixed without somebody, and what helps: by the first finding that was meant."""
    for visit, finding in judged.findings:
        if finding.outcome != "bypassed" and (finding.rule == rule if rule else finding.severity == "stop"):
            if unsettled := find_unsettled(finding, visit.review.findings):
                return f"{finding.title.rstrip('.')} waits for what may change it. Settle first: {unsettled.title}."
            return f"{finding.title.rstrip('.')} takes somebody's judgment. {remedy_here(finding.remedy)}".strip()
    return "There is nothing like that on it." if rule else "Nothing stops it that could be fixed."


def _fixed_once(judged: JudgedClaim, rule: str) -> ClaimWork | None:
    work, changed = judged.work, False
    for one in judged.visits:
        for finding in one.review.findings:
            if finding.rule == rule if rule else finding.severity == "stop":
                after = apply_fix(one.visit, finding, one.review.findings)
                if after is not None:
                    work, changed = with_services(work, one, after), True
                    break
    return work if changed else None


def with_services(
    work: ClaimWork,
    one: JudgedVisit,
    after: Visit,
    allowed: Collection[int | None] = (),
    left: Sequence[int] | None = None,
) -> ClaimWork:
    """The work with the services of a visit as they are after a change, without amounts that only a table allows.

    `allowed`: those that somebody entered now. `left`: which of the services before are still billed, from 0, where
    some were taken off.
    """
    number = one.visit.visit_id
    places = work.find_places(one.recorded, one.record.version)
    if places is not None and left is not None:
        places = tuple(places[at] for at in left)
    if places is not None and len(places) != len(after.services):
        places = None
    before = work.billed.get(number) or BilledVisit(version=one.record.version, services=())
    entered = {service.allowed for service in (*one.recorded.services, *before.services)} | set(allowed)
    services = tuple(
        service if service.allowed in entered else structs.replace(service, allowed=None) for service in after.services
    )
    billed = structs.replace(
        before,
        version=one.record.version,
        services=services,
        places=places or (),
        recorded_codes=codes_of(one.recorded.services) if places else (),
    )
    return structs.replace(work, billed={**work.billed, number: billed})
