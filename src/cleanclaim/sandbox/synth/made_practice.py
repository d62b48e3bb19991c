"""The whole practice while it is made: visits with their notes, charts, staff, and the labels of what was spoilt."""

from collections.abc import Callable
from datetime import date
from random import Random

from msgspec import Struct, structs

from cleanclaim.model.chart import Authorization
from cleanclaim.model.practice import Clinician
from cleanclaim.model.visit import History, Service, Visit
from cleanclaim.sandbox.synth.calendar import Calendar, Slot, make_calendar
from cleanclaim.sandbox.synth.care import Episode, authorization, coverage, discharge_report, plans
from cleanclaim.sandbox.synth.notes import write_note
from cleanclaim.sandbox.synth.people import clinicians
from cleanclaim.sandbox.synth.visits import bill_visits, record_visit

APPROVING = frozenset({"aetna", "uhc", "cigna", "humana", "tricare", "medicaid_tx"})
"""Payers whose patients come with an approval on file."""


class PlantedFault(Struct, frozen=True, kw_only=True):
    """One visit's label: what is wrong with it, of which family of rules, and which rules any of which must say so.

    `kind`: `deterministic` where entries tell, `note` where free text has to be read.
    """

    visit_id: str
    family: str
    what: str
    rules: tuple[str, ...]
    kind: str = "deterministic"


class SyntheticPractice(Struct):
    """Everything, as it is changed by faults. `visits` are in order of the calendar's slots.

    `filed` are the days on which visits are filed later than the others.
    """

    staff: list[Clinician]
    booked: Calendar
    visits: list[Visit]
    charts: dict[str, History]
    faults: list[PlantedFault]
    taken: set[str]
    filed: dict[str, date]
    chance: Random

    def filed_on(self, at: int) -> date:
        """The day the visit at a place is filed: the fourth of the next month, unless it was forgotten."""
        on = self.booked.slots[at].on
        month = date(on.year + on.month // 12, on.month % 12 + 1, 4)
        return self.filed.get(self.visits[at].visit_id, month)

    def course_of(self, at: int) -> Episode:
        """The course of treatment of the visit at a place."""
        return self.booked.slots[at].course

    def places_of(self, course: Episode) -> list[int]:
        """The places of a course's visits."""
        return [at for at, slot in enumerate(self.booked.slots) if slot.course is course]

    def pick(self, fits: Callable[[Visit, Slot], bool], tries: int = 4_000) -> int | None:
        """A place, by chance, of a visit that fits and has no label yet; None where none was met with."""
        for _try in range(tries):
            at = self.chance.randrange(len(self.visits))
            visit = self.visits[at]
            if visit.visit_id not in self.taken and fits(visit, self.booked.slots[at]):
                return at
        return None

    def spoil(self, at: int, fault: PlantedFault, **changes: object) -> None:
        """Change a visit and label it."""
        self.visits[at] = structs.replace(self.visits[at], **changes)
        self.label(at, fault)

    def label(self, at: int, fault: PlantedFault) -> None:
        """Label a visit, whose number the fault then bears."""
        visit_id = self.visits[at].visit_id
        self.taken.add(visit_id)
        self.faults.append(structs.replace(fault, visit_id=visit_id))

    def spoil_service(self, at: int, place: int, fault: PlantedFault, **changes: object) -> None:
        """Change one service of a visit, and label the visit."""
        self.spoil(at, fault, services=_with(self.visits[at].services, place, **changes))


def _with(services: tuple[Service, ...], place: int, **changes: object) -> tuple[Service, ...]:
    return (*services[:place], structs.replace(services[place], **changes), *services[place + 1 :])


def faultless_practice(number: int, first: date, last: date, seed: int) -> SyntheticPractice:
    """A practice of so many clinicians from the first day to the last, in which nothing is wrong."""
    chance = Random(seed)  # noqa: S311 - made-up people, nothing secret
    staff = clinicians(number, first, last)
    booked = make_calendar(staff, first, last, chance)
    visits = bill_visits([record_visit(slot, at, chance) for at, slot in enumerate(booked.slots, 1)])
    manners = {one.npi: at for at, one in enumerate(staff)}
    noted = [
        structs.replace(visit, note=write_note(slot, visit, manners[slot.clinician.npi], chance))
        for slot, visit in zip(booked.slots, visits, strict=True)
    ]
    return SyntheticPractice(staff, booked, noted, _charts(booked, first, chance), [], set(), {}, chance)


def _charts(booked: Calendar, first: date, chance: Random) -> dict[str, History]:
    """Each patient's chart: plans, reports, approvals and coverage of all courses."""
    courses: dict[str, list[Episode]] = {}
    for course in booked.courses:
        courses.setdefault(course.person.patient_id, []).append(course)
    charts = {}
    for number, (patient, episodes) in enumerate(courses.items(), 1):
        person = episodes[0].person
        approvals: tuple[Authorization, ...] = ()
        if person.payer in APPROVING:
            approvals = tuple(authorization(one, 1_000 * number + at) for at, one in enumerate(episodes))
        charts[patient] = History(
            plan_of_care=tuple(plan for one in episodes for plan in plans(one, chance)),
            progress_reports=tuple(report for one in episodes for report in (*one.reports, *discharge_report(one))),
            authorizations=approvals,
            benefits=(),
            coverage=(coverage(person, first),) if person.payer != "self_pay" else (),
            discharged_on=tuple(report.on for one in episodes for report in discharge_report(one)),
        )
    return charts
