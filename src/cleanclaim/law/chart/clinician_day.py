"""A clinician's day: how long they treated one on one, and which services overlap.

A minute of a clinician belongs to one patient, or to a group. Only timed services and evaluations given one on one
count here, and apart from them groups; and only what one person gave: the therapist's own services, and an assistant's
where it is known that one assistant alone works under the number. Services without a start or minutes clash with
nothing, since nobody can say when they were. It is worked out once for all visits of a day, in one pass over their
services, and the parts of a day add up.
"""

from collections.abc import Collection, Iterable
from functools import cache, cached_property

from msgspec import Struct

from cleanclaim.model.visit import ASSISTANTS, HELPERS, PERFORMERS, Service, Visit
from cleanclaim.reference.catalogue import Code, catalogue

THERAPISTS = frozenset(PERFORMERS) - ASSISTANTS
TIMED = frozenset({"pooled", "alone"})
"""The unit rules of services that are counted by the minute."""
DAY = 24 * 60
"""Minutes of a day."""
LOOKED_AT = 25
"""How many services that begin while another runs are named at most; a person's true day has fewer."""


VisitOf = tuple[str | None, str]
"""The patient and the visit: an office may number the visits of each patient by themselves."""


class Session(Struct, frozen=True, order=True, gc=False):
    """One service on the clock, given one on one or to a group: minutes after midnight from `start` to `end`."""

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


class OneOnOneTime(Struct, frozen=True, gc=False):
    """The minutes that people of one credential gave one on one under a number on a day.

    `between`: the first start and the last end, in minutes after midnight; None where one of them is not known.
    """

    minutes: int
    between: tuple[int, int] | None

    @property
    def span(self) -> int | None:
        """Minutes from the first start to the last end."""
        return None if self.between is None else self.between[1] - self.between[0]

    @property
    def rank(self) -> tuple[int, int]:
        """What two times are compared by: more minutes first, then the shorter span."""
        return self.minutes, -DAY if self.span is None else -self.span


class ClinicianDay(Struct, frozen=True, dict=True):
    """One number's day: the time of each credential under it, and every service whose place on the clock is known:
    those given one on one, and apart from them those given to `groups`.
    """

    times: dict[str, OneOnOneTime]
    sessions: tuple[Session, ...] = ()
    groups: tuple[Session, ...] = ()

    @cached_property
    def clashes(self) -> dict[VisitOf, tuple[Clash, ...]]:
        """By visit, what its services share with other patients' on the clock."""
        return find_overlaps(self.sessions)

    def clashes_of(self, visit: Visit) -> tuple[Clash, ...]:
        """The clashes of one visit, by the clock."""
        return self.clashes.get((visit.patient_id, visit.visit_id), ()) if len(self.sessions) > 1 else ()

    def longest_of(self, visit: Visit) -> OneOnOneTime | None:
        """The most one-on-one time of those who gave the visit; None where nobody gave any. Of equal minutes, those in
        the shorter span.
        """
        alone, times = one_on_one_codes(), self.times
        longest: OneOnOneTime | None = None
        for service in visit.services:
            time = times.get(service.performed_by or "")
            if time is None or time is longest or not _is_one_on_one(service, alone):
                continue
            if len(times) == 1:  # as on most days: whoever gave a part of the visit has all of the day
                return time
            if longest is None or time.rank > longest.rank:
                longest = time
        return longest

    def of(self, one_assistant: Collection[str] = ()) -> "ClinicianDay":
        """The day of the people who can be told apart under the number: its therapist, and of the assistants those
        whose credential one person alone has there (`one_assistant`).
        """
        people = THERAPISTS.union(one_assistant) if one_assistant else THERAPISTS
        if self.times.keys() <= people:
            return self
        return ClinicianDay(
            {credential: time for credential, time in self.times.items() if credential in people},
            tuple([session for session in self.sessions if session.performed_by in people]),
            tuple([session for session in self.groups if session.performed_by in people]),
        )


def clinician_day(visits: Iterable[Visit]) -> ClinicianDay:
    """The day of one number from its visits, assistants' services among them."""
    alone = one_on_one_codes()
    minutes: dict[str, int] = {}
    off_the_clock: set[str] = set()
    on_the_clock: list[Visit] = []
    groups: list[Session] = []
    for visit in visits:
        for service in visit.services:
            by = service.performed_by
            # Spelled out here, since this is done for every service of a book: what `_is_one_on_one` says.
            if service.code not in alone or service.mode != "individual" or service.units == 0:
                if service.start is not None and is_group(service):
                    groups += place_on_clock(visit, [service])
                continue
            if by is None or by in HELPERS:
                continue
            minutes[by] = minutes.get(by, 0) + (service.minutes or 0)
            if service.start is None or service.minutes is None:
                off_the_clock.add(by)
            elif not on_the_clock or on_the_clock[-1] is not visit:
                on_the_clock.append(visit)
    return ClinicianDay(
        {
            by: OneOnOneTime(total, None if by in off_the_clock else _between(on_the_clock, by))
            for by, total in minutes.items()
        },
        tuple([session for visit in on_the_clock for session in sessions(visit)]) if on_the_clock else (),
        tuple(groups),
    )


def _between(visits: Iterable[Visit], by: str) -> tuple[int, int]:
    """The first start and the last end of what one credential gave, where all of it is on the clock."""
    spans = [
        (service.start, service.start + service.minutes)
        for visit in visits
        for service in one_on_one(visit)
        if service.performed_by == by and service.start is not None and service.minutes is not None
    ]
    return min(spans)[0], max(end for _start, end in spans)


def sessions(visit: Visit) -> list[Session]:
    """The visit's one-on-one services whose place on the clock is known."""
    return place_on_clock(visit, one_on_one(visit))


def place_on_clock(visit: Visit, services: Iterable[Service]) -> list[Session]:
    """Those services of a visit that are billed, or may be, where it is known whose they are and when they were."""
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
        if service.start is not None and service.minutes and service.performed_by and service.units != 0
    ]


def is_group(service: Service) -> bool:
    """Whether a service is given to a group: it is recorded so, or its code says so."""
    return service.mode == "group" or service.code in group_codes()


@cache
def group_codes() -> frozenset[str]:
    """The codes of treatment in a group."""
    return frozenset(entry.code for entry in catalogue().values() if entry.kind == "group")


def find_overlaps(all_sessions: Iterable[Session]) -> dict[VisitOf, tuple[Clash, ...]]:
    """By visit, the services of one person for different patients that share minutes. Both visits have the clash."""
    by_person: dict[str, list[Session]] = {}
    for session in all_sessions:
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


@cache
def one_on_one_codes() -> frozenset[str]:
    """The codes whose minutes are one clinician's and one patient's: those counted by the minute, and evaluations."""
    return frozenset(entry.code for entry in catalogue().values() if _takes_the_clinician(entry))


def _takes_the_clinician(entry: Code) -> bool:
    """Whether the code has minutes of its own. Of an add-on that goes on with no other, they are its first code's."""
    if entry.kind == "addon" and entry.continues is None:
        return False
    return entry.unit_rule in TIMED or entry.evaluation is not None


def one_on_one(visit: Visit) -> list[Service]:
    """The services given one on one that are billed, or may be."""
    alone = one_on_one_codes()
    return [service for service in visit.services if _is_one_on_one(service, alone)]


def _is_one_on_one(service: Service, alone: frozenset[str]) -> bool:
    return (
        service.mode == "individual"
        and service.units != 0
        and service.code in alone
        and service.performed_by not in HELPERS
    )
