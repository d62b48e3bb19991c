"""Claims of one visit and what a payer decides of them, line by line."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from cleanclaim.claims.reversals import ClaimDecision
from cleanclaim.claims.visits_from_837p import payer_lookup
from cleanclaim.law.basis import Basis
from cleanclaim.model.remittance import PaidClaim, PaidLine, Payment
from cleanclaim.model.submitted_claim import Adjustment, ClaimHeader, Party, SubmittedClaim, SubmittedLine
from cleanclaim.money.posting.facts import BilledClaim, ClaimFacts
from cleanclaim.money.variance.variances import Variances, find_variances
from cleanclaim.pricing.contracts.contract import Contracts
from cleanclaim.pricing.contracts.expected import Prices
from cleanclaim.pricing.payment_locality import PaymentLocality

DAY = date(2026, 3, 2)
NATIONAL = PaymentLocality(locality="national")
Billed = tuple[str, int, int, str]
"""A line billed: code, units, cents charged, modifiers."""
THE_DAY: tuple[Billed, ...] = (("97530", 1, 9000, "GP"), ("97110", 2, 12000, "GP"))


def claim(
    lines: Sequence[Billed] = THE_DAY,
    name: str = "PT1",
    *,
    payer: str = "MEDICARE",
    on: date = DAY,
    sequence: str = "P",
) -> SubmittedClaim:
    """A claim of one visit in an office, to Medicare where the payer is called so."""
    filing = "MB" if payer == "MEDICARE" else "CI"
    patient = Party("EXAMPLE", "ADA", id="1EX0XX1XX01", id_kind="MI")
    return SubmittedClaim(
        claim_id=name,
        header=ClaimHeader(payer=Party(payer), subscriber=patient, sequence=sequence, filing=filing, own=True),
        charge=sum(charge for _, _, charge, _ in lines),
        place_of_service="11",
        frequency="1",
        lines=tuple(
            SubmittedLine(
                number=str(at),
                code=code,
                code_kind="HC",
                modifiers=tuple(modifiers.split()),
                charge=charge,
                unit="UN",
                units=Decimal(units),
                first_date=on,
                last_date=on,
                control_number=str(at),
            )
            for at, (code, units, charge, modifiers) in enumerate(lines, 1)
        ),
    )


def paid(billed: SubmittedLine, amount: int, *taken: tuple[str, str, int], **changes: object) -> PaidLine:
    """A line as paid; whatever is not explained is taken off by contract (CO 45)."""
    charge = billed.charge or 0
    rest = charge - amount - sum(cents for _, _, cents in taken)
    adjustments = tuple(Adjustment(*one) for one in (*taken, ("CO", "45", rest)) if one[2])
    about = {"code": billed.code, "charge": charge, "paid": amount, "units": billed.units, "adjustments": adjustments}
    return PaidLine(**{"control_number": billed.control_number, **about, **changes})  # type: ignore[arg-type]


def by_medicare(billed: SubmittedLine, allowed: int, *, left: int | None = None, **changes: object) -> PaidLine:
    """A line for which Medicare allows so much: the patient owes 20 %, and of its share 2 % are withheld."""
    left = (allowed * 20 + 50) // 100 if left is None else left
    withheld = ((allowed - left) * 2 + 50) // 100
    return paid(billed, allowed - left - withheld, ("PR", "2", left), ("CO", "253", withheld), **changes)


def decided(one: SubmittedClaim, *lines: PaidLine, day: int = 20, **changes: object) -> ClaimFacts:
    """The claim with what its payer decided so many days after it went out."""
    payer = one.header.payer.last_or_organization if one.header.payer else None
    total = sum(line.paid or 0 for line in lines)
    about = {"charge": one.charge, "paid": total, "filing": one.header.filing, "payer_claim_number": "N1"}
    standing = PaidClaim(**{"claim_id": one.claim_id, "status": "1", "lines": lines, **about, **changes})  # type: ignore[arg-type]
    payment = Payment(amount=total, on=DAY + timedelta(days=day), trace=f"EFT{day}", payer=payer, payer_id="1")
    sent = BilledClaim(one, DAY + timedelta(days=1))
    return ClaimFacts(claim_id=one.claim_id, billed=(sent,), decisions=(ClaimDecision(standing, payment),))


def variances(*bills: ClaimFacts, contracts: Contracts | None = None, office: PaymentLocality = NATIONAL) -> Variances:
    """What differs of the bills."""
    return find_variances(bills, Prices(contracts or Contracts(), office, Basis()), payer_lookup(None))
