"""A remittance as a biller works from it: payment, claims, lines, why not more was paid, and how it all adds up.

The screen and the PDF are made from these entries. Amounts are cents; None is one that cannot be read.
"""

import tomllib
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

from msgspec import Struct

from cleanclaim.model.days import day_for_people
from cleanclaim.model.money import sum_known
from cleanclaim.model.remittance import PaidClaim, PaidLine, Payment, ProviderAdjustment, Remittance
from cleanclaim.model.submitted_claim import Adjustment, Party
from cleanclaim.reference.reasons import ListName, reason


class AdviceReason(Struct, frozen=True):
    """Why an amount was taken off or given: `CO 45`, the cents, what the code means in our words."""

    code: str
    amount: int | None
    words: str


class AdviceLine(Struct, frozen=True, kw_only=True):
    """A line as paid. `billed_as` is the code that was billed, where another one was paid."""

    days: str
    service: str
    units: str
    charge: int | None
    allowed: int | None
    paid: int | None
    billed_as: str
    reasons: tuple[AdviceReason, ...]
    remarks: tuple[AdviceReason, ...]


class AdviceClaim(Struct, frozen=True, kw_only=True):
    """A claim as paid. `reasons` are of the claim as a whole; `unexplained` is what its amounts do not account for."""

    claim_id: str
    patient: str
    status: str
    payer_claim_number: str
    days: str
    charge: int | None
    allowed: int | None
    paid: int | None
    patient_owes: int | None
    unexplained: int | None
    lines: tuple[AdviceLine, ...]
    reasons: tuple[AdviceReason, ...]
    remarks: tuple[AdviceReason, ...]


class Advice(Struct, frozen=True, kw_only=True):
    """A payment with its claims. `adjustments` have the sign they have on the deposit: positive is more money.

    `amount` = `claims_paid` + `adjustments` + `unexplained`. `groups` say who bears what.
    """

    payer: str
    payee: str
    payment: str
    amount: int | None
    claims: tuple[AdviceClaim, ...]
    charge: int | None
    claims_paid: int | None
    adjustments: tuple[AdviceReason, ...]
    unexplained: int | None
    groups: tuple[AdviceReason, ...]


def advice_entries(remittance: Remittance) -> Advice:
    """A remittance's entries."""
    payment = remittance.payment
    claims = tuple(map(_claim, remittance.claims))
    paid = sum_known(one.paid for one in remittance.claims)
    adjustments = tuple(map(_provider_adjustment, payment.adjustments))
    explained = sum_known([paid, *(one.amount for one in adjustments)])
    every = [one for claim in remittance.claims for one in _adjustments(claim)]
    used = {one.group for one in every}
    return Advice(
        payer=_named(payment.payer, "number", payment.payer_id),
        payee=_named(payment.payee, "NPI" if payment.payee_id_kind == "XX" else "number", payment.payee_id),
        payment=_payment(payment),
        amount=payment.deposit,
        claims=claims,
        charge=sum_known(one.charge for one in remittance.claims),
        claims_paid=paid,
        adjustments=adjustments,
        unexplained=_rest(payment.deposit, explained),
        groups=tuple(AdviceReason(group, None, _meaning("group", group)) for group in sorted(used)),
    )


def _rest(whole: int | None, explained: int | None) -> int | None:
    return None if whole is None or explained is None else whole - explained


def _named(name: str | None, kind: str, number: str | None) -> str:
    return ", ".join(filter(None, (name or "not named", number and f"{kind} {number}")))


@cache
def _codes() -> dict[str, dict[str, str]]:
    path = files("cleanclaim.exchange.x12.guides").joinpath("remittance_codes.toml")
    return tomllib.loads(path.read_text("utf-8"))


def _payment(payment: Payment) -> str:
    """How the money comes, under which number, on which day."""
    method = _codes()["payment"].get(payment.method or "", payment.method or "method not said")
    number = f"number {payment.trace}" if payment.trace else "without a number"
    return ", ".join([method, number, *([day_for_people(payment.on)] if payment.on else [])])


def _provider_adjustment(one: ProviderAdjustment) -> AdviceReason:
    amount = None if one.amount is None else -one.amount
    words = _meaning("plb", one.reason).partition(";")[0]  # without what its sign does: this is the deposit's
    return AdviceReason(" ".join(filter(None, (one.reason, one.reference))), amount, words)


def _claim(claim: PaidClaim) -> AdviceClaim:
    taken = [one.amount for one in _adjustments(claim)]
    status = _codes()["claim"].get(claim.status or "")
    return AdviceClaim(
        claim_id=claim.claim_id,
        patient=_person(claim.patient),
        status=f"{status} ({claim.status})" if status else f"status {claim.status or 'not said'}",
        payer_claim_number=claim.payer_claim_number or "",
        days=_days(claim.first_date, claim.last_date) or _days_of_lines(claim.lines),
        charge=claim.charge,
        allowed=sum_known(one.allowed for one in claim.lines) if claim.lines else None,
        paid=claim.paid,
        patient_owes=claim.patient_owes,
        unexplained=_rest(claim.charge, sum_known([claim.paid, *taken])),
        lines=tuple(map(_line, claim.lines)),
        reasons=_reasons(claim.adjustments),
        remarks=_remarks(claim.remarks),
    )


def _adjustments(claim: PaidClaim) -> list[Adjustment]:
    """Those of the claim as a whole and of its lines."""
    return [*claim.adjustments, *(one for line in claim.lines for one in line.adjustments)]


def _person(patient: Party | None) -> str:
    if patient is None:
        return "patient not named"
    return " ".join(filter(None, (patient.first, patient.middle, patient.last_or_organization, patient.suffix)))


def _days_of_lines(lines: Sequence[PaidLine]) -> str:
    days = sorted(on for line in lines for on in (line.first_date, line.last_date) if on)
    return _days(days[0], days[-1]) if days else ""


def _days(first: date | None, last: date | None) -> str:
    """One day, or the first and the last of several."""
    return " to ".join(map(day_for_people, dict.fromkeys(day for day in (first, last) if day)))


def _line(line: PaidLine) -> AdviceLine:
    return AdviceLine(
        days=_days(line.first_date, line.last_date),
        service=" ".join(filter(None, (line.code, *line.modifiers))) or "no code",
        units=_count(line.units),
        charge=line.charge,
        allowed=line.allowed,
        paid=line.paid,
        billed_as=" ".join(filter(None, (line.submitted_code, *line.submitted_modifiers))),
        reasons=_reasons(line.adjustments),
        remarks=_remarks(line.remarks),
    )


def _count(units: Decimal | None) -> str:
    return "" if units is None else f"{units.normalize():f}"


def _reasons(adjustments: Iterable[Adjustment]) -> tuple[AdviceReason, ...]:
    return tuple(
        AdviceReason(f"{one.group} {one.reason}", one.amount, _meaning("carc", one.reason)) for one in adjustments
    )


def _remarks(codes: Iterable[str]) -> tuple[AdviceReason, ...]:
    return tuple(AdviceReason(code, None, _meaning("rarc", code)) for code in codes)


def _meaning(of: ListName, code: str) -> str:
    known = reason(of, code)
    return known.meaning if known and known.meaning else "no words of ours for it"
