"""What a biller does to claims: fix, correct, hold, release, override, approve, close, reopen; undone and redone alike.

Each is one version of each claim's work, made from the version that the person saw; what follows from it is judged in
the same transaction. A claim that was sent and not rejected is never changed.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct, structs

from cleanclaim.law.review.fixes import apply_fix
from cleanclaim.law.review.overrides import lines_of
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.law.wording import listed
from cleanclaim.model.errors import UserError
from cleanclaim.model.finding import Finding
from cleanclaim.model.override import Override
from cleanclaim.model.visit import Visit
from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.claims.judge import JudgedClaim, JudgedVisit, judge
from cleanclaim.office.claims.models import ClaimRecord, ClaimState
from cleanclaim.office.claims.refresh import lock_claims, rejudge
from cleanclaim.office.claims.standing import approved_as, find_obstacle, is_open, list_open
from cleanclaim.office.claims.work import BilledVisit, ClaimClosed, ClaimHold, ClaimWork
from cleanclaim.office.day import today
from cleanclaim.office.history import changes
from cleanclaim.office.shared.remedies import remedy_here
from cleanclaim.office.visits.case import read_values

MOST_ROUNDS = 8
"""Fixes of one claim that one act makes after each other."""
LONGEST_REASON = 140
"""So that a version's `why`, which has 200 characters, has room for what was done and the rule's name before it."""
MOST_AT_ONCE = 200
"""Claims that one act may change."""
SENT = "It was sent, and stays as it went out."


class Seen(Struct, frozen=True):
    """A claim and the version of it that the person saw."""

    record: ClaimRecord
    version: int


class Done(Struct, frozen=True):
    """What an act did: the claims it changed, and why others stayed, by claim."""

    changed: list[ClaimRecord]
    left: dict[UUID, str]


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
    _store([(seen, work)], actor, why=f"fix: {finding.title}")
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
    (then,) = judge([judged.record], {judged.record.pk: with_services(judged.work, one, after)})
    return Outcome(
        finding=finding,
        before=one.visit,
        after=after,
        cents=then.cents,
        was=judged.cents,
        open_before=len(list_open(judged)),
        open_after=len(list_open(then)),
    )


def fix_all(seen: Sequence[Seen], actor: Actor, *, rule: str = "") -> Done:
    """Carry out every fix that needs nobody's judgment on claims: of one rule, or of all that stop them."""
    started = {one.record.pk: one for one in seen}
    works: dict[UUID, ClaimWork] = {}
    records = [one.record for one in seen if one.record.can_correct]
    left = {one.record.pk: SENT for one in seen if not one.record.can_correct}
    for number in range(MOST_ROUNDS):
        judged = judge(records, works)
        if not number:
            left |= {one.record.pk: _why_not_fixed(one, rule) for one in judged}
        again = [(one, work) for one in judged if (work := _fixed_once(one, rule)) is not None]
        if not again:
            break
        works |= {one.record.pk: work for one, work in again}
        records = [one.record for one, _work in again]
    why = "fix: " + (rule_set().rules[rule].title if rule in rule_set().rules else "all that needs no judgment")
    left = {key: reason for key, reason in left.items() if key not in works}
    return _store_each([(started[key], work) for key, work in works.items()], actor, why, left)


def _why_not_fixed(judged: JudgedClaim, rule: str) -> str:
    """Why nothing on a claim is fixed without somebody, and what helps: by the first finding that was meant."""
    for _visit, finding in judged.findings:
        if finding.outcome != "bypassed" and (finding.rule == rule if rule else finding.severity == "stop"):
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


def hold(seen: Sequence[Seen], actor: Actor, *, reason: str, until: date | None) -> Done:
    """Keep claims back for a reason, until a day to come or until they are released. Raises UserError otherwise."""
    why = check_reason(reason)
    if until is not None and until <= today():
        raise UserError("Hold until", "is a day that is not to come", "Choose a later day. Nothing was put on hold.")
    return _each(seen, actor, lambda work: structs.replace(work, hold=ClaimHold(why, until)), f"hold: {why}")


