"""Approve and send: what goes out, what is left out and why; the files, each under a control number of its own.

    ready claims ──judged once more──▶ 837P, a file a receiver ──▶ batch (bytes, sha256) ──▶ folder, server, or saved
                        └─▶ what is not clean any more stays, and says why

What takes time, judging and writing, is done before the transaction, in which each claim still has to be as it was
judged. A batch and its claims are stored in one; only then is the file handed over (`delivery`). Who is interrupted
between the two finds the file here, and nothing is billed twice. A page has it done by a task (`send_task`).

Where the practice's file says `usage = "test"`, the file says so to the receiver, and its claims stay ready.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import msgspec
from django.db.models import Count, QuerySet, Sum
from django.utils import timezone
from msgspec import Struct

from cleanclaim.claims.assemble import assemble
from cleanclaim.claims.claim import number_lines
from cleanclaim.exchange.x12.write_837p import write_837p
from cleanclaim.law.wording import listed
from cleanclaim.model.claim import Claim
from cleanclaim.model.errors import UserError
from cleanclaim.model.override import Override
from cleanclaim.model.practice import Practice, Receiver
from cleanclaim.office.audit_log.log import Actor, log
from cleanclaim.office.claims.control_numbers import reserve_numbers
from cleanclaim.office.claims.judge import JudgedClaim, judge
from cleanclaim.office.claims.models import AWAY, CAN_GO, ClaimAsSent, ClaimEvent, ClaimRecord, ClaimState, EventKind
from cleanclaim.office.claims.outbox import Batch, SendRun
from cleanclaim.office.claims.refresh import encode_review, rejudge
from cleanclaim.office.claims.standing import find_standing
from cleanclaim.office.day import today
from cleanclaim.office.practices.stored import read_practice_of
from cleanclaim.office.visits.case import read_values

AT_ONCE = 400


class SheetRow(Struct, frozen=True):
    """A row of the sheet: to whom, or why not; how many claims, how many cents; as what they go out once more."""

    key: str
    claims: int
    cents: int
    change: str = ""


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
        """Their charges, without those of the claims that are taken back."""
        return sum(row.cents for row in self.going if row.change != "void")


class SentResult(Struct, frozen=True):
    """What was sent, and why claims that were on the sheet stayed, by claim."""

    batches: list[Batch]
    left: list[tuple[ClaimRecord, str]]


def build_sheet(chosen: Sequence[UUID] = (), until: datetime | None = None) -> SendSheet:
    """The sheet of what is ready, or of those of it that are chosen; `until`: without what was changed after that."""
    ready = _ready(chosen) if until is None else _ready(chosen).filter(changed_at__lte=until)
    stay = ClaimRecord.objects.exclude(state__in=[*AWAY, ClaimState.EMPTY, ClaimState.CLOSED])
    stay = stay.exclude(pk__in=chosen) if chosen else stay.exclude(state__in=CAN_GO)
    return SendSheet(
        going=_sums(ready, "payer", "change"),
        left_out=_sums(stay, "state"),
        not_checked=[row for row in _sums(ready, "not_checked") if row.key],
        until=timezone.now(),
    )


def list_not_ready(chosen: Sequence[UUID]) -> list[tuple[ClaimRecord, str]]:
    """Those of the claims that were chosen that are not ready any more, each with how it stands."""
    ready = set(_ready(chosen).values_list("pk", flat=True)) if chosen else set()
    others = ClaimRecord.objects.filter(pk__in=[key for key in chosen if key not in ready])
    return [(one, _why_not_ready(one)) for one in others.select_related("patient").order_by("day", "number")]


def list_overrides(chosen: Sequence[UUID]) -> list[tuple[ClaimRecord, list[Override]]]:
    """The claims that go out with findings which somebody let pass, each with the overrides in force."""
    some = list(_ready(chosen).filter(overridden=True).order_by("day", "number"))
    works = zip(some, read_values(some), strict=True)
    found = ((one, [made for made in work.overrides if today() <= made.expires]) for one, work in works)
    return [(one, made) for one, made in found if made]


def _why_not_ready(one: ClaimRecord) -> str:
    if one.state in CAN_GO:
        return "It is being judged anew: what it rests on was changed."
    state = f"It is not ready: {one.get_state_display().lower()}"
    return f"{state}, {one.worst}" if one.worst and one.state != ClaimState.SENT else f"{state}."


def _ready(chosen: Sequence[UUID]) -> "QuerySet[ClaimRecord]":
    ready = ClaimRecord.objects.filter(state__in=CAN_GO, judged_at__isnull=False)
    return ready.filter(pk__in=chosen) if chosen else ready


def _sums(rows: "QuerySet[ClaimRecord]", *columns: str) -> list[SheetRow]:
    found = rows.order_by(*columns).values_list(*columns).annotate(Count("id"), Sum("cents"))
    made = (SheetRow(key, claims, cents, *change) for key, *change, claims, cents in found)
    return sorted(made, key=lambda row: (row.change, -row.cents, row.key))


def send(actor: Actor, until: datetime, chosen: Sequence[UUID] = ()) -> SentResult:
    """Send what was ready when the sheet was made and is clean still, in the transaction under way.

    Raises UserError where the practice's file is not entered.
    """
    check_practice()
    going, left = find_going(until, chosen)
    clean, stay = check_once_more(going)
    rejudge([record for record, _why in stay])
    outgoing = give_ids(clean)
    batches = store_files(write_files(outgoing, reserve_for(outgoing, actor)), actor)
    return SentResult(batches, [*left, *stay])


def check_practice() -> Practice:
    """Who bills. Raises UserError where that is not known, or its file lacks what sending needs."""
    practice = read_practice_of()
    if practice is None:
        raise UserError("The claims", "who bills them is not known", "Enter the practice's file, under Practice.")
    practice.require_whole()
    return practice


def find_going(until: datetime, chosen: Sequence[UUID]) -> tuple[list[ClaimRecord], list[tuple[ClaimRecord, str]]]:
    """The claims that were ready when the sheet was made, and those that were changed since, with why they stay."""
    records = list(_ready(chosen).select_related("patient").order_by("day", "number"))
    left = [(one, "It was changed since the sheet was made.") for one in records if one.changed_at > until]
    left += list_not_ready(chosen)
    return [one for one in records if one.changed_at <= until], left


def check_once_more(
    records: Sequence[ClaimRecord],
) -> tuple[list[JudgedClaim], list[tuple[ClaimRecord, str]]]:
    """The claims that are clean, judged on the day of sending; and those that are not, with why."""
    clean: list[JudgedClaim] = []
    stay: list[tuple[ClaimRecord, str]] = []
    for start in range(0, len(records), AT_ONCE):
        for one in judge(records[start : start + AT_ONCE]):
            standing = find_standing(one, "")
            if one.claims and standing.state in CAN_GO:
                clean.append(one)
            else:
                stay.append((one.record, standing.worst or standing.title or "It is not ready any more."))
    return clean, stay


class Outgoing(Struct, frozen=True):
    """A claim and how it goes out."""

    judged: JudgedClaim
    claims: list[Claim]


def give_ids(judged: Sequence[JudgedClaim]) -> list[Outgoing]:
    """The claims, none under an id that one sent before has: a payer's answer could not tell them apart."""
    wanted = [claim.claim_id for one in judged for claim in one.claims]
    used: set[str] = set()
    for start in range(0, len(wanted), AT_ONCE):
        part = ClaimAsSent.objects.filter(sent_id__in=wanted[start : start + AT_ONCE])
        used |= set(part.values_list("sent_id", flat=True))
    outgoing = []
    for one in judged:
        claims = one.claims
        if not one.is_void and any(claim.claim_id in used for claim in claims):
            claims = _anew(one)
        used |= {claim.claim_id for claim in claims}
        outgoing.append(Outgoing(one, claims))
    return outgoing


