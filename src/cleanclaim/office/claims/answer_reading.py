"""What a file that came back says of the claims that were sent.

    TA1   of a file          999   of a file
    277CA of a claim, a provider's claims or all of a batch
    835   of a claim

A claim is meant by its id, and where several sendings have it, as a void repeats the claim's, by the batch that the
answer names; where nothing says which of them is meant, a person chooses. What speaks of no file or claim of ours, or
does not fit it (`answer_fit`), is named and changes nothing. An answer to a test file is that file's.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from msgspec import Struct

from cleanclaim.claims.refusals import refusals_of, why_claim
from cleanclaim.exchange.x12.acknowledgements import (
    BatchAnswer,
    ClaimAnswer,
    InterchangeAnswer,
    TransactionAnswer,
)
from cleanclaim.exchange.x12.answer_words import ACCEPTED, REFUSED
from cleanclaim.exchange.x12.items import Interchange, Item, Transaction
from cleanclaim.exchange.x12.located import Located
from cleanclaim.exchange.x12.read import read
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.remittance import REVERSED, PaidClaim, Payment
from cleanclaim.office.claims.answer_fit import (
    SentFile,
    misfits_claim,
    misfits_file,
    misfits_interchange,
    misfits_payment,
    read_sent_file,
)
from cleanclaim.office.claims.models import ClaimAsSent, EventKind
from cleanclaim.office.claims.outbox import Batch
from cleanclaim.office.shared.query import read_number

AT_ONCE = 400
"""Rows of a statement."""
TAKEN = "WQ"
"""The action of a 277CA that takes a claim in (STC03)."""
DENIED = "4"
"""The status of a claim that was denied (CLP02)."""
NAMED_AT_MOST = 5
"""The claims that a summary names of those that are none of ours, or do not fit."""


class AnswerTie(Struct, frozen=True):
    """A claim that an answer names without saying which of its sendings of one day it is to: a person chooses."""

    claim_id: str
    kind: str
    sent: tuple[ClaimAsSent, ...]

    @property
    def words(self) -> str:
        """What is open, in a sentence."""
        files = " or ".join(one.batch.name for one in self.sent)
        return f"{self.kind} on claim {self.claim_id} is to {files}, and does not say which: choose on its page"


class AnswerTaken(Struct, frozen=True, kw_only=True):
    """What a file said: how many claims it accepts, decides and rejects, and sentences on what a person should know."""

    name: str
    known: bool = False
    accepted: int = 0
    decided: int = 0
    rejected: int = 0
    files_accepted: int = 0
    ties: tuple[AnswerTie, ...] = ()
    file: UUID | None = None
    """The file as it is stored."""
    notes: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The answer in a sentence or more."""
        if self.known:
            return "read before"
        parts = [
            f"{self.files_accepted} file{'s' * (self.files_accepted != 1)} taken in" if self.files_accepted else "",
            f"{self.accepted} claim{'s' * (self.accepted != 1)} accepted" if self.accepted else "",
            f"{self.decided} claim{'s' * (self.decided != 1)} decided" if self.decided else "",
            f"{self.rejected} claim{'s' * (self.rejected != 1)} rejected" if self.rejected else "",
            *(one.words for one in self.ties[:NAMED_AT_MOST]),
            f"and {len(self.ties) - NAMED_AT_MOST} more to choose" if len(self.ties) > NAMED_AT_MOST else "",
            *self.notes,
        ]
        return "; ".join(part for part in parts if part) or "says nothing of any claim"


class WordOnClaim(Struct, frozen=True, kw_only=True):
    """What a file says of one claim as it went out: its kind, the day of the decision, the payer's number."""

    sent: ClaimAsSent
    kind: EventKind
    by: str
    on: date | None
    words: str = ""
    payer_claim_number: str = ""


class _Named(Struct, frozen=True):
    """An answer to a claim or a file, the number of the batch that it names, the day of the decision, and in what it
    came.
    """

    answer: ClaimAnswer | PaidClaim | TransactionAnswer
    batch: int | None
    on: date | None
    came: Interchange | None
    payment: Payment | None = None
    all_parts: int = 0


