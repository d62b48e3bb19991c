"""Remittances as an 835 carries them: what a payer paid for each claim and line, and why not more."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from cleanclaim.x12.lexer import Segment, words
from cleanclaim.x12.submitted import Adjustment, Party, Placed, adjustments, party, procedure
from cleanclaim.x12.values import cents_of, day_of, number_of


class PaidLine(Struct, frozen=True, gc=False, kw_only=True):
    """One line as paid. Amounts are cents. `submitted_code` is the code billed, where another was paid."""

    byte: int
    segment: int
    code: str | None = None
    code_kind: str | None = None
    modifiers: tuple[str, ...] = ()
    charge: int | None = None
    paid: int | None = None
    units: Decimal | None = None
    submitted_code: str | None = None
    submitted_units: Decimal | None = None
    first_date: date | None = None
    last_date: date | None = None
    control_number: str | None = None
    allowed: int | None = None
    adjustments: tuple[Adjustment, ...] = ()
    remarks: tuple[str, ...] = ()


class PaidClaim(Struct, frozen=True, gc=False, kw_only=True, tag_field="kind", tag="paid_claim"):
    """One claim as paid. Amounts are cents; `status` is CLP02: 1 primary, 4 denied, 22 a reversal, and so on."""

    claim_id: str
    byte: int
    segment: int
    status: str | None = None
    charge: int | None = None
    paid: int | None = None
    patient_owes: int | None = None
    filing: str | None = None
    payer_claim_number: str | None = None
    patient: Party | None = None
    rendering: Party | None = None
    forwarded_to: Party | None = None
    first_date: date | None = None
    last_date: date | None = None
    received: date | None = None
    adjustments: tuple[Adjustment, ...] = ()
    remarks: tuple[str, ...] = ()
    lines: tuple[PaidLine, ...] = ()


class ProviderAdjustment(Struct, frozen=True, gc=False):
    """Money taken (positive cents) or given (negative) outside any claim: reason (WO, FB, L6, ...) and reference."""

    reason: str
    reference: str | None
    amount: int | None


class Payment(Struct, frozen=True, gc=False, kw_only=True, tag_field="kind", tag="payment"):
    """One payment: what all its claims and adjustments come to. `amount` and `claims_paid` are cents."""

    byte: int
    segment: int
    amount: int | None = None
    credit: bool = True
    method: str | None = None
    on: date | None = None
    trace: str | None = None
    payer: str | None = None
    payer_id: str | None = None
    payee: str | None = None
    payee_id: str | None = None
    claims: int = 0
    claims_paid: int | None = 0
    adjustments: tuple[ProviderAdjustment, ...] = ()


def payment_of(segments: Sequence[Placed], claims: int, claims_paid: int | None) -> Payment:
    """The payment that the segments outside the claims describe, the BPR first."""
    fields: dict[str, object] = {"byte": 0, "segment": 0}
    taken: list[ProviderAdjustment] = []
    for use, segment in segments:
        path = use.path
        if path == ".BPR":
            fields["byte"], fields["segment"] = segment.offset, segment.number
            fields["amount"] = cents_of(segment.element(2))
            fields["credit"] = segment.element(3) != "D"
            fields["method"] = segment.element(4) or None
            fields["on"] = day_of(segment.element(16))
        elif path == ".TRN":
            fields["trace"] = segment.element(2) or None
            fields["payer_id"] = segment.element(3) or None
        elif path == "1000A.N1":
            fields["payer"] = words(segment.element(2)) or None
        elif path == "1000B.N1":
            fields["payee"] = words(segment.element(2)) or None
            fields["payee_id"] = segment.element(4) or None
        elif path == ".PLB":
            taken += _provider_adjustments(segment)
    return Payment(claims=claims, claims_paid=claims_paid, adjustments=tuple(taken), **fields)  # type: ignore[arg-type]


def _provider_adjustments(segment: Segment) -> list[ProviderAdjustment]:
    made = []
    for at in range(3, len(segment.elements), 2):
        reason, _, reference = segment.element(at).partition(segment.delimiters.component)
        if reason or segment.element(at + 1):
            made.append(ProviderAdjustment(reason, reference or None, cents_of(segment.element(at + 1))))
    return made


def paid_claim_of(segments: Sequence[Placed]) -> PaidClaim:
    """The claim that begins with the first segment, its CLP."""
    clp = segments[0][1]
    begins = [at for at, (use, _) in enumerate(segments) if use.path == "2110.SVC"]
    fields: dict[str, object] = {}
    taken: list[Adjustment] = []
    remarks: list[str] = []
    for use, segment in segments[: begins[0] if begins else None]:
        if use.id == "CAS":
            taken += adjustments(segment)
        elif use.id == "NM1" and segment.element(1) in _PARTIES:
            fields[_PARTIES[segment.element(1)]] = party(segment)
        elif use.id == "DTM":
            _dates(segment, fields, {"232": "first_date", "233": "last_date", "050": "received"})
        elif use.id == "MOA":
            remarks += [code for code in segment.elements[3:8] if code]
        elif use.id == "MIA":
            remarks += [code for code in (segment.element(5), *segment.elements[20:24]) if code]
    return PaidClaim(
        claim_id=words(clp.element(1)),
        byte=clp.offset,
        segment=clp.number,
        status=clp.element(2) or None,
        charge=cents_of(clp.element(3)),
        paid=cents_of(clp.element(4)),
        patient_owes=cents_of(clp.element(5)),
        filing=clp.element(6) or None,
        payer_claim_number=clp.element(7) or None,
        adjustments=tuple(taken),
        remarks=tuple(remarks),
        lines=tuple(_paid_line(segments[at:end]) for at, end in pairwise([*begins, len(segments)])),
        **fields,  # type: ignore[arg-type]
    )


_PARTIES = {"QC": "patient", "82": "rendering", "TT": "forwarded_to"}


def _dates(segment: Segment, fields: dict[str, object], names: dict[str, str]) -> None:
    name = names.get(segment.element(1))
    if name:
        fields[name] = day_of(segment.element(2))


def _paid_line(segments: Sequence[Placed]) -> PaidLine:
    svc = segments[0][1]
    mark = svc.delimiters.component
    kind, code, modifiers = procedure(svc.element(1), mark)
    _, billed, _ = procedure(svc.element(6), mark)
    fields: dict[str, object] = {}
    taken: list[Adjustment] = []
    remarks: list[str] = []
    for use, segment in segments:
        if use.id == "CAS":
            taken += adjustments(segment)
        elif use.id == "DTM":
            _dates(segment, fields, {"472": "first_date", "150": "first_date", "151": "last_date"})
        elif use.id == "REF" and segment.element(1) == "6R":
            fields["control_number"] = segment.element(2) or None
        elif use.id == "AMT" and segment.element(1) == "B6":
            fields["allowed"] = cents_of(segment.element(2))
        elif use.id == "LQ":
            remarks.append(segment.element(2))
    return PaidLine(
        byte=svc.offset,
        segment=svc.number,
        code=code,
        code_kind=kind,
        modifiers=modifiers,
        charge=cents_of(svc.element(2)),
        paid=cents_of(svc.element(3)),
        units=number_of(svc.element(5)),
        submitted_code=billed,
        submitted_units=number_of(svc.element(7)),
        adjustments=tuple(taken),
        remarks=tuple(remarks),
        **fields,  # type: ignore[arg-type]
    )