def _anew(one: JudgedClaim) -> list[Claim]:
    """The claims of one that was sent before as it is, under other ids."""
    every = ClaimAsSent.objects.filter(claim=one.record).values_list("sent_id", flat=True)
    lines = [(each.visit, number_lines(each.review.lines)) for each in one.visits]
    practice = one.case.practice
    assert practice is not None  # else there were no claims
    replaces = one.changed.replaces if one.changed else None
    claims, _on_hold = assemble(lines, practice, one.basis, replaces=replaces, used_ids=set(every))
    return one.changed.number(claims) if one.changed else claims


class OutgoingFile(Struct, frozen=True):
    """A file as it will be sent: its bytes, under which number, to whom, whether as a test, and the claims in it."""

    number: int
    receiver: str
    content: bytes
    test: bool
    outgoing: list[Outgoing]


class ChangedSinceError(Exception):
    """Claims were changed, judged anew or sent while their files were written. `claims` are their ids."""

    def __init__(self, claims: set[UUID]) -> None:
        super().__init__(f"{len(claims)} claims were changed")
        self.claims = claims


def reserve_for(outgoing: Sequence[Outgoing], actor: Actor) -> list[int]:
    """A control number for each file of claims."""
    found = _by_receiver(outgoing).items()
    return reserve_numbers([_practice_of(those, receiver) for receiver, those in found], actor)


