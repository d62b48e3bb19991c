"""Approve and send: what goes out, what is left out and why; the files, each under a control number of its own.

    ready claims ──judged once more──▶ 837P, a file a receiver ──▶ batch (bytes, sha256) ──▶ folder, or downloaded
                        └─▶ what is not clean any more stays, and says why

A batch and its claims are stored in one transaction; only then is the file written anywhere. Who is interrupted between
the two finds the file here, and nothing is billed twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import connection
from django.db.models import Count, F, QuerySet, Sum
from django.utils import timezone
from msgspec import Struct

from cleanclaim.atomic_write import write_atomically
from cleanclaim.claims.assemble import assemble
from cleanclaim.claims.claim import number_lines
from cleanclaim.exchange.x12.write_837p import write_837p
from cleanclaim.model.claim import Claim
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Practice, Receiver
from cleanclaim.office.audit_log.log import Actor, log
from cleanclaim.office.claims.judge import JudgedClaim, judge
from cleanclaim.office.claims.models import (
    Batch,
    BatchDelivery,
    ClaimAsSent,
    ClaimEvent,
    ClaimRecord,
    ClaimState,
    ControlNumber,
    EventKind,
    ExchangeFolders,
)
from cleanclaim.office.claims.refresh import encode_review, rejudge
from cleanclaim.office.claims.standing import find_standing
from cleanclaim.office.day import today
from cleanclaim.office.practices.stored import read_practice_of

MOST_NUMBERS = 999_999_999
AT_ONCE = 400
EXCHANGE = "CLEANCLAIM_EXCHANGE"
"""The variable that names the folder under which the folders of a team's office may lie (`settings.EXCHANGE`)."""


class SheetRow(Struct, frozen=True):
    """A row of the sheet: to whom, or why not; how many claims, how many cents."""

    key: str
    claims: int
    cents: int


class SendSheet(Struct, frozen=True, kw_only=True):
    """What would go out now: by payer; what stays and why; what was not checked of what goes out.

    `until` is when the sheet was made: what changes after it is not sent by it.
    """

    going: list[SheetRow]
    left_out: list[SheetRow]
    not_checked: list[SheetRow]
    until: datetime

    @property
    def claims(self) -> int:
        """How many claims go out."""
        return sum(row.claims for row in self.going)

    @property
    def cents(self) -> int:
        """Their charges."""
        return sum(row.cents for row in self.going)


class SentResult(Struct, frozen=True):
    """What was sent, and why claims that were on the sheet stayed, by claim."""

    batches: list[Batch]
    left: list[tuple[ClaimRecord, str]]


def build_sheet(chosen: Sequence[UUID] = ()) -> SendSheet:
    """The sheet of what is ready, or of those of it that are chosen."""
    ready = _ready(chosen)
    stay = ClaimRecord.objects.exclude(state__in=[ClaimState.SENT, ClaimState.ACCEPTED, ClaimState.EMPTY])
    stay = stay.exclude(pk__in=chosen) if chosen else stay.exclude(state=ClaimState.READY)
    return SendSheet(
        going=_sums(ready, "payer"),
        left_out=_sums(stay, "state"),
        not_checked=[row for row in _sums(ready, "not_checked") if row.key],
        until=timezone.now(),
    )


def _ready(chosen: Sequence[UUID]) -> "QuerySet[ClaimRecord]":
    ready = ClaimRecord.objects.filter(state=ClaimState.READY, judged_at__isnull=False)
    return ready.filter(pk__in=chosen) if chosen else ready


def _sums(rows: "QuerySet[ClaimRecord]", column: str) -> list[SheetRow]:
    found = rows.order_by(column).values_list(column).annotate(Count("id"), Sum("cents"))
    return [SheetRow(key, claims, cents) for key, claims, cents in sorted(found, key=lambda row: (-row[2], row[0]))]


def send(actor: Actor, until: datetime, chosen: Sequence[UUID] = ()) -> SentResult:
    """Send what was ready when the sheet was made and is clean still.

    Raises UserError where the practice's file is not entered.
    """
    if read_practice_of() is None:
        raise UserError("The claims", "who bills them is not known", "Enter the practice's file, under Practice.")
    records = list(_ready(chosen).order_by("day", "number"))
    left = [(one, "It was changed since the sheet was made.") for one in records if one.changed_at > until]
    going = [one for one in records if one.changed_at <= until]
    clean: list[JudgedClaim] = []
    for start in range(0, len(going), AT_ONCE):
        for one in judge(going[start : start + AT_ONCE]):
            if one.claims and find_standing(one, "").state == ClaimState.READY:
                clean.append(one)
            else:
                rejudge([one.record])
                left.append((one.record, one.record.worst or "It is not ready any more."))
    return SentResult(_write(_with_free_ids(clean), actor), left)


class _Outgoing(Struct, frozen=True):
    """A claim and how it goes out."""

    judged: JudgedClaim
    claims: list[Claim]


def _with_free_ids(judged: Sequence[JudgedClaim]) -> list[_Outgoing]:
    """The claims, none under an id that one sent before has: a payer's answer could not tell them apart."""
    wanted = [claim.claim_id for one in judged for claim in one.claims]
    used: set[str] = set()
    for start in range(0, len(wanted), AT_ONCE):
        part = ClaimAsSent.objects.filter(sent_id__in=wanted[start : start + AT_ONCE])
        used |= set(part.values_list("sent_id", flat=True))
    outgoing = []
    for one in judged:
        claims = one.claims
        if any(claim.claim_id in used for claim in claims):
            claims = _anew(one)
        used |= {claim.claim_id for claim in claims}
        outgoing.append(_Outgoing(one, claims))
    return outgoing


