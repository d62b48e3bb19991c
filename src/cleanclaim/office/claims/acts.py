"""What a biller does to claims: correct, hold, release, override, approve, close, reopen; undone and redone alike.

Each is one version of each claim's work, made from the version that the person saw; what follows from it is judged in
the same transaction, on other claims of the day too. A claim that was sent and not rejected is never changed.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from msgspec import Struct, structs

from cleanclaim.law.review.overrides import lines_of
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.law.wording import listed
from cleanclaim.model.errors import UserError
from cleanclaim.model.finding import Finding
from cleanclaim.model.override import Override
from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.claims.affected import find_affected, list_billed_otherwise
from cleanclaim.office.claims.grounds import LONGEST_GROUND, read_ground, read_sentence
from cleanclaim.office.claims.judge import JudgedClaim, JudgedVisit, judge
from cleanclaim.office.claims.judging import judge_soon
from cleanclaim.office.claims.models import ClaimRecord, ClaimState
from cleanclaim.office.claims.refresh import lock_claims, rejudge
from cleanclaim.office.claims.standing import approved_as, find_obstacle, is_open
from cleanclaim.office.claims.work import ClaimClosed, ClaimHold, ClaimWork
from cleanclaim.office.day import today
from cleanclaim.office.history import changes
from cleanclaim.office.shared.query import WrongFieldError
from cleanclaim.office.visits.case import read_values

LONGEST_REASON = 140
"""So that a version's `why`, which has 200 characters, has room for what was done and the rule's name before it."""
MOST_AT_ONCE = 200
"""Claims that one act may change."""
SENT = "It was sent, and stays as it went out."


class Seen(Struct, frozen=True):
    """A claim and the version of it that the person saw; a `digest` of what the page showed of it."""

    record: ClaimRecord
    version: int
    digest: str = ""


class Done(Struct, frozen=True):
    """What an act did: the claims it changed, and why others stayed, by claim."""

    changed: list[ClaimRecord]
    left: dict[UUID, str]


def hold(seen: Sequence[Seen], actor: Actor, *, reason: str, until: date | None) -> Done:
    """Keep claims back for a reason, until a day to come or until they are released. Raises UserError otherwise."""
    why = check_reason(reason)
    if until is not None and until <= today():
        remedy = "Choose a later day. Nothing was put on hold."
        raise WrongFieldError("until", "Hold until", "is a day that is not to come", remedy)
    return _each(seen, actor, lambda work: structs.replace(work, hold=ClaimHold(why, until)), f"hold: {why}")


def release(seen: Sequence[Seen], actor: Actor) -> Done:
    """Release claims that somebody keeps back."""
    works = _works(seen)
    left = {one.record.pk: "Nobody keeps it back." for one, work in works if work.hold is None}
    released = [
        (one, _answered(structs.replace(work, hold=None), one.record)) for one, work in works if work.hold is not None
    ]
    return store_each(released, actor, "release", left)


def close(seen: Sequence[Seen], actor: Actor, *, reason: str, author: str) -> Done:
    """Decide that claims will not be billed, for a reason: they need nobody any more, until they are reopened."""
    closed = ClaimClosed(check_reason(reason), author, today())
    return _each(seen, actor, lambda work: structs.replace(work, closed=closed), f"will not be billed: {closed.reason}")


def reopen(seen: Sequence[Seen], actor: Actor) -> Done:
    """Take back that claims will not be billed."""
    works = _works(seen)
    left = {one.record.pk: "It is open." for one, work in works if work.closed is None}
    opened = [(one, structs.replace(work, closed=None)) for one, work in works if work.closed is not None]
    return store_each(opened, actor, "reopened", left)


class OneFinding(Struct, frozen=True):
    """One finding: of which visit, by which rule, on which line; None where it is of several lines or of the visit."""

    visit: str
    rule: str
    line: int | None


def override(
    seen: Seen, actor: Actor, *, meant: OneFinding, ground: str, reason: str, expires: date, author: str
) -> Done:
    """Let one finding on a claim pass, on a ground and through a day; what its rule finds elsewhere stays.

    Raises UserError for a rule that no claim can be written without, where no ground is chosen or no sentence written,
    and where the finding is not there any more.
    """
    rule = meant.rule
    entry = rule_set().named(rule)
    if entry is None or entry.required:
        problem = "no claim can be written without what it asks for" if entry else "there is no such rule"
        raise UserError(f"rule {rule}", problem, "Enter what is missing.")
    on, why = read_ground(ground), check_reason(read_sentence(reason), LONGEST_REASON - LONGEST_GROUND)
    (judged,) = judge([seen.record])
    found = find_finding(judged, meant)
    if found is None:
        raise UserError("This finding", "is no longer there", "The claim is as it stands now.")
    of_visit, finding = found
    about: dict[str, Any] = {"rule": entry.id, "visit_id": meant.visit, "ground": on, "reason": why}
    about |= {"author": author, "expires": expires}
    lines = of_visit.review.lines
    made = [Override(**about, line=at, code=lines[at - 1].code) for at in lines_of(finding)] or [Override(**about)]
    again = {(one.visit_id, one.line) for one in made}
    before = [one for one in judged.work.overrides if one.rule != entry.id or (one.visit_id, one.line) not in again]
    work = _answered(structs.replace(judged.work, overrides=(*before, *made)), seen.record)
    return store_each([(seen, work)], actor, f"override {entry.id}{name_lines(finding)}: {made[0].words}", {})


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
    return store_each(approved, actor, "approve", left)


def step(seen: Sequence[Seen], actor: Actor, way: str) -> Done:
    """Undo or redo the last change of claims."""
    changed, left = [], {}
    affected = find_affected([(one.record, [version.read() for version in one.record.versions.all()]) for one in seen])
    lock_claims([*(one.record for one in seen), *affected])
    for one in seen:
        if not one.record.can_change:
            left[one.record.pk] = SENT
            continue
        made = changes.step(one.record, way, actor, seen=one.version)
        if made is None:
            left[one.record.pk] = f"There is nothing to {way}."
        else:
            changed.append(one.record)
    return Done(_rejudge_day(changed, affected, actor), left)


def store(seen: Seen, work: ClaimWork, actor: Actor, why: str) -> list[ClaimRecord]:
    """Store what was decided about one claim, and judge it anew. Raises ChangedMeanwhile as `changes.change`."""
    done = store_each([(seen, _answered(work, seen.record))], actor, why, {})
    if done.left:
        raise UserError("The claim", next(iter(done.left.values())), "Reload the page.")
    return done.changed


def check_reason(reason: str, longest: int = LONGEST_REASON) -> str:
    """A reason as it is stored. Raises WrongFieldError where none is written."""
    plain = " ".join(reason.split())
    if not plain or len(plain) > longest:
        problem = f"has more than {longest} characters" if plain else "is empty"
        remedy = "Write in a few words why, for whoever looks at it next."
        raise WrongFieldError("reason", "The reason", problem, remedy)
    return plain


def _works(seen: Sequence[Seen]) -> list[tuple[Seen, ClaimWork]]:
    return list(zip(seen, read_values([one.record for one in seen]), strict=True))


def _each(seen: Sequence[Seen], actor: Actor, change: Callable[[ClaimWork], ClaimWork], why: str) -> Done:
    return store_each([(one, _answered(change(work), one.record)) for one, work in _works(seen)], actor, why, {})


def _answered(work: ClaimWork, record: ClaimRecord) -> ClaimWork:
    """The work with the receiver's rejections dealt with."""
    return structs.replace(work, answered=record.rejections)


def store_each(decided: Sequence[tuple[Seen, ClaimWork]], actor: Actor, why: str, left: Mapping[UUID, str]) -> Done:
    """Store what was decided about several claims, those that can be; the others are named with the reason."""
    stored, why_left = [], dict(left)
    affected = find_affected(list_billed_otherwise([(seen.record, work) for seen, work in decided]))
    lock_claims([*(seen.record for seen, _work in decided), *affected])  # all in one order, or two would wait in turn
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
    return Done(_rejudge_day(stored, affected, actor), why_left)


def _rejudge_day(stored: list[ClaimRecord], affected: Sequence[ClaimRecord], actor: Actor) -> list[ClaimRecord]:
    """Judge claims anew, and those of their day that feel them; the former as they are stored then."""
    judged = rejudge(stored)
    if stored and affected:
        judge_soon(Q(pk__in=[one.pk for one in affected]), actor.organization)
    return judged
