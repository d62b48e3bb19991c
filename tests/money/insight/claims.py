"""Claims as they went out and what payers decided of them, made into a book by hand."""

from datetime import date

from msgspec import structs

from cleanclaim.model.remittance import PaidClaim, Remittance
from cleanclaim.model.submitted_claim import ClaimHeader, Party, SubmittedClaim
from cleanclaim.money.posting.facts import BilledClaim
from tests.claims.stories import APRIL, MEDICARE, SENT, decision, remittance


def billed(
    claim_id: str,
    service: date,
    sent: date,
    payer: tuple[str, str] = MEDICARE,
    clinician: str = "ORTIZ",
    patient: str = "M1",
    **changes: object,
) -> BilledClaim:
    """A claim of three lines with charges of 96.00, 45.00 and 48.00."""
    lines = tuple(structs.replace(one, first_date=service, units=1, unit="UN") for one in SENT.lines)
    header = ClaimHeader(
        payer=Party(payer[0], id=payer[1]),
        subscriber=Party("DOE", "JANE", id=patient),
        sequence="P",
        filing="MB" if payer == MEDICARE else "CI",
    )
    claim = SubmittedClaim(
        claim_id=claim_id, header=header, charge=18900, rendering=Party(clinician, id="1234567893"), lines=lines
    )
    return BilledClaim(structs.replace(claim, **changes), sent)


def paid(claim_id: str, *cents: int, number: str = "") -> PaidClaim:
    """A claim of which each line was paid so much, the rest taken off by contract (CO 45)."""
    return decision(dict(enumerate(cents)), number or f"N{claim_id}", claim_id=claim_id)


def denied(claim_id: str, reason: str = "197", number: str = "") -> PaidClaim:
    """A claim of which every line is refused."""
    return decision(dict.fromkeys(range(3), 0), number or f"N{claim_id}", "4", reason, claim_id)


def decided(on: date, trace: str, *claims: PaidClaim, payer: tuple[str, str] = MEDICARE) -> Remittance:
    """A remittance of a day."""
    return remittance((on - APRIL).days, trace, *claims, payer=payer)
