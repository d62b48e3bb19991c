"""What reading an X12 file gives, one after another: envelopes, values, segments as they stand, diagnostics."""

from datetime import date
from typing import Self

from msgspec import Struct

from cleanclaim.exchange.x12.acknowledgements import (
    BatchAnswer,
    ClaimAnswer,
    GroupAnswer,
    InterchangeAnswer,
    TransactionAnswer,
)
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.generic_loops import GenericLoop
from cleanclaim.exchange.x12.lexer import Segment, words
from cleanclaim.exchange.x12.located import Located
from cleanclaim.exchange.x12.values import day_of
from cleanclaim.model.remittance import PaidClaim, Payment
from cleanclaim.model.submitted_claim import SubmittedClaim


class Interchange(Struct, frozen=True, kw_only=True, tag_field="kind", tag="interchange"):
    """The beginning of an interchange (ISA): from whom to whom, when, its control number. `time` is as it stands
    (HHMM), `usage` P is production, T a test. The qualifiers say what kind of id names the sender and the receiver.
    """

    byte: int
    control_number: str
    sender: str
    sender_qualifier: str
    receiver: str
    receiver_qualifier: str
    on: date | None
    time: str
    usage: str


class Transaction(Struct, frozen=True, kw_only=True, tag_field="kind", tag="transaction"):
    """The beginning of a transaction: its set (`837`), version and control number, and the number of its group.
    `known` where we hold its guide. `reference` is the sender's number of it (BHT03), empty where it has none.
    """

    byte: int
    transaction_set: str
    version: str
    control_number: str
    group: str
    known: bool
    reference: str = ""


class BareSegment(Struct, frozen=True, tag_field="kind", tag="segment"):
    """A segment as it stands, of which no guide told what it means: kept, so that nothing read is lost."""

    byte: int
    number: int
    elements: tuple[str, ...]

    @classmethod
    def of(cls, segment: Segment) -> Self:
        """The segment with its place in the file."""
        return cls(segment.offset, segment.number, tuple(map(words, segment.elements)))


Content = (
    SubmittedClaim
    | PaidClaim
    | Payment
    | InterchangeAnswer
    | TransactionAnswer
    | GroupAnswer
    | BatchAnswer
    | ClaimAnswer
)
"""What is sent in a file, and means the same without one."""

Item = Diagnostic | Interchange | Transaction | Located[Content] | GenericLoop | BareSegment
"""What reading gives: contents with their places; the file's own parts, which have theirs in them; and diagnostics."""


def interchange_of(isa: Segment) -> Interchange:
    """The interchange that an ISA begins."""
    return Interchange(
        byte=isa.offset,
        control_number=isa.element(13),
        sender=words(isa.element(6)).strip(),
        sender_qualifier=isa.element(5),
        receiver=words(isa.element(8)).strip(),
        receiver_qualifier=isa.element(7),
        on=day_of(f"20{isa.element(9)}"),
        time=isa.element(10),
        usage=isa.element(15),
    )
