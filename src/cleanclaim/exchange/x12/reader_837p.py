"""The reader of an 837P: claims, each with what was said of provider, subscriber and patient before it."""

from collections.abc import Iterator, Sequence
from datetime import date

from cleanclaim.exchange.x12 import level3_balance as balance
from cleanclaim.exchange.x12 import level4_situational as between
from cleanclaim.exchange.x12 import level6_therapy as therapy
from cleanclaim.exchange.x12.diagnostics import Fault
from cleanclaim.exchange.x12.guide import Use
from cleanclaim.exchange.x12.level5_code_sets import CodeLists
from cleanclaim.exchange.x12.lexer import Segment
from cleanclaim.exchange.x12.loop_text import LoopText
from cleanclaim.exchange.x12.memo import Memo
from cleanclaim.exchange.x12.parse_837p import Biller, around, biller_of, claim_of
from cleanclaim.exchange.x12.reader import MOST_PARTS, ValueWithFaults, claim_at
from cleanclaim.exchange.x12.segment_parsers import element
from cleanclaim.exchange.x12.values import day_of
from cleanclaim.model.submitted_claim import ClaimHeader, SubmittedClaim, SubmittedLine

_BEGINS = frozenset({"2320.SBR", "2400.LX", "2430.SVD", "2440.LQ"})
"""With what begins a part of a claim that comes often, and is gathered by itself."""


class ClaimsReader:
    """837P: claims, each with what was said of provider, subscriber and patient before it."""

    def __init__(self, lists: CodeLists) -> None:
        self.claim: str | None = None
        self._lists = lists
        self._parts: list[LoopText] = []
        self._level: LoopText | None = None
        self._billing: LoopText | None = None
        self._biller = Biller()
        self._subscriber: LoopText | None = None
        self._patient: LoopText | None = None
        self._around: ClaimHeader | None = None
        self._written: date | None = None
        self._alike = Memo()
        self._diagnoses = Memo()
        self._alike_lines = Memo()

    def take(self, use: Use, segment: Segment) -> Sequence[ValueWithFaults]:
        """A claim ends where the next one or another level begins."""
        name = use.id
        if name == "BHT":
            self._written = day_of(segment.element(4))
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
        self._level, self._around = level, None
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
        if self._around is None:
            self._settle()
            self._around = around(self._biller, self._subscriber, self._patient)
        claim = claim_of(parts, self._around)
        found = (claim_at(claim, parts, "2400.LX"), self._faults(claim, parts))
        self._parts = []
        self.claim = None
        return (found,)

    def _faults(self, claim: SubmittedClaim, parts: Sequence[LoopText]) -> list[tuple[Segment, Fault]]:
        faults = [*balance.claim_faults(claim), *between.claim_faults(claim), *self._listed(claim)]
        wrong = [(self._where(fault), fault) for fault in faults] if faults else []
        born, written, count = claim.around.birth_date, self._written, len(claim.diagnoses)
        get, lines, in_time = self._alike_lines.get, iter(claim.lines), None
        for part in parts:
            if part.path != "2400.LX":
                continue
            line, texts = next(lines), part.texts
            asked = (texts.get("2400.SV1"), texts.get("2400.DTP"), line.rendering, count)
            found = get(asked)
            if found is None:
                found = self._alike_lines.keep(asked, self._line_faults(line, count))
            if line.adjudications:
                found = (*found, *balance.line_faults(line), *between.adjudication_faults(line))
            on = line.first_date
            if on is not in_time and on is not None:  # most lines of a claim are of one day
                if (born and on < born) or (written and on > written):
                    found = (*found, *between.date_faults(on, born))
                else:
                    in_time = on
            if found:
                wrong += [(part.segment(fault.path or "2400.SV1"), fault) for fault in found]
        return wrong

    def _line_faults(self, line: SubmittedLine, diagnoses: int) -> Iterator[Fault]:
        """What is wrong with a line by itself: the same for each that says the same."""
        yield from between.line_faults(line, diagnoses)
        yield from self._lists.line_faults(line)
        yield from therapy.line_faults(line)

    def _listed(self, claim: SubmittedClaim) -> Sequence[Fault]:
        """What the code lists say of a claim itself."""
        around = claim.around
        faults: tuple[Fault, ...] = ()
        on = claim.lines[0].first_date if claim.lines else None
        if on is not None:
            known = self._diagnoses.get((claim.diagnoses, on))
            faults = (
                known
                if known is not None
                else self._diagnoses.keep((claim.diagnoses, on), self._lists.diagnoses_faults(claim.diagnoses, on))
            )
        asked = (
            claim.place_of_service,
            around.billing,
            around.billing_taxonomy,
            claim.referring,
            claim.rendering,
            claim.rendering_taxonomy,
            claim.location,
        )
        found = self._alike.get(asked)
        more = self._alike.keep(asked, self._lists.claim_faults(claim)) if found is None else found
        return (*faults, *more) if faults or more else ()

    def _where(self, fault: Fault) -> Segment:
        """The segment that the fault is about: its path's, in the claim or before it; else the claim's first."""
        path = fault.path
        for part in (self._parts[0], self._patient, self._subscriber, self._billing):
            if part is not None and path in part.texts:
                return part.segment(path)
        return self._parts[0].segment("2300.CLM")
