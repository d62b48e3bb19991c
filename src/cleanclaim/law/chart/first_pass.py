"""The first pass over a book of visits: what the review of a visit has to know of all the others.

A clinician's day, the patient's other visits of the day, what was billed that is counted over days, earlier notes, the
words that a practice's notes share, and the kinds of papers at hand come from many visits. They are worked out once,
beforehand, and passed to the review of each visit, which then depends on nothing else: however a book is split, each
part is reviewed as within the whole.

    book ──FirstPass.of──▶ FirstPass ──▶ the review of any part
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Literal

from msgspec import Struct, structs

from cleanclaim.law.chart.clinician_day import ClinicianDay, clinician_day
from cleanclaim.law.chart.over_time import counts_over_time
from cleanclaim.law.notes.copies import EarlierNote, WordRuns, find_boilerplate, in_order, notes_of, sample
from cleanclaim.model.visit import History, Visit

Paper = Literal["chart", "note"]
PatientDay = tuple[str, date]
NpiDay = tuple[str, date]
CourseOfCare = tuple[str, str | None]
"""A patient and a discipline."""

CHART = tuple(part for part in History.__struct_fields__ if part not in ("spent", "visits"))
"""The parts of a history that only a chart holds."""
NO_CHART = (None,) * len(CHART)
NO_BOILERPLATE: WordRuns = frozenset()
_chart = attrgetter(*CHART)
_by_day = attrgetter("service_date", "visit_id")


class FirstPass(Struct, frozen=True):
    """What the review of any visit of a book has to know of the others.

    `papers`: whether any visit has a note, or any patient a chart. `clinician_days` by number and day. `patient_days`:
    the visits of each day on which a patient had several, by visit id. `over_time`: by patient, the visits that bill
    what is counted over days. `notes`: those of each patient and discipline, oldest first. `boilerplate`: the runs of
    words that the practice's notes share. `charted`: the visits of each patient whose chart tells of progress
    reports and who has no history.
    """

    papers: frozenset[Paper]
    clinician_days: Mapping[NpiDay, ClinicianDay]
    patient_days: Mapping[PatientDay, Sequence[Visit]]
    over_time: Mapping[str, Sequence[Visit]]
    charted: Mapping[str, tuple[Visit, ...]]
    notes: Mapping[CourseOfCare, Sequence[EarlierNote]]
    boilerplate: WordRuns

    @classmethod
    def of(cls, visits: Iterable[Visit]) -> "FirstPass":
        """The first pass over a whole book."""
        return _first_pass(visits)


def _first_pass(visits: Iterable[Visit]) -> FirstPass:
    papers: set[Paper] = set()
    clinicians: dict[NpiDay, list[Visit]] = defaultdict(list)
    patients: dict[PatientDay, list[Visit]] = defaultdict(list)
    noted: list[Visit] = []
    over_time: dict[str, list[Visit]] = defaultdict(list)
    charted: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        patient, on = visit.patient_id, visit.service_date
        if visit.note is not None:
            papers.add("note")
            noted.append(visit)
        if visit.history is not None and "chart" not in papers and _chart(visit.history) != NO_CHART:
            papers.add("chart")
        if on is None:
            continue
        if patient is not None:
            patients[patient, on].append(visit)
            if (
                visit.history is not None
                and visit.history.progress_reports is not None
                and visit.history.visits is None
            ):
                charted[patient].append(structs.replace(visit, history=None, note=None))
            if counts_over_time(visit):
                over_time[patient].append(structs.replace(visit, history=None, note=None))
        if visit.provider_npi is not None:
            clinicians[visit.provider_npi, on].append(visit)
    sampled = sample(noted) if noted else ()
    return FirstPass(
        papers=frozenset(papers),
        clinician_days={day: clinician_day(of_day) for day, of_day in clinicians.items()},
        patient_days=_several(patients),
        over_time={patient: sorted(found, key=_by_day) for patient, found in over_time.items()},
        charted={patient: tuple(found) for patient, found in charted.items()},
        notes={course: in_order(earlier) for course, earlier in _notes(noted).items()},
        boilerplate=find_boilerplate(sampled) if sampled else NO_BOILERPLATE,
    )


def patient_days(visits: Iterable[Visit]) -> dict[PatientDay, Sequence[Visit]]:
    """The visits of each day on which a patient had several, by visit id: all that coding has to know of the others."""
    patients: dict[PatientDay, list[Visit]] = defaultdict(list)
    for visit in visits:
        if visit.patient_id is not None and visit.service_date is not None:
            patients[visit.patient_id, visit.service_date].append(visit)
    return _several(patients)


def _several(patients: Mapping[PatientDay, Sequence[Visit]]) -> dict[PatientDay, Sequence[Visit]]:
    return {day: sorted(visits, key=attrgetter("visit_id")) for day, visits in patients.items() if len(visits) > 1}


def _notes(noted: Iterable[Visit]) -> dict[CourseOfCare, list[EarlierNote]]:
    notes: dict[CourseOfCare, list[EarlierNote]] = defaultdict(list)
    for visit in noted:
        if visit.patient_id is not None:
            notes[visit.patient_id, visit.discipline] += notes_of([visit])
    return dict(notes)
