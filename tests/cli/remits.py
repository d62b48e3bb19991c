"""Remittances for claims that went out: an 835 that pays each line, less what is agreed and the patient's share."""

from datetime import date, datetime
from pathlib import Path

from cleanclaim.exchange.x12.claim_files import read_claims
from cleanclaim.exchange.x12.envelope_write import InterchangeNumbers
from cleanclaim.exchange.x12.write_835 import Remitter, write_835
from cleanclaim.model.practice import Address
from cleanclaim.model.remittance import PaidClaim, PaidLine, Payment
from cleanclaim.model.submitted_claim import Adjustment, SubmittedClaim, SubmittedLine

HEAD = InterchangeNumbers(
    sender="EXAMPLEPAYER",
    sender_qualifier="ZZ",
    receiver="EXAMPLECH",
    receiver_qualifier="ZZ",
    created=datetime(2026, 3, 20, 9, 30),
    control_number=41,
    usage="test",
)
REMITTER = Remitter(
    address=Address(line1="1 PAYER PLAZA", city="DALLAS", state="TX", zip_code="752010001"),
    contact="PROVIDER SERVICES",
    phone="2145550100",
)
ON = date(2026, 3, 20)


def icn(claim_id: str) -> str:
    """The payer's number of a claim."""
    return f"ICN-{claim_id[-6:]}"


def remittance(sent: Path, folder: Path, *claim_ids: str, status: str = "1") -> Path:
    """An 835 that pays these claims of an 837P; all of them if none is named."""
    claims = [_paid(item, status) for item in read_claims(sent) if not claim_ids or item.claim_id in claim_ids]
    total = sum(claim.paid or 0 for claim in claims)
    payment = Payment(
        amount=total,
        method="CHK",
        on=ON,
        trace="12345",
        payer="EXAMPLE PAYER",
        payer_id="1999999999",
        payee="EXAMPLE WAY THERAPY PLLC",
        payee_id="1000000004",
        payee_id_kind="XX",
        claims=len(claims),
        claims_paid=total,
    )
    path = folder / "remittance.835"
    path.write_text(write_835(HEAD, payment, claims, REMITTER), encoding="ascii")
    return path


def _paid(claim: SubmittedClaim, status: str) -> PaidClaim:
    lines = tuple(map(_line, claim.lines))
    return PaidClaim(
        claim_id=claim.claim_id,
        status=status,
        charge=claim.charge,
        paid=sum(line.paid or 0 for line in lines),
        patient_owes=sum(one.amount or 0 for line in lines for one in line.adjustments if one.group == "PR"),
        filing="MB",
        payer_claim_number=icn(claim.claim_id),
        patient=claim.header.patient,
        lines=lines,
    )


def _line(line: SubmittedLine) -> PaidLine:
    charge = line.charge or 0
    off, share = charge // 3, charge // 10
    return PaidLine(
        code=line.code,
        code_kind="HC",
        modifiers=line.modifiers,
        charge=charge,
        paid=charge - off - share,
        units=line.units,
        first_date=line.first_date,
        control_number=line.control_number,
        adjustments=(Adjustment("CO", "45", off), Adjustment("PR", "2", share)),
    )