def release(seen: Sequence[Seen], actor: Actor) -> Done:
    """Release claims that somebody keeps back."""
    works = _works(seen)
    left = {one.record.pk: "Nobody keeps it back." for one, work in works if work.hold is None}
    released = [
        (one, _answered(structs.replace(work, hold=None), one.record)) for one, work in works if work.hold is not None
    ]
    return _store_each(released, actor, "release", left)


def close(seen: Sequence[Seen], actor: Actor, *, reason: str, author: str) -> Done:
    """Decide that claims will not be billed, for a reason: they need nobody any more, until they are reopened."""
    closed = ClaimClosed(check_reason(reason), author, today())
    return _each(seen, actor, lambda work: structs.replace(work, closed=closed), f"will not be billed: {closed.reason}")


def reopen(seen: Sequence[Seen], actor: Actor) -> Done:
    """Take back that claims will not be billed."""
    works = _works(seen)
    left = {one.record.pk: "It is open." for one, work in works if work.closed is None}
    opened = [(one, structs.replace(work, closed=None)) for one, work in works if work.closed is not None]
    return _store_each(opened, actor, "reopened", left)


class OneFinding(Struct, frozen=True):
    """One finding: of which visit, by which rule, on which line; None where it is of several lines or of the visit."""

    visit: str
    rule: str
    line: int | None


def override(seen: Seen, actor: Actor, *, meant: OneFinding, reason: str, expires: date, author: str) -> Done:
    """Let one finding on a claim pass, for a reason and through a day; what its rule finds elsewhere stays.

    Raises UserError for a rule that no claim can be written without, where no reason is written, and where the finding
    is not there any more.
    """
    rule = meant.rule
    entry = rule_set().named(rule)
    if entry is None or entry.required:
        problem = "no claim can be written without what it asks for" if entry else "there is no such rule"
        raise UserError(f"rule {rule}", problem, "Enter what is missing.")
    why = check_reason(reason)
    (judged,) = judge([seen.record])
    found = find_finding(judged, meant)
    if found is None:
        raise UserError("This finding", "is no longer there", "The claim is as it stands now.")
    of_visit, finding = found
    about: dict[str, Any] = {"rule": entry.id, "visit_id": meant.visit, "reason": why}
    about |= {"author": author, "expires": expires}
    lines = of_visit.review.lines
    made = [Override(**about, line=at, code=lines[at - 1].code) for at in lines_of(finding)] or [Override(**about)]
    again = {(one.visit_id, one.line) for one in made}
    before = [one for one in judged.work.overrides if one.rule != entry.id or (one.visit_id, one.line) not in again]
    work = _answered(structs.replace(judged.work, overrides=(*before, *made)), seen.record)
    return _store_each([(seen, work)], actor, f"override {entry.id}{name_lines(finding)}: {why}", {})


def find_finding(judged: JudgedClaim, meant: OneFinding) -> tuple[JudgedVisit, Finding] | None:
    """The finding that is meant, with its visit; None where it is not there."""
    for one, finding in judged.findings:
        if (one.visit.visit_id, finding.rule, finding.line) == (meant.visit, meant.rule, meant.line):
            return one, finding
    return None


def name_lines(finding: Finding) -> str:
    """`, line 2`, `, lines 1 and 3`; empty where a finding is of the whole visit."""
    lines = lines_of(finding)
    return f", line{'s' * (len(lines) > 1)} {listed(map(str, lines))}" if lines else ""


def approve(seen: Sequence[Seen], actor: Actor) -> Done:
    """Let claims go out as they are: what somebody should look at was looked at, a rejection is answered.

    One that something stops stays.
    """
    approved, left = [], {}
    for one, mine in zip(seen, judge([one.record for one in seen]), strict=True):
        if obstacle := find_obstacle(mine):
            left[one.record.pk] = f"{obstacle.why}. {obstacle.remedy}"
            continue
        looked_at = {approved_as(visit, finding) for visit, finding in mine.findings if is_open(mine, visit, finding)}
        looked_at |= set(mine.work.approved)
        change = structs.replace(mine.work.change, approved=True) if mine.changed and mine.work.change else None
        work = structs.replace(mine.work, approved=tuple(sorted(looked_at)), change=change or mine.work.change)
        work = _answered(work, one.record)
        approved.append((one, work))
    return _store_each(approved, actor, "approve", left)


