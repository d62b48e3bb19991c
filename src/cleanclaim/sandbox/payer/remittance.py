"""One claim settled: each line allowed and shared between payer and patient, or denied, and added up."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct, structs

from cleanclaim.claims.expected_payment import ExpectedPayment
from cleanclaim.model.remittance import PaidClaim, PaidLine
from cleanclaim.model.submitted_claim import Adjustment, ClaimHeader, Party, SubmittedClaim, SubmittedLine
from cleanclaim.pricing.settlement import Settlement, Terms, settle
from cleanclaim.sandbox.payer.behavior import Behavior
from cleanclaim.sandbox.payer.reversals import DENIED, FIRST_PAYER, NOT_FIRST, PAID, SECOND, denial_adjustments
from cleanclaim.sandbox.payer.short_pay import AS_DUE, NO_SHORT_LINES, ShortLine, short_settlement
from cleanclaim.sandbox.payer.state import PayerState

FREE, SHARE, CONTRACT, SEQUESTRATION = "1", "2", "45", "253"
"""Adjustment reasons (CARC): deductible, coinsurance, above what is allowed, the federal cut."""
ASSISTANT = "N851"
"""The remark that a line is paid at the lower rate for an assistant."""
FILING = frozenset(
    {"12", "13", "14", "15", "16", "17", "AM", "CH", "HM", "LM", "MA", "MB", "MC", "OF", "TV", "VA", "WC"}
)
"""Kinds of insurance that an 835 knows; the others are mutually defined, ZZ."""


def patient_of(header: ClaimHeader) -> Party | None:
    """The patient as payers name them: a dependent by the subscriber's number, unless they have one of their own."""
    insured = header.subscriber
    person = header.patient or insured
    if person is None or person.id or insured is None:
        return person
    return structs.replace(person, id=insured.id, id_kind=insured.id_kind)


def member(header: ClaimHeader) -> str:
    """What identifies a patient: the member's number, the first name, the day of birth."""
    person = patient_of(header) or Party()
    return f"{person.id or ''} {person.first or ''} {header.birth_date or ''}"


class Settler(Struct, frozen=True):
    """Settles claims by the payer's behavior, its state and the day."""

    behavior: Behavior
    state: PayerState
    on: date

    def settled(
        self,
        claim: SubmittedClaim,
        number: str,
        worth: Sequence[ExpectedPayment],
        reasons: Mapping[int, str],
        short: Mapping[int, ShortLine] = NO_SHORT_LINES,
    ) -> PaidClaim:
        """The claim as paid. `reasons` are those of the lines that are denied, by position, `short` the lines that are
        paid otherwise than they should be.
        """
        lines = tuple(self._lines(claim, worth, reasons, short))
        owed = sum(one.amount or 0 for line in lines for one in line.adjustments if one.group == "PR")
        days = [line.first_date for line in claim.lines if line.first_date]
        header = claim.header
        handled = PAID if header.sequence in {"P", None} else SECOND
        return PaidClaim(
            claim_id=claim.claim_id,
            status=DENIED if len(reasons) == len(lines) else handled,
            charge=sum(line.charge or 0 for line in lines),
            paid=sum(line.paid or 0 for line in lines),
            patient_owes=owed or None,
            filing=header.filing if header.filing in FILING else "ZZ",
            payer_claim_number=number,
            patient=patient_of(header),
            rendering=claim.rendering,
            first_date=min(days, default=None),
            last_date=max((line.last_date for line in claim.lines if line.last_date), default=None),
            received=self.on,
            lines=lines,
        )

    def _lines(
        self,
        claim: SubmittedClaim,
        worth: Sequence[ExpectedPayment],
        reasons: Mapping[int, str],
        short: Mapping[int, ShortLine],
    ) -> Iterator[PaidLine]:
        second = claim.header.sequence not in {"P", None}
        for at, (line, due) in enumerate(zip(claim.lines, worth, strict=True)):
            if at in reasons:
                yield _line(line, 0, denial_adjustments(reasons[at], line.charge or 0))
            elif second:
                yield _after_the_first(line)
            else:
                yield self._shared(line, due, member(claim.header), short.get(at, AS_DUE))

    def _shared(self, line: SubmittedLine, due: ExpectedPayment, patient: str, short: ShortLine) -> PaidLine:
        """A line at the allowed amount, or at the payer's share of the charge where that is not known."""
        charge = line.charge or 0
        share = (charge * self.behavior.percent + 50) // 100
        allowed = short.allowed if short.allowed is not None else share if due.allowed is None else due.allowed
        terms = due.terms or Terms(
            coinsurance_percent=self.behavior.coinsurance,
            assistant_payment_percent=100,
            assistant_payment_basis="payer_share",
            sequestration_percent=0,
        )
        shares = settle(allowed, terms, deductible_left=self._deductible_left(line, patient), assistant=due.assistant)
        shares = short_settlement(shares, allowed, terms, short)
        self._use_up(line, patient, shares.deductible or 0)
        remarks = (ASSISTANT,) if shares.assistant_reduction else ()
        paid = _line(line, shares.payer_pays, _adjusted(charge - allowed, shares), allowed=allowed, remarks=remarks)
        if short.code is not None:
            paid = structs.replace(paid, code=short.code, submitted_code=line.code, submitted_modifiers=line.modifiers)
        return paid if short.units is None else structs.replace(paid, units=short.units, submitted_units=line.units)

    def _deductible_left(self, line: SubmittedLine, patient: str) -> int:
        if line.first_date is None:
            return 0
        used = self.state.deductibles.get(f"{patient} {line.first_date.year}", 0)
        return max(0, self.behavior.deductible * 100 - used)

    def _use_up(self, line: SubmittedLine, patient: str, amount: int) -> None:
        if amount and line.first_date:
            year = f"{patient} {line.first_date.year}"
            self.state.deductibles[year] = self.state.deductibles.get(year, 0) + amount


def _adjusted(above: int, shares: Settlement) -> tuple[Adjustment, ...]:
    """Why a line is not paid in full. What an assistant's line loses stands with what is above the allowed amount."""
    reasons = (
        ("CO", CONTRACT, above + shares.assistant_reduction),
        ("CO", SEQUESTRATION, shares.sequestration),
        ("PR", FREE, shares.deductible or 0),
        ("PR", SHARE, shares.coinsurance),
    )
    return tuple(Adjustment(group, reason, amount) for group, reason, amount in reasons if amount)


def _after_the_first(line: SubmittedLine) -> PaidLine:
    """A line to a second payer, which pays what the first left to the patient. Denied where the first said nothing."""
    charge = line.charge or 0
    if not line.adjudications:
        return _line(line, 0, denial_adjustments(NOT_FIRST, charge))
    left = sum(
        one.amount or 0 for adjudication in line.adjudications for one in adjudication.adjustments if one.group == "PR"
    )
    paid = min(max(left, 0), charge)
    return _line(line, paid, denial_adjustments(FIRST_PAYER, charge - paid))


def _line(
    line: SubmittedLine,
    paid: int,
    adjustments: tuple[Adjustment, ...],
    *,
    allowed: int | None = None,
    remarks: tuple[str, ...] = (),
) -> PaidLine:
    return PaidLine(
        code=line.code,
        code_kind="HC",
        modifiers=line.modifiers,
        charge=line.charge or 0,
        paid=paid,
        units=line.units or Decimal(1),
        first_date=line.first_date,
        last_date=line.last_date,
        control_number=line.control_number or line.number,
        allowed=allowed,
        adjustments=adjustments,
        remarks=remarks,
    )
