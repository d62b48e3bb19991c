"""The practice's days: who comes when. Day by day, running courses first, new patients where there is room."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from msgspec import Struct

from cleanclaim.model.appointment import Appointment, AppointmentStatus
from cleanclaim.model.chart import ProgressReport
from cleanclaim.model.practice import Clinician
from cleanclaim.model.visit import Credential, Discipline
from cleanclaim.sandbox.synth.care import Episode, episode
from cleanclaim.sandbox.synth.people import Person, person

OPENS = 8 * 60
SLOT = 50
"""Minutes after midnight at which the day begins, and from one patient to the next."""

SLOTS = 10
HOLIDAYS = ((1, 1), (5, 26), (7, 4), (9, 1), (11, 27), (12, 25))
REPORT_BY = 9
"""Treatment days after which the therapist writes a progress report; payers want one by the tenth."""

RETURNS = 0.08
MISSED = 0.07


class Slot(Struct, frozen=True, kw_only=True):
    """One appointment that was kept: of which course, with whom, when, which visit in number, whether it reports."""

    course: Episode
    clinician: Clinician
    on: date
    start: int
    number: int
    reports: bool


class Calendar(Struct, frozen=True):
    """All that took place, and all that was booked."""

    slots: list[Slot]
    courses: list[Episode]
    people: list[Person]
    schedule: list[Appointment]


def working_days(first: date, last: date) -> Iterator[date]:
    """Weekdays that are no holiday."""
    for at in range((last - first).days + 1):
        day = first + timedelta(days=at)
        if day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS:
            yield day


def make_calendar(staff: list[Clinician], first: date, last: date, chance: Random) -> Calendar:
    """Everything from the first day to the last."""
    made = Calendar([], [], [], [])
    running: dict[str, list[Episode]] = {one.npi: [] for one in staff}
    assistants = {one.supervised_by: one for one in staff if one.supervised_by}
    for day in working_days(first, last):
        for clinician in staff:
            if clinician.supervised_by is None:
                _day(clinician, assistants.get(clinician.npi), day, running[clinician.npi], made, chance)
    return made


def _day(
    therapist: Clinician,
    assistant: Clinician | None,
    day: date,
    running: list[Episode],
    made: Calendar,
    chance: Random,
) -> None:
    """One therapist's day, with the assistant's beside it."""
    due = [one for one in running if day.weekday() in one.weekdays and day > one.begins]
    room = {therapist.npi: SLOTS - chance.randint(0, 2), **({assistant.npi: 8} if assistant else {})}
    taken = dict.fromkeys(room, 0)
    for one in due:
        if len(one.days) >= one.planned:
            continue
        reports = _treated_since_report(one) + 1 >= REPORT_BY
        by = assistant if assistant and not reports and chance.random() < 0.45 else therapist
        if taken[by.npi] >= room[by.npi]:
            by = therapist
        if taken[by.npi] >= room[by.npi]:
            continue
        _book(one, by, day, taken, made, chance, reports=reports)
    while taken[therapist.npi] < room[therapist.npi] and chance.random() < 0.55:
        discipline: Discipline = "OT" if therapist.credential == "OT" else "PT"
        course = episode(_who(made, day, chance), discipline, therapist.npi, day, chance)
        running.append(course)
        made.courses.append(course)
        _book(course, therapist, day, taken, made, chance, reports=False)
    running[:] = [one for one in running if len(one.days) < one.planned]


def _who(made: Calendar, day: date, chance: Random) -> Person:
    """A new patient, or now and then one who was here long before."""
    if made.courses and chance.random() < RETURNS:
        old = chance.choice(made.courses)
        if all(_is_long_over(one, day) for one in made.courses if one.person is old.person):
            return old.person
    made.people.append(person(len(made.people) + 1, chance))
    return made.people[-1]


def _is_long_over(course: Episode, day: date) -> bool:
    return len(course.days) >= course.planned and (day - course.days[-1]).days > 60


def _treated_since_report(course: Episode) -> int:
    since = course.reports[-1].on if course.reports else course.begins
    return sum(day > since for day in course.days)


def _book(
    course: Episode, by: Clinician, day: date, taken: dict[str, int], made: Calendar, chance: Random, *, reports: bool
) -> None:
    """Book the slot; a new patient comes, others now and then do not."""
    came = not course.days or chance.random() >= MISSED
    status: AppointmentStatus = "kept" if came else chance.choice(("canceled", "no_show"))
    made.schedule.append(Appointment(patient_id=course.person.patient_id, on=day, provider_npi=by.npi, status=status))
    start = OPENS + SLOT * taken[by.npi]
    taken[by.npi] += 1
    if not came:
        return
    course.days.append(day)
    if reports:
        written_by: Credential = "PT" if course.discipline == "PT" else "OT"
        course.reports.append(ProgressReport(on=day, discipline=course.discipline, written_by=written_by))
    made.slots.append(Slot(course=course, clinician=by, on=day, start=start, number=len(course.days), reports=reports))