def read_words(
    name: str, items: Sequence[Item], chosen: Mapping[str, UUID] | None = None
) -> tuple[AnswerTaken, list[WordOnClaim]]:
    """What a file says in all, and of each claim. `chosen`: to which sending a tied answer is, by id."""
    return _Reading(items, chosen or {}).outcome(name)


class _Reading:
    """The reading of one file against what was sent."""

    def __init__(self, items: Sequence[Item], chosen: Mapping[str, UUID]) -> None:
        self.items = items
        self.chosen = chosen
        self.ties: dict[tuple[str, str], AnswerTie] = {}
        self.named = list(_named(items))
        self.sent = _SentClaims([one.answer.claim_id for one in self.named if hasattr(one.answer, "claim_id")])
        self.batches = _batches_of(items, self.sent)
        self.files = {batch.pk: read_sent_file(batch) for batch in self.batches}
        self.wrong: dict[str, None] = {}

    def outcome(self, name: str) -> tuple[AnswerTaken, list[WordOnClaim]]:
        """What the file says in all, and of each claim."""
        of_many, notes = self._refusals()
        of_claims, strangers = self._of_claims()
        files = self._files_accepted()
        words = [*files, *of_many, *of_claims]
        notes += self.wrong
        notes += strangers[:NAMED_AT_MOST]
        if len(strangers) > NAMED_AT_MOST:
            notes.append(f"and {len(strangers) - NAMED_AT_MOST} more")
        kinds = {item.transaction_set for item in self.items if isinstance(item, Transaction)}
        if "837" in kinds:
            notes.append("holds claims (837), which is no answer to what was sent")
        if "835" in kinds:
            notes.append("what it paid is not posted here")
        notes += [f"{one.name} was a test file: its claims stay as they are" for one in self.batches if one.test]
        taken = AnswerTaken(
            name=name,
            accepted=_claims(words, EventKind.ACCEPTED),
            decided=_claims(words, EventKind.DECIDED),
            rejected=_claims(words, EventKind.REJECTED),
            files_accepted=len({one.sent.batch_id for one in files}),
            ties=tuple(self.ties.values()),
            notes=tuple(notes),
        )
        return taken, words

    def _of_claims(self) -> tuple[list[WordOnClaim], list[str]]:
        """What is said of single claims, and of those that are none of ours or do not fit."""
        words: list[WordOnClaim] = []
        strangers: list[str] = []
        for one in self.named:
            match one.answer:
                case ClaimAnswer(action=action) as answer if action in (TAKEN, REFUSED):
                    why = (why_claim(answer) or "no status is given") if action == REFUSED else ""
                    if sent := self._meant(
                        answer.claim_id, "277CA", self.sent.find(answer.claim_id, one.batch, one.on)
                    ):
                        if self._fits(one, answer, sent, strangers):
                            words.append(_refused(sent, why, one.on) if why else _accepted(sent, answer, one.on))
                    elif not self.sent.knows(answer.claim_id):
                        rejects = f"277CA rejects claim {answer.claim_id}, which was not sent from here: {why}"
                        strangers.append(rejects if why else f"claim {answer.claim_id} is none of ours")
                case PaidClaim() as paid:
                    reverses = paid.status == REVERSED
                    found = self.sent.find(paid.claim_id, None, one.on, reverses=reverses)
                    if sent := self._meant(paid.claim_id, "835", found):
                        if self._fits(one, paid, sent, strangers):
                            words.append(_decided(sent, paid, one.on))
                    elif not self.sent.knows(paid.claim_id):
                        strangers.append(f"claim {paid.claim_id} is none of ours")
        return words, strangers

    def _meant(self, claim_id: str, kind: str, found: Sequence[ClaimAsSent]) -> ClaimAsSent | None:
        """The sending that an answer is to; None where there is none, or it is for a person to choose."""
        if len(found) > 1:
            picked = [one for one in found if one.pk == self.chosen.get(claim_id)]
            if not picked:
                self.ties[claim_id, kind] = AnswerTie(claim_id, kind, tuple(found))
            found = picked
        return found[0] if found else None

    def _fits(self, one: _Named, answer: ClaimAnswer | PaidClaim, sent: ClaimAsSent, strangers: list[str]) -> bool:
        """Whether an answer is to a claim as it went out; what does not fit is noted."""
        file = self.files[sent.batch_id]
        if isinstance(answer, ClaimAnswer):
            wrong, kind = misfits_file(one.came, one.on, file), "277CA"
        else:
            wrong, kind = misfits_payment(one.came, one.payment, file), "835"
        if wrong:
            self._note(kind, file, wrong)
        elif wrong := misfits_claim(answer, sent.read(), one.all_parts):
            strangers.append(f"{kind} does not fit claim {sent.sent_id}, which stays as it is: {wrong}")
        return not wrong

    def _note(self, kind: str, file: SentFile, wrong: str) -> None:
        self.wrong[f"{kind} does not fit {file.batch.name}, whose claims stay as they are: {wrong}"] = None

    def _refusals(self) -> tuple[list[WordOnClaim], list[str]]:
        """The claims of files, batches and providers that are refused whole, and what is refused that is not ours."""
        refusing = list(_refusing(self.items))
        words: list[WordOnClaim] = []
        ours: set[int] = set()
        for batch in self.batches if refusing else ():
            content = [*read(BytesIO(bytes(batch.content)))]
            for at, (came, answer) in enumerate(refusing):
                (refusal,) = refusals_of([*content, *([came] if came else []), answer])
                if not refusal.found:
                    continue
                ours.add(at)
                file = self.files[batch.pk]
                wrong = [misfits_file(came, refusal.on, file), misfits_interchange(answer.value, file)]
                if any(wrong):
                    self._note(refusal.by, file, "; ".join(filter(None, wrong)))
                    continue
                words += [
                    WordOnClaim(
                        sent=one, kind=EventKind.REJECTED, by=refusal.by, on=refusal.on,
                        words=f"{refusal.by}: {refusal.why}",
                    )
                    for one in _rows_of(batch, refusal.claims)
                ]  # fmt: skip
        strangers = [refusals_of([one])[0] for at, (_came, one) in enumerate(refusing) if at not in ours]
        return words, [f"{one.by} rejects {one.about}, which was not sent from here: {one.why}" for one in strangers]

    def _files_accepted(self) -> list[WordOnClaim]:
        """The claims of the files that a 999 takes in."""
        by_number = {f"{batch.control_number}": batch.pk for batch in self.batches}
        taken = {}
        for one in self.named:
            if not isinstance(one.answer, TransactionAnswer):
                continue
            file = self.files.get(by_number.get(one.answer.group.lstrip("0")))  # type: ignore[arg-type]
            if file is None:
                continue
            if wrong := misfits_file(one.came, one.on, file):
                self._note("999", file, wrong)
            else:
                taken[file.batch.pk] = one.on
        sent = ClaimAsSent.objects.filter(batch__in=list(taken)).select_related("claim", "batch")
        return [WordOnClaim(sent=one, kind=EventKind.FILE_ACCEPTED, by="999", on=taken[one.batch_id]) for one in sent]


