"""The lines of a remittance: which line of the claim each one answers, and several about one line added up.

A line is found by its control number (REF 6R; without one, by its number), else by code, modifiers, charge and day of
what was billed. A payer may answer one line in several SVC:

    billed   1  97110 GP    96.00          paid   SVC 48.00  25.00  REF 6R 1
             2  97140 GP    45.00                 SVC 48.00  20.00  REF 6R 1      line 1: 96.00 charged, 45.00 paid
                                                  SVC 45.00  25.00  REF 6R 2
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct, structs

from cleanclaim.model.money import sum_known
from cleanclaim.model.remittance import PaidClaim, PaidLine
from cleanclaim.model.submitted_claim import Adjustment, SubmittedLine


class LinePairs(Struct, frozen=True):
    """What a remittance says of each line that was billed, nothing where it is silent, and its lines beyond those."""

    of_lines: tuple[tuple[PaidLine, ...], ...]
    unbilled: tuple[PaidLine, ...]


def pair_lines(billed: Sequence[SubmittedLine], paid: PaidClaim) -> LinePairs:
    """The lines of a claim with what the payer decided of each."""
    if len(billed) == len(paid.lines):  # as most payers do: each line once, in the same order
        numbers = [one.control_number for one in paid.lines]
        if numbers == [one.control_number or one.number for one in billed] and len(set(numbers)) == len(numbers):
            return LinePairs(tuple([(one,) for one in paid.lines]), ())
    found: list[list[PaidLine]] = [[] for _ in billed]
    left = list(paid.lines)
    for same in (_same_control_number, _same_service, _same_but_for_modifiers):
        once = same is not _same_control_number
        for at, line in enumerate(billed):
            if once and found[at]:
                continue
            mine = [one for one in left if same(line, one, paid.first_date)][: 1 if once else None]
            found[at] += mine
            left = [one for one in left if all(one is not another for another in mine)]
    for at, line in enumerate(billed):
        parts = [one for one in left if _same_code_and_day(line, one, paid.first_date)]
        if not found[at] and len(parts) > 1 and sum_known(one.charge for one in parts) == line.charge:
            found[at] = parts
            left = [one for one in left if all(one is not another for another in parts)]
    return LinePairs(tuple(map(tuple, found)), tuple(left))


def _same_control_number(line: SubmittedLine, one: PaidLine, on: date | None) -> bool:
    del on
    return one.control_number is not None and one.control_number == (line.control_number or line.number)


def _same_service(line: SubmittedLine, one: PaidLine, on: date | None) -> bool:
    return one.charge == line.charge and _same_code_and_day(line, one, on)


def _same_code_and_day(line: SubmittedLine, one: PaidLine, on: date | None) -> bool:
    code, modifiers = _billed_as(one)
    return (code, sorted(modifiers)) == (line.code, sorted(line.modifiers)) and _same_day(line, one, on)


def _same_but_for_modifiers(line: SubmittedLine, one: PaidLine, on: date | None) -> bool:
    """Some payers return a line without its modifiers, or with others."""
    return (_billed_as(one)[0], one.charge) == (line.code, line.charge) and _same_day(line, one, on)


def _same_day(line: SubmittedLine, one: PaidLine, on: date | None) -> bool:
    return (one.first_date or on) in {None, line.first_date}


def _billed_as(one: PaidLine) -> tuple[str | None, tuple[str, ...]]:
    """Code and modifiers as they were billed: the payer names them apart where it paid others."""
    return (one.submitted_code, one.submitted_modifiers) if one.submitted_code else (one.code, one.modifiers)


def add_up(parts: Sequence[PaidLine]) -> PaidLine:
    """What several SVC say of one line, in one: amounts and units summed, adjustments by group and reason."""
    if len(parts) == 1:
        return parts[0]
    first = parts[0]
    allowed = sum_known(one.allowed for one in parts)
    return structs.replace(
        first,
        charge=sum_known(one.charge for one in parts),
        paid=sum_known(one.paid for one in parts),
        units=_total_units(one.units for one in parts),
        submitted_units=_total_units(one.submitted_units for one in parts),
        allowed=allowed,
        adjustments=add_up_adjustments(adjustment for one in parts for adjustment in one.adjustments),
        remarks=tuple(dict.fromkeys(remark for one in parts for remark in one.remarks)),
    )


def _total_units(counts: Iterable[Decimal | None]) -> Decimal | None:
    known = [one for one in counts if one is not None]
    return sum(known, Decimal(0)) if known else None


def add_up_adjustments(adjustments: Iterable[Adjustment]) -> tuple[Adjustment, ...]:
    """Adjustments with those of one group and reason summed, in the order in which they first come."""
    by_reason: dict[tuple[str, str], list[Adjustment]] = {}
    for one in adjustments:
        by_reason.setdefault((one.group, one.reason), []).append(one)
    return tuple(
        same[0]
        if len(same) == 1
        else Adjustment(*key, sum_known(one.amount for one in same), _total_units(one.units for one in same))
        for key, same in by_reason.items()
    )


def share_lines(one: PaidClaim, other: PaidClaim) -> bool:
    """Whether two decisions are about the same lines; one about the claim as a whole is about all of them."""
    if not one.lines or not other.lines:
        return True
    mine, others = _lines_of_both(one, other)
    return not mine.isdisjoint(others)


def lines_in_common(one: PaidClaim, other: PaidClaim) -> tuple[PaidLine, ...]:
    """The lines of the first that the second is about, too."""
    key = _number_of if _all_numbered(one) and _all_numbered(other) else service_of
    named = {key(line, other) for line in other.lines}
    return tuple(line for line in one.lines if key(line, one) in named)


def same_lines(one: PaidClaim, other: PaidClaim) -> bool:
    """Whether two decisions are about just the same lines, as far as they name any."""
    mine, others = _lines_of_both(one, other)
    return not one.lines or not other.lines or mine == others


def _lines_of_both(one: PaidClaim, other: PaidClaim) -> tuple[set[object], set[object]]:
    """The lines of each by their control numbers where all have one, else by what was done, for how much, and when."""
    key = _number_of if _all_numbered(one) and _all_numbered(other) else service_of
    return {key(line, one) for line in one.lines}, {key(line, other) for line in other.lines}


def _all_numbered(claim: PaidClaim) -> bool:
    return all(line.control_number for line in claim.lines)


def _number_of(line: PaidLine, claim: PaidClaim) -> object:
    del claim
    return line.control_number


def service_of(line: PaidLine, claim: PaidClaim) -> object:
    """By what a line without a number is known: code, modifiers, charge (a reversal's is negative) and day."""
    code, modifiers = _billed_as(line)
    return code, modifiers, abs(line.charge or 0), line.first_date or claim.first_date
