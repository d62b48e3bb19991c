"""The price of a line: whether Medicare pays the code at all, and the price of each unit."""

from collections.abc import Sequence
from functools import lru_cache

from msgspec import UNSET, Struct

from cleanclaim.model.line import Line
from cleanclaim.model.visit import Service
from cleanclaim.pricing.priced import LineStatus, PricedLine, PricedUnit, Unpriced
from cleanclaim.pricing.rate import Rate
from cleanclaim.pricing.setting import Setting
from cleanclaim.reference.gpci import Gpci
from cleanclaim.reference.mpfs import ConversionFactor
from cleanclaim.reference.tables import Tables

Billed = Line | Service
ASSISTANTS_MODIFIERS = frozenset({"CQ", "CO"})
REDUCED_AS_THERAPY = "5"
PAID_BY_RELATIVE_VALUE = frozenset("ART")

STATUS = "mpfs-rvu"
NOT_PAID = {
    "B": "Its price is inside other services; Medicare never pays it apart.",
    "I": "Medicare takes another code for it.",
    "M": "It reports a measurement and is not paid.",
    "N": "Medicare does not cover it.",
    "P": "Its price is inside other services, or it is not paid under the fee schedule.",
    "X": "By statute it is not paid under the fee schedule.",
}
_NO_ROW = Unpriced("Medicare's fee schedule on file has no such code on this date", "Check the code and the date.")
_BY_CONTRACTOR = Unpriced(
    "Medicare's contractor sets the price of this code", "Give the allowed amount of an earlier remittance (allowed)."
)
_NO_UNITS = Unpriced("Units are not known", "Enter the units or the minutes behind them.")
_RIVAL = Unpriced(
    "Whether its first unit keeps its whole practice expense hangs on another line of the day",
    "Complete the day's other lines; what they lack stands with them.",
)


class Unpaid(Struct, frozen=True):
    """The reason why Medicare pays nothing for the code."""

    reason: str


def rate_of(code: str, setting: Setting) -> Rate | Unpaid | Unpriced:
    """The rate of a unit of the code in a setting; or that it is not paid, or not known."""
    return _rate(code, setting.tables, setting.location.gpci, setting.factor, facility=setting.place.facility)


@lru_cache(maxsize=16_384)
def _rate(
    code: str, tables: Tables, gpci: Gpci, factor: ConversionFactor, *, facility: bool
) -> Rate | Unpaid | Unpriced:
    """Cached, since a clinic bills the same few codes all year."""
    fee = tables.fee(code)
    if fee is None:
        return _NO_ROW
    if fee.status in NOT_PAID:
        return Unpaid(NOT_PAID[fee.status])
    pe = fee.facility_pe if facility else fee.nonfacility_pe
    if fee.status not in PAID_BY_RELATIVE_VALUE or not (fee.work or pe or fee.malpractice):
        return _BY_CONTRACTOR
    if fee.year != factor.year:
        return Unpriced(
            f"The values on file of {code} are of {fee.year}, the conversion factor of {factor.year}",
            f"Import the fee schedule of {factor.year}.",
        )
    return Rate(
        work=fee.work,
        pe=pe,
        malpractice=fee.malpractice,
        work_index=gpci.work,
        pe_index=gpci.pe,
        malpractice_index=gpci.malpractice,
        factor=factor.value,
        subject=fee.mult_proc == REDUCED_AS_THERAPY,
    )


def by_assistant(modifiers: Sequence[str]) -> bool:
    """Whether the modifiers say that an assistant gave the line."""
    return not ASSISTANTS_MODIFIERS.isdisjoint(modifiers)


def price_line(
    number: int, line: Billed, rate: Rate | Unpaid | Unpriced, *, first: bool, sure: bool, reduction: int
) -> tuple[PricedLine, Unpriced | None]:
    """A line's price, and what is missing to know it.

    `first`: one of its units keeps its whole practice expense, and `sure`, whether that is certain. `reduction` is the
    percentage of practice expense that the other units of the day lose.
    """
    if line.units == 0:
        return _line(number, line, "not billed", 0, [], "Documented, not billed."), None
    if isinstance(rate, Unpaid):
        return _line(number, line, "not paid", 0, [], rate.reason), None
    if isinstance(rate, Unpriced) and line.allowed is not None:
        return _line(number, line, "given", line.allowed, [], "As given, not from the fee schedule."), None
    missing = rate if isinstance(rate, Unpriced) else _NO_UNITS if line.units is None else None
    if missing is None and first and not sure:
        missing = _RIVAL
    if missing is not None:
        return _line(number, line, "undetermined", None, [], missing.title), Unpriced(
            missing.title, missing.remedy, number
        )
    assert isinstance(rate, Rate)
    assert line.units is not None
    units = price_units(rate, line.units, first=first, reduction=reduction)
    return _line(number, line, "priced", sum(unit.amount for unit in units), units), None


def price_units(rate: Rate, units: int, *, first: bool, reduction: int) -> list[PricedUnit]:
    """Each unit of a line with its price. `first`: the first of them keeps its whole practice expense."""
    if not rate.subject:
        return [PricedUnit(unit, "not subject", rate.fee(), rate.formula()) for unit in range(1, units + 1)]
    whole = [PricedUnit(1, "full", rate.fee(), rate.formula())] if first else []
    percent_paid = 100 - reduction
    return [
        *whole,
        *(
            PricedUnit(unit, "reduced", rate.fee(percent_paid), rate.formula(percent_paid))
            for unit in range(1 + len(whole), units + 1)
        ),
    ]


def _line(
    number: int, line: Billed, status: LineStatus, amount: int | None, units: Sequence[PricedUnit], reason: str = ""
) -> PricedLine:
    limited = status == "priced" and amount is not None and line.charge is not None and line.charge < amount
    return PricedLine(
        number=number,
        code=line.code,
        units=line.units,
        modifiers=line.modifiers,
        charge=line.charge,
        fee=None if status == "given" else amount,
        allowed=line.charge if limited else amount,
        status=status,
        working=list(units),
        reason="The charge is less than Medicare's price." if limited else reason or UNSET,
        cite="42-usc-1395l-a" if limited else STATUS if status == "not paid" else UNSET,
    )
