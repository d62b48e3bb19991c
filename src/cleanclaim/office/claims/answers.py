"""What comes back: TA1, 999 and 277CA read by the library, and what they say brought to the claims that they speak of.

    TA1   of a file          999  of a file          277CA  of a claim, a provider's claims or all of a batch

A claim that is refused is rejected, with the reason in words, and stands in the queue again; one that the payer takes
in for processing is accepted. What speaks of no file or claim of ours is named. A file counts once, by its content.
An answer to a test file is that file's: its claims stay as they are.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from uuid import UUID

from django.utils import timezone
from msgspec import Struct

from cleanclaim.claims.refusals import Refusal, refusals_of
from cleanclaim.exchange.x12.acknowledgements import (
    BatchAnswer,
    ClaimAnswer,
    InterchangeAnswer,
    TransactionAnswer,
)
from cleanclaim.exchange.x12.answer_words import ACCEPTED
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.items import Item, Transaction
from cleanclaim.exchange.x12.located import Located
from cleanclaim.exchange.x12.read import read
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars_for_people
from cleanclaim.office.audit_log.log import Actor, log
from cleanclaim.office.claims.models import (
    AnswerFile,
    Batch,
    ClaimAsSent,
    ClaimEvent,
    ClaimRecord,
    ClaimState,
    EventKind,
)
from cleanclaim.office.claims.refresh import lock_claims, rejudge
from cleanclaim.office.claims.sending import read_claim
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.shared.query import read_number

LARGEST = 25_000_000
MOST_FILES = 200
MOST_BYTES = 2 * LARGEST
"""What one look in the folder reads; the rest comes with the next one."""
MOST_FAULTS = 2_000
"""Faults after which a file is none that a receiver sent: reading on would cost minutes and memory for nothing."""
AT_ONCE = 400
"""Rows of a statement."""
TAKEN = "WQ"
"""The action of a 277CA that takes a claim in (STC03)."""


class AnswerTaken(Struct, frozen=True, kw_only=True):
    """What a file said: how many claims it accepts and rejects, and sentences on what a person should know."""

    name: str
    known: bool = False
    accepted: int = 0
    rejected: int = 0
    files_accepted: int = 0
    notes: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The answer in a sentence or more."""
        if self.known:
            return "read before"
        parts = [
            f"{self.files_accepted} file{'s' * (self.files_accepted != 1)} taken in" if self.files_accepted else "",
            f"{self.accepted} claim{'s' * (self.accepted != 1)} accepted" if self.accepted else "",
            f"{self.rejected} claim{'s' * (self.rejected != 1)} rejected" if self.rejected else "",
            *self.notes,
        ]
        return "; ".join(part for part in parts if part) or "says nothing of any claim"


class AnswerRead(Struct, frozen=True):
    """A file that came back, read outside of any transaction, so that nobody waits meanwhile to write."""

    name: str
    content: bytes
    items: tuple[Item, ...]


def read_answer(name: str, content: bytes) -> AnswerRead:
    """Read a file that came back. Raises UserError where it is no X12 file, or nothing but faults."""
    return AnswerRead(name, content, tuple(_read(name, content)))


def take_answer(name: str, content: bytes, actor: Actor) -> AnswerTaken:
    """Read a file that came back and bring what it says to the claims, once. Raises UserError as `read_answer`."""
    if is_known(content):
        return AnswerTaken(name=name, known=True)
    return take_what_was_read(read_answer(name, content), actor)


def is_known(content: bytes) -> bool:
    """Whether a file was read before."""
    return AnswerFile.objects.filter(sha256=sha256(content).hexdigest()).exists()


def take_what_was_read(answer: AnswerRead, actor: Actor) -> AnswerTaken:
    """Bring what a file says to the claims, once."""
    if is_known(answer.content):
        return AnswerTaken(name=answer.name, known=True)
    taken = _Taking(answer.items, _batches_of(answer.items)).outcome(answer.name)
    file = AnswerFile.objects.create(
        organization_id=actor.organization, user_id=actor.user, name=answer.name[:200], content=answer.content,
        sha256=sha256(answer.content).hexdigest(), summary=taken[0].summary,
    )  # fmt: skip
    _store(taken[1], file, actor)
    log(actor, "answer.taken", file.pk, accepted=taken[0].accepted, rejected=taken[0].rejected)
    return taken[0]


