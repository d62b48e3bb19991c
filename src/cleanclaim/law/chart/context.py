"""What stands around a visit: the patient's other visits of the day, the clinician's day, who the clinician is.

It is worked out once for all visits of a review, so that a visit's questions only look it up.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from cleanclaim.law.chart.clinician_day import ClinicianDay, clinician_day
from cleanclaim.law.notes.copies import Earlier, Runs, form_of
from cleanclaim.model.practice import Clinician
from cleanclaim.model.visit import ASSISTANTS, Visit

PatientDay = tuple[str, date]
NpiDay = tuple[str, date]


class VisitContext(Struct, frozen=True):
    """What is known around one visit.

    `same_day`: the patient's other visits of the day for the same payer and discipline, whose minutes count together.
    `patient_day`: all other visits of the patient that day. `clinician_day`: the clinician's day, this visit and all
    others; None where nobody says whose day it is. `clinician`: what the practice's file says of who rendered the
    visit; None where nothing does. `renders`: on whose number it goes out, an assistant's supervising therapist.
    `earlier_notes`: the patient's notes of earlier days, oldest first. `form`: the words the practice's notes share.
    """

    same_day: Sequence[Visit] = ()
    patient_day: Sequence[Visit] = ()
    clinician_day: ClinicianDay | None = None
    earlier_notes: Sequence[Earlier] = ()
    form: Runs = frozenset()
    clinician: Clinician | None = None
    renders: Clinician | None = None


NO_CONTEXT = VisitContext()
"""A visit of which nothing around is known."""


class ContextIndex:
    """All visits of a review by patient and by clinician, for `around` to look up."""

    def __init__(self, visits: Sequence[Visit], staff: Mapping[str, Clinician] | None = None) -> None:
        patients: dict[PatientDay, list[Visit]] = defaultdict(list)
        clinicians: dict[NpiDay, list[Visit]] = defaultdict(list)
        for visit in visits:
            if visit.service_date is None:
                continue
            if visit.patient_id is not None:
                patients[visit.patient_id, visit.service_date].append(visit)
            if visit.provider_npi is not None:
                clinicians[visit.provider_npi, visit.service_date].append(visit)
        self.patients = {day: held for day, held in patients.items() if len(held) > 1}
        self.clinicians = clinicians
        self.days: dict[NpiDay, ClinicianDay] = {}
        self.noted = _noted(visits)
        self.form = form_of(visits) if self.noted else frozenset()
        self.staff = staff or {}
        self.one_assistant = _one_assistant(self.staff)

    def around(self, visit: Visit) -> VisitContext:
        """What stands around the visit. Where patient, clinician or date are unknown, nothing says what does."""
        npi, on = visit.provider_npi, visit.service_date
        clinician = self.staff.get(npi) if npi else None
        that_day = self._others(visit)
        clinician_day = self._day(npi, on) if npi and on else None
        earlier_notes = self._earlier_notes(visit) if visit.note is not None else ()
        if not that_day and clinician_day is None and clinician is None and not earlier_notes:
            return NO_CONTEXT
        return VisitContext(
            _same_day(visit, that_day),
            that_day,
            clinician_day,
            earlier_notes,
            self.form,
            clinician,
            self._renders(clinician) if clinician else None,
        )

    def same_day(self, visit: Visit) -> tuple[Visit, ...]:
        """The patient's other visits whose minutes count together with the visit's: all that coding it needs."""
        return _same_day(visit, self._others(visit))

    def _earlier_notes(self, visit: Visit) -> tuple[Earlier, ...]:
        """The patient's notes of earlier days in the visit's discipline, from this review and from the history."""
        if visit.service_date is None:
            return ()
        here = self.noted.get((visit.patient_id, visit.discipline), ()) if visit.patient_id is not None else ()
        told = [one for one in _history(visit) if one.discipline == visit.discipline]
        held = {one.on: one for one in [*_notes_of(told), *here] if one.on < visit.service_date}
        return tuple(held[on] for on in sorted(held))

    def _others(self, visit: Visit) -> tuple[Visit, ...]:
        if visit.patient_id is None or visit.service_date is None:
            return ()
        held = self.patients.get((visit.patient_id, visit.service_date))
        return tuple([other for other in held if other is not visit]) if held else ()

    def _day(self, npi: str, on: date) -> ClinicianDay:
        held = self.days.get((npi, on))
        if held is None:
            visits = self.clinicians.get((npi, on), ())
            held = self.days[npi, on] = clinician_day(visits).of(self.one_assistant.get(npi, ()))
        return held

    def _renders(self, clinician: Clinician) -> Clinician | None:
        if clinician.credential not in ASSISTANTS:
            return clinician
        return self.staff.get(clinician.supervised_by) if clinician.supervised_by else None


def touched(visits: Sequence[Visit], at: int) -> list[int]:
    """The places of the visits whose answers may change with the services of the one at `at`, itself among them: those
    of the patient's and of the clinician's day. All, where there are notes: what is copied shows in all of them.
    """
    changed = visits[at]
    if any(visit.note is not None for visit in visits):
        return list(range(len(visits)))

    def beside(visit: Visit) -> bool:
        if visit.service_date is None or visit.service_date != changed.service_date:
            return False
        same_patient = visit.patient_id is not None and visit.patient_id == changed.patient_id
        return same_patient or (visit.provider_npi is not None and visit.provider_npi == changed.provider_npi)

    return [place for place, visit in enumerate(visits) if place == at or beside(visit)]


def _history(visit: Visit) -> tuple[Visit, ...]:
    return (visit.history.visits or ()) if visit.history else ()


def _noted(visits: Sequence[Visit]) -> dict[tuple[str | None, str | None], list[Earlier]]:
    """Each patient's notes by discipline."""
    noted: dict[tuple[str | None, str | None], list[Earlier]] = defaultdict(list)
    for visit in visits:
        if visit.note is not None and visit.patient_id is not None:
            noted[visit.patient_id, visit.discipline] += _notes_of([visit])
    return noted


def _notes_of(visits: Sequence[Visit]) -> list[Earlier]:
    return [Earlier(visit.service_date, visit.note) for visit in visits if visit.note and visit.service_date]


def _one_assistant(staff: Mapping[str, Clinician]) -> dict[str, frozenset[str]]:
    """By number, the assistants' credentials under which one person works: their own, or the only one supervised."""
    counted: dict[str, list[str]] = defaultdict(list)
    for clinician in staff.values():
        if clinician.credential in ASSISTANTS:
            counted[clinician.npi].append(clinician.credential)
            if clinician.supervised_by:
                counted[clinician.supervised_by].append(clinician.credential)
    return {npi: frozenset(kind for kind in held if held.count(kind) == 1) for npi, held in counted.items()}


def _same_day(visit: Visit, that_day: Sequence[Visit]) -> tuple[Visit, ...]:
    if not that_day:
        return ()
    return tuple([o for o in that_day if o.discipline == visit.discipline and o.payer == visit.payer])
