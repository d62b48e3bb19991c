"""What comes back, read and noted: TA1, 999, 277CA and 835. A file counts once, by its content; one that was to nothing
sent is read anew when it comes again, as what it is to may be sent by then.

How a claim stands follows from all that is noted of it, in whatever order it was read (`course`).
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from msgspec import Struct, structs

from cleanclaim.exchange.x12.claim_files import whole
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.items import Item
from cleanclaim.exchange.x12.read import read
from cleanclaim.model.errors import UserError
from cleanclaim.office.audit_log.log import Actor, log
from cleanclaim.office.claims.answer_reading import AnswerTaken, AnswerTie, WordOnClaim, read_words
from cleanclaim.office.claims.models import AnswerFile, ClaimEvent, EventKind
from cleanclaim.office.claims.refresh import lock_claims, restate
from cleanclaim.office.organizations.scope import organization_transaction

LARGEST = 25_000_000
MOST_FILES = 200
MOST_BYTES = 2 * LARGEST
"""What one look in the folder reads; the rest comes with the next one."""
FITS_NOW = "now it fits: it was read before what it is to was sent from here"
MOST_FAULTS = 2_000
"""Faults after which a file is none that a receiver sent: reading on would cost minutes and memory for nothing."""
AT_ONCE = 400
"""Rows of a statement."""


class AnswerRead(Struct, frozen=True):
    """A file that came back, read outside of any transaction, so that nobody waits meanwhile to write."""

    name: str
    content: bytes
    items: tuple[Item, ...]


def read_answer(name: str, content: bytes) -> AnswerRead:
    """Read a file that came back. Raises UserError where it is no X12 file, cut off, or nothing but faults."""
    return AnswerRead(name, content, tuple(_read(name, content)))


def take_answer(name: str, content: bytes, actor: Actor) -> AnswerTaken:
    """Read a file that came back and bring what it says to the claims, once. Raises UserError as `read_answer`."""
    if is_known(content):
        return AnswerTaken(name=name, known=True)
    return take_what_was_read(read_answer(name, content), actor)


def is_known(content: bytes) -> bool:
    """Whether a file was read before and spoke of what was sent."""
    noted = ClaimEvent.objects.filter(answer=OuterRef("pk"))
    return _of_content(content).filter(Exists(noted)).exists()


def was_read(content: bytes) -> bool:
    """Whether a file was read before, to whatever it was."""
    return _of_content(content).exists()


def _of_content(content: bytes) -> "QuerySet[AnswerFile]":
    return AnswerFile.objects.filter(sha256=sha256(content).hexdigest())


def take_what_was_read(answer: AnswerRead, actor: Actor) -> AnswerTaken:
    """Bring what a file says to the claims, once."""
    if is_known(answer.content):
        return AnswerTaken(name=answer.name, known=True)
    taken, words = read_words(answer.name, answer.items)
    again = was_read(answer.content)
    if again and not words:
        return taken
    if again:
        taken = structs.replace(taken, notes=(FITS_NOW, *taken.notes))
    file = AnswerFile.objects.create(
        organization_id=actor.organization, user_id=actor.user, name=answer.name[:200], content=answer.content,
        sha256=sha256(answer.content).hexdigest(), summary=taken.summary, fits_now=again,
    )  # fmt: skip
    _store(words, file, actor)
    log(actor, "answer.taken", file.pk, accepted=taken.accepted, rejected=taken.rejected)
    return structs.replace(taken, file=file.pk)


def find_ties(file: AnswerFile) -> tuple[AnswerTie, ...]:
    """What of a file that was read is open still: to which sending of a claim it is."""
    noted = set(ClaimEvent.objects.filter(answer=file).values_list("sent__sent_id", flat=True))
    taken, _words = read_words(file.name, read_answer(file.name, bytes(file.content)).items)
    return tuple(one for one in taken.ties if one.claim_id not in noted)


def choose(file: AnswerFile, chosen: Mapping[str, UUID], actor: Actor) -> int:
    """Bring what a file says of claims to the sendings that somebody chose; of how many.

    Raises UserError where that is not open any more, or one is none of those that it may be to.
    """
    ties = {one.claim_id: {sent.pk for sent in one.sent} for one in find_ties(file)}
    if not chosen or any(key not in ties.get(claim, ()) for claim, key in chosen.items()):
        raise UserError("The answer", "this is not open any more, or cannot be meant", "Look at it as it is now.")
    _taken, words = read_words(file.name, read_answer(file.name, bytes(file.content)).items, chosen)
    mine = [word for word in words if chosen.get(word.sent.sent_id) == word.sent.pk]
    if not mine:
        raise UserError("The answer", "does not fit that file: it changes no claim", "Choose another one.")
    _store(mine, file, actor)
    log(
        actor,
        "answer.taken",
        file.pk,
        accepted=_count(mine, EventKind.ACCEPTED),
        rejected=_count(mine, EventKind.REJECTED),
    )
    return len(mine)


def _count(words: Sequence[WordOnClaim], kind: EventKind) -> int:
    return sum(word.kind == kind for word in words)


def read_folder(folder: Path, organization: UUID) -> list[AnswerRead | AnswerTaken]:
    """Read the files of a folder that were not read before, by name, outside of any transaction, then those that were
    to nothing sent; of those that cannot be read, why. Raises UserError where the folder cannot be read.
    """
    found: list[AnswerRead | AnswerTaken] = []
    size = 0
    try:
        paths = deque(sorted(one for one in folder.iterdir() if one.is_file() and not one.name.startswith(".")))
        new = len(paths)
        while paths:
            path, new = paths.popleft(), new - 1
            if path.stat().st_size > LARGEST or len(found) >= MOST_FILES or size > MOST_BYTES:
                continue
            content = path.read_bytes()
            with organization_transaction([organization], writes=False):
                known, read_before = is_known(content), was_read(content)
            if read_before and not known and new >= 0:
                paths.append(path)
            elif not known:
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


def _read(name: str, content: bytes) -> Iterator[Item]:
    """What a file holds, without what is wrong with it."""
    remedy = "Choose the files that the receiver sent back: TA1, 999, 277CA, 835."
    faults = 0
    try:
        for item in whole(read(BytesIO(content)), name):
            if not isinstance(item, Diagnostic):
                yield item
                continue
            faults += 1
            if faults > MOST_FAULTS:
                raise UserError(name, f"has more than {MOST_FAULTS:,} faults: no receiver sent it so", remedy)
    except UserError as wrong:
        raise UserError(name, wrong.problem, remedy) from None


def _store(words: Sequence[WordOnClaim], file: AnswerFile, actor: Actor) -> None:
    """Note what a file says of the claims, and have them stand by all that is noted."""
    records = {word.sent.claim_id: word.sent.claim for word in words if not word.sent.batch.test}
    lock_claims(list(records.values()))
    ClaimEvent.objects.bulk_create(
        (
            ClaimEvent(
                organization_id=actor.organization, claim_id=word.sent.claim_id, kind=word.kind, words=word.words,
                by=word.by, on=word.on, payer_claim_number=word.payer_claim_number[:80], sent_id=word.sent.pk,
                answer=file, batch_id=word.sent.batch_id, user_id=actor.user,
            )
            for word in words
        ),
        batch_size=AT_ONCE,
    )  # fmt: skip
    restate(list(records.values()))
