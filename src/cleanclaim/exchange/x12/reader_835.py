"""The reader of an 835: claims as paid, then the payment they make up."""

from collections.abc import Iterator, Sequence
from datetime import date

from cleanclaim.exchange.x12.checks.check import Fault
from cleanclaim.exchange.x12.checks.compiled import FileChecks
from cleanclaim.exchange.x12.checks.subjects import CLAIM_835, LINE_835, PAYMENT_835
from cleanclaim.exchange.x12.guide import Use
from cleanclaim.exchange.x12.lexer import Segment
from cleanclaim.exchange.x12.located import Located, located
from cleanclaim.exchange.x12.loop_text import LoopText
from cleanclaim.exchange.x12.parse_835 import paid_claim_of, payment_of, provider_adjustments
from cleanclaim.exchange.x12.reader import MOST_PARTS, ValueWithFaults, claim_at
from cleanclaim.exchange.x12.segment_parsers import element
from cleanclaim.exchange.x12.values import day_of
from cleanclaim.model.remittance import PaidClaim, ProviderAdjustment


class RemittanceReader:
    """835: claims as paid, then the payment they make up."""

    def __init__(self, checks: FileChecks) -> None:
        self.claim: str | None = None
        self._checks = checks
        self._claim_faults, self._line_faults = checks.of(CLAIM_835), checks.of(LINE_835)
        self._parts: list[LoopText] = []
        self._outside: LoopText | None = None
        self._on: date | None = None
        self._made_on: date | None = None
        self._taken: list[ProviderAdjustment] = []
        self._claims = 0
        self._paid: int | None = 0
        self._right: set[tuple[str | None, ...]] = set()

    def take(self, use: Use, segment: Segment) -> Sequence[ValueWithFaults]:
        """A claim ends where the next one, another group of claims, or the footer begins."""
        path = use.path
        if path in {"2100.CLP", "2110.SVC"}:
            return list(self.take_loops([LoopText.starting(use, segment)]))
        if self._parts and path[:4] in {"2100", "2110"}:
            self._parts[-1].add(use, segment)
            return ()
        made = self._made()
        if path == ".PLB":
            marks = segment.delimiters
            self._taken += provider_adjustments(segment.raw, marks.element, marks.component)
        elif path == ".BPR":
            self._on = self._made_on = day_of(segment.element(16))
        elif path == ".DTM":
            produced = day_of(segment.element(2))
            self._made_on = max(self._on, produced) if self._on and produced else self._on or produced
        if path in {".BPR", ".DTM"}:
            self._right.clear()
        if self._outside is None:
            self._outside = LoopText.starting(use, segment)
        else:
            self._outside.add(use, segment)
        return made

    def take_loops(self, parts: Sequence[LoopText]) -> Iterator[ValueWithFaults]:
        """Whole claims without their lines, or lines."""
        path = parts[0].path
        if path == "2110.SVC":
            if 0 < len(self._parts) < MOST_PARTS:
                self._parts += parts
            return
        for part in parts:
            yield from self._made()
            if path == "2100.CLP":
                self.claim = element(part.texts[path], part.marks.element, 1)
                self._parts.append(part)

    def finish(self) -> Sequence[ValueWithFaults]:
        """The last claim, and the payment."""
        made = self._made()
        outside = self._outside
        payment = payment_of(outside, self._claims, self._paid, tuple(self._taken))
        wrong: list[tuple[Segment, Fault]] = []
        if outside is not None and ".BPR" in outside.texts:
            faults = self._checks.new(self._checks.of(PAYMENT_835)(payment))
            wrong = [(outside.segment(fault.path, fault.qualifier), fault) for fault in faults]
        place = Located(payment, 0, 0) if outside is None else located(payment, outside.segment(".BPR"))
        return (*made, (place, wrong))

    def _made(self) -> Sequence[ValueWithFaults]:
        parts = self._parts
        if not parts:
            return ()
        claim = paid_claim_of(parts)
        self._claims += 1
        self._paid = None if self._paid is None or claim.paid is None else self._paid + claim.paid
        found = (claim_at(claim, parts, "2110.SVC"), self._faults(claim, parts))
        self._parts = []
        self.claim = None
        return (found,)

    def _faults(self, claim: PaidClaim, parts: Sequence[LoopText]) -> list[tuple[Segment, Fault]]:
        """What is wrong with the claim, then with each of its lines."""
        wrong: list[tuple[Segment, Fault]] = []
        paid_on, made_on, right = self._on, self._made_on, self._right
        faults = self._claim_faults(claim, paid_on, made_on)
        if faults:
            wrong += [(parts[0].segment(fault.path, fault.qualifier), fault) for fault in self._checks.new(faults)]
        for number, line in enumerate(claim.lines, 1):
            part = parts[number]
            says = part.texts.get
            key = (says("2110.SVC"), says("2110.DTM"), says("2110.CAS"), says("2110.LQ"))
            if key in right:
                continue
            faults = self._line_faults(line, paid_on, made_on)
            if faults:
                wrong += [(part.segment(fault.path, fault.qualifier), fault) for fault in self._checks.new(faults)]
            elif self._checks.remembers(len(right)):
                right.add(key)
        return wrong
