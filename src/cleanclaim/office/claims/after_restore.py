"""An office brought back from a backup: what went out since is not known here, and would be billed twice.

    restored ──▶ nothing is sent ──a person says which file a receiver got last──▶ none since: as before
                                                                                └─▶ some: these files are dropped here,
                                                                                    and their claims are sent
                                                                                    again as they were; all others
                                                                                    that were not sent are held

Numbers go on far above those that the backup knows, and from a second bringing back of the same one above those of the
first: they begin at the time of it, in steps of ten seconds, and no practice sends as many files. So no receiver gets
one twice, whatever is said, wherever what was stored before is, and whether it can be read or not.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import UUID

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from msgspec import Struct

from cleanclaim.exchange.x12.items import Interchange
from cleanclaim.exchange.x12.located import Located
from cleanclaim.exchange.x12.read import read
from cleanclaim.model.claim import Claim
from cleanclaim.model.errors import UserError
from cleanclaim.model.submitted_claim import REPLACEMENT, VOID, SubmittedClaim
from cleanclaim.office.audit_log.log import Actor, log
from cleanclaim.office.claims.acts import Seen, hold
from cleanclaim.office.claims.judge import JudgedClaim, judge
from cleanclaim.office.claims.models import CAN_CHANGE, ClaimRecord, ClaimState
from cleanclaim.office.claims.outbox import Batch, ControlNumber, SharedControlNumber
from cleanclaim.office.claims.refresh import lock_claims
from cleanclaim.office.claims.sending import Outgoing, OutgoingFile, check_practice, give_ids, store_files
from cleanclaim.office.organizations.models import Organization
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.shared.query import read_number

AHEAD = 10_000
"""Numbers that are left out at least: more files than go out between a backup and the day it is brought back."""
BEGIN, STEP = datetime(2020, 1, 1, tzinfo=UTC), timedelta(seconds=10)
"""From when on time counts as numbers, and how long one takes: nine digits last for three hundred years."""
AT_ONCE = 200
WHY_ON_HOLD = "It may have gone out before the office was brought back from a backup. Ask the receiver first."
FREQUENCIES = {"original": "1", "replacement": REPLACEMENT, "void": VOID}


class LastKnown(Struct, frozen=True):
    """The last file that a backup knows: its number, 0 where there is none; its name, and when it went out."""

    number: int
    name: str = ""
    at: datetime | None = None


class Confirmed(Struct, frozen=True):
    """What came of saying what went out: the claims that are sent, those that are held until somebody asked."""

    sent: int = 0
    on_hold: int = 0


def mark_restored() -> int:
    """Have every organization say what went out since the backup, before it sends anything; how many there are.

    All of them or none.
    """
    keys = list(Organization.objects.values_list("pk", flat=True))
    with transaction.atomic():
        SharedControlNumber.objects.update(last=_jump())
        for key in keys:
            with organization_transaction([key]):
                mark_organization(key)
                log(Actor(None, key), "office.restored")
    return len(keys)


def mark_organization(key: UUID) -> None:
    """Have an organization whose state is an old one say what went out since, before it sends anything."""
    ControlNumber.objects.get_or_create(organization_id=key)
    ControlNumber.objects.update(last=_jump(), to_confirm=True)


def _jump() -> Greatest:
    """A number above all that went out under the one that is stored, or under those that came of a jump before."""
    return Greatest(F("last") + AHEAD, Value((timezone.now() - BEGIN) // STEP))


def is_to_confirm() -> bool:
    """Whether somebody is to say what went out since the backup."""
    return ControlNumber.objects.filter(to_confirm=True).exists()


def find_last_known() -> LastKnown:
    """The last file that is known here."""
    last = Batch.objects.defer("content").order_by("-at", "-id").first()
    return LastKnown(last.control_number, last.name, last.at) if last else LastKnown(0)


def confirm(last: int, files: Sequence[tuple[str, bytes]], actor: Actor, *, whole: bool) -> Confirmed:
    """Note which file a receiver got last. Where that is a later one than is known here, the claims of `files` are sent
    by that, and all that were not sent are held, unless `files` are the `whole` of what went out since.

    Raises UserError where a file is none of this practice's, or the last is not among the whole.
    """
    known = find_last_known().number
    own = ControlNumber.objects.select_for_update().get()
    if last > own.last + AHEAD:
        problem = f"is far above {known:,}, the last that is known here"
        raise UserError("The number", problem, "Look it up once more: ISA13 of the file, or of the 999 to it.")
    sent = on_hold = 0
    if last > known:
        found = [_take(name, content, actor) for name, content in files]
        sent = sum(len(one.matched) for one in found)
        if whole and last not in {one.number for one in found}:
            raise UserError("The files", f"number {last} is not among them", "Drop it too, or have the claims held.")
        if not whole or any(one.unmatched for one in found):
            on_hold = _hold_all(actor)
    own.last, own.to_confirm = max(own.last, last), False
    own.save(update_fields=["last", "to_confirm"])
    log(actor, "office.sent_confirmed", known=known, last=last, sent=sent, on_hold=on_hold)
    return Confirmed(sent, on_hold)


class _FileTaken(Struct, frozen=True):
    """A file that went out: its number, the claims that stand here as they did in it, and the ids of the others."""

    number: int
    matched: list[Outgoing]
    unmatched: set[str]


def _take(name: str, content: bytes, actor: Actor) -> _FileTaken:
    """Have the claims of a file that went out sent by it. A claim's id tells all that it bills."""
    envelope, claims = _read(name, content)
    number = int(envelope.control_number)
    if Batch.objects.filter(control_number=number).exists():
        raise UserError(name, f"number {number} is known here already", "Leave it out.")
    wanted = {(one.claim_id, one.frequency or "1") for one in claims}
    days = {line.first_date for one in claims for line in one.lines if line.first_date}
    records = list(ClaimRecord.objects.filter(day__in=days, state__in=CAN_CHANGE).select_related("patient"))
    judged = [one for one in judge(lock_claims(records)) if one.claims]
    matched = [one for one in give_ids(judged) if {_name(claim) for claim in one.claims} <= wanted]
    there = {_name(claim) for one in matched for claim in one.claims}
    if matched:
        receiver = _name_receiver(matched[0].judged, envelope)
        store_files([OutgoingFile(number, receiver, content, envelope.usage == "T", matched)], actor)
    return _FileTaken(number, matched, {key for key, _frequency in wanted - there})


