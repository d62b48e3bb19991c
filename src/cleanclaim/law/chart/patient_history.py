"""The patient's history before a visit, from earlier visits, from the file's own visits and from the patient's chart.

Where earlier visits of a patient are given, the patient's visits under review stand among them: whoever counts days,
visits or dollars counts both, and a visit that stands in both once. A file alone is no history.

Allowed dollars count by calendar year, payer and pool: physical and speech therapy share one, occupational has its
own. The year is known from the first visit on that says what had been spent by then; without one it stays unknown,
since nobody can tell what is missing. What a chart says was spent holds before the file's first visit of the patient.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from operator import attrgetter

from msgspec import structs

from cleanclaim.model.visit import History, Visit

Pool = tuple[int, bool, str | None]
"""A calendar year, whether it is occupational therapy's, and the payer."""

DatedVisit = tuple[date | None, str]
"""What a patient's visit is known by, wherever it stands: its day and its number."""

PatientDay = tuple[str | None, date | None]
"""A patient and a day; None stands for any."""

_by_day = attrgetter("service_date", "visit_id")


def add_history(
    visits: Iterable[Visit],
    earlier: Iterable[Visit],
    charts: Mapping[str, History] | None = None,
    unread: Collection[PatientDay] = (),
) -> list[Visit]:
    """The visits of a file with what the earlier visits, each other and the charts (by patient) tell.

    `visits` are the whole file: its parts would know less of each other. What a visit says itself stays. `unread`: days
    of which earlier visits could not be read; from each on the patient's year is not known until something states it.
    """
    reviewed, charts = list(visits), charts or {}
    before, here = _by_patient(earlier), _by_patient(reviewed)
    known: dict[str, History] = {}
    spent: dict[str, Mapping[DatedVisit, int | None]] = {}
    for patient, of_file in here.items():
        chart, of_history = charts.get(patient), before.get(patient)
        if chart is None and of_history is None:
            continue
        together = _together(of_history or (), of_file)
        days = [day for whose, day in unread if whose in (None, patient)] if unread else ()
        spent[patient] = _spent(together, of_file, chart.spent if chart else None, days)
        known[patient] = structs.replace(chart or History(), spent=None)
        if of_history is not None:
            all_visits = tuple([structs.replace(visit, history=None) for visit in together])
            known[patient] = structs.replace(known[patient], visits=all_visits)
    return [_complete_visit(visit, known, spent) for visit in reviewed]


def _by_patient(visits: Iterable[Visit]) -> dict[str, list[Visit]]:
    """The dated visits of each patient in order; the same visit once."""
    found: dict[str, dict[DatedVisit, Visit]] = defaultdict(dict)
    for visit in visits:
        if visit.patient_id is not None and visit.service_date is not None:
            found[visit.patient_id][visit.service_date, visit.visit_id] = visit
    return {patient: sorted(of_patient.values(), key=_by_day) for patient, of_patient in found.items()}


def _together(history: Sequence[Visit], file: Sequence[Visit]) -> list[Visit]:
    """A patient's visits of the history and of the file in order. One that stands in both is as the file has it, and
    says of the year what the history does where the file says nothing.
    """
    found = {(visit.service_date, visit.visit_id): visit for visit in history}
    for visit in file:
        other = found.get((visit.service_date, visit.visit_id))
        silent = other is not None and _stated(visit) is None and _stated(other) is not None
        found[visit.service_date, visit.visit_id] = (
            structs.replace(visit, history=other.history) if other is not None and silent else visit
        )
    return sorted(found.values(), key=_by_day)


def _stated(visit: Visit) -> int | None:
    return visit.history.spent if visit.history else None


def _complete_visit(
    visit: Visit, known: Mapping[str, History], spent: Mapping[str, Mapping[DatedVisit, int | None]]
) -> Visit:
    history = known.get(visit.patient_id or "")
    if history is None or visit.patient_id is None:
        return visit
    history = structs.replace(history, spent=spent[visit.patient_id].get((visit.service_date, visit.visit_id)))
    if visit.history is not None:
        own = {name: value for name, value in structs.asdict(visit.history).items() if value is not None}
        history = structs.replace(history, **own)
    return visit if history == History() else structs.replace(visit, history=history)


def _spent(
    together: Sequence[Visit], file: Sequence[Visit], charted: int | None, unread: Sequence[date | None]
) -> dict[DatedVisit, int | None]:
    """Allowed cents of the year before each of a patient's visits, as far as they are known.

    `charted`: what the chart says was spent before the first visit of the file, in that visit's year. Where the file
    has visits of both pools in it nobody can tell of which it is said. `unread`: days of visits that are missing.
    """
    first = file[0].service_date
    its_year = [visit for visit in file if visit.service_date and first and visit.service_date.year == first.year]
    if len({visit.discipline == "OT" for visit in its_year}) > 1:
        charted = None
    begins = {_pool(visit): visit for visit in reversed(its_year)}
    before: dict[DatedVisit, int | None] = {}
    totals: dict[Pool, int | None] = {}
    since: dict[Pool, date] = {}
    for visit in together:
        pool, stated = _pool(visit), _stated(visit)
        spent = totals.get(pool) if stated is None else stated
        if stated is not None and visit.service_date:
            since[pool] = visit.service_date
        elif unread and _lacks_a_day(unread, since.get(pool, date.min), visit.service_date):
            spent = None
        begun = begins.get(pool)
        if spent is None and begun is not None and _by_day(begun) == _by_day(visit):
            spent = charted
        before[visit.service_date, visit.visit_id] = spent
        totals[pool] = _plus(spent, visit)
    return before


def _lacks_a_day(unread: Iterable[date | None], since: date, on: date | None) -> bool:
    """Whether a visit that could not be read may lie between the last day on which the year was known and this one."""
    return any(day is None or on is None or (since <= day <= on and day.year == on.year) for day in unread)


def _pool(visit: Visit) -> Pool:
    return visit.service_date.year if visit.service_date else 0, visit.discipline == "OT", visit.payer


def _plus(spent: int | None, visit: Visit) -> int | None:
    """The year with a visit; what is documented with 0 units is not billed."""
    amounts = [service.allowed for service in visit.services if service.units != 0]
    if spent is None or None in amounts:
        return None
    return spent + sum([amount for amount in amounts if amount is not None])
