"""Remittances as an 835 (005010X221A1): one payment with its claims, from the values that reading one gives.

The amounts must add up, for a payer's file that does not is refused by those who post it.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from cleanclaim.exchange.x12.checks.compiled import FileChecks
from cleanclaim.exchange.x12.checks.subjects import CLAIM_835, LINE_835, PAYMENT_835
from cleanclaim.exchange.x12.envelope_write import InterchangeNumbers, TransactionGuide, write_interchange
from cleanclaim.exchange.x12.segment_writer import OutgoingSegment, Value, adjusted, amount, count, day, money
from cleanclaim.model.practice import Address
from cleanclaim.model.remittance import PaidClaim, PaidLine, Payment, ProviderAdjustment
from cleanclaim.model.submitted_claim import Party

GUIDE = TransactionGuide(transaction_set="835", functional_group="HP", version="005010X221A1", in_transaction=False)

ADJUSTMENTS_A_PLB = 6
_BALANCE = 3  # the level of the checks that amounts add up


class Remitter(Struct, frozen=True, kw_only=True):
    """Who pays and who answers questions: what an 835 wants of a payer besides its name and id."""

    address: Address
    contact: str
    phone: str


def write_835(head: InterchangeNumbers, payment: Payment, claims: Sequence[PaidClaim], remitter: Remitter) -> str:
    """The text of an 835. Raises ValueError where amounts do not add up, or the payment lacks what the guide wants."""
    unbalanced = next(_unbalanced(payment, claims), None)
    if unbalanced:
        raise ValueError(f"The remittance does not balance: {unbalanced}")
    needed = (payment.amount, payment.on, payment.trace, payment.payer, payment.payer_id, payment.payee)
    if None in needed or payment.payee_id is None or payment.payee_id_kind is None:
        raise ValueError("A payment needs its amount, date, trace number, payer and payee")
    return write_interchange(head, GUIDE, [_transaction(payment, claims, remitter)])


def _unbalanced(payment: Payment, claims: Sequence[PaidClaim]) -> Iterator[str]:
    """What the checks of level 3 find in what is to be written."""
    checks = FileChecks()
    for claim in claims:
        faults = checks.of(CLAIM_835)(claim, payment.on, payment.on)
        for line in claim.lines:
            faults += checks.of(LINE_835)(line, payment.on, payment.on)
        yield from (fault.problem for fault in faults if fault.check.level == _BALANCE)
    yield from (fault.problem for fault in checks.of(PAYMENT_835)(payment) if fault.check.level == _BALANCE)


def _transaction(payment: Payment, claims: Sequence[PaidClaim], remitter: Remitter) -> Iterator[OutgoingSegment]:
    assert payment.on
    assert payment.payer_id
    method = payment.method or "CHK"
    credit = "C" if payment.credit else "D"
    yield ("BPR", "I" if payment.amount else "H", money(payment.amount), credit, method, *[""] * 11, day(payment.on))
    yield ("TRN", "1", payment.trace or "", payment.payer_id)
    yield ("DTM", "405", day(payment.on))
    yield ("N1", "PR", payment.payer or "")
    yield ("N3", remitter.address.line1)
    yield ("N4", remitter.address.city, remitter.address.state, remitter.address.zip_code)
    yield ("PER", "BL", remitter.contact, "TE", remitter.phone)
    yield ("N1", "PE", payment.payee or "", payment.payee_id_kind or "", payment.payee_id or "")
    if claims:
        yield ("LX", "1")
    for claim in claims:
        yield from _claim(claim)
    yield from _provider_adjustments(payment)


def _claim(claim: PaidClaim) -> Iterator[OutgoingSegment]:
    """2100 and its lines."""
    head = (money(claim.charge), money(claim.paid), money(claim.patient_owes) if claim.patient_owes else "")
    yield ("CLP", claim.claim_id, claim.status or "", *head, claim.filing or "", claim.payer_claim_number or "")
    yield from adjusted(claim.adjustments)
    for kind, party in (("QC", claim.patient), ("82", claim.rendering), ("TT", claim.forwarded_to)):
        if party is not None:
            yield _nm1(kind, party)
    if claim.remarks:
        yield ("MOA", "", "", *claim.remarks[:5])
    for qualifier, on in (("232", claim.first_date), ("233", claim.last_date), ("050", claim.received)):
        if on is not None:
            yield ("DTM", qualifier, day(on))
    for line in claim.lines:
        yield from _line(line)


def _line(line: PaidLine) -> Iterator[OutgoingSegment]:
    """2110."""
    procedure: Value = (line.code_kind or "HC", line.code or "", *line.modifiers)
    submitted: Value = ("HC", line.submitted_code) if line.submitted_code else ""
    counts = (count(line.units), submitted, count(line.submitted_units))
    yield ("SVC", procedure, money(line.charge), money(line.paid), "", *counts)
    if line.last_date and line.last_date != line.first_date and line.first_date:
        yield ("DTM", "150", day(line.first_date))
        yield ("DTM", "151", day(line.last_date))
    elif line.first_date:
        yield ("DTM", "472", day(line.first_date))
    yield from adjusted(line.adjustments)
    if line.control_number:
        yield ("REF", "6R", line.control_number)
    if line.allowed is not None:
        yield ("AMT", "B6", amount(line.allowed))
    for remark in line.remarks:
        yield ("LQ", "HE", remark)


def _nm1(kind: str, party: Party) -> OutgoingSegment:
    person = "2" if kind == "TT" or (kind == "82" and party.first is None) else "1"
    named = (party.last_or_organization or "", party.first or "")
    return ("NM1", kind, person, *named, "", "", "", party.id_kind or "", party.id or "")


def _provider_adjustments(payment: Payment) -> Iterator[OutgoingSegment]:
    assert payment.on
    adjustments = payment.adjustments
    for at in range(0, len(adjustments), ADJUSTMENTS_A_PLB):
        parts = [part for one in adjustments[at : at + ADJUSTMENTS_A_PLB] for part in _provider_adjustment(one)]
        yield ("PLB", payment.payee_id or "", f"{payment.on.year}1231", *parts)


def _provider_adjustment(one: ProviderAdjustment) -> tuple[Value, Value]:
    return (one.reason, one.reference) if one.reference else (one.reason,), money(one.amount)
