"""Allowed amounts for visits that come without them, so that a patient's year can be counted toward the threshold.

What counts is what Medicare allows after the therapy reduction, before deductible, coinsurance and whatever an
assistant's line loses: the expenses incurred, not the payment (42 USC 1395l(g)).
"""

from collections.abc import Mapping, Sequence

from msgspec import structs

from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case, VisitFiles
from cleanclaim.law.chart.patient_history import add_history
from cleanclaim.law.coding.units_earned import counting_services
from cleanclaim.law.review.coded import code_case
from cleanclaim.model import money
from cleanclaim.model.visit import Service, Visit
from cleanclaim.pricing.day import DayLines
from cleanclaim.pricing.price import price_lines
from cleanclaim.pricing.priced import PricedLine
from cleanclaim.reference.tables import Tables


def prepare_case(case: Case, basis: Basis | None = None) -> Case:
    """The case with the patients' history, and with the amounts allowed by the fee schedule.

    `allowed` is filled in on every service that had none and whose price is known. An amount that was entered stays; so
    does an unknown one, where the payer, the place or the units are not known. Earlier visits are priced by the law of
    their own days. A case that this law prepared already is returned as it is.
    """
    basis = basis or Basis()
    if case.prepared_by is not None and case.prepared_by.same_law(basis):
        return case
    read = case.visit_files or VisitFiles(visits=case.visits)
    case = structs.replace(case, visits=read.visits, visit_files=read, prepared_by=basis)
    if not case.places_visits:
        return structs.replace(case, visits=_with_history(read, read.visits, read.earlier))
    case = code_case(case, basis)
    earlier = structs.replace(case, visits=read.earlier, coded=())
    visits = _with_history(read, _with_allowed(case, basis), _with_allowed(earlier, structs.replace(basis, as_of=None)))
    return case.with_updates(visits)


def _with_history(read: VisitFiles, visits: Sequence[Visit], earlier: Sequence[Visit]) -> tuple[Visit, ...]:
    return tuple(add_history(visits, earlier, read.charts, read.earlier_unread) if earlier or read.charts else visits)


def _with_allowed(case: Case, basis: Basis) -> tuple[Visit, ...]:
    priced = price_lines(case, basis)
    return tuple([fill_allowed(visit, lines) for visit, lines in zip(case.visits, priced, strict=True)])


def fill_allowed(visit: Visit, priced: DayLines) -> Visit:
    """The visit with the amounts allowed of its priced lines, where none was entered."""
    if priced.setting is None or all(service.allowed is not None for service in visit.services):
        return visit
    amounts = _amounts(visit.services, priced.lines, priced.setting.tables)
    services = tuple(
        service if service.allowed is not None else structs.replace(service, allowed=amounts.get(place))
        for place, service in enumerate(visit.services)
    )
    return structs.replace(visit, services=services)


def _amounts(services: Sequence[Service], lines: Sequence[PricedLine], tables: Tables) -> Mapping[int, int | None]:
    """What is allowed for each service, by its place among them.

    Where units were entered each service is a line of its own. Where they were counted a code's services are one line,
    or two if an assistant gave part: its amount is divided by the minutes behind it, to the cent.
    """
    amounts: dict[int, int | None] = {}
    for code in dict.fromkeys(service.code for service in services):
        places = [place for place, service in enumerate(services) if service.code == code]
        group = [services[place] for place in places]
        allowed = [line.allowed for line in lines if line.code == code]
        if any(service.units is not None for service in group):
            amounts |= zip(places, allowed, strict=True)
        elif None not in allowed:
            amounts |= zip(places, _divided(sum(one or 0 for one in allowed), group, tables), strict=True)
    return amounts


def _divided(amount: int, group: Sequence[Service], tables: Tables) -> list[int]:
    """An amount of cents divided among the services of a code; those that are not counted get nothing."""
    counting = counting_services(group, tables)
    known = all(service.minutes for service in counting)
    weights = [service.minutes or 0 for service in counting] if known else [1] * len(counting)
    shares = iter(money.share(amount, weights))
    return [next(shares) if any(service is one for one in counting) else 0 for service in group]
