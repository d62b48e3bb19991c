"""The patient's year before a visit, from earlier visits.

Allowed dollars count by calendar year and pool: physical and speech therapy share one, occupational has its
own. The year is known from the first earlier visit on that says what had been spent by then; without one
it stays unknown, since nobody can tell what is missing.
"""

from collections import defaultdict
from collections.abc import Iterable

from msgspec import structs

from cleanclaim.model.visit import History, Visit

Pool = tuple[str | None, int, bool]


def with_history(visits: Iterable[Visit], earlier: Iterable[Visit]) -> list[Visit]:
    """The visits with `history.spent` filled in where the earlier visits tell it; what a visit says itself stays."""
    years: dict[Pool, list[Visit]] = defaultdict(list)
    for visit in earlier:
        if visit.service_date is not None and visit.patient_id is not None:
            years[_pool(visit)].append(visit)
    for known in years.values():
        known.sort(key=lambda visit: (visit.service_date, visit.visit_id))
    return [visit if visit.history else _with_spent(visit, years.get(_pool(visit), [])) for visit in visits]


def _pool(visit: Visit) -> Pool:
    return visit.patient_id, visit.service_date.year if visit.service_date else 0, visit.discipline == "OT"


def _with_spent(visit: Visit, earlier: list[Visit]) -> Visit:
    spent: int | None = None
    for before in earlier:
        if visit.service_date is None or before.service_date is None or before.service_date >= visit.service_date:
            continue
        if before.history is not None and before.history.spent is not None:
            spent = before.history.spent
        spent = _plus(spent, before)
    return structs.replace(visit, history=History(spent=spent)) if spent is not None else visit


def _plus(spent: int | None, visit: Visit) -> int | None:
    amounts = [service.allowed for service in visit.services]
    if spent is None or None in amounts:
        return None
    return spent + sum(amount for amount in amounts if amount is not None)
