"""The sessions of a patient's day that are counted together, worked on once for all of them.

Each visit of such a day is asked about together with the others. What holds for the day as a whole (its units, who
repeats whom) is worked out when the first asks and remembered for the rest, so that a thousand sessions of a day take
a thousand times as long as one, and not a million times.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property
from typing import Any, TypeVar, cast

from cleanclaim.law.chart.same_service import SameVisits
from cleanclaim.model.visit import Service, Visit

T = TypeVar("T")


class DaySessions:
    """All sessions of a patient, day, payer and discipline, by visit id, and what was worked out for them together."""

    def __init__(self, visits: Iterable[Visit]) -> None:
        self._as_read = tuple(visits)
        self._read_at = {visit.visit_id: at for at, visit in enumerate(self._as_read)}
        self.visits = tuple(sorted(self._as_read, key=lambda visit: visit.visit_id))
        self.visit_ids = [visit.visit_id for visit in self.visits]
        self.places = {visit_id: place for place, visit_id in enumerate(self.visit_ids)}
        self._memory: list[tuple[tuple[Any, ...], Any]] = []

    def others(self, visit: Visit) -> "OtherSessions":
        """The sessions other than the visit's, in the order in which they were read."""
        at = self._read_at[visit.visit_id]
        others = OtherSessions(self._as_read[:at] + self._as_read[at + 1 :])
        others.day, others.place = self, self.places[visit.visit_id]
        return others

    def remembered(self, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        """What `make` gives for a key, made once. Keys are few, and compared by value: they need no hash."""
        for known, value in self._memory:
            if known == key:
                return cast("T", value)
        value = make()
        self._memory.append((key, value))
        return value

    @cached_property
    def services(self) -> list[Service]:
        """The services of all sessions, session by session."""
        return [service for visit in self.visits for service in visit.services]

    @cached_property
    def services_by_code(self) -> dict[str, list[tuple[int, Service]]]:
        """The services of each code, with the place of their session."""
        found: dict[str, list[tuple[int, Service]]] = {}
        for place, visit in enumerate(self.visits):
            for service in visit.services:
                found.setdefault(service.code, []).append((place, service))
        return found

    @cached_property
    def same_visits(self) -> SameVisits:
        """Which of the sessions may be the same."""
        return SameVisits([visit.services for visit in self.visits])


class OtherSessions(tuple[Visit, ...]):
    """The other sessions of a visit's day, with the day that they share, and the place of the visit in it."""

    day: DaySessions
    place: int


def sessions_with(visit: Visit, same_day: Sequence[Visit]) -> tuple[DaySessions, int]:
    """The day of a visit and of the other sessions, and the visit's place in it.

    It is the day that the sessions share, where the visit is one of it as it stands; else one made for the visit alone.
    """
    if isinstance(same_day, OtherSessions) and _counts_alike(visit, same_day.day.visits[same_day.place]):
        return same_day.day, same_day.place
    day = DaySessions([visit, *same_day])
    return day, day.places[visit.visit_id]


def find_same_sessions(visit: Visit, same_day: Sequence[Visit]) -> tuple[str, ...]:
    """The other sessions of the day, by visit id, that may hold the very same services as the visit."""
    day, place = sessions_with(visit, same_day)
    return tuple([day.visit_ids[other] for other in day.same_visits.of(place) if other != place])


def _counts_alike(one: Visit, other: Visit) -> bool:
    """Whether two values of a visit have the same services but for amounts."""
    if one.services is other.services:
        return True
    return list(map(_counted, one.services)) == list(map(_counted, other.services))


def _counted(service: Service) -> tuple[Hashable, ...]:
    return (
        service.code,
        service.minutes,
        service.units,
        service.mode,
        service.performed_by,
        service.start,
        service.separate,
        service.modifiers,
    )
