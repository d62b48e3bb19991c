"""An office brought back from a backup: what went out since is not known here, and would be billed twice.

    restored ──▶ nothing is sent ──a person says which file each receiver got last─▶ none since: as before
                                                                                └─▶ some: these files are dropped here,
                                                                                    and their claims are sent
                                                                                    again as they were; all others
                                                                                    that were not sent are held

Numbers go on far above those that the backup knows, and from a second bringing back of the same one above those of the
first: they begin at the time of it, in steps of ten seconds, and no practice sends as many files. So no receiver gets
one twice, whatever is said, wherever what was stored before is, and whether it can be read or not.

Numbers are of one series, and each receiver gets some of it: that one has file 12 does not say that another has 11.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from msgspec import Struct

from cleanclaim.exchange.x12.items import Interchange
from cleanclaim.law.wording import listed
from cleanclaim.model.claim import Claim
from cleanclaim.model.errors import UserError
from cleanclaim.model.submitted_claim import REPLACEMENT, VOID
from cleanclaim.office.audit_log.log import Actor, log
from cleanclaim.office.claims.acts import Seen, hold
from cleanclaim.office.claims.control_numbers import find_last_files, list_partners, raise_shared
from cleanclaim.office.claims.delivery import go_on
from cleanclaim.office.claims.dropped_file import DroppedFile, read_dropped_file
from cleanclaim.office.claims.judge import JudgedClaim, judge
from cleanclaim.office.claims.models import CAN_CHANGE, ClaimRecord, ClaimState
from cleanclaim.office.claims.outbox import Batch, BatchDelivery, ControlNumber, Handover, SharedControlNumber
from cleanclaim.office.claims.refresh import lock_claims
from cleanclaim.office.claims.sending import Outgoing, OutgoingFile, give_ids, store_files
from cleanclaim.office.organizations.models import Organization
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.practices.stored import read_practice_of

AHEAD = 10_000
"""Numbers that are left out at least: more files than go out between a backup and the day it is brought back."""
BEGIN, STEP = datetime(2020, 1, 1, tzinfo=UTC), timedelta(seconds=10)
"""From when on time counts as numbers, and how long one takes: nine digits last for three hundred years."""
AT_ONCE = 200
ANY_RECEIVER = ""
"""Who is asked about where no receiver is known here."""
WHY_ON_HOLD = "It may have gone out before the office was brought back from a backup. Ask the receiver first."
FREQUENCIES = {"original": "1", "replacement": REPLACEMENT, "void": VOID}


class LastKnown(Struct, frozen=True):
    """The last file to a receiver that a backup knows: its number, 0 where there is none; its name, when it went out.

    `partners` is the submitter and the receiver, as their numbers are noted.
    """

    partners: str
    receiver: str
    number: int = 0
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
    """Have an organization whose state is an old one say what went out since, before it sends anything.

    Whom it sent to is read from its files: an office into which it was read does not know that otherwise.
    """
    ControlNumber.objects.get_or_create(organization_id=key)
    ControlNumber.objects.update(last=_jump(), to_confirm=True)
    raise_shared(find_last_files(), ControlNumber.objects.get().last)


def _jump() -> Greatest:
    """A number above all that went out under the one that is stored, or under those that came of a jump before."""
    return Greatest(F("last") + AHEAD, Value((timezone.now() - BEGIN) // STEP))


def find_last_known() -> list[LastKnown]:
    """The last file that is known here to each receiver that the practice sends to, or sent to."""
    practice, files = read_practice_of(), find_last_files()
    receivers = list_partners(practice) if practice else {}
    last = Batch.objects.defer("content").filter(control_number__in=files.values())
    batches = {one.control_number: one for one in last}
    found = [
        LastKnown(key, receivers.get(key) or batches[number].receiver, number, batches[number].name, batches[number].at)
        for key, number in files.items()
    ]
    found += [LastKnown(key, name) for key, name in receivers.items() if key not in files]
    return found or [LastKnown(ANY_RECEIVER, "a receiver")]


def confirm(lasts: Mapping[str, int], files: Sequence[tuple[str, bytes]], actor: Actor, *, whole: bool) -> Confirmed:
    """Note which file each receiver got last, by the names of `LastKnown.partners`. The claims of `files` are sent by
    that. Where one is later than is known here, all that were not sent are held, unless `files` are the `whole` of what
    went out since.

    Raises UserError where a receiver is left out, a file is none of this practice's, or not whole, where what is said
    is not so by what is stored here and by the files, or some are not among the whole.
    """
    own = ControlNumber.objects.select_for_update().get()
    known = {one.partners: one for one in find_last_known()}
    if set(lasts) != set(known):
        raise UserError("The receivers", "they changed after your page was made", "Reload the page.")
    gone = find_last_files(Batch.objects.exclude(pk__in=_waiting().values("batch")))
    for key, last in lasts.items():
        _check_last(last, known[key], gone.get(key, 0), own.last)
    read = sorted((read_dropped_file(name, content) for name, content in files), key=lambda one: one.number)
    later = [one for one in read if one.number > lasts.get(one.partners, 0)]
    if later:
        problem = f"its number {later[-1].number} is above {lasts.get(later[-1].partners, 0)}"
        raise UserError(later[-1].name, problem, "Enter the number of the last file that went out.")
    since = {key: last for key, last in lasts.items() if last > known[key].number}
    if whole:
        there = [*Batch.objects.values_list("control_number", flat=True), *(one.number for one in read)]
        for key, last in since.items():
            _check_whole(known[key].number, last, there)
    found = [(one, _take(one, actor)) for one in read]
    on_hold = _hold_all(actor) if (since and not whole) or any(taken.unmatched for _one, taken in found) else 0
    own.last, own.to_confirm = max(own.last, *lasts.values()), False
    own.save(update_fields=["last", "to_confirm"])
    for key, last in lasts.items():
        if key != ANY_RECEIVER:
            raise_shared([key], last)
        sent = sum(len(taken.matched) for one, taken in found if one.partners == key)
        log(actor, "office.sent_confirmed", known=known[key].number, last=last, sent=sent, on_hold=on_hold)
    go_on(lasts, actor)
    return Confirmed(sum(len(taken.matched) for _one, taken in found), on_hold)


def _waiting() -> "QuerySet[Handover]":
    """What waits to be handed over."""
    return Handover.objects.exclude(batch__in=BatchDelivery.objects.values("batch"))


def _check_last(last: int, known: LastKnown, gone: int, reached: int) -> None:
    """Pass a number that can be of the last file of a receiver. Raises UserError for another."""
    remedy = "Look it up once more: ISA13 of the file, or of the 999 to it."
    place = f"The number for {known.receiver}"
    if last < gone:
        raise UserError(place, f"is below {gone}: this office itself sent {gone}", remedy)
    if last > reached + AHEAD:
        raise UserError(place, f"is far above {known.number:,}, the last that is known here", remedy)


def _check_whole(known: int, last: int, numbers: Iterable[int]) -> None:
    """Pass files that are all between two numbers. Raises UserError where some are missing."""
    missing = []
    between = sorted({one for one in numbers if known < one <= last})
    for before, after in pairwise([known, *between, last + 1]):
        if after - before > 1:
            missing.append(f"{before + 1}" if after - before == 2 else f"{before + 1} to {after - 1}")
    if missing:
        one = len(missing) == 1 and " " not in missing[0]
        problem = f"number{'' if one else 's'} {listed(missing)} {'is' if one else 'are'} not among them"
        remedy = "Drop them too. Numbers may be left out: where no such file went out, have the claims held."
        raise UserError("The files", problem, remedy)


class _FileTaken(Struct, frozen=True):
    """A file that went out: the claims that stand here as they did in it, and the ids of the others."""

    matched: list[Outgoing]
    unmatched: set[str]


def _take(file: DroppedFile, actor: Actor) -> _FileTaken:
    """Have the claims of a file that went out sent by it. A claim's id tells all that it bills."""
    if Batch.objects.filter(control_number=file.number).exists():
        raise UserError(file.name, f"number {file.number} is known here already", "Leave it out.")
    wanted = {(one.claim_id, one.frequency or "1") for one in file.claims}
    days = {line.first_date for one in file.claims for line in one.lines if line.first_date}
    records = list(ClaimRecord.objects.filter(day__in=days, state__in=CAN_CHANGE).select_related("patient"))
    judged = [one for one in judge(lock_claims(records)) if one.claims]
    matched = [one for one in give_ids(judged) if {_name(claim) for claim in one.claims} <= wanted]
    there = {_name(claim) for one in matched for claim in one.claims}
    if matched:
        receiver = _name_receiver(matched[0].judged, file.envelope)
        store_files([OutgoingFile(file.number, receiver, file.content, file.envelope.usage == "T", matched)], actor)
    return _FileTaken(matched, {key for key, _frequency in wanted - there})


def _name(claim: Claim) -> tuple[str, str]:
    return claim.claim_id, FREQUENCIES[claim.frequency]


def _name_receiver(one: JudgedClaim, envelope: Interchange) -> str:
    receiver = one.claims[0].payer.receiver
    practice = one.case.practice
    return (receiver.name if receiver else practice.receiver.name if practice else envelope.receiver)[:80]


def _hold_all(actor: Actor) -> int:
    """Hold every claim that was not sent; how many."""
    states = [state for state in CAN_CHANGE if state != ClaimState.CLOSED]
    records = list(ClaimRecord.objects.filter(state__in=states).select_related("patient").order_by("pk"))
    number = 0
    for start in range(0, len(records), AT_ONCE):
        seen = [Seen(one, one.version) for one in records[start : start + AT_ONCE]]
        number += len(hold(seen, actor, reason=WHY_ON_HOLD, until=None).changed)
    return number
