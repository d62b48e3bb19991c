"""The price of each line of a visit, under a contract or by Medicare, with its working."""

from collections.abc import Iterator, Mapping

from msgspec import structs

from cleanclaim.model.money import dollars_for_people as dollars
from cleanclaim.model.visit import Service, Visit
from cleanclaim.pricing.contracts.contract import (
    Capitated,
    ChargePercent,
    CodeRate,
    Contract,
    MedicarePercent,
    NotPaid,
    UnitRate,
    take_percent,
)
from cleanclaim.pricing.contracts.line_price import LinePrice
from cleanclaim.pricing.day import DayLines
from cleanclaim.pricing.lines import by_assistant, rate_of
from cleanclaim.pricing.priced import PricedLine, Unpriced
from cleanclaim.pricing.rate import Rate
from cleanclaim.pricing.sharing import terms_of

MedicarePrices = Mapping[int | None, DayLines]
"""Medicare's prices of a visit by the year whose prices they are, None for the service's own."""
_NO_UNITS = Unpriced("Units are not whole units", "It is compared where the claim bills units (UN).")
_NO_TERMS = Unpriced("What Medicare takes off an assistant's line is not known", "Import the policy of the day.")


def price_lines_of(
    visit: Visit, contract: Contract | None, medicare: MedicarePrices
) -> Iterator[LinePrice | Unpriced | None]:
    """The price of each line, or why it has none; None where the visit or the case is paid as such."""
    own = medicare.get(None)
    for place, service in enumerate(visit.services):
        if service.units is None:
            yield _NO_UNITS
        elif contract is None:
            yield _medicares(place, service, own) if own else _NO_UNITS
        else:
            rate = contract.rate_of(service.code)
            if rate is None and (contract.per_visit is not None or contract.case_rate is not None):
                yield None
            else:
                yield _under_contract(place, service, rate, contract, medicare)


def _medicares(place: int, service: Service, day: DayLines) -> LinePrice | Unpriced:
    line = day.lines[place]
    found = _medicare_units(line, day)
    if isinstance(found, Unpriced):
        return found
    whole, reduced, whole_units = found
    assert day.setting is not None
    terms = terms_of(day.setting.policy)
    assistant = by_assistant(line.modifiers)
    if terms is None and assistant:
        return _NO_TERMS
    return LinePrice(
        code=service.code,
        units=line.units or 0,
        whole=whole,
        reduced=reduced,
        whole_units=whole_units,
        charge=service.charge,
        by_assistant=assistant,
        terms=terms,
        working=tuple(_medicares_working(line, day)),
    )


def _medicares_working(line: PricedLine, day: DayLines) -> Iterator[str]:
    assert day.setting is not None
    yield f"{day.setting.factor.release}, locality {day.setting.location.gpci.locality}."
    for unit in line.working:
        yield f"Unit {unit.unit}: {unit.formula} = {dollars(unit.amount)}."
    if isinstance(line.reason, str):
        yield line.reason
    if by_assistant(line.modifiers):
        yield f"CQ or CO: {day.setting.policy.assistant_payment_percent} % of Medicare's share is paid."


def _medicare_units(line: PricedLine, day: DayLines) -> tuple[int, int | None, int] | Unpriced:
    """Cents of a unit, whole and reduced, and how many units are whole."""
    if line.status == "not paid":
        return 0, None, 0
    if line.status != "priced" or day.setting is None:
        why = next((one for one in day.open if one.line in {None, line.number}), None)
        return why or Unpriced(f"Medicare's price of {line.code} is not known", "Check the code and the date.")
    rate = rate_of(line.code, day.setting)
    assert isinstance(rate, Rate)
    reduced = rate.fee(100 - day.setting.reduction) if rate.subject else None
    return rate.fee(), reduced, sum(unit.pe != "reduced" for unit in line.working)


def _under_contract(
    place: int, service: Service, rate: CodeRate | None, contract: Contract, medicare: MedicarePrices
) -> LinePrice | Unpriced:
    assistant = by_assistant(service.modifiers)
    if assistant and contract.assistant_percent is None and not isinstance(rate, NotPaid | Capitated):
        return Unpriced(
            f"{contract.name} does not say what an assistant's line pays",
            "Write assistant_percent into contracts.toml.",
        )
    found = _contract_units(place, service, rate, contract, medicare)
    if isinstance(found, Unpriced):
        return found
    working = list(found.working)
    if assistant and contract.assistant_percent not in {None, 10_000}:
        working.append(f"CQ or CO: {_percent_text(contract.assistant_percent or 0)} of it.")
    return LinePrice(
        code=service.code,
        units=found.units,
        whole=found.whole,
        reduced=found.reduced,
        whole_units=found.whole_units,
        charge=service.charge if contract.lesser_of_charge else None,
        by_assistant=assistant,
        assistant_percent=contract.assistant_percent,
        working=tuple(working),
    )