def read_folder(folder: Path, organization: UUID) -> list[AnswerRead | AnswerTaken]:
    """Read the files of a folder that were not read before, by name, outside of any transaction; of those that cannot
    be read, why. Raises UserError where the folder cannot be read.
    """
    found: list[AnswerRead | AnswerTaken] = []
    size = 0
    try:
        paths = sorted(one for one in folder.iterdir() if one.is_file() and not one.name.startswith("."))
        for path in paths:
            if path.stat().st_size > LARGEST or len(found) >= MOST_FILES or size > MOST_BYTES:
                continue
            content = path.read_bytes()
            with organization_transaction([organization], writes=False):
                known = is_known(content)
            if not known:
                size += len(content)
                try:
                    found.append(read_answer(path.name, content))
                except UserError as wrong:
                    found.append(AnswerTaken(name=path.name, notes=(wrong.problem,)))
    except OSError as wrong:
        problem = f"cannot be read: {wrong.strerror or wrong}"
        raise UserError("The folder of answers", problem, "Name a folder that may be read.") from None
    return found


def take_all(found: Iterable[AnswerRead | AnswerTaken], actor: Actor) -> list[AnswerTaken]:
    """Bring what files say to the claims, once."""
    return [one if isinstance(one, AnswerTaken) else take_what_was_read(one, actor) for one in found]


class _Word(Struct, frozen=True):
    """What a file says of one claim."""

    sent: ClaimAsSent
    kind: EventKind
    words: str = ""
    payer_claim_number: str = ""


class _Taking:
    """The reading of one file against what was sent."""

    def __init__(self, items: Sequence[Item], batches: Sequence[Batch]) -> None:
        self.items = items
        self.batches = batches
        self.answers = [item.value for item in items if isinstance(item, Located)]

    def outcome(self, name: str) -> tuple[AnswerTaken, list[_Word]]:
        """What the file says in all, and of each claim."""
        refused, notes = self._refusals()
        accepted, strangers = self._accepted()
        files = self._files_accepted()
        notes += [f"claim {one} is none of ours" for one in strangers[:5]]
        if len(strangers) > 5:
            notes.append(f"and {len(strangers) - 5} more")
        kinds = {item.transaction_set for item in self.items if isinstance(item, Transaction)}
        for kind, what in (("835", "a remittance (835)"), ("837", "claims (837)")):
            if kind in kinds:
                notes.append(f"holds {what}, which is no answer to what was sent")
        notes += self._amounts()
        notes += [f"{one.name} was a test file: its claims stay as they are" for one in self.batches if one.test]
        taken = AnswerTaken(
            name=name,
            accepted=sum(1 for one in accepted),
            rejected=len({one.sent.sent_id for one in refused}),
            files_accepted=len({one.sent.batch_id for one in files}),
            notes=tuple(notes),
        )
        return taken, [*files, *accepted, *refused]

    def _refusals(self) -> tuple[list[_Word], list[str]]:
        """The claims that are refused, and what is refused that is not ours."""
        sent_items = [item for batch in self.batches for item in read(BytesIO(bytes(batch.content)))]
        words, notes = [], []
        for refusal in refusals_of([*sent_items, *self.items]):
            ours = _as_sent(refusal.claims)
            words += [_Word(one, EventKind.REJECTED, _in_words(refusal)) for one in ours.values()]
            missing = [one for one in refusal.claims if one not in ours]
            if not refusal.found:
                notes.append(f"{refusal.by} rejects {refusal.about}, which was not sent from here: {refusal.why}")
            elif missing:
                notes.append(f"{refusal.by} rejects claim {missing[0]}, which was not sent from here: {refusal.why}")
        return words, notes

    def _accepted(self) -> tuple[list[_Word], list[str]]:
        taken = [one for one in self.answers if isinstance(one, ClaimAnswer) and one.action == TAKEN]
        ours = _as_sent([one.claim_id for one in taken])
        words = [
            _Word(ours[one.claim_id], EventKind.ACCEPTED, "", one.payer_claim_number or "")
            for one in taken
            if one.claim_id in ours
        ]
        return words, [one.claim_id for one in taken if one.claim_id not in ours]

    def _amounts(self) -> list[str]:
        """The claims of which the file says another amount than was sent."""
        named = {one.claim_id: one.charge for one in self.answers if isinstance(one, ClaimAnswer) and one.charge}
        return [
            f"claim {key} was sent with {dollars_for_people(charge)}, and the answer says {dollars_for_people(other)}"
            for key, sent in _as_sent(list(named)).items()
            if (charge := read_claim(sent).charge) != (other := named[key] or 0)
        ]

    def _files_accepted(self) -> list[_Word]:
        """The claims of the files that a 999 takes in."""
        by_number = {f"{batch.control_number}": batch for batch in self.batches}
        groups = {
            one.group.lstrip("0")
            for one in self.answers
            if isinstance(one, TransactionAnswer) and one.transaction_set == "837" and one.verdict in ACCEPTED
        }
        batches = [by_number[group] for group in groups if group in by_number]
        sent = ClaimAsSent.objects.filter(batch__in=batches).select_related("claim", "batch")
        return [_Word(one, EventKind.FILE_ACCEPTED) for one in sent]