def _anew(one: JudgedClaim) -> list[Claim]:
    """The claims of one that was sent before as it is, under other ids."""
    every = ClaimAsSent.objects.filter(claim=one.record).values_list("sent_id", flat=True)
    lines = [(each.visit, number_lines(each.review.lines)) for each in one.visits]
    practice = one.case.practice
    assert practice is not None  # else there were no claims
    claims, _on_hold = assemble(lines, practice, one.basis, used_ids=set(every))
    return claims


def _write(outgoing: Sequence[_Outgoing], actor: Actor) -> list[Batch]:
    by_receiver: dict[Receiver | None, list[_Outgoing]] = defaultdict(list)
    for one in outgoing:
        by_receiver[one.claims[0].payer.receiver].append(one)
    return [_write_batch(receiver, those, actor) for receiver, those in by_receiver.items()]


def _write_batch(receiver: Receiver | None, outgoing: Sequence[_Outgoing], actor: Actor) -> Batch:
    number = next_control_number(actor)
    practice = _practice_of(outgoing, receiver)
    claims = [claim for one in outgoing for claim in one.claims]
    created = timezone.localtime().replace(tzinfo=None, microsecond=0)
    content = write_837p(claims, practice, created=created, control_number=number).encode()
    batch = Batch.objects.create(
        organization_id=actor.organization, user_id=actor.user, control_number=number,
        receiver=practice.receiver.name[:80], name=f"{today():%Y-%m-%d}-{number:09d}.837", content=content,
        sha256=sha256(content).hexdigest(), claims=len(claims), cents=sum(claim.charge for claim in claims),
    )  # fmt: skip
    for one in outgoing:
        _mark_sent(one, batch, actor)
    log(actor, "claim.sent", batch.pk, claims=len(claims))
    return batch


def _practice_of(outgoing: Sequence[_Outgoing], receiver: Receiver | None) -> Practice:
    practice = outgoing[0].judged.case.practice
    assert practice is not None
    return practice.sending_to(receiver)


def _mark_sent(one: _Outgoing, batch: Batch, actor: Actor) -> None:
    """Store a claim as it went out. Raises UserError where somebody changed it at this moment: nothing is sent then."""
    record = one.judged.record
    here = ClaimRecord.objects.filter(pk=record.pk, version=record.version, state=ClaimState.READY)
    if not here.update(state=ClaimState.SENT, needs_work=False, changed_at=timezone.now()):
        raise UserError(f"Claim {record.number}", "was changed while it was being sent", "Open the sheet again.")
    record.state = ClaimState.SENT
    review = encode_review(one.judged)
    for claim in one.claims:
        value = msgspec.json.encode(claim)
        ClaimAsSent.objects.create(
            organization_id=actor.organization, claim=record, batch=batch, claim_version=record.version,
            sent_id=claim.claim_id, value=value, sha256=sha256(value).hexdigest(), review=review,
        )  # fmt: skip
    ClaimEvent.objects.create(
        organization_id=actor.organization, claim=record, kind=EventKind.SENT, batch=batch, user_id=actor.user
    )


def next_control_number(actor: Actor) -> int:
    """A control number that no file of the organization has; whoever asks next waits for this transaction."""
    ControlNumber.objects.get_or_create(organization_id=actor.organization)
    ControlNumber.objects.update(last=F("last") % MOST_NUMBERS + 1)
    return ControlNumber.objects.get().last


def may_name_folders() -> bool:
    """Whether the organization may name folders: on a laptop any, in a team's office those under one that is named."""
    return connection.vendor == "sqlite" or bool(settings.EXCHANGE)


def check_folder(written: str) -> str:
    """A folder as it is stored; empty for none. Raises UserError where it is not there or may not be used."""
    if not written.strip():
        return ""
    folder = Path(written.strip()).expanduser()
    if not folder.is_absolute() or not folder.is_dir():
        raise UserError("The folder", "is not there", "Write the whole path of a folder on the office's own machine.")
    root = settings.EXCHANGE
    if root and not folder.resolve().is_relative_to(Path(root).resolve()):
        raise UserError("The folder", f"does not lie under {root}", f"Name one that does; {EXCHANGE} says which.")
    if not may_name_folders():
        raise UserError("The folder", f"may be named only where {EXCHANGE} is set", "Ask who runs the office.")
    return str(folder.resolve())


def deliver(batches: Iterable[Batch], actor: Actor) -> str:
    """Write batches into the practice's folder, each once; what is wrong where that cannot be, empty where all is well.

    A file that lies there under the name is never written over.
    """
    folders = ExchangeFolders.objects.first()
    if folders is None or not folders.out:
        return ""
    try:
        folder = Path(check_folder(folders.out))
        for batch in batches:
            if batch.deliveries.exists():
                continue
            path, content = folder / batch.name, bytes(batch.content)
            if not path.exists() or path.read_bytes() != content:
                if path.exists():
                    return f"{path} is there already, and is another file."
                write_atomically(path, content)
            BatchDelivery.objects.create(organization_id=actor.organization, batch=batch, path=str(path))
            log(actor, "batch.delivered", batch.pk)
    except UserError as wrong:
        return f"{wrong.place} {wrong.problem}."
    except OSError as wrong:
        return f"The folder cannot be written: {wrong.strerror or wrong}."
    return ""


def read_claim(sent: ClaimAsSent) -> Claim:
    """A claim as it went out. Raises ValueError where the bytes are not those that were stored."""
    stored = bytes(sent.value)
    if sha256(stored).hexdigest() != sent.sha256:
        raise ValueError(f"claim {sent.sent_id} is damaged: its sha256 differs")
    return msgspec.json.decode(stored, type=Claim)