def _contract_units(
    place: int, service: Service, rate: CodeRate | None, contract: Contract, medicare: MedicarePrices
) -> LinePrice | Unpriced:
    """The price before charge and assistant."""
    units, code = service.units or 0, service.code
    match rate:
        case None:
            return Unpriced(f"{contract.name} has no fee for {code}", "Add it to the fee table of the contract.")
        case NotPaid() | Capitated():
            pays = "pays by the head, and nothing for the visit" if isinstance(rate, Capitated) else f"pays no {code}"
            return LinePrice(code=code, units=0, whole=0, whole_units=0, working=(f"{contract.name} {pays}.",))
        case ChargePercent(percent=percent):
            if service.charge is None:
                return Unpriced("The charge cannot be read", "`cleanclaim validate` shows where.")
            cents = take_percent(service.charge, percent)
            text = f"{contract.name}: {_percent_text(percent)} of {dollars(service.charge)} = {dollars(cents)}."
            return LinePrice(code=code, units=1, whole=cents, whole_units=1, working=(text,))
        case UnitRate(cents=cents):
            return _per_unit(place, units, cents, contract, medicare.get(None))
        case MedicarePercent(percent=percent, year=year):
            return _of_medicare(place, units, percent, contract, medicare.get(year))


def _per_unit(place: int, units: int, cents: int, contract: Contract, day: DayLines | None) -> LinePrice | Unpriced:
    """By a fee of the contract; reduced in the proportion in which Medicare reduces its own."""
    line = day.lines[place] if day else None
    found = _medicare_units(line, day) if line and day else None
    if contract.reduction and isinstance(found, Unpriced):
        return found
    reduced: int | None = None
    whole_units = units
    assert line is not None
    if isinstance(found, tuple) and found[1] is not None and day is not None and day.setting is not None:
        rate = rate_of(line.code, day.setting)
        assert isinstance(rate, Rate)
        part, all_of_it = rate.exact(100 - day.setting.reduction), rate.exact()
        reduced = (2 * cents * part + all_of_it) // (2 * all_of_it)
        if contract.reduction:
            whole_units = found[2]
    text = f"{contract.name}: {units} × {dollars(cents)}."
    return _with_reduction(
        LinePrice(code=line.code, units=units, whole=cents, reduced=reduced, whole_units=whole_units, working=(text,)),
        contract,
    )


def _of_medicare(
    place: int, units: int, percent: int, contract: Contract, day: DayLines | None
) -> LinePrice | Unpriced:
    if day is None:
        return Unpriced("Medicare's price is not known", "Import the fee schedule of the year.")
    line = day.lines[place]
    found = _medicare_units(line, day)
    if isinstance(found, Unpriced):
        return found
    if line.status == "not paid" or day.setting is None:
        return Unpriced(
            f"Medicare has no price for {line.code}, and {contract.name} no fee", "Add it under [contracts.codes]."
        )
    whole, reduced, whole_units = found
    release = day.setting.factor.release
    text = f"{contract.name}: {_percent_text(percent)} of {dollars(whole)} a unit, {release}, locality "
    return _with_reduction(
        LinePrice(
            code=line.code,
            units=units,
            whole=take_percent(whole, percent),
            reduced=None if reduced is None else take_percent(reduced, percent),
            whole_units=whole_units if contract.reduction else units,
            working=(f"{text}{day.setting.location.gpci.locality} = {dollars(take_percent(whole, percent))}.",),
        ),
        contract,
    )


def _with_reduction(price: LinePrice, contract: Contract) -> LinePrice:
    """The price with the reduction in its working, where it takes anything off."""
    rest = price.units - price.whole_units
    if not contract.reduction or rest <= 0 or price.reduced is None:
        return price
    text = f"Multiple procedure reduction: {rest} of {price.units} units at {dollars(price.reduced)}."
    return structs.replace(price, working=(*price.working, text))


def _percent_text(percent: int) -> str:
    """`110 %`, `112.5 %`: hundredths of a percent for people."""
    whole, part = divmod(percent, 100)
    return f"{whole}{f'.{part:02d}'.rstrip('0') if part else ''} %"
