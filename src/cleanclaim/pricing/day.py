"""The visits of one patient, day and payer, priced together: the therapy reduction looks at all their lines."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from datetime import date

from msgspec import Struct

from cleanclaim.law.basis import Basis
from cleanclaim.law.coding.visit_lines import VisitLines
from cleanclaim.model.visit import Visit
from cleanclaim.pricing.lines import Billed, Unpaid, by_assistant, price_line, rate_of
from cleanclaim.pricing.payment_locality import PaymentLocality
from cleanclaim.pricing.priced import PricedLine, Unpriced
from cleanclaim.pricing.rate import Rate
from cleanclaim.pricing.reduction import FullPaidLine, TherapyLine, full_paid_line
from cleanclaim.pricing.setting import Setting, setting_of


class DayLines(Struct, frozen=True):
    """A visit's lines priced, with what is open and the setting; None where the setting itself is open.

    `therapy_units` are those of the whole day that fall under the reduction. `keeps` says of which line, and of which
    visit where that is another, one unit keeps its practice expense; None where there is no choice to make.
    """

    lines: list[PricedLine]
    open: list[Unpriced]
    setting: Setting | None
    therapy_units: int
    keeps: str | None


class _VisitRates(Struct, frozen=True):
    lines: Sequence[Billed]
    setting: Setting | Unpriced
    rates: list[Rate | Unpaid | Unpriced]


def group_by_day(visits: Sequence[Visit]) -> list[list[int]]:
    """Positions of the visits that are priced together: of one patient, day and payer. Unknown patients stand alone."""
    days: dict[Hashable, list[int]] = defaultdict(list)
    for position, visit in enumerate(visits):
        known = visit.patient_id is not None and visit.service_date is not None
        days[_day_of(visit) if known else position].append(position)
    return list(days.values())


def _day_of(visit: Visit) -> tuple[str | None, date | None, str | None]:
    return visit.patient_id, visit.service_date, visit.payer


def price_day(day: Sequence[VisitLines], office: PaymentLocality, basis: Basis) -> list[DayLines]:
    """The lines of the visits of a day priced, in their order."""
    visits = [_visit(coded, office, basis) for coded in day]
    contenders = _contenders(visits)
    first = full_paid_line(contenders)
    units = sum(one.units or 0 for one in contenders)
    chosen = first if units > 1 else None
    return [
        _priced(position, visit, first, units, _name_line(chosen, visits, day, position) if chosen else None)
        for position, visit in enumerate(visits)
    ]


def _name_line(chosen: FullPaidLine, visits: Sequence[_VisitRates], day: Sequence[VisitLines], position: int) -> str:
    """`97110 on line 2`, with its visit where it is not the one at the position."""
    visit, line = chosen.place
    named = f"{visits[visit].lines[line].code} on line {line + 1}"
    return named if visit == position else f"{named} of visit {day[visit].visit.visit_id}"


def _visit(coded: VisitLines, office: PaymentLocality, basis: Basis) -> _VisitRates:
    setting = setting_of(coded, office, basis)
    if isinstance(setting, Unpriced):
        return _VisitRates(coded.lines, setting, [setting] * len(coded.lines))
    return _VisitRates(coded.lines, setting, [rate_of(line.code, setting) for line in coded.lines])


def _contenders(visits: Sequence[_VisitRates]) -> list[TherapyLine]:
    """The lines that fall under the reduction. A code that is not on the fee schedule takes no part."""
    return [
        TherapyLine(
            place=(position, place),
            rate=rate if isinstance(rate, Rate) else None,
            units=line.units,
            assistant=by_assistant(line.modifiers),
            charge=line.charge,
        )
        for position, visit in enumerate(visits)
        for place, (line, rate) in enumerate(zip(visit.lines, visit.rates, strict=True))
        if line.units != 0 and (isinstance(visit.setting, Unpriced) or (isinstance(rate, Rate) and rate.subject))
    ]


def _priced(position: int, visit: _VisitRates, first: FullPaidLine | None, units: int, keeps: str | None) -> DayLines:
    setting = None if isinstance(visit.setting, Unpriced) else visit.setting
    answers = [
        price_line(
            place + 1,
            line,
            rate,
            first=first is not None and first.place == (position, place),
            sure=first is None or first.sure,
            reduction=setting.reduction if setting else 0,
        )
        for place, (line, rate) in enumerate(zip(visit.lines, visit.rates, strict=True))
    ]
    missing = [missing for _line, missing in answers if missing is not None]
    if isinstance(visit.setting, Unpriced):  # said once, not of every line
        missing = [visit.setting]
    return DayLines([line for line, _missing in answers], missing, setting, units, keeps)
