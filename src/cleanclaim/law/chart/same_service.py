"""What "the same" means of two services and of two visits: one answer, for whoever asks.

Two services are the same where nothing that both say tells them apart. What one of them does not say (minutes, units, a
start, who gave it) equals anything: a row coded before and the same row not yet coded are one service, and so are a row
with a start and the same row without. Of what two gave together each may have written the row.

    97110   30 min   9:00   ┐ the same          97110   15 min   9:00    ┐ two services
    97110   30 min          ┘                   97110   15 min   14:00   ┘

A claim sent or paid tells no minutes and one line a code, so of two visits the services of each code are compared.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from cleanclaim.model.visit import Service

Row = tuple[object, ...]


def find_equal(services: Sequence[Service]) -> list[bool]:
    """Of each service, whether another may be the same. A service of 0 units is not billed, and equals none."""
    rows = [_row(service) for service in services]
    seen: dict[tuple[tuple[bool, ...], tuple[bool, ...]], Counter[Row]] = defaultdict(Counter)
    billed = [service.units != 0 for service in services]
    silences = {_silence(row) for row, counts in zip(rows, billed, strict=True) if counts}
    for row, counts in zip(rows, billed, strict=True):
        if counts:
            mine = _silence(row)
            for other in silences:
                seen[mine, other][_known_of_both(row, mine, other)] += 1
    return [counts and _has_equal(row, silences, seen) for row, counts in zip(rows, billed, strict=True)]


def _has_equal(
    row: Row,
    silences: Iterable[tuple[bool, ...]],
    seen: dict[tuple[tuple[bool, ...], tuple[bool, ...]], Counter[Row]],
) -> bool:
    mine = _silence(row)
    return any(seen[other, mine][_known_of_both(row, mine, other)] > (other == mine) for other in silences)


def _row(service: Service) -> Row:
    """What tells services of a visit apart; None is not said. Modifiers that nobody entered are still to be found."""
    return (
        service.minutes,
        service.units,
        service.start,
        service.performed_by if service.mode != "together" else None,
        service.modifiers if service.modifiers or service.units is not None else None,
        (
            service.code,
            service.mode,
            service.student,
            service.separate,
            service.wound_area,
            service.days_recorded,
            service.description,
        ),
    )


def _silence(row: Row) -> tuple[bool, ...]:
    return tuple([value is None for value in row])


def _known_of_both(row: Row, mine: tuple[bool, ...], other: tuple[bool, ...]) -> Row:
    return tuple([None if a or b else value for value, a, b in zip(row, mine, other, strict=True)])


def may_be_same_visit(one: Sequence[Service], other: Sequence[Service]) -> bool:
    """Whether two visits may hold the very same services: the same codes, and of none anything that differs."""
    mine, theirs = _by_code(one), _by_code(other)
    return mine.keys() == theirs.keys() and all(_agree(mine[code], theirs[code]) for code in mine)


_Profile = dict[str, tuple[tuple[int, ...] | None, int | None, int | None]]
"""Of each code of a visit the starts, the minutes and the units of its services; None where not all are known."""
_Pattern = tuple[tuple[str, bool, bool, bool], ...]
"""The codes of a visit, and which of the three is known of each."""


class SameVisits:
    """Which of many visits may hold the very same services, as `may_be_same_visit` answers it of two.

    Visits are looked up by what both sides say, so that many cost no more than each of them alone.
    """

    def __init__(self, visits: Sequence[Sequence[Service]]) -> None:
        self._profiles = [_profile(services) for services in visits]
        self._patterns = [_pattern(profile) for profile in self._profiles]
        self._of_pattern: dict[_Pattern, list[int]] = defaultdict(list)
        for place, pattern in enumerate(self._patterns):
            self._of_pattern[pattern].append(place)
        self._found: dict[tuple[_Pattern, _Pattern], dict[Row, list[int]]] = {}

    def of(self, place: int) -> list[int]:
        """The places of the visits that may be the same as the one at a place, itself among them."""
        mine = self._patterns[place]
        same: list[int] = []
        for other in self._of_pattern:
            if len(other) == len(mine) and all(a[0] == b[0] for a, b in zip(mine, other, strict=True)):
                same += self._index(other, mine).get(_known_to_both(self._profiles[place], mine, other), ())
        return sorted(same)

    def _index(self, other: _Pattern, mine: _Pattern) -> dict[Row, list[int]]:
        if (other, mine) not in self._found:
            index = self._found[other, mine] = defaultdict(list)
            for place in self._of_pattern[other]:
                index[_known_to_both(self._profiles[place], other, mine)].append(place)
        return self._found[other, mine]


def _profile(services: Sequence[Service]) -> _Profile:
    found: _Profile = {}
    for code, group in _by_code(services).items():
        starts, minutes, units = (
            _known([getattr(one, name) for one in group]) for name in ("start", "minutes", "units")
        )
        found[code] = (
            None if starts is None else tuple(starts),
            None if minutes is None else sum(minutes),
            None if units is None else sum(units),
        )
    return found


def _pattern(profile: _Profile) -> _Pattern:
    return tuple(
        sorted(
            [
                (code, starts is not None, minutes is not None, units is not None)
                for code, (starts, minutes, units) in profile.items()
            ]
        )
    )


def _known_to_both(profile: _Profile, mine: _Pattern, other: _Pattern) -> Row:
    """Of each code what both visits say, of minutes and units what `_agree` compares."""
    compared: list[object] = []
    for (code, starts, minutes, units), (_code, their_starts, their_minutes, their_units) in zip(
        mine, other, strict=True
    ):
        values = profile[code]
        by_minutes = minutes and their_minutes
        compared.append(values[0] if starts and their_starts else None)
        compared.append(values[1] if by_minutes else values[2] if units and their_units else None)
    return tuple(compared)


def _by_code(services: Sequence[Service]) -> dict[str, list[Service]]:
    found: dict[str, list[Service]] = {}
    for service in services:
        if service.units != 0:
            found.setdefault(service.code, []).append(service)
    return found


def _agree(one: Sequence[Service], other: Sequence[Service]) -> bool:
    """Minutes where both say them, else units; and when each began, where all of both say it."""
    starts = [_known([service.start for service in of]) for of in (one, other)]
    if None not in starts and starts[0] != starts[1]:
        return False
    minutes = [_known([service.minutes for service in of]) for of in (one, other)]
    units = [_known([service.units for service in of]) for of in (one, other)]
    compared = minutes if None not in minutes else units
    return None in compared or sum(compared[0] or ()) == sum(compared[1] or ())


def _known(values: Sequence[int | None]) -> list[int] | None:
    """The values in order, where all are known."""
    known = [value for value in values if value is not None]
    return sorted(known) if len(known) == len(values) else None