def write_files(outgoing: Sequence[Outgoing], numbers: Sequence[int]) -> list[OutgoingFile]:
    """The files of claims, one a receiver. Nothing is stored yet."""
    created = timezone.localtime().replace(tzinfo=None, microsecond=0)
    files = []
    for number, (receiver, those) in zip(numbers, _by_receiver(outgoing).items(), strict=True):
        practice = _practice_of(those, receiver)
        claims = [claim for one in those for claim in one.claims]
        content = write_837p(claims, practice, created=created, control_number=number).encode()
        files.append(OutgoingFile(number, practice.receiver.name[:80], content, practice.usage == "test", those))
    return files


def _by_receiver(outgoing: Sequence[Outgoing]) -> dict[Receiver | None, list[Outgoing]]:
    found: dict[Receiver | None, list[Outgoing]] = defaultdict(list)
    for one in outgoing:
        found[one.claims[0].payer.receiver].append(one)
    return found


def store_files(files: Sequence[OutgoingFile], actor: Actor, run: SendRun | None = None) -> list[Batch]:
    """Store files with their claims, which are sent by that, unless it is a test: all of them or none.

    Raises ChangedSinceError where claims are not as they were when they were judged: nothing is sent then.
    """
    _check_unchanged([one.judged.record for file in files for one in file.outgoing])
    return [_store_file(file, actor, run) for file in files]


def _check_unchanged(records: Sequence[ClaimRecord]) -> None:
    """Lock the claims. Raises ChangedSinceError where others stand now than were judged."""
    seen = {record.pk: (record.version, record.state, record.judged_at) for record in records}
    keys = sorted(seen)
    for start in range(0, len(keys), AT_ONCE):
        rows = ClaimRecord.objects.select_for_update().filter(pk__in=keys[start : start + AT_ONCE]).order_by("pk")
        for pk, *now in rows.values_list("pk", "version", "state", "judged_at"):
            if tuple(now) == seen[pk]:
                del seen[pk]
    if seen:
        raise ChangedSinceError(set(seen))


def _store_file(file: OutgoingFile, actor: Actor, run: SendRun | None) -> Batch:
    claims = [claim for one in file.outgoing for claim in one.claims]
    batch = Batch.objects.create(
        organization_id=actor.organization, user_id=actor.user, control_number=file.number, receiver=file.receiver,
        name=f"{today():%Y-%m-%d}-{file.number:09d}.837", content=file.content, run=run,
        sha256=sha256(file.content).hexdigest(), claims=len(claims),
        cents=sum(claim.charge for claim in claims if claim.frequency != "void"),
        test=file.test,
    )  # fmt: skip
    ClaimAsSent.objects.bulk_create(_as_sent(file, batch, actor), batch_size=AT_ONCE)
    if not file.test:
        _mark_sent(file, batch, actor)
    log(actor, "claim.sent", batch.pk, claims=len(claims))
    return batch


def _mark_sent(file: OutgoingFile, batch: Batch, actor: Actor) -> None:
    """That the receiver has the claims of a file now."""
    records = [one.judged.record for one in file.outgoing]
    for start in range(0, len(records), AT_ONCE):
        part = ClaimRecord.objects.filter(pk__in=[one.pk for one in records[start : start + AT_ONCE]])
        part.update(state=ClaimState.SENT, needs_work=False, changed_at=timezone.now())
    for record in records:
        record.state = ClaimState.SENT
    events = (
        ClaimEvent(
            organization_id=actor.organization, claim=one.judged.record, kind=EventKind.SENT, batch=batch,
            user_id=actor.user, words=_sent_as(one.claims),
        )
        for one in file.outgoing
    )  # fmt: skip
    ClaimEvent.objects.bulk_create(events, batch_size=AT_ONCE)


def _sent_as(claims: Sequence[Claim]) -> str:
    """As what claims went out, where they are no originals."""
    if claims[0].frequency == "original":
        return ""
    what = "to replace" if claims[0].frequency == "replacement" else "to void"
    numbers = [one.payer_claim_number or "" for one in claims]
    return f"{what} the payer's claim{'s' * (len(numbers) > 1)} {listed(numbers)}"


def _as_sent(file: OutgoingFile, batch: Batch, actor: Actor) -> Iterator[ClaimAsSent]:
    for one in file.outgoing:
        review = encode_review(one.judged)
        for claim in one.claims:
            value = msgspec.json.encode(claim)
            yield ClaimAsSent(
                organization_id=actor.organization, claim=one.judged.record, batch=batch, review=review, value=value,
                claim_version=one.judged.record.version, sent_id=claim.claim_id, sha256=sha256(value).hexdigest(),
                frequency=claim.frequency,
            )  # fmt: skip


def _practice_of(outgoing: Sequence[Outgoing], receiver: Receiver | None) -> Practice:
    practice = outgoing[0].judged.case.practice
    assert practice is not None
    return practice.sending_to(receiver)