def _refusing(items: Sequence[Item]) -> Iterator[tuple[Interchange | None, Located[Any]]]:
    """The answers that refuse a file, a batch or a provider's claims, each with the interchange that it came in."""
    came = None
    for item in items:
        if isinstance(item, Interchange):
            came = item
        elif isinstance(item, Located) and not isinstance(item.value, ClaimAnswer) and refusals_of([item]):
            yield came, item


def _claims(words: Sequence[WordOnClaim], kind: EventKind) -> int:
    return len({one.sent.pk for one in words if one.kind == kind})


def _accepted(sent: ClaimAsSent, answer: ClaimAnswer, on: date | None) -> WordOnClaim:
    number = answer.payer_claim_number or ""
    return WordOnClaim(sent=sent, kind=EventKind.ACCEPTED, by="277CA", on=on, payer_claim_number=number)


def _refused(sent: ClaimAsSent, why: str, on: date | None) -> WordOnClaim:
    return WordOnClaim(sent=sent, kind=EventKind.REJECTED, by="277CA", on=on, words=f"277CA: {why}")


def _decided(sent: ClaimAsSent, paid: PaidClaim, on: date | None) -> WordOnClaim:
    number = paid.payer_claim_number or ""
    if paid.status == REVERSED:
        words = "took an earlier payment back"
    elif paid.status == DENIED:
        words = "denied it"
    else:
        words = f"paid {dollars_for_people(paid.paid or 0)}"
    return WordOnClaim(sent=sent, kind=EventKind.DECIDED, by="835", on=on, words=words, payer_claim_number=number)


