"""A patient's history in order of time, so that a visit's questions look up its days instead of reading it through.

The visits of one patient share their history. It is put in order once, when the first of them asks.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter

from cleanclaim.model.visit import Visit


class PayerVisits:
    """The practice's own visits to one payer in order, one a day for every discipline that was there."""

    def __init__(self, days: Sequence[date], visits: Sequence[Visit]) -> None:
        self.days = days
        self.visits = visits

    def count(self, first: date, last: date, disciplines: Collection[str] = ()) -> int:
        """Visits from `first` to `last`, both included; of some disciplines, or of all where none is named."""
        start, end = bisect_left(self.days, first), bisect_right(self.days, last)
        if not disciplines:
            return max(end - start, 0)
        return sum([visit.discipline in disciplines for visit in self.visits[start:end]])


class VisitHistory:
    """The dated visits of a history by date, those of one day as they came; `days` has each day once."""

    def __init__(self, visits: Sequence[Visit]) -> None:
        dated = [visit for visit in visits if visit.service_date is not None]
        self.visits: Sequence[Visit] = sorted(dated, key=attrgetter("service_date"))
        self.dates = _dates(self.visits)
        self.days = tuple(dict.fromkeys(self.dates))
        self._own: dict[str, PayerVisits] = {}

    def between(self, first: date, last: date) -> Sequence[Visit]:
        """The visits from `first` to `last`, both included."""
        return self.visits[bisect_left(self.dates, first) : bisect_right(self.dates, last)]

    def own(self, payer: str) -> PayerVisits:
        """The visits to a payer."""
        of_payer = self._own.get(payer)
        if of_payer is None:
            own = [visit for visit in self.visits if visit.payer == payer]
            if len(own) == len(self.visits) == len(self.days):  # one payer and no day twice, as in most histories
                of_payer = PayerVisits(self.days, own)
            else:
                own = list({(visit.service_date, visit.discipline): visit for visit in own}.values())
                of_payer = PayerVisits(_dates(own), own)
            self._own[payer] = of_payer
        return of_payer

    def of(self, discipline: str) -> Sequence[Visit]:
        """The visits of a discipline."""
        return [visit for visit in self.visits if visit.discipline == discipline]


def _dates(dated: Iterable[Visit]) -> list[date]:
    """The days of visits that have one, in their order."""
    return [visit.service_date for visit in dated if visit.service_date is not None]


class HistoryKey:
    """A history known by its identity: a long one need not be compared to be recognized."""

    __slots__ = ("visits",)

    def __init__(self, visits: tuple[Visit, ...]) -> None:
        self.visits = visits

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HistoryKey) and self.visits is other.visits

    def __hash__(self) -> int:
        return id(self.visits)


def history_of(visits: Sequence[Visit]) -> VisitHistory:
    """A history in order. That of a tuple, which nobody can change, is remembered."""
    return _past(HistoryKey(visits)) if isinstance(visits, tuple) else VisitHistory(visits)


@lru_cache(maxsize=4096)
def _past(key: HistoryKey) -> VisitHistory:
    return VisitHistory(key.visits)
