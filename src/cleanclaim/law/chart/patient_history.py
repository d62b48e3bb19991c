"""The patient's history before a visit, from earlier visits and from the patient's chart.

Allowed dollars count by calendar year and pool: physical and speech therapy share one, occupational has its
own. The year is known from the first earlier visit on that says what had been spent by then; without one
it stays unknown, since nobody can tell what is missing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import structs

from cleanclaim.model.visit import History, Visit

Pool = tuple[str | None, int, bool]

UNDATED = date.max
"""Where visits without a date stand among those of a patient: after all others."""


def add_history(
    visits: Iterable[Visit], earlier: Iterable[Visit], charts: Mapping[str, History] | None = None
) -> list[Visit]:
    """The visits with what the earlier visits and the charts (by patient) tell; what a visit says itself stays."""
    by_patient: dict[str, list[Visit]] = defaultdict(list)
    years: dict[Pool, list[Visit]] = defaultdict(list)
    for visit in sorted(earlier, key=lambda visit: (visit.service_date or UNDATED, visit.visit_id)):
        if visit.patient_id is None or visit.service_date is None:
            continue
        by_patient[visit.patient_id].append(structs.replace(visit, history=None))
        years[_pool(visit)].append(visit)
    seen = {patient: tuple(visits_before) for patient, visits_before in by_patient.items()}
    return [_complete_visit(visit, seen, years, charts or {}) for visit in visits]


def _complete_visit(
    visit: Visit,
    seen: Mapping[str, tuple[Visit, ...]],
    years: Mapping[Pool, list[Visit]],
    charts: Mapping[str, History],
) -> Visit:
    if visit.patient_id is None:
        return visit
    history = charts.get(visit.patient_id, History())
    if visit.patient_id in seen:
        spent = _spent(visit, years.get(_pool(visit), []))
        history = structs.replace(
            history, visits=seen[visit.patient_id], spent=history.spent if spent is None else spent
        )
    if visit.history is not None:
        own = {name: value for name, value in structs.asdict(visit.history).items() if value is not None}
        history = structs.replace(history, **own)
    return visit if history == History() else structs.replace(visit, history=history)


def _pool(visit: Visit) -> Pool:
    return visit.patient_id, visit.service_date.year if visit.service_date else 0, visit.discipline == "OT"


def _spent(visit: Visit, earlier: Iterable[Visit]) -> int | None:
    """Allowed cents of the year before the visit; `earlier` are the pool's visits of that year, by date."""
    spent: int | None = None
    for before in earlier:
        if visit.service_date is None or before.service_date is None or before.service_date >= visit.service_date:
            break
        if before.history is not None and before.history.spent is not None:
            spent = before.history.spent
        spent = _plus(spent, before)
    return spent


def _plus(spent: int | None, visit: Visit) -> int | None:
    amounts = [service.allowed for service in visit.services]
    if spent is None or None in amounts:
        return None
    return spent + sum(amount for amount in amounts if amount is not None)
