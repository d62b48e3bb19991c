"""A patient's history in order of time, so that a visit's questions look up its days instead of reading it through.

The visits of one patient share their history. It is put in order once, when the first of them asks.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from cleanclaim.model.visit import Visit

Days = tuple[tuple[date, str], ...]
"""Days with their discipline, by date, each once."""


class Past:
    """The dated visits of a history by date; those of one day as they came."""

    def __init__(self, visits: Sequence[Visit]) -> None:
        dated = [visit for visit in visits if visit.service_date is not None]
        self.visits: list[Visit] = sorted(dated, key=attrgetter("service_date"))
        self.dates = [visit.service_date for visit in self.visits if visit.service_date is not None]
        self._own: dict[str, Days] = {}

    def between(self, first: date, last: date) -> list[Visit]:
        """The visits from `first` to `last`, both included."""
        return self.visits[bisect_left(self.dates, first) : bisect_right(self.dates, last)]

    def own(self, payer: str) -> Days:
        """The days of all visits to a payer."""
        held = self._own.get(payer)
        if held is None:
            seen = zip(self.dates, self.visits, strict=True)
            days = sorted([(on, visit.discipline or "") for on, visit in seen if visit.payer == payer])
            held = self._own[payer] = tuple([day for day, _same in groupby(days)])
        return held


class Held:
    """A history known by its identity: a long one need not be compared to be recognized."""

    __slots__ = ("visits",)

    def __init__(self, visits: tuple[Visit, ...]) -> None:
        self.visits = visits

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Held) and self.visits is other.visits

    def __hash__(self) -> int:
        return id(self.visits)


def past_of(visits: Sequence[Visit]) -> Past:
    """A history in order. That of a tuple, which nobody can change, is remembered."""
    return _past(Held(visits)) if isinstance(visits, tuple) else Past(visits)


@lru_cache(maxsize=4096)
def _past(held: Held) -> Past:
    return Past(held.visits)
