"""What is remembered of a file: its claims and decisions packed, with the numbers by which they are found."""

from array import array
from collections.abc import Callable, Collection, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple, cast

from msgspec import Struct, field
from msgspec.msgpack import Decoder, Encoder

from cleanclaim.claims.refusals import refuses
from cleanclaim.exchange.x12.acknowledgements import (
    BatchAnswer,
    ClaimAnswer,
    GroupAnswer,
    InterchangeAnswer,
    TransactionAnswer,
)
from cleanclaim.exchange.x12.items import Content, Interchange, Transaction
from cleanclaim.exchange.x12.located import Located
from cleanclaim.law.basis import Basis
from cleanclaim.model.remittance import PaidClaim, Payment
from cleanclaim.model.submitted_claim import SubmittedClaim
from cleanclaim.money.book.book import BookFile
from cleanclaim.money.book.money_items import MoneyItems
from cleanclaim.money.book.payees import BillingId, billing_ids
from cleanclaim.money.book.payer_names import payers_named
from cleanclaim.money.known.compact import Compact
from cleanclaim.money.known.keys import (
    node_of,
    offered_by_claim,
    offered_by_decision,
    sought_by_claim,
)

Envelope = Interchange | Transaction | InterchangeAnswer | TransactionAnswer | GroupAnswer | BatchAnswer | ClaimAnswer
"""What a file has besides claims and payments, which says what was sent when, and what was refused."""
_ENCODER = Encoder()
ENVELOPE = Decoder(Envelope)
CLAIM, PAID, PAYMENT = Compact(SubmittedClaim), Compact(PaidClaim), Compact(Payment)
A_PIECE = 1_000
"""Claims handed on at a time."""


class PackedClaim(NamedTuple):
    """A claim as sent, or as decided: the number of its file and of its id, the part of the file that it is in, and its
    segment.
    """

    file: int
    node: int
    part: int
    segment: int
    facts: bytes

    @property
    def decided(self) -> bool:
        """Whether it stands on a remittance."""
        return self.part < 0


ClaimValues = tuple[int, int, int, bytes, str]
"""A claim of a file by its id's number, part and segment, packed, and to which payer it was sent."""


class Part(Struct, frozen=True, array_like=True):
    """A part of a file: a transaction of claims (from 1), whose interchange was made on a day and at a time (HHMM), or
    a remittance (from -1 down), with its payment. `last` is the last day of service of its claims.
    """

    number: int
    segment: int = 0
    on: date | None = None
    time: str = ""
    last: date | None = None
    payment: bytes = b""
    made: str = ""


class EnvelopeRow(Struct, frozen=True, array_like=True):
    """A part of an envelope or an answer, with its place among them: of a transaction the part that its claims are, of
    an answer to a claim the number of its id.
    """

    place: int
    facts: bytes
    part: int = 0
    refuses: bool = False
    node: int | None = None


class FilePiece(Struct, array_like=True):
    """Some of what a file says. `offered` are numbers by which something may be found, and `offering` whose they are,
    one after another in eight bytes; `seeks` what is to be found, and by whom; `payers` are those that claims name,
    `billing` by what those who bill them are known.
    """

    claims: list[ClaimValues] = field(default_factory=list)
    offered: bytes = b""
    offering: bytes = b""
    seeks: list[tuple[int, int]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    envelopes: list[EnvelopeRow] = field(default_factory=list)
    payers: set[str] = field(default_factory=set)
    billing: set[BillingId] = field(default_factory=set)
    use: BookFile | None = None


def file_pieces(
    path: Path, name: str, basis: Basis | None, report: Callable[[int], None] | None
) -> Iterator[FilePiece]:
    """What a file says, a piece at a time; the last one says how it is used, and may say that nothing of it counts."""
    reading = MoneyItems(path, basis, report)
    taking = _Taking()
    for item in reading:
        taking.take(item)
        if len(taking.piece.claims) >= A_PIECE:
            yield taking.take_out()
    taking.end_part()
    last = taking.take_out()
    last.use = reading.use(name)
    yield last


class _Taking:
    """A file while it is read."""

    def __init__(self) -> None:
        self.piece = FilePiece()
        self._offered, self._offering = array("I"), array("q")
        self._part = 0
        self._remittance = -1
        self._has_claims = False
        self._places = 0
        self._on: date | None = None
        self._time = ""
        self._last: date | None = None

    def take_out(self) -> FilePiece:
        """What was gathered; then nothing is."""
        piece, self.piece = self.piece, FilePiece()
        piece.offered, piece.offering = self._offered.tobytes(), self._offering.tobytes()
        self._offered, self._offering = array("I"), array("q")
        return piece

    def _offer(self, node: int, keys: Collection[int]) -> None:
        self._offered.extend(keys)
        self._offering.extend([node] * len(keys))

    def take(self, item: Located[Content] | Interchange | Transaction) -> None:
        """Gather one more item."""
        match item:
            case Interchange() | Transaction():
                self.end_part()
                self._part += 1
                if isinstance(item, Interchange):
                    self._on, self._time = item.on, item.time
                self._envelope(item)
            case Located(value=SubmittedClaim() as claim, segment=segment):
                self._claim(claim, segment)
            case Located(value=PaidClaim() as paid, segment=segment):
                node = node_of(paid.claim_id)
                self.piece.claims.append((node, self._remittance, segment, PAID.encode(paid), ""))
                self._offer(node, offered_by_decision(paid))
            case Located(value=Payment() as payment, segment=segment):
                made = f"{self._on or ''} {self._time}"
                payment_part = Part(self._remittance, segment, payment=PAYMENT.encode(payment), made=made)
                self.piece.parts.append(payment_part)
                self._remittance -= 1
            case Located(value=answer):
                self._envelope(cast("Envelope", answer))

    def _claim(self, claim: SubmittedClaim, segment: int) -> None:
        node = node_of(claim.claim_id)
        payer, *others = payers_named(claim)
        self.piece.claims.append((node, self._part, segment, CLAIM.encode(claim), payer))
        self.piece.payers |= {payer, *others}
        self.piece.billing.update(billing_ids(claim))
        self._offer(node, offered_by_claim(claim))
        self.piece.seeks += [(key, node) for key in sought_by_claim(claim)]
        days = [line.first_date for line in claim.lines if line.first_date]
        self._last = max([*days, *([self._last] if self._last else [])], default=None)
        self._has_claims = True

    def end_part(self) -> None:
        """A transaction of claims is over."""
        if self._has_claims:
            self.piece.parts.append(Part(self._part, on=self._on, time=self._time, last=self._last))
            self._has_claims, self._last = False, None

    def _envelope(self, value: Envelope) -> None:
        node = node_of(value.claim_id) if isinstance(value, ClaimAnswer) else None
        refused = not isinstance(value, Interchange | Transaction) and refuses(value)
        self.piece.envelopes.append(EnvelopeRow(self._places, _ENCODER.encode(value), self._part, refused, node))
        self._places += 1
