"""A claim that the payer has, sent once more: replaced, taken back (a void), or billed again once it is void.

    accepted ──replace──▶ here, corrected and approved ──sent──▶ accepted: it counts, the one before no more
        │                     └─undo─▶ accepted, as it went out
        └────void────▶ to be voided ──sent──▶ voided ──bill again──▶ here, as an original

A replacement stands for the whole claim, and a void repeats it as it was sent. Both name the payer's number of it.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct, structs

from cleanclaim.claims.replacements import describe_reluctance
from cleanclaim.law.policies.policy import Policy
from cleanclaim.model.claim import Frequency
from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.errors import UserError
from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.claims.acts import Done, Seen, check_reason
from cleanclaim.office.claims.changed_claim import ClaimDifference, compare_claims
from cleanclaim.office.claims.course import Course, read_courses
from cleanclaim.office.claims.judge import JudgedClaim, judge
from cleanclaim.office.claims.models import ClaimRecord, ClaimState
from cleanclaim.office.claims.refresh import lock_claims, restate
from cleanclaim.office.claims.work import ClaimChange
from cleanclaim.office.history import changes

LONGEST_NUMBER = 50
"""Characters that a file has room for (REF02)."""
WHAT = "The payer's claim number"
_NAMES = {"replacement": "replace", "void": "void", "original": "bill again"}


class ResendView(Struct, frozen=True, kw_only=True):
    """What the page of a claim says of sending it once more: what may be done, why not, what to heed, the payer's
    number, and, while it is under way, what it is and what differs.
    """

    may_change: bool
    may_bill_again: bool
    refusal: str
    caution: str
    number: str
    kind: str
    under_way: ClaimChange | None
    differences: list[ClaimDifference]
    is_known: bool


def build_resend(judged: JudgedClaim, course: Course | None) -> ResendView | None:
    """What is said of sending a claim once more; None where it never went out."""
    record = judged.record
    if course is None:
        return None
    refusal, caution = find_refusal(record, course, judged.policy)
    changed = judged.changed
    known = bool(changed and judged.claims)
    return ResendView(
        may_change=not refusal,
        may_bill_again=record.state == ClaimState.VOIDED,
        refusal=refusal,
        caution=caution,
        number=course.base.weighed.number if course.base else "",
        kind=course.base.frequency if course.base else "",
        under_way=changed.change if changed else None,
        differences=compare_claims(changed.sent, judged.claims[0]) if changed and known else [],
        is_known=known,
    )


def find_refusal(record: ClaimRecord, course: Course, policy: Policy | None) -> tuple[str, str]:
    """Why a claim can be neither replaced nor voided, empty where it can; and what to heed."""
    if record.state == ClaimState.SENT:
        return "It can be replaced or voided once the payer has accepted it.", ""
    if record.state != ClaimState.ACCEPTED or course.base is None:
        return f"It is {ClaimState(record.state).label.lower()}.", ""
    if len(course.base.ids) != 1:
        problem = f"It went out as {len(course.base.ids)} claims, which have no room in one."
        return f"{problem} Void them with `cleanclaim void`, from the file that was sent.", ""
    refused, note = describe_reluctance(policy)
    return (note, "") if refused else ("", note)


def replace(seen: Sequence[Seen], actor: Actor, *, number: str, reason: str, author: str) -> Done:
    """Have a claim that the payer has corrected here, and sent as its replacement.

    Raises UserError as `void` does.
    """
    return _change(seen, actor, lambda: _made("replacement", number, reason, author))


def void(seen: Sequence[Seen], actor: Actor, *, number: str, reason: str, author: str) -> Done:
    """Have a claim that the payer has taken back, as it was sent.

    Raises UserError where no reason is written, or no number that a claim can carry.
    """
    return _change(seen, actor, lambda: _made("void", number, reason, author))


def bill_again(seen: Sequence[Seen], actor: Actor, *, reason: str, author: str) -> Done:
    """Have a claim that was voided corrected here, and sent as a new one.

    Raises UserError where no reason is written.
    """
    return _change(seen, actor, lambda: _made("original", "", reason, author))


Made = tuple[Frequency, str, str, str]


def _made(kind: Frequency, number: str, reason: str, author: str) -> Made:
    return kind, "" if kind == "original" else check_number(number), check_reason(reason), author


def check_number(number: str) -> str:
    """The payer's number of a claim. Raises UserError where a claim cannot carry it."""
    found = number.strip()
    if not found or found != claim_text(found) or len(found) > LONGEST_NUMBER:
        problem = "is not one that a claim can carry" if found else "is missing"
        remedy = "Copy it from the payer's 277CA, its remittance or its portal: letters, digits, hyphens."
        raise UserError(WHAT, problem, remedy)
    return found


def _change(seen: Sequence[Seen], actor: Actor, made: Callable[[], Made]) -> Done:
    kind, number, reason, author = made()
    records = lock_claims([one.record for one in seen])
    courses = read_courses(records)
    changed, left = [], {}
    for one, judged in zip(seen, judge(records), strict=True):
        record, course = one.record, courses.get(one.record.pk)
        refusal = _find_refusal_of(kind, record, course, judged.policy)
        if refusal or course is None or course.base is None:
            left[record.pk] = refusal
            continue
        made_now = ClaimChange(kind=kind, of=course.base.batch, number=number, reason=reason, author=author)
        work = structs.replace(
            changes.newest(record).read(), change=made_now, answered=record.rejections, hold=None, closed=None
        )
        why = f"{_NAMES[kind]}: {reason}"
        changes.change(record, work, actor, seen=one.version, why=why[:200])
        changed.append(record)
    restate(changed)
    return Done(changed, left)


def _find_refusal_of(kind: Frequency, record: ClaimRecord, course: Course | None, policy: Policy | None) -> str:
    if course is None:
        return "It was never sent."
    if kind == "original":
        return "" if record.state == ClaimState.VOIDED else "It was not voided."
    return find_refusal(record, course, policy)[0]
