"""A claim's lines compared with what was paid for them: what was expected, to the cent, and every difference."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from cleanclaim.claims.expected_payment import ExpectedPayment
from cleanclaim.claims.paid_lines import LinePairs, add_up
from cleanclaim.model.money import dollars_for_people, sum_known
from cleanclaim.model.remittance import PaidClaim, PaidLine
from cleanclaim.model.submitted_claim import Adjustment, SubmittedLine
from cleanclaim.reference.reasons import reason

DifferenceKind = Literal[
    "missing",
    "unbilled",
    "denied",
    "code",
    "charge",
    "allowed",
    "paid",
    "sum",
    "claim",
    "unreadable",
    "refused",
    "balance",
]

SHARES = frozenset({"1", "2", "3"})
"""Reasons with which a patient's share is no denial: deductible, coinsurance, copayment."""
FIRST_PAYER = "23"
_DEDUCTIBLE = ("PR", "1")


class PaymentDifference(Struct, frozen=True):
    """A difference between the claim and its payment: its kind, and in words."""

    kind: DifferenceKind
    text: str


class MatchedLine(Struct, frozen=True, kw_only=True):
    """A claim's line and its payment. Amounts are cents; what was expected is None where no price is known."""

    line: str
    code: str | None
    charge: int | None
    expected_allowed: int | None
    allowed: int | None
    expected_paid: int | None
    paid: int | None
    differences: tuple[PaymentDifference, ...] = ()


def compare_lines(
    lines: Sequence[SubmittedLine], pairs: LinePairs, worth: Sequence[ExpectedPayment]
) -> tuple[MatchedLine, ...]:
    """Each line billed with what was paid for it, all parts of it together."""
    return tuple(
        _line(line, due, add_up(parts) if parts else None)
        for line, parts, due in zip(lines, pairs.of_lines, worth, strict=True)
    )


def compare_whole(
    lines: Sequence[SubmittedLine], paid: PaidClaim, worth: Sequence[ExpectedPayment]
) -> tuple[tuple[MatchedLine, ...], list[PaymentDifference]]:
    """A claim that was decided as a whole, without lines: what was expected of them together with what was paid."""
    matched, left = [], _deductible(paid.adjustments)
    for line, due in zip(lines, worth, strict=True):
        free = min(left, due.allowed or 0)
        left -= free
        shares = due.settled(free)
        matched.append(_matched_line(line, due, None, shares.payer_pays if shares else None, []))
    if paid.paid is None:
        return tuple(matched), [unreadable("paid")]
    if (why := denial(paid.paid, paid.charge, paid.adjustments)) is not None:
        return tuple(matched), [PaymentDifference("denied", why)]
    expected = sum_known(line.expected_paid for line in matched)
    off = _off("paid", paid.paid, expected)
    return tuple(matched), [PaymentDifference("paid", f"{off}, for the claim as a whole")] if off else []


def _line(line: SubmittedLine, due: ExpectedPayment, one: PaidLine | None) -> MatchedLine:
    if one is None:
        gone = PaymentDifference("missing", "is not on the remittance")
        return _matched_line(line, due, None, None, [gone])
    if one.paid is None or one.charge is None:
        return _matched_line(line, due, one, None, [unreadable("paid" if one.paid is None else "charged")])
    if (why := denial(one.paid, one.charge, one.adjustments)) is not None:
        return _matched_line(line, due, one, None, [PaymentDifference("denied", why)])
    shares = due.settled(_deductible(one.adjustments))
    expected_paid = shares.payer_pays if shares else None
    return _matched_line(line, due, one, expected_paid, _differences(line, due, one, expected_paid))


def _deductible(adjustments: Iterable[Adjustment]) -> int:
    return sum(one.amount or 0 for one in adjustments if (one.group, one.reason) == _DEDUCTIBLE)


def _matched_line(
    line: SubmittedLine,
    due: ExpectedPayment,
    one: PaidLine | None,
    expected_paid: int | None,
    differences: Sequence[PaymentDifference],
) -> MatchedLine:
    return MatchedLine(
        line=line.number,
        code=line.code,
        charge=line.charge,
        expected_allowed=due.allowed,
        allowed=one.allowed if one else None,
        expected_paid=expected_paid,
        paid=one.paid if one else None,
        differences=tuple(differences),
    )


def _differences(
    line: SubmittedLine, due: ExpectedPayment, one: PaidLine, expected_paid: int | None
) -> list[PaymentDifference]:
    found = []
    if one.code != line.code:
        found.append(PaymentDifference("code", f"was paid as {one.code}"))
    if one.charge != line.charge:
        found.append(
            PaymentDifference("charge", f"stands with {_money(one.charge)}, and {_money(line.charge)} were billed")
        )
    compared: Mapping[DifferenceKind, tuple[int | None, int | None]] = {
        "allowed": (one.allowed, due.allowed),
        "paid": (one.paid, expected_paid),
    }
    for kind, (stated, wanted) in compared.items():
        if text := _off(kind, stated, wanted):
            found.append(PaymentDifference(kind, text))
    return found


def _off(what: str, stated: int | None, wanted: int | None) -> str:
    """How far an amount is from what was expected; empty where it agrees or one of them is not known."""
    if stated is None or wanted is None or stated == wanted:
        return ""
    off = f"{_money(abs(stated - wanted))} {'more' if stated > wanted else 'less'}"
    return f"{what} {_money(stated)}, {off} than the {_money(wanted)} expected"


def unreadable(what: str) -> PaymentDifference:
    """That an amount cannot be read, which was paid or charged."""
    return PaymentDifference("unreadable", f"{what} an amount that cannot be read: `cleanclaim validate` shows where")


def denial(paid: int, charge: int | None, adjustments: Sequence[Adjustment]) -> str | None:
    """Why nothing was paid, and no share of it is the patient's; None where it was not denied."""
    if paid or not charge or not adjustments:
        return None
    if any(
        adjustment.reason == FIRST_PAYER or (adjustment.group == "PR" and adjustment.reason in SHARES)
        for adjustment in adjustments
    ):
        return None
    adjustment = max(adjustments, key=lambda each: each.amount or 0)
    return f"denied, {adjustment_in_words(adjustment)}"


def adjustment_in_words(one: Adjustment) -> str:
    """Group, reason and what the reason means."""
    known = reason("carc", one.reason)
    return f"{one.group} {one.reason}" + (f": {known.meaning}" if known and known.meaning else "")


def _money(cents: int | None) -> str:
    return dollars_for_people(cents or 0)
