"""What one unit of a code is allowed where a practice lies: the price of a visit with nothing else on it."""

from datetime import date
from typing import get_args

from msgspec import Struct

from cleanclaim.law.basis import Basis
from cleanclaim.model.visit import Discipline, Service, Visit
from cleanclaim.pricing.payment_locality import PaymentLocality
from cleanclaim.pricing.price import price
from cleanclaim.pricing.priced import PricedVisit
from cleanclaim.reference.catalogue import catalogue

PLACES = {"11": "in the office", "22": "in a facility"}
"""Where it may be given: a place of service that is no facility, and one that is."""


class UnitFee(Struct, frozen=True):
    """One unit, alone on its day, at one place. `allowed` (cents) is None where it cannot be known; `priced` says why,
    or how it came about.
    """

    place: str
    allowed: int | None
    formula: str
    priced: PricedVisit


def price_one_unit(
    code: str,
    on: date,
    payer: str,
    office: PaymentLocality,
    basis: Basis | None = None,
) -> list[UnitFee]:
    """The fee of one unit in the office and in a facility, on a date, for a payer, where the practice lies."""
    return [_price_at(code, on, payer, office, place, basis) for place in PLACES]


def _price_at(
    code: str,
    on: date,
    payer: str,
    office: PaymentLocality,
    place: str,
    basis: Basis | None,
) -> UnitFee:
    visit = Visit(
        visit_id="1",
        payer=payer,
        service_date=on,
        discipline=_discipline(code),
        place_of_service=place,
        services=(Service(code=code, units=1),),
    )
    priced = price(office.case_of([visit]), basis).visits[0]
    formula = " + ".join(unit.formula for line in priced.lines for unit in line.working)
    return UnitFee(PLACES[place], priced.allowed, formula, priced)


def _discipline(code: str) -> Discipline | None:
    """The first discipline the code belongs to: it decides no price, but a visit has one."""
    entry = catalogue().get(code)
    belongs = entry.disciplines if entry else frozenset()
    return next((name for name in get_args(Discipline) if name in belongs), None)
