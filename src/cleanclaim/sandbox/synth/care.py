"""Episodes of care: who is treated for what, how often and how long, and the papers that go with it."""

from datetime import date, timedelta
from random import Random

from msgspec import Struct

from cleanclaim.model.chart import Authorization, CoverageSpan, PlanOfCare, ProgressReport
from cleanclaim.model.visit import Discipline
from cleanclaim.sandbox.synth.people import Person, npi_of

CONDITIONS: dict[Discipline, tuple[tuple[str, ...], ...]] = {
    "PT": (
        *(("M54.50",), ("M25.561", "M17.11"), ("M25.562", "M17.12"), ("M25.511",), ("M25.512",), ("M54.2",)),
        *(("M25.571",), ("M25.572",), ("M25.551", "M16.11"), ("M25.552", "M16.12"), ("M54.16",), ("M54.12",)),
    ),
    "OT": (("M79.641",), ("M79.642",), ("M25.531",), ("M25.532",)),
}
"""Diagnoses whose history the shipped tables know."""

REGIONS = {
    "M54.50": "low back",
    "M25.561": "right knee",
    "M25.562": "left knee",
    "M25.511": "right shoulder",
    "M25.512": "left shoulder",
    "M54.2": "neck",
    "M25.571": "right ankle",
    "M25.572": "left ankle",
    "M25.551": "right hip",
    "M25.552": "left hip",
    "M54.16": "low back",
    "M54.12": "neck",
    "M79.641": "right hand",
    "M79.642": "left hand",
    "M25.531": "right wrist",
    "M25.532": "left wrist",
}
"""What hurts, by the first diagnosis."""

WEEKS = {2: ((0, 3), (1, 4)), 3: ((0, 2, 4),), 1: ((2,),)}
"""The weekdays of patients who come so many times a week; Monday is 0."""

AHEAD = (0, 1, 2, 4, 6)
REFERRERS = 12


class Episode(Struct, kw_only=True):
    """One course of treatment while it is being made: its visits so far, and its papers."""

    person: Person
    discipline: Discipline
    therapist: str
    diagnoses: tuple[str, ...]
    begins: date
    planned: int
    weekly: int
    weekdays: tuple[int, ...]
    referrer: str
    days: list[date]
    reports: list[ProgressReport]

    @property
    def region(self) -> str:
        """What is treated."""
        return REGIONS[self.diagnoses[0]]


def episode(person: Person, discipline: Discipline, therapist: str, on: date, chance: Random) -> Episode:
    """A new course of treatment from `on`, the day of its evaluation."""
    weekly = chance.choices((1, 2, 3), (10, 70, 20))[0]
    return Episode(
        person=person,
        discipline=discipline,
        therapist=therapist,
        diagnoses=chance.choice(CONDITIONS[discipline]),
        begins=on,
        planned=chance.choices((6, 8, 10, 12, 16, 20, 26), (8, 16, 20, 26, 16, 10, 4))[0],
        weekly=weekly,
        weekdays=chance.choice(WEEKS[weekly]),
        referrer=npi_of(5_000 + chance.randrange(REFERRERS)),
        days=[],
        reports=[],
    )


def plans(one: Episode, chance: Random) -> tuple[PlanOfCare, ...]:
    """The plan of care, certified within three weeks, and one after it, certified before the earlier one ends."""
    certified: list[PlanOfCare] = []
    begins = one.begins
    last = one.days[-1]
    while not certified or begins <= last:
        certified.append(
            PlanOfCare(
                begins=begins,
                through=begins + timedelta(days=84),
                discipline=one.discipline,
                written_by="PT" if one.discipline == "PT" else "OT",
                initial=not certified,
                visits_a_week=one.weekly,
                signed_on=begins + timedelta(days=-3 if certified else chance.randint(1, 20)),
                signed_by=one.referrer,
                sent_on=begins,
            )
        )
        begins += timedelta(days=85)
    return tuple(certified)


def discharge_report(one: Episode) -> tuple[ProgressReport, ...]:
    """The report of the day after the last visit, on which the patient is discharged; none of a course that goes on."""
    if len(one.days) < one.planned:
        return ()
    return (
        ProgressReport(
            on=one.days[-1] + timedelta(days=1),
            discipline=one.discipline,
            written_by="PT" if one.discipline == "PT" else "OT",
        ),
    )


def authorization(one: Episode, number: int) -> Authorization:
    """The payer's approval of the course, with room for a few visits more than it has."""
    return Authorization(
        number=f"EX{number:06d}",
        payer=one.person.payer,
        begins=one.begins,
        ends=one.days[-1] + timedelta(days=30),
        visits=len(one.days) + 6,
        used=0,
        counted_on=one.begins - timedelta(days=1),
        discipline=one.discipline,
    )


def coverage(person: Person, first: date) -> CoverageSpan:
    """The payer's answer that the patient is covered, from long before."""
    return CoverageSpan(payer=person.payer, begins=first - timedelta(days=800), checked_on=first)