def step(seen: Sequence[Seen], actor: Actor, way: str) -> Done:
    """Undo or redo the last change of claims."""
    changed, left = [], {}
    lock_claims([one.record for one in seen])
    for one in seen:
        if not one.record.can_change:
            left[one.record.pk] = SENT
            continue
        made = changes.step(one.record, way, actor, seen=one.version)
        if made is None:
            left[one.record.pk] = f"There is nothing to {way}."
        else:
            changed.append(one.record)
    return Done(rejudge(changed), left)


def with_services(work: ClaimWork, one: JudgedVisit, after: Visit, allowed: Collection[int | None] = ()) -> ClaimWork:
    """The work with the services of a visit as they are after a change, without amounts that only a table allows.
    `allowed`: those that somebody entered now.
    """
    number = one.visit.visit_id
    before = work.billed.get(number) or BilledVisit(version=one.record.version, services=())
    entered = {service.allowed for service in (*one.recorded.services, *before.services)} | set(allowed)
    services = tuple(
        service if service.allowed in entered else structs.replace(service, allowed=None) for service in after.services
    )
    billed = structs.replace(before, version=one.record.version, services=services)
    return structs.replace(work, billed={**work.billed, number: billed})


def store(seen: Seen, work: ClaimWork, actor: Actor, why: str) -> list[ClaimRecord]:
    """Store what was decided about one claim, and judge it anew. Raises ChangedMeanwhile as `changes.change`."""
    return _store([(seen, work)], actor, why)


def check_reason(reason: str) -> str:
    """A reason as it is stored. Raises UserError where none is written."""
    plain = " ".join(reason.split())
    if not plain or len(plain) > LONGEST_REASON:
        problem = f"has more than {LONGEST_REASON} characters" if plain else "is empty"
        raise UserError("The reason", problem, "Write in a few words why, for whoever looks at it next.")
    return plain


def _works(seen: Sequence[Seen]) -> list[tuple[Seen, ClaimWork]]:
    return list(zip(seen, read_values([one.record for one in seen]), strict=True))


def _each(seen: Sequence[Seen], actor: Actor, change: Callable[[ClaimWork], ClaimWork], why: str) -> Done:
    return _store_each([(one, _answered(change(work), one.record)) for one, work in _works(seen)], actor, why, {})


def _answered(work: ClaimWork, record: ClaimRecord) -> ClaimWork:
    """The work with the receiver's rejections dealt with."""
    return structs.replace(work, answered=record.rejections)


def _store_each(decided: Sequence[tuple[Seen, ClaimWork]], actor: Actor, why: str, left: Mapping[UUID, str]) -> Done:
    """Store what was decided about several claims, those that can be; the others are named with the reason."""
    stored, why_left = [], dict(left)
    lock_claims([seen.record for seen, _work in decided])
    for seen, work in decided:
        if not seen.record.can_change:
            why_left[seen.record.pk] = SENT
            continue
        if seen.record.state == ClaimState.CLOSED and work.closed:
            why_left[seen.record.pk] = "It will not be billed. Reopen it first."
            continue
        try:
            changes.change(seen.record, work, actor, seen=seen.version, why=why[:200])
        except changes.ChangedMeanwhile as conflict:
            if len(decided) == 1:
                raise
            why_left[seen.record.pk] = f"Changed by {conflict.newest.user or 'the program'} meanwhile."
        else:
            stored.append(seen.record)
    return Done(rejudge(stored), why_left)


def _store(decided: Sequence[tuple[Seen, ClaimWork]], actor: Actor, why: str) -> list[ClaimRecord]:
    answered = [(seen, _answered(work, seen.record)) for seen, work in decided]
    done = _store_each(answered, actor, why, {})
    if done.left:
        raise UserError("The claim", next(iter(done.left.values())), "Reload the page.")
    return done.changed
