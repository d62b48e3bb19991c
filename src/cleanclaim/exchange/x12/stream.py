"""Read any X12 file as a stream: its claims, payments and answers, and everything wrong with it.

One pass in constant memory. Each transaction is matched against its guide; what it says comes as values, each with its
place in the file; what is wrong comes as diagnostics among them, just after what it is about. Nothing is left out for
being wrong: a claim with faults is read as far as possible.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import BinaryIO

from cleanclaim.exchange.x12.acknowledgements import interchange_answer
from cleanclaim.exchange.x12.checks.check import Fault
from cleanclaim.exchange.x12.checks.compiled import FileChecks
from cleanclaim.exchange.x12.checks.level1_envelope import GROUP_KIND, OUTSIDE
from cleanclaim.exchange.x12.checks.level2_guide import MISSING_LOOP, MISSING_SEGMENT, NO_GUIDE
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.envelope_check import EnvelopeCheck
from cleanclaim.exchange.x12.guide import Loop, guide_for
from cleanclaim.exchange.x12.hierarchy import Hierarchy
from cleanclaim.exchange.x12.items import BareSegment, Item, Transaction, interchange_of
from cleanclaim.exchange.x12.lexer import Lexer, Segment, words
from cleanclaim.exchange.x12.located import Located, located
from cleanclaim.exchange.x12.loop_text import LoopText, matched_loops
from cleanclaim.exchange.x12.matcher import Matcher
from cleanclaim.exchange.x12.reader import FastReader, Reader, ValueWithFaults
from cleanclaim.exchange.x12.readers import reader_for

_LEVELS = frozenset({"2000A.HL", "2000B.HL", "2000C.HL"})

_CLAIMS = {"2300.CLM", "2100.CLP", "2200D.TRN"}
"""With what a claim begins, or the answer on one."""
_LACKING = (MISSING_SEGMENT, MISSING_LOOP)

_ENVELOPE = {"ISA", "GS", "ST", "SE", "GE", "IEA", "TA1"}


def read_stream(file: BinaryIO, checks: FileChecks | None = None, *, values: bool = True) -> Iterator[Item]:
    """Everything a file says, and everything wrong with it, in the order of the file.

    `checks` bring the code lists; without them, codes are checked against those that ship with the program. Without
    `values`, claims of an 837P in which nothing is wrong may be given as a `RightClaim`.
    """
    lexer = Lexer(file)
    reading = _FileReader(checks or FileChecks(), values=values)
    last: Segment | None = None
    while True:
        if reading.fast_reader is not None:
            yield from reading.whole_loops(lexer)
        segment = lexer.next()
        if segment is None or (not segment.elements[0] and not segment.closed):
            break
        last = segment
        if segment.elements[0] in _ENVELOPE:
            yield from reading.envelope(segment, lexer)
        elif reading.matcher is None:
            yield from reading.unread(segment)
        else:
            found = reading.placed(segment)
            if found:
                yield from found
    yield from reading.finish(last)


class _FileReader:
    """The state of reading a file: its envelopes, and the matcher and reader of the transaction that is open."""

    def __init__(self, checks: FileChecks, *, values: bool) -> None:
        self.checks = checks
        self.values = values
        self.envelopes = EnvelopeCheck()
        self.matcher: Matcher | None = None
        self.reader: Reader | None = None
        self.fast_reader: FastReader | None = None
        self._levels = Hierarchy()

    def envelope(self, segment: Segment, lexer: Lexer) -> Iterator[Item]:
        """A segment of the envelopes, which may begin or end a transaction."""
        name = segment.elements[0]
        if name == "SE" and self.matcher is not None:
            self.matcher.place(segment)
        yield from self.end(segment)
        yield from self.envelopes.take(segment)
        if name == "ISA":
            if lexer.wrapped:
                yield self.envelopes.wrapped(segment, lexer.peek())
            yield interchange_of(segment)
        elif name == "ST":
            yield from self._begin(segment, lexer.peek())
        elif name == "TA1":
            yield located(interchange_answer(segment), segment)

    def _begin(self, segment: Segment, following: list[str]) -> Iterator[Item]:
        version = segment.element(3) or self.envelopes.version
        guide = guide_for(segment.element(1), version) or guide_for(segment.element(1), self.envelopes.version)
        yield Transaction(
            byte=segment.offset,
            transaction_set=segment.element(1),
            version=version,
            control_number=segment.element(2),
            group=self.envelopes.group,
            known=guide is not None,
            reference=words(following[3]) if following[:1] == ["BHT"] and len(following) > 3 else "",
        )
        kind = self.envelopes.kind
        if guide is not None and kind and kind != guide.functional_group:
            problem = f'GS01 "{kind}" is not the kind of a group of {guide.transaction_set}.'
            fault = GROUP_KIND.fault(problem, f"Send {guide.functional_group}.")
            yield self.envelopes.diagnostic(segment, fault)
        if guide is None:
            yield self.envelopes.diagnostic(segment, _unknown(segment.element(1), version))
        else:
            self.matcher, self._levels = Matcher(guide, segment.delimiters), Hierarchy()
            self.reader = reader_for(guide, self.checks, values=self.values)
            self.fast_reader = self.reader if isinstance(self.reader, FastReader) else None
            self.matcher.place(segment)
            yield from self.faults(None)

    def end(self, segment: Segment) -> Iterator[Item]:
        """The open transaction, if there is one, ends with or before the segment."""
        if self.matcher is None:
            return
        self.matcher.finish(segment)
        yield from self.faults(self.reader.claim if self.reader else None)
        if self.reader is not None:
            yield from self.items(self.reader.finish())
        for placed, fault in self._levels.finish():
            yield self.envelopes.diagnostic(placed, fault)
        self.matcher = self.reader = self.fast_reader = None

    def finish(self, last: Segment | None) -> Iterator[Item]:
        """The file ends with the last segment, if it has any; what is open then ends too."""
        if last is None or not (last.closed or _ends_the_file(last)):
            yield self.envelopes.truncated(last)
        if last is not None:
            yield from self.end(last)
            yield from self.envelopes.finish(last)

    def whole_loops(self, lexer: Lexer) -> Iterator[Item]:
        """What whole loops of a known shape say, as many of them as come next."""
        matcher, reader = self.matcher, self.fast_reader
        assert matcher is not None
        assert reader is not None
        while (known := matcher.match_loops(lexer.text, lexer.at)) is not None:
            parts = matched_loops(lexer, *known)
            if parts[0].path in _LEVELS:
                for part in parts:
                    if wrong_levels := self._levels.take(known[0].frames[0].loop, part):
                        yield from self.level_faults(known[0].frames[0].loop, wrong_levels)
            for item, wrong in reader.take_loops(parts):
                yield item
                if wrong:
                    yield from self.wrong(item, wrong)

    def placed(self, segment: Segment) -> list[Item]:
        """What a segment of the open transaction completes, and what is wrong with it."""
        matcher, reader = self.matcher, self.reader
        assert matcher is not None
        assert reader is not None
        before = reader.claim
        use = matcher.place(segment)
        items: list[Item] = []
        if use is None:
            items.append(BareSegment.of(segment))
        else:
            if use.id == "HL":
                wrong = self._levels.take(use.loop, LoopText.starting(use, segment))
                items += self.level_faults(use.loop, wrong)
            found = reader.take(use, segment)
            if found:
                items += self.items(found)
        if matcher.faults:
            items += self.faults(before)
        return items

    def level_faults(self, loop: Loop, wrong: Sequence[tuple[Segment, Fault]]) -> Sequence[Diagnostic]:
        """What is wrong with a level of the hierarchy (HL)."""
        return [self.envelopes.diagnostic(placed, fault, loop=loop.id) for placed, fault in wrong]

    def unread(self, segment: Segment) -> Iterator[Item]:
        """A segment that no guide speaks of: of an unknown transaction, or outside any."""
        yield BareSegment.of(segment)
        if not any(one.elements[0] == "ST" for one in self.envelopes.open):
            yield self.envelopes.diagnostic(segment, _stray(segment.elements[0]))

    def items(self, found: Sequence[ValueWithFaults]) -> Iterator[Item]:
        """Values with what is wrong with them."""
        for item, wrong in found:
            yield item
            yield from self.wrong(item, wrong)

    def wrong(self, item: Item, wrong: Sequence[tuple[Segment, Fault]]) -> Iterator[Diagnostic]:
        """What is wrong with a value."""
        claim = getattr(item.value, "claim_id", None) if isinstance(item, Located) else None
        for segment, fault in wrong:
            yield self.envelopes.diagnostic(segment, fault, claim=claim)

    def faults(self, before: str | None) -> Iterator[Diagnostic]:
        """What the matcher found wrong since the last call. A loop lacks something when it ends, so that this is a
        fault of the claim `before`, if the loop is part of a claim.
        """
        assert self.matcher is not None
        now = self.reader.claim if self.reader else None
        for segment, fault, loop in self.matcher.faults:
            claim = now
            if fault.check in _LACKING:
                claim = before if _in_claim(loop) else None
            yield self.envelopes.diagnostic(segment, fault, loop=loop.id or None, claim=claim)
        self.matcher.faults.clear()


@cache
def _in_claim(loop: Loop | None) -> bool:
    """Whether the loop is a claim or part of one."""
    return loop is not None and bool(loop.id) and (loop.first.path in _CLAIMS or _in_claim(loop.parent))


def _ends_the_file(last: Segment) -> bool:
    """Whether the terminator that is missing is only a line end after the last segment."""
    return last.elements[0] == "IEA" and len(last.elements) > 2 and last.delimiters.segment in "\r\n"


def _unknown(transaction_set: str, version: str) -> Fault:
    what = f"{transaction_set} {version}".strip()
    return NO_GUIDE.fault(f"No guide is known here for {what}; only its envelope was checked.")


def _stray(name: str) -> Fault:
    return OUTSIDE.fault(f'"{name[:20]}" stands outside any transaction.')