def _named(items: Sequence[Item]) -> Iterator[_Named]:
    """The answers to claims and files, each with the batch that it names and the day of the decision."""
    on: date | None = None
    batch: int | None = None
    came: Interchange | None = None
    paid: list[PaidClaim] = []
    for item in items:
        match item:
            case Interchange():
                on, batch, came = item.on, None, item
            case Located(value=BatchAnswer() as answer) if answer.batch:
                batch = next(iter(_number(answer.batch.partition("-")[0])), None)
            case Located(value=ClaimAnswer() as answer):
                yield _Named(answer, batch, answer.on or on, came)
            case Located(value=TransactionAnswer() as answer):
                if answer.transaction_set == "837" and answer.verdict in ACCEPTED:
                    yield _Named(answer, None, on, came)
            case Located(value=PaidClaim() as answer):
                paid.append(answer)
            case Located(value=Payment() as payment):
                yield from _paid(paid, payment.on or on, came, payment)
                paid = []
    yield from _paid(paid, on, came, None)


def _paid(
    paid: Sequence[PaidClaim], on: date | None, came: Interchange | None, payment: Payment | None
) -> Iterator[_Named]:
    """What a payment says of claims: of one with several parts, each with what all of them were charged."""
    parts: dict[tuple[str, bool], int] = defaultdict(int)
    for one in paid:
        parts[one.claim_id, one.status == REVERSED] += abs(one.charge or 0)
    for one in paid:
        yield _Named(one, None, on, came, payment, parts[one.claim_id, one.status == REVERSED])


class _SentClaims:
    """The claims of these ids as they went out."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._found: dict[str, list[ClaimAsSent]] = {}
        for start in range(0, len(ids), AT_ONCE):
            rows = ClaimAsSent.objects.filter(sent_id__in=set(ids[start : start + AT_ONCE]))
            for one in rows.select_related("claim", "batch").defer("batch__content").order_by("id"):
                known = self._found.setdefault(one.sent_id, [])
                if one not in known:
                    known.append(one)

    @property
    def batches(self) -> set[UUID]:
        """The batches in which they went out."""
        return {one.batch_id for rows in self._found.values() for one in rows}

    def knows(self, claim_id: str) -> bool:
        """Whether a claim went out under this id."""
        return claim_id in self._found

    def find(
        self, claim_id: str, batch: int | None, on: date | None, *, reverses: bool | None = None
    ) -> list[ClaimAsSent]:
        """The sending that is meant: that of the batch that is named, else the last one before the day. Several where
        they went out on one day, or no day is said, and nothing tells them apart.

        `reverses`: a payment is taken back, as of a claim that was voided; False: it is paid, and no void is.
        """
        rows = self._found.get(claim_id, [])
        if reverses is not None:
            rows = [one for one in rows if (one.frequency == "void") is reverses] or rows
        named = [one for one in rows if one.batch.control_number == batch]
        if named or on is None:
            return named[:1] or rows
        before = [one for one in rows if one.batch.at.date() <= on]
        return [one for one in before if one.batch.at.date() == before[-1].batch.at.date()] or rows[:1]


def _rows_of(batch: Batch, ids: Sequence[str]) -> list[ClaimAsSent]:
    rows = ClaimAsSent.objects.filter(batch=batch).select_related("claim", "batch")
    return [one for one in rows if one.sent_id in set(ids)] if ids else []


def _batches_of(items: Sequence[Item], sent: _SentClaims) -> list[Batch]:
    """The batches that a file speaks of, by any number that it names them by, and those of the claims that it names."""
    numbers: set[int] = set()
    for item in items:
        match item:
            case Located(value=InterchangeAnswer() as answer):
                numbers |= _number(answer.interchange)
            case Located(value=TransactionAnswer() as answer):
                numbers |= _number(answer.group)
            case Located(value=BatchAnswer() as answer):
                numbers |= _number((answer.batch or "").partition("-")[0])
    named = Batch.objects.filter(control_number__in=numbers) | Batch.objects.filter(pk__in=sent.batches)
    return list(named.order_by("control_number"))


def _number(text: str) -> set[int]:
    number = read_number(text, 9)
    return set() if number is None else {number}
