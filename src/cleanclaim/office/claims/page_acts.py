"""What the pages of claims can have done, by the names that they send: read from what was sent, done, said in words."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from django.http import QueryDict

from cleanclaim.model.errors import UserError
from cleanclaim.office.claims import acts, fixing, resending
from cleanclaim.office.claims.page_digest import DIFFERS, find_differing
from cleanclaim.office.claims.rulings import settle
from cleanclaim.office.claims.timeline import describe_steps
from cleanclaim.office.day import today
from cleanclaim.office.organizations.member import Member
from cleanclaim.office.shared.query import WrongFieldError, read_day, read_number


def do_act(name: str, seen: Sequence[acts.Seen], sent: QueryDict, member: Member) -> tuple[str, acts.Done]:
    """Do it, and say what was done: of an act that is `BOUND`, to claims that are as the page showed them.

    Raises UserError where it cannot be done.
    """
    if name not in ACTS or not seen:
        raise UserError("The claims", "none was named, or no act", "Reload the page.")
    if name in SINGLE and len(seen) > 1:
        raise UserError("The claims", "this is done to one at a time", "Open each claim, and decide there.")
    others = _find_others(seen, must_say=name in BOUND)
    seen = [one for one in seen if one.record.pk not in others]
    steps = describe_steps(seen, name) if name in STEPS else {}
    done = ACTS[name](seen, sent, member) if seen else acts.Done([], {})
    left = {**done.left, **dict.fromkeys(others, DIFFERS)}
    summary = _summary(name, acts.Done(done.changed, left), steps)
    numbers = sorted(others.values())
    return f"{summary} Left alone: {', '.join(numbers)}." if numbers else summary, acts.Done(done.changed, left)


def _find_others(seen: Sequence[acts.Seen], *, must_say: bool) -> dict[UUID, str]:
    """The claims that are not as the page showed them, with their numbers.

    Those of another version are not among them: who acts on these meets whoever changed them. Raises UserError where
    the page must say what it showed and does not.
    """
    if must_say and not all(one.digest for one in seen):
        raise UserError("The claims", "the page did not say what it showed of them", "Reload the page.")
    digests = {one.record.pk: one.digest for one in seen if one.digest}
    versions = {one.record.pk: one.version for one in seen}
    records = [one.record for one in seen if one.record.pk in digests]
    changed = find_differing(digests, records) if records else []
    return {one.pk: one.number for one in changed if one.version == versions[one.pk]}


def _fix(seen: Sequence[acts.Seen], sent: QueryDict, member: Member) -> acts.Done:
    visit, rule = sent.get("visit", ""), sent.get("rule", "")
    if not fixing.fix_finding(seen[0], member.actor, visit=visit, rule=rule, line=_read_line(sent)):
        raise UserError(
            "This finding", "is no longer there, or takes somebody's judgment", "The claim is as it stands now."
        )
    return acts.Done([seen[0].record], {})


def _hold(seen: Sequence[acts.Seen], sent: QueryDict, member: Member) -> acts.Done:
    until = read_day(sent.get("until"))
    return acts.hold(seen, member.actor, reason=sent.get("reason", ""), until=until)


def _override(seen: Sequence[acts.Seen], sent: QueryDict, member: Member) -> acts.Done:
    expires = read_day(sent.get("expires"), "Until")
    if expires is None or expires < today():
        remedy = "Enter the last day on which it shall pass."
        raise WrongFieldError("expires", "Through", "is no day from today on", remedy)
    meant = acts.OneFinding(sent.get("visit", ""), sent.get("rule", ""), _read_line(sent))
    why = {"ground": sent.get("ground", ""), "reason": sent.get("reason", "")}
    return acts.override(seen[0], member.actor, meant=meant, **why, expires=expires, author=str(member.user))


def _read_line(sent: QueryDict) -> int | None:
    """The number of a line; None where a finding is of no line. Raises UserError where it is none."""
    number = read_number(sent.get("line", ""), 3)
    if sent.get("line") and number is None:
        raise UserError("The line", "it is no number of one", "Reload the page.")
    return number


ACTS: Mapping[str, Callable[[Sequence[acts.Seen], QueryDict, Member], acts.Done]] = {
    "fix": _fix,
    "fix-all": lambda seen, sent, member: fixing.fix_all(seen, member.actor, rule=sent.get("of_cause", "")),
    "approve": lambda seen, _sent, member: acts.approve(seen, member.actor),
    "hold": _hold,
    "release": lambda seen, _sent, member: acts.release(seen, member.actor),
    "override": _override,
    "close": lambda seen, sent, member: acts.close(
        seen, member.actor, reason=sent.get("reason", ""), author=str(member.user)
    ),
    "reopen": lambda seen, _sent, member: acts.reopen(seen, member.actor),
    "was-accepted": lambda seen, sent, member: settle(seen, member.actor, accepts=True, reason=sent.get("reason", "")),
    "was-rejected": lambda seen, sent, member: settle(seen, member.actor, accepts=False, reason=sent.get("reason", "")),
    "replace": lambda seen, sent, member: resending.replace(
        seen, member.actor, number=sent.get("number", ""), reason=sent.get("reason", ""), author=str(member.user)
    ),
    "void": lambda seen, sent, member: resending.void(
        seen, member.actor, number=sent.get("number", ""), reason=sent.get("reason", ""), author=str(member.user)
    ),
    "bill-again": lambda seen, sent, member: resending.bill_again(
        seen, member.actor, reason=sent.get("reason", ""), author=str(member.user)
    ),
    "undo": lambda seen, _sent, member: acts.step(seen, member.actor, "undo"),
    "redo": lambda seen, _sent, member: acts.step(seen, member.actor, "redo"),
}
"""What can be done to several claims, by the name that the page sends."""
SINGLE = ("fix", "override", "replace", "void")
"""Acts on one claim at a time."""
BOUND = ("fix", "fix-all", "override", "replace", "void", "bill-again")
"""Acts that do what the page showed before: only to claims that are still as it showed them."""
NO_UNDO = ("undo", "redo", "was-accepted", "was-rejected")
"""Acts that undo does not take back: what somebody found out is found out otherwise."""
STEPS = ("undo", "redo")
MOST_STEPS = 3
"""Claims that are named where several are undone or redone at once."""
_DONE = {
    "fix-all": "fixed",
    "approve": "approved",
    "hold": "put on hold",
    "release": "released",
    "override": "overridden",
    "close": "closed: not to be billed",
    "reopen": "reopened",
    "was-accepted": "noted as accepted",
    "was-rejected": "noted as rejected",
    "replace": "here to be corrected and sent as a replacement",
    "void": "to be voided with what is sent next",
    "bill-again": "here to be billed again",
    "undo": "undone",
    "redo": "redone",
}


def _summary(name: str, done: acts.Done, steps: Mapping[UUID, str]) -> str:
    number = len(done.changed)
    counted = "Fixed." if name == "fix" else f"{number} claim{'s' * (number != 1)} {_DONE[name]}."
    if steps and number:
        named = [steps[one.pk] for one in done.changed[:MOST_STEPS]]
        more = f"; and {number - MOST_STEPS:,} more" if number > MOST_STEPS else ""
        counted = f"{_DONE[name].capitalize()}: {'; '.join(named)}{more}."
    if not done.left:
        return counted
    reasons = sorted(set(done.left.values()), key=lambda reason: (reason == DIFFERS, reason))
    stayed = f"{len(done.left)} as before: {reasons[0]}"
    return f"{counted} {stayed}" if number else stayed
