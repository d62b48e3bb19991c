"""A clinician's day: how long they treated one on one, and which services overlap.

A minute of a clinician belongs to one patient. Only timed services given one on one count here, and only what one
person gave: the therapist's own services, and an assistant's where it is known that one assistant alone
works under the number. Services without a start or minutes clash with nothing, since nobody can say when they were.
It is worked out once for all visits of a day.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from operator import attrgetter

from msgspec import Struct

from cleanclaim.model.visit import ASSISTANTS, PERFORMERS, Service, Visit
from cleanclaim.reference.catalogue import catalogue

THERAPISTS = frozenset(PERFORMERS) - ASSISTANTS
TIMED = frozenset({"pooled", "alone"})
"""The unit rules of services that are counted by the minute."""
LOOKED_AT = 25
"""How many services that begin while another runs are named at most; a person's true day has fewer."""


VisitOf = tuple[str | None, str]
"""The patient and the visit: an office may number the visits of each patient by themselves."""


class Session(Struct, frozen=True, order=True, gc=False):
    """One timed service given one on one, on the clock: minutes after midnight from `start` to `end`."""

    start: int
    end: int
    performed_by: str
    patient_id: str
    visit_id: str
    code: str


class Clash(Struct, frozen=True, order=True, gc=False):
    """A service of this visit and one of another patient's or discipline's visit that share `minutes` on the clock."""

    start: int
    code: str
    other_visit: str
    other_code: str
    minutes: int
    at_once: bool
    """Whether both are the same service begun at the same minute, as in a group."""


class Kind(Struct, frozen=True, gc=False):
    """What one person gave under the number that day. `span` is from the first start to the last end, where known."""

    minutes: int
    span: int | None


_minutes = attrgetter("minutes")


class ClinicianDay(Struct, frozen=True):
    """The day of one number. `kinds` by credential; by visit its `clashes`, and the `longest` day of who gave it."""

    kinds: dict[str, Kind]
    clashes: dict[VisitOf, tuple[Clash, ...]]
    longest: dict[VisitOf, Kind]

    def clashes_of(self, patient_id: str | None, visit_id: str) -> tuple[Clash, ...]:
        """The clashes of one visit, by the clock."""
        return self.clashes.get((patient_id, visit_id), ())

    def longest_of(self, patient_id: str | None, visit_id: str) -> Kind | None:
        """The most one-on-one time of those who gave the visit; None where nobody gave any."""
        return self.longest.get((patient_id, visit_id))


def clinician_day(visits: Sequence[Visit], one_assistant: Collection[str] = ()) -> ClinicianDay:
    """The day of one number from all its visits.

    `one_assistant` are the assistants' credentials under which one person alone works for that number.
    """
    people = {*THERAPISTS, *one_assistant}
    minutes: dict[str, int] = {}
    gave: dict[VisitOf, set[str]] = defaultdict(set)
    one_on_one = [(visit, _one_on_one(visit)) for visit in visits]
    for visit, services in one_on_one:
        those = gave[visit.patient_id, visit.visit_id]
        for service in services:
            by = service.performed_by
            if by in people:
                minutes[by] = minutes.get(by, 0) + (service.minutes or 0)
                those.add(by)
    kinds = {kind: Kind(total, _span([own for _visit, own in one_on_one], kind)) for kind, total in minutes.items()}
    held = (one for visit, own in one_on_one for one in _on_the_clock(visit, own) if one.performed_by in people)
    clashes = overlaps(held) if len(visits) > 1 else {}
    longest = {whose: max([kinds[by] for by in sorted(those)], key=_minutes) for whose, those in gave.items() if those}
    return ClinicianDay(kinds, clashes, longest)


def sessions(visit: Visit) -> list[Session]:
    """The visit's one-on-one services whose place on the clock is known."""
    return _on_the_clock(visit, _one_on_one(visit))


def _on_the_clock(visit: Visit, services: Iterable[Service]) -> list[Session]:
    if visit.patient_id is None:
        return []
    return [
        Session(
            start=service.start,
            end=service.start + service.minutes,
            performed_by=service.performed_by,
            patient_id=visit.patient_id,
            visit_id=visit.visit_id,
            code=service.code,
        )
        for service in services
        if service.start is not None and service.minutes and service.performed_by
    ]


def overlaps(held: Iterable[Session]) -> dict[VisitOf, tuple[Clash, ...]]:
    """By visit, the services of one person for different patients that share minutes. Both visits have the clash."""
    by_person: dict[str, list[Session]] = {}
    for session in held:
        by_person.setdefault(session.performed_by, []).append(session)
    found: dict[VisitOf, set[Clash]] = {}
    for day in by_person.values():
        day.sort()
        for place, one in enumerate(day):
            for other in day[place + 1 : place + 1 + LOOKED_AT]:
                if other.start >= one.end:
                    break
                if other.patient_id != one.patient_id:
                    found.setdefault((one.patient_id, one.visit_id), set()).add(clash(one, other))
                    found.setdefault((other.patient_id, other.visit_id), set()).add(clash(other, one))
    return {whose: tuple(sorted(clashes)) for whose, clashes in found.items()}


def clash(one: Session, other: Session) -> Clash:
    """What the first of two overlapping services shares with the other."""
    return Clash(
        start=max(one.start, other.start),
        code=one.code,
        other_visit=other.visit_id,
        other_code=other.code,
        minutes=min(one.end, other.end) - max(one.start, other.start),
        at_once=one.code == other.code and one.start == other.start,
    )


def both_disciplines(visit: Visit, patient_day: Iterable[Visit]) -> tuple[Clash, ...]:
    """The patient's one-on-one minutes that another discipline counts too."""
    own = sessions(visit)
    return tuple(
        clash(one, other)
        for beside in patient_day
        if own and visit.discipline and beside.discipline and beside.discipline != visit.discipline
        for other in sessions(beside)
        for one in own
        if one.start < other.end and other.start < one.end
    )


@cache
def _timed_codes() -> frozenset[str]:
    """The codes that are counted by the minute."""
    return frozenset(entry.code for entry in catalogue().values() if entry.unit_rule in TIMED)


def _one_on_one(visit: Visit) -> list[Service]:
    """The timed services given one on one that are billed, or may be."""
    timed = _timed_codes()
    return [
        service
        for service in visit.services
        if service.code in timed and service.mode == "individual" and service.units != 0
    ]


def _span(one_on_one: Iterable[Sequence[Service]], kind: str) -> int | None:
    """Minutes from the person's first start to the last end; None where one of them is not known.

    Services of a visit that name the same start were given one after the other.
    """
    first, last = 24 * 60, 0
    for services in one_on_one:
        own = [service for service in services if service.performed_by == kind]
        begins = 24 * 60
        for service in own:
            if service.start is None or service.minutes is None:
                return None
            begins = min(begins, service.start)
            last = max(last, service.start + service.minutes)
        last = max(last, begins + sum(service.minutes or 0 for service in own)) if own else last
        first = min(first, begins)
    return last - first
