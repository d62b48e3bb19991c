"""The reader of an 837P: claims, each with what was said of provider, subscriber and patient before it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, cast

from cleanclaim.exchange.x12.checks.check import Fault
from cleanclaim.exchange.x12.checks.compiled import FileChecks
from cleanclaim.exchange.x12.checks.subjects import CLAIM_837P, LINE_837P
from cleanclaim.exchange.x12.guide import Use
from cleanclaim.exchange.x12.lexer import Segment
from cleanclaim.exchange.x12.loop_text import LoopText
from cleanclaim.exchange.x12.parse_837p import Biller, biller_of, claim_header, claim_of
from cleanclaim.exchange.x12.reader import MOST_PARTS, ValueWithFaults, claim_at
from cleanclaim.exchange.x12.right_claims import KnownText, Levels, LineText, known_text, levels_of, line_text
from cleanclaim.exchange.x12.segment_parsers import element
from cleanclaim.exchange.x12.values import day_of
from cleanclaim.model.submitted_claim import ClaimHeader, SubmittedClaim, SubmittedLine

_BEGINS = frozenset({"2320.SBR", "2400.LX", "2430.SVD", "2440.LQ"})
"""With what begins a part of a claim that comes often, and is gathered by itself."""


class ClaimsReader:
    """837P: claims, each with what was said of provider, subscriber and patient before it."""

    def __init__(self, checks: FileChecks, *, values: bool = True) -> None:
        self.claim: str | None = None
        self._checks = checks
        self._values = values
        self._asks_lines = checks.asks(LINE_837P)
        self._claim_faults, self._line_faults = checks.of(CLAIM_837P), checks.of(LINE_837P)
        self._parts: list[LoopText] = []
        self._level: LoopText | None = None
        self._billing: LoopText | None = None
        self._biller = Biller()
        self._subscriber: LoopText | None = None
        self._patient: LoopText | None = None
        self._header: ClaimHeader | None = None
        self._written: date | None = None
        self._levels: Levels | None = None
        self._levels_known = False
        self._right: dict[LineText, SubmittedLine] = {}
        self._right_claims: set[tuple[object, ...]] = set()

    def take(self, use: Use, segment: Segment) -> Sequence[ValueWithFaults]:
        """A claim ends where the next one or another level begins."""
        name = use.id
        if name == "BHT":
            self._written = day_of(segment.element(4))
            self._right.clear()
            self._right_claims.clear()
        if name in {"CLM", "HL"} or (self._parts and use.path in _BEGINS):
            return list(self.take_loops([LoopText.starting(use, segment)]))
        if self._parts:
            self._parts[-1].add(use, segment)
        elif self._level is not None:
            self._level.add(use, segment)
        return ()

    def take_loops(self, parts: Sequence[LoopText]) -> Iterator[ValueWithFaults]:
        """Whole levels, claims, lines, or what other payers decided."""
        path = parts[0].path
        if path in _BEGINS:
            if 0 < len(self._parts) < MOST_PARTS:
                self._parts += parts
            return
        for part in parts:
            yield from self._made()
            if path == "2300.CLM":
                self.claim = element(part.texts[path], part.marks.element, 1)
                self._parts.append(part)
            else:
                self._level_begins(part)

    def _level_begins(self, level: LoopText) -> None:
        self._settle()
        self._level, self._header, self._levels_known = level, None, False
        match level.path:
            case "2000A.HL":
                self._billing, self._biller, self._subscriber, self._patient = level, Biller(), None, None
            case "2000B.HL":
                self._subscriber, self._patient = level, None
            case _:
                self._patient = level

    def _settle(self) -> None:
        """The billing provider's level is over: read it once for all its claims."""
        if self._billing is not None and self._level is self._billing:
            self._biller = biller_of(self._billing)

    def finish(self) -> Sequence[ValueWithFaults]:
        """The last claim."""
        return self._made()

    def _made(self) -> Sequence[ValueWithFaults]:
        parts = self._parts
        if not parts:
            return ()
        known = self._known()
        if known is not None and known.text in self._right_claims:
            return self._over((cast("Any", known.claim), []))
        if self._header is None:
            self._settle()
            self._header = claim_header(self._biller, self._subscriber, self._patient)
        claim = claim_of(parts, self._header)
        faults = self._claim_faults(claim, parts[0], self._written)
        if known is not None and not faults and self._checks.remembers(len(self._right_claims)):
            self._right_claims.add(known.text)
        found = (claim_at(claim, parts, "2400.LX"), self._wrong(claim, parts, faults))
        return self._over(found)

    def _over(self, found: ValueWithFaults) -> Sequence[ValueWithFaults]:
        """The claim is read."""
        self._parts = []
        self.claim = None
        return (found,)

    def _known(self) -> KnownText | None:
        """The claim by its text, where no values are wanted and its lines were right before."""
        if self._values:
            return None
        if not self._levels_known:
            self._settle()
            self._levels = levels_of(self._biller, self._subscriber, self._patient)
            self._levels_known = True
        return known_text(self._parts, self._levels, self._right, self._checks.lists)

    def _wrong(
        self, claim: SubmittedClaim, parts: Sequence[LoopText], faults: Sequence[Fault]
    ) -> list[tuple[Segment, Fault]]:
        """What is wrong with the claim, then with each of its lines."""
        wrong = [(self._where(fault), fault) for fault in self._checks.new(faults)] if faults else []
        if not self._asks_lines:
            return wrong
        diagnosis_count, birth_date, right = len(claim.diagnoses), claim.header.birth_date, self._right
        lines = iter(claim.lines)
        for part in parts:
            if part.path != "2400.LX":
                continue
            line = next(lines)
            key = line_text(part, diagnosis_count)
            born = birth_date is None or line.first_date is None or line.first_date >= birth_date
            if born and key in right and not line.adjudications:
                continue
            faults = self._line_faults(line, diagnosis_count, birth_date, self._written, part)
            if faults:
                wrong += [(part.segment(fault.path, fault.qualifier), fault) for fault in self._checks.new(faults)]
            elif not line.adjudications and self._checks.remembers(len(right)):
                right[key] = line
        return wrong

    def _where(self, fault: Fault) -> Segment:
        """The segment that the fault is about: its path's, in the claim or before it; else the claim's first."""
        path = fault.path
        for part in (self._parts[0], self._patient, self._subscriber, self._billing):
            if part is not None and path in part.texts:
                return part.segment(path, fault.qualifier)
        return self._parts[0].segment("2300.CLM")