def _in_words(refusal: Refusal) -> str:
    return f"{refusal.by}: {refusal.why}"


def _as_sent(claim_ids: Sequence[str]) -> dict[str, ClaimAsSent]:
    found: dict[str, ClaimAsSent] = {}
    for start in range(0, len(claim_ids), AT_ONCE):
        rows = ClaimAsSent.objects.filter(sent_id__in=claim_ids[start : start + AT_ONCE]).select_related("claim")
        found |= {one.sent_id: one for one in rows}
    return found


def _read(name: str, content: bytes) -> Iterator[Item]:
    """What a file holds, without what is wrong with it."""
    remedy = "Choose the files that the receiver sent back: TA1, 999, 277CA."
    faults = 0
    try:
        for item in read(BytesIO(content)):
            if not isinstance(item, Diagnostic):
                yield item
                continue
            faults += 1
            if faults > MOST_FAULTS:
                raise UserError(name, f"has more than {MOST_FAULTS:,} faults: no receiver sent it so", remedy)
    except UserError as wrong:
        raise UserError(name, wrong.problem, remedy) from None


def _batches_of(items: Sequence[Item]) -> list[Batch]:
    """The batches that a file speaks of, by any number that it names them by, and those of the claims that it names."""
    numbers: set[int] = set()
    claims: list[str] = []
    for item in items:
        match item:
            case Located(value=InterchangeAnswer() as answer):
                numbers |= _number(answer.interchange)
            case Located(value=TransactionAnswer() as answer):
                numbers |= _number(answer.group)
            case Located(value=BatchAnswer() as answer):
                numbers |= _number((answer.batch or "").partition("-")[0])
            case Located(value=ClaimAnswer() as answer):
                claims.append(answer.claim_id)
    of_claims = {one.batch_id for one in _as_sent(claims).values()}
    return list(Batch.objects.filter(control_number__in=numbers) | Batch.objects.filter(pk__in=of_claims))


def _number(text: str) -> set[int]:
    number = read_number(text, 9)
    return set() if number is None else {number}


def _store(words: Sequence[_Word], file: AnswerFile, actor: Actor) -> None:
    """Bring what a file says to the claims; an answer to a claim that was sent again since is only noted."""
    records = {word.sent.claim_id: word.sent.claim for word in words}
    lock_claims(list(records.values()))
    ClaimEvent.objects.bulk_create(
        (
            ClaimEvent(
                organization_id=actor.organization, claim_id=word.sent.claim_id, kind=word.kind, words=word.words,
                answer=file, batch_id=word.sent.batch_id, user_id=actor.user,
            )
            for word in words
        ),
        batch_size=AT_ONCE,
    )  # fmt: skip
    newest = _newest_batches(list(records))
    changed: dict[UUID, ClaimRecord] = {}
    for word in words:
        record = records[word.sent.claim_id]
        waits = record.state in (ClaimState.SENT, ClaimState.ACCEPTED)
        if not waits or newest.get(record.pk) != word.sent.batch_id:
            continue
        if word.kind == EventKind.ACCEPTED:
            record.state, record.payer_claim_number = ClaimState.ACCEPTED, word.payer_claim_number[:80]
        elif word.kind == EventKind.REJECTED:
            record.state, record.rejections = ClaimState.REJECTED, record.rejections + 1
        else:
            continue
        record.changed_at = timezone.now()
        changed[record.pk] = record
    columns = ["state", "payer_claim_number", "rejections", "changed_at"]
    ClaimRecord.objects.bulk_update(changed.values(), columns, batch_size=AT_ONCE)
    rejudge([record for record in changed.values() if record.state == ClaimState.REJECTED])


def _newest_batches(claims: Sequence[UUID]) -> dict[UUID, UUID]:
    """The batch in which each claim went out last, not as a test."""
    found: dict[UUID, UUID] = {}
    for start in range(0, len(claims), AT_ONCE):
        rows = ClaimAsSent.objects.filter(claim__in=claims[start : start + AT_ONCE], batch__test=False).order_by("id")
        found |= dict(rows.values_list("claim", "batch"))
    return found
