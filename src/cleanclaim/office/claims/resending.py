"""A claim that the payer has, sent once more: replaced, taken back (a void), or billed again once it is void.

    accepted ──replace──▶ here, corrected and approved ──sent──▶ accepted: it counts, the one before no more
        │                     └─undo─▶ accepted, as it went out
        └────void────▶ to be voided ──sent──▶ voided ──bill again──▶ here, as an original

A replacement stands for the whole claim, and a void repeats it as it was sent. Both name the payer's number of it.
"""

from collections.abc import Sequence

from msgspec import Struct, structs

from cleanclaim.claims.replacements import describe_reluctance
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.wording import listed
from cleanclaim.model.claim import Frequency
from cleanclaim.model.claim_text import claim_text
from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.claims.acts import Done, Seen, check_reason
from cleanclaim.office.claims.changed_claim import ClaimDifference
from cleanclaim.office.claims.course import Course, read_courses
from cleanclaim.office.claims.judge import JudgedClaim, judge
from cleanclaim.office.claims.models import ClaimRecord, ClaimState
from cleanclaim.office.claims.refresh import lock_claims, restate
from cleanclaim.office.claims.work import ClaimChange
from cleanclaim.office.history import changes
from cleanclaim.office.shared.query import WrongFieldError

LONGEST_NUMBER = 50
"""Characters that a file has room for (REF02)."""
WHAT = "The payer's claim number"
_NAMES = {"replacement": "replace", "void": "void", "original": "bill again"}


class ResendView(Struct, frozen=True, kw_only=True):
    """What the page of a claim says of sending it once more: what may be done, why not, what to heed, the ids it went
    out under with the payer's numbers, and, while it is under way, what it is and what differs.
    """

    may_void: bool
    may_bill_again: bool
    ids: Sequence[str]
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
        may_void=not refusal,
        ids=course.base.ids if course.base else (),
        may_bill_again=record.state == ClaimState.VOIDED,
        refusal=refusal,
        caution=caution,
        number=", ".join(course.base.numbers) if course.base and all(course.base.numbers) else "",
        kind=course.base.frequency if course.base else "",
        under_way=changed.change if changed else None,
        differences=changed.compare(judged.claims) if changed and known else [],
        is_known=known,
    )


def find_refusal(record: ClaimRecord, course: Course, policy: Policy | None) -> tuple[str, str]:
    """Why a claim can be neither replaced nor voided, empty where it can be voided; and what to heed."""
    if record.state == ClaimState.SENT:
        return "It can be replaced or voided once the payer has accepted it.", ""
    if record.state != ClaimState.ACCEPTED or course.base is None:
        return f"It is {ClaimState(record.state).label.lower()}.", ""
    refused, note = describe_reluctance(policy)
    return (note, "") if refused else ("", note)


def replace(seen: Sequence[Seen], actor: Actor, *, number: str, reason: str, author: str) -> Done:
    """Have a claim that the payer has corrected here, and sent as its replacement.

    Raises UserError as `void` does.
    """
    return _change(seen, actor, "replacement", number=number, reason=reason, author=author)


def void(seen: Sequence[Seen], actor: Actor, *, number: str, reason: str, author: str) -> Done:
    """Have a claim that the payer has taken back, as it was sent: all of it where it went out as several.

    `number` is the payer's, or the numbers of several in the order of their ids, with commas between. Raises UserError
    where no reason is written, or no number that a claim can carry.
    """
    return _change(seen, actor, "void", number=number, reason=reason, author=author)


def bill_again(seen: Sequence[Seen], actor: Actor, *, reason: str, author: str) -> Done:
    """Have a claim that was voided corrected here, and sent as a new one.

    Raises UserError where no reason is written.
    """
    return _change(seen, actor, "original", number="", reason=reason, author=author)


def check_number(number: str, what: str = WHAT) -> str:
    """The payer's number of a claim. Raises WrongFieldError where a claim cannot carry it."""
    found = number.strip()
    if not found or found != claim_text(found) or len(found) > LONGEST_NUMBER:
        problem = "is not one that a claim can carry" if found else "is missing"
        remedy = "Copy it from the payer's 277CA, its remittance or its portal: letters, digits, hyphens."
        raise WrongFieldError("number", what, problem, remedy)
    return found


def _read_numbers(text: str, ids: Sequence[str]) -> dict[str, str]:
    """The payer's number of each claim that one went out as. Raises WrongFieldError where these are not as many."""
    if len(ids) == 1:
        return {ids[0]: check_number(text)}
    written = text.split(",")
    if len(written) != len(ids):
        problem = f"{len(ids)} are wanted, one for each claim that it went out as, not {len(written)}"
        remedy = f"Write those of {listed(ids)}, in this order, with a comma between."
        raise WrongFieldError("number", WHAT, problem, remedy)
    numbers = {key: check_number(one, f"{WHAT} of {key}") for key, one in zip(ids, written, strict=True)}
    if len(set(numbers.values())) != len(numbers):
        twice = next(one for one in numbers.values() if list(numbers.values()).count(one) > 1)
        remedy = f"Write those of {listed(ids)}: each has one of its own."
        raise WrongFieldError("number", WHAT, f"{twice} is written twice", remedy)
    return numbers


def _change(seen: Sequence[Seen], actor: Actor, kind: Frequency, *, number: str, reason: str, author: str) -> Done:
    why = check_reason(reason)
    records = lock_claims([one.record for one in seen])
    courses = read_courses(records)
    changed, left = [], {}
    for one, judged in zip(seen, judge(records), strict=True):
        record, course = one.record, courses.get(one.record.pk)
        refusal = _find_refusal_of(kind, record, course, judged.policy)
        if refusal or course is None or course.base is None:
            left[record.pk] = refusal
            continue
        numbers = {} if kind == "original" else _read_numbers(number, course.base.ids)
        named = ", ".join(numbers.values())
        made = ClaimChange(kind=kind, of=course.base.batch, number=named, numbers=numbers, reason=why, author=author)
        work = structs.replace(
            changes.newest(record).read(), change=made, answered=record.rejections, hold=None, closed=None
        )
        changes.change(record, work, actor, seen=one.version, why=f"{_NAMES[kind]}: {why}"[:200])
        changed.append(record)
    restate(changed)
    return Done(changed, left)


def _find_refusal_of(kind: Frequency, record: ClaimRecord, course: Course | None, policy: Policy | None) -> str:
    if course is None:
        return "It was never sent."
    if kind == "original":
        return "" if record.state == ClaimState.VOIDED else "It was not voided."
    return find_refusal(record, course, policy)[0]
