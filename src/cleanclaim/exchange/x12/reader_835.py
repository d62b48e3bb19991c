"""The reader of an 835: claims as paid, then the payment they make up."""

from collections.abc import Iterator, Sequence
from datetime import date

from cleanclaim.exchange.x12 import level3_balance as balance
from cleanclaim.exchange.x12 import level4_situational as between
from cleanclaim.exchange.x12.diagnostics import Fault
from cleanclaim.exchange.x12.guide import Use
from cleanclaim.exchange.x12.level5_code_sets import CodeLists
from cleanclaim.exchange.x12.lexer import Segment
from cleanclaim.exchange.x12.located import Located, located
from cleanclaim.exchange.x12.loop_text import LoopText
from cleanclaim.exchange.x12.memo import Memo
from cleanclaim.exchange.x12.parse_835 import paid_claim_of, payment_of, provider_adjustments
from cleanclaim.exchange.x12.reader import MOST_PARTS, ValueWithFaults, claim_at
from cleanclaim.exchange.x12.segment_parsers import element
from cleanclaim.exchange.x12.values import day_of
from cleanclaim.model.remittance import PaidClaim, ProviderAdjustment


class RemittanceReader:
    """835: claims as paid, then the payment they make up."""

    def __init__(self, lists: CodeLists) -> None:
        self.claim: str | None = None
        self._lists = lists
        self._parts: list[LoopText] = []
        self._alike = Memo()
        self._outside: LoopText | None = None
        self._on: date | None = None
        self._taken: list[ProviderAdjustment] = []
        self._claims = 0
        self._paid: int | None = 0

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
            self._on = day_of(segment.element(16))
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
            faults = balance.payment_faults(payment)
            faults += between.payment_faults(payment)
            faults += self._lists.payment_faults(payment)
            wrong = [(outside.segment(fault.path or ".BPR"), fault) for fault in faults]
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
        faults = balance.paid_claim_faults(claim)
        faults += [(0, fault) for fault in (*between.paid_claim_faults(claim), *self._listed(claim))]
        get = self._alike.get
        for number, line in enumerate(claim.lines, 1):
            reasons = [one.reason for one in line.adjustments]
            asked = (line.code, line.modifiers, line.first_date, line.last_date, line.remarks, *reasons)
            found = get(asked)
            if found is None:
                listed = self._lists.paid_line_faults(line, self._on)
                found = self._alike.keep(asked, [*between.paid_line_faults(line), *listed])
            if found:
                faults += [(number, fault) for fault in found]
        return [(parts[at].segment(fault.path or ("2110.SVC" if at else "2100.CLP")), fault) for at, fault in faults]

    def _listed(self, claim: PaidClaim) -> Sequence[Fault]:
        """What the code lists say of a claim itself."""
        if not (claim.adjustments or claim.remarks or claim.rendering):
            return ()
        asked = (claim.adjustments, claim.remarks, claim.rendering)
        found = self._alike.get(asked)
        return self._alike.keep(asked, self._lists.paid_claim_faults(claim, self._on)) if found is None else found
