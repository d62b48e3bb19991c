"""The context of a visit: the patient's other visits of the day, the clinician's day, who the clinician is.

It is worked out once for all visits, in a first pass, so that a visit's questions only look it up.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

from msgspec import Struct

from cleanclaim.law.chart.clinician_day import ClinicianDay
from cleanclaim.law.chart.day_sessions import DaySessions
from cleanclaim.law.chart.first_pass import FirstPass, NpiDay, PatientDay, patient_days
from cleanclaim.law.chart.over_time import counts_over_time
from cleanclaim.law.notes.copies import EarlierNote, WordRuns, in_order, notes_of
from cleanclaim.model.practice import CHARGE_CHECK, NO_FEES, Clinician, Coverage, Patient, PayerId, Practice
from cleanclaim.model.supervision import find_supervisor, is_assistant
from cleanclaim.model.visit import Visit


class VisitContext(Struct, frozen=True):
    """What is known of others that bears on one visit.

    `same_day`: the patient's other visits of the day for the same payer and discipline, whose minutes count together.
    `patient_day`: all other visits of the patient that day. `clinician_day`: the clinician's day, this visit and all
    others; None where nobody says whose day it is. `clinician`: what the practice's file says of who rendered the
    visit; None where nothing does. `renders`: on whose number it goes out, an assistant's supervising therapist.
    `over_time`: all visits of the patient under review that bill what is counted over days.
    `file_visits`: those under review of a patient with a chart and no history.
    `earlier_notes`: the patient's notes of earlier days, oldest first. `boilerplate`: words that the practice's notes
    share.
    `payer_record`, `patient_record`, `coverage_record`: what the practice's file says of the payer, of the patient, and
    of the coverage of the one by the other; None where it says nothing. `later_payers`: those that are entered to pay
    after the visit's. `possible_sites`: at how many of the practice's
    places the visit may have been, as far as it says. `fees`: its cents a unit by code; `charge_check`: how many times
    a fee a charge is looked at.
    """

    same_day: Sequence[Visit] = ()
    patient_day: Sequence[Visit] = ()
    clinician_day: ClinicianDay | None = None
    earlier_notes: Sequence[EarlierNote] = ()
    boilerplate: WordRuns = frozenset()
    clinician: Clinician | None = None
    renders: Clinician | None = None
    payer_record: PayerId | None = None
    patient_record: Patient | None = None
    coverage_record: Coverage | None = None
    later_payers: tuple[PayerId, ...] = ()
    over_time: Sequence[Visit] = ()
    possible_sites: int = 1
    file_visits: tuple[Visit, ...] = ()
    fees: Mapping[str, int] = NO_FEES
    charge_check: int = CHARGE_CHECK


NO_CONTEXT = VisitContext()
"""A visit of which nothing but itself is known."""


class ContextIndex:
    """Looks up the context of each visit: what the first pass found, and the practice's clinicians by NPI.

    Without a first pass `visits` are the whole book. With one, they may be any part of it.
    """

    def __init__(
        self,
        visits: Sequence[Visit],
        practice: Practice | None = None,
        first_pass: FirstPass | None = None,
    ) -> None:
        self._visits = visits
        if first_pass is not None:
            self.first_pass = first_pass
            self.patient_days = first_pass.patient_days
        self.practice = practice
        self.staff = practice.clinicians if practice else {}
        self.one_assistant = _one_assistant(self.staff) if self.staff else {}
        self.days: dict[NpiDay, ClinicianDay] = {}
        self._sessions: dict[tuple[object, ...], DaySessions] = {}

    @cached_property
    def first_pass(self) -> FirstPass:
        """What is known of all visits together."""
        return FirstPass.of(self._visits)

    @cached_property
    def patient_days(self) -> Mapping[PatientDay, Sequence[Visit]]:
        """The visits of each day on which a patient had several."""
        return patient_days(self._visits)

    def of(self, visit: Visit) -> VisitContext:
        """The context of the visit. Where patient, clinician or date are unknown, nothing says what it is."""
        npi, on = visit.provider_npi, visit.service_date
        clinician = self.staff.get(npi) if npi else None
        that_day = self._others(visit)
        clinician_day = self._day(npi, on) if npi and on else None
        earlier_notes = self._earlier_notes(visit) if visit.note is not None else ()
        over_time = self.first_pass.over_time.get(visit.patient_id or "", ())
        file_visits = self.first_pass.charted.get(visit.patient_id or "", ())
        practice = self.practice
        if (
            not that_day
            and clinician_day is None
            and practice is None
            and not earlier_notes
            and not over_time
            and not file_visits
        ):
            return NO_CONTEXT
        patient = practice.patients.get(visit.patient_id or "") if practice else None
        return VisitContext(
            self._same_day(visit, that_day),
            that_day,
            clinician_day,
            earlier_notes,
            self.first_pass.boilerplate,
            clinician,
            self._renders(clinician) if clinician else None,
            practice.payers.get(visit.billed_payer or "") if practice else None,
            patient,
            patient.coverages.get(visit.billed_payer or "") if patient else None,
            practice.find_later_payers(patient, visit.billed_payer or "") if practice and patient else (),
            over_time,
            len(practice.find_sites(visit.place_of_service, visit.site)) if practice else 1,
            file_visits,
            practice.fees if practice else NO_FEES,
            practice.charge_check if practice else CHARGE_CHECK,
        )

    def same_day(self, visit: Visit) -> tuple[Visit, ...]:
        """The patient's other visits whose minutes count together with the visit's: all that coding it needs."""
        return self._same_day(visit, self._others(visit))

    def _same_day(self, visit: Visit, that_day: Sequence[Visit]) -> tuple[Visit, ...]:
        """The other sessions that count together with the visit; they share what is worked out for the day."""
        if not that_day:
            return ()
        key = (visit.patient_id, visit.service_date, visit.discipline, visit.payer)
        if key not in self._sessions:
            of_day = self.patient_days[visit.patient_id or "", visit.service_date or date.min]
            sessions = [one for one in of_day if one.discipline == visit.discipline and one.payer == visit.payer]
            self._sessions[key] = DaySessions(sessions)
        return self._sessions[key].others(visit)

    def _earlier_notes(self, visit: Visit) -> tuple[EarlierNote, ...]:
        """The patient's notes of earlier days in the visit's discipline, from the first pass and from the history."""
        on = visit.service_date
        if on is None:
            return ()
        patient = visit.patient_id
        notes = self.first_pass.notes.get((patient, visit.discipline), ()) if patient is not None else ()
        before = notes_of([one for one in _history(visit) if one.discipline == visit.discipline])
        return tuple([one for one in in_order([*before, *notes]) if one.on < on])

    def _others(self, visit: Visit) -> tuple[Visit, ...]:
        if visit.patient_id is None or visit.service_date is None:
            return ()
        of_day = self.patient_days.get((visit.patient_id, visit.service_date))
        return _without(visit, of_day) if of_day else ()

    def _day(self, npi: str, on: date) -> ClinicianDay | None:
        day = self.days.get((npi, on))
        if day is None and (found := self.first_pass.clinician_days.get((npi, on))):
            day = self.days[npi, on] = found.of(self.one_assistant.get(npi, ()))
        return day

    def _renders(self, clinician: Clinician) -> Clinician | None:
        return find_supervisor(clinician, self.staff) if is_assistant(clinician) else clinician


def _without(visit: Visit, of_day: Sequence[Visit]) -> tuple[Visit, ...]:
    """The others of the day. The visit is known by its id where the first pass met it as another value, such as before
    allowed amounts were filled in.
    """
    others = [one for one in of_day if one is not visit]
    if len(others) == len(of_day):
        at = next((place for place, one in enumerate(others) if one.visit_id == visit.visit_id), len(others))
        del others[at : at + 1]
    return tuple(others)


def find_affected_visits(visits: Sequence[Visit], at: int) -> list[int]:
    """The places of the visits whose answers may change with the services of the one at `at`, itself among them: those
    of the patient's and of the clinician's day, and the patient's that bill what is counted over days. All, where there
    are notes: what is copied shows in all of them.
    """
    changed = visits[at]
    if any(visit.note is not None for visit in visits):
        return list(range(len(visits)))

    def is_affected(visit: Visit) -> bool:
        same_patient = visit.patient_id is not None and visit.patient_id == changed.patient_id
        if visit.service_date is None or visit.service_date != changed.service_date:
            return same_patient and (counts_over_time(visit) or _reports_known(visit))
        return same_patient or (visit.provider_npi is not None and visit.provider_npi == changed.provider_npi)

    return [place for place, visit in enumerate(visits) if place == at or is_affected(visit)]


def _reports_known(visit: Visit) -> bool:
    """Whether a chart says which progress reports there are, so that the file's own treatment days are counted."""
    return visit.history is not None and visit.history.progress_reports is not None


def _history(visit: Visit) -> tuple[Visit, ...]:
    return (visit.history.visits or ()) if visit.history else ()


def _one_assistant(staff: Mapping[str, Clinician]) -> dict[str, frozenset[str]]:
    """By number, the assistants' credentials under which one person works: their own, or the only one supervised."""
    counted: dict[str, list[str]] = defaultdict(list)
    for clinician in staff.values():
        if is_assistant(clinician):
            counted[clinician.npi].append(clinician.credential)
            if clinician.supervised_by:
                counted[clinician.supervised_by].append(clinician.credential)
    return {
        npi: frozenset(kind for kind in credentials if credentials.count(kind) == 1)
        for npi, credentials in counted.items()
    }
