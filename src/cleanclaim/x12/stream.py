"""Read any X12 file as a stream: its claims, payments and answers, and with them everything that is wrong.

One pass in constant memory. Each transaction is matched against its guide; what it says comes as values, each with its
place in the file; what is wrong comes as diagnostics among them, just after what it is about. Nothing is left out for
being wrong: a claim with faults is given as far as it can be read.
"""

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from msgspec import Struct

from cleanclaim.x12.answers import (
    ClaimAnswer,
    GroupAnswer,
    InterchangeAnswer,
    TransactionAnswer,
    interchange_answer,
)
from cleanclaim.x12.diagnostics import Diagnostic, Fault
from cleanclaim.x12.enclosures import Enclosures
from cleanclaim.x12.guide import guide_for
from cleanclaim.x12.lexer import Segment, segments
from cleanclaim.x12.matcher import Matcher
from cleanclaim.x12.readers import Reader, reader_for
from cleanclaim.x12.remitted import PaidClaim, Payment
from cleanclaim.x12.submitted import SubmittedClaim


class Transaction(Struct, frozen=True, kw_only=True):
    """The beginning of a transaction: its set (`837`), version and control number. `known` where we hold its guide."""

    byte: int
    transaction_set: str
    version: str
    control_number: str
    known: bool


Item = (
    Diagnostic
    | Transaction
    | SubmittedClaim
    | PaidClaim
    | Payment
    | InterchangeAnswer
    | TransactionAnswer
    | GroupAnswer
    | ClaimAnswer
)

_ENVELOPE = {"ISA", "GS", "ST", "SE", "GE", "IEA", "TA1"}


def read(file: BinaryIO) -> Iterator[Item]:
    """Everything a file says, and everything wrong with it, in the order of the file."""
    around = Enclosures()
    matcher: Matcher | None = None
    reader: Reader | None = None
    last: Segment | None = None
    for segment in segments(file):
        name = segment.elements[0]
        if not name and not segment.closed:
            break
        last = segment
        if name in _ENVELOPE:
            if matcher is not None and name != "ST":
                if name == "SE":
                    matcher.place(segment)
                matcher.finish(segment)
                if reader is not None:
                    yield from _items(reader.finish(), around)
                yield from _faults(matcher, around, reader)
                matcher = reader = None
            yield from around.take(segment)
            if name == "ST":
                matcher, reader, begun = _begin(segment, around)
                yield begun
                if matcher is None:
                    yield around.diagnostic(segment, _unknown(begun))
                else:
                    matcher.place(segment)
            elif name == "TA1":
                yield interchange_answer(segment)
            continue
        if matcher is None:
            if not around.open:
                yield around.diagnostic(segment, _stray(name))
            continue
        use = matcher.place(segment)
        if use is not None and reader is not None:
            found = reader.take(use, segment)
            if found:
                yield from _items(found, around)
        if matcher.faults:
            yield from _faults(matcher, around, reader)
    if last is None or not last.closed:
        yield around.cut_off(last)
    yield from around.finish(last)


def _begin(segment: Segment, around: Enclosures) -> tuple[Matcher | None, Reader | None, Transaction]:
    version = segment.element(3) or around.version
    guide = guide_for(segment.element(1), version) or guide_for(segment.element(1), around.version)
    begun = Transaction(
        byte=segment.offset,
        transaction_set=segment.element(1),
        version=version,
        control_number=segment.element(2),
        known=guide is not None,
    )
    if guide is None:
        return None, None, begun
    return Matcher(guide, segment.delimiters), reader_for(guide), begun


def _items(found: Sequence[tuple[Item, list[tuple[Segment, Fault]]]], around: Enclosures) -> Iterator[Item]:
    for item, wrong in found:
        yield item
        for segment, fault in wrong:
            yield around.diagnostic(segment, fault, claim=getattr(item, "claim_id", None))


def _faults(matcher: Matcher, around: Enclosures, reader: Reader | None) -> Iterator[Diagnostic]:
    claim = reader.claim if reader else None
    for segment, fault, loop in matcher.faults:
        yield around.diagnostic(segment, fault, loop=loop.id or None, claim=claim)
    matcher.faults.clear()


def _unknown(begun: Transaction) -> Fault:
    what = f"{begun.transaction_set} {begun.version}".strip()
    return Fault(2, f"No guide is held for {what}; only its envelope was checked.", "Read it with another tool.", "1")


def _stray(name: str) -> Fault:
    return Fault(1, f'"{name[:20]}" stands outside any transaction.', "Send segments between ST and SE.", "1")