def _name(claim: Claim) -> tuple[str, str]:
    return claim.claim_id, FREQUENCIES[claim.frequency]


def _name_receiver(one: JudgedClaim, envelope: Interchange) -> str:
    receiver = one.claims[0].payer.receiver
    practice = one.case.practice
    return (receiver.name if receiver else practice.receiver.name if practice else envelope.receiver)[:80]


def _read(name: str, content: bytes) -> tuple[Interchange, list[SubmittedClaim]]:
    """A file that went out. Raises UserError where it is none, or another's."""
    practice = check_practice()
    remedy = "Drop the 837P files that this practice sent."
    envelope, claims = None, []
    for item in read(BytesIO(content)):
        if isinstance(item, Interchange):
            envelope = item
        elif isinstance(item, Located) and isinstance(item.value, SubmittedClaim):
            claims.append(item.value)
    if envelope is None or not claims or read_number(envelope.control_number, 9) is None:
        raise UserError(name, "is no file of claims", remedy)
    senders = [practice.sending_to(one.receiver) for one in practice.payers.values()]
    if (envelope.sender, envelope.receiver) not in {(one.submitter.id, one.receiver.id) for one in senders}:
        raise UserError(name, f"it went from {envelope.sender} to {envelope.receiver}: not from this practice", remedy)
    return envelope, claims


def _hold_all(actor: Actor) -> int:
    """Hold every claim that was not sent; how many."""
    states = [state for state in CAN_CHANGE if state != ClaimState.CLOSED]
    records = list(ClaimRecord.objects.filter(state__in=states).select_related("patient").order_by("pk"))
    number = 0
    for start in range(0, len(records), AT_ONCE):
        seen = [Seen(one, one.version) for one in records[start : start + AT_ONCE]]
        number += len(hold(seen, actor, reason=WHY_ON_HOLD, until=None).changed)
    return number
