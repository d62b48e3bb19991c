"""Where a row of claims has changed for the worse, and how likely chance alone makes such a change somewhere.

Every day of a remittance is tried as the first after a change; the one that explains the row best is the change. Its
chance is found by shuffling the claims: how often does some day then explain them as well? So the search itself is
reckoned with, however the values are spread. The shuffles are the same for the same row.

Sources: D. V. and E. A. Hinkley, Biometrika 57 (1970), 477; J. Besag and P. Clifford, Biometrika 78 (1991), 301.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import accumulate, groupby
from math import log
from random import Random

from msgspec import Struct

ENOUGH = 20
"""So many shuffles that explain as much end the search: the row is like any other."""
_AS_LIKELY = 1.92
"""Days whose score is so little worse may be the first as well (95 of 100 times)."""


class DatedValue(Struct, frozen=True):
    """What became of a claim on a day: 1 where it was denied, or how much was allowed beside what is usual."""

    on: date
    value: float


class FoundChange(Struct, frozen=True, kw_only=True):
    """A change for the worse: the first day after it, and the days between which that lies. `at` is how many claims
    come before it; `before` and `after` are the means. `chance`: how often shuffled claims show one as clear.
    """

    on: date
    earliest: date
    latest: date
    at: int
    before: float
    after: float
    chance: float


_SAME = 1e-12
"""Values whose squares differ by less are all the same."""
Score = Callable[[int, float], float]
"""How well a cut explains the row, by how many claims come before it and what they add up to."""


def find_change(row: Sequence[DatedValue], *, rises: bool, least: int, shuffles: int, seed: str) -> FoundChange | None:
    """The clearest change for the worse of a row in the order of its days: up where `rises`, else down. None where no
    day has `least` claims before and after it, or nothing got worse.
    """
    values = [one.value for one in row]
    cuts = [at for at in _first_of_days(row) if least <= at <= len(row) - least]
    score = _score(values, rises=rises)
    sums = [0.0, *accumulate(values)]
    scores = {at: score(at, sums[at]) for at in cuts}
    best = max(cuts, key=lambda at: scores[at], default=None)
    if best is None or scores[best] <= 0:
        return None
    likely = [at for at in cuts if scores[best] - scores[at] <= _AS_LIKELY]
    return FoundChange(
        on=row[best].on,
        earliest=row[likely[0]].on,
        latest=row[likely[-1]].on,
        at=best,
        before=sums[best] / best,
        after=(sums[-1] - sums[best]) / (len(row) - best),
        chance=_chance(values, cuts, score, scores[best], shuffles, seed),
    )


def _first_of_days(row: Sequence[DatedValue]) -> list[int]:
    sizes = [len(list(group)) for _, group in groupby(row, key=lambda one: one.on)]
    return list(accumulate(sizes))[:-1]


def _score(values: Sequence[float], *, rises: bool) -> Score:
    """The log likelihood that a cut gains: of shares where all values are 0 or 1, else of means."""
    n, total = len(values), sum(values)
    mean = total / n
    if _are_shares(values):
        alone = _log_likelihood(total, n)

        def of_shares(at: int, before: float) -> float:
            worse = before / at < mean if rises else before / at > mean
            return _log_likelihood(before, at) + _log_likelihood(total - before, n - at) - alone if worse else 0.0

        return of_shares
    squares = sum((value - mean) ** 2 for value in values)

    def of_means(at: int, before: float) -> float:
        off = before / at - mean
        worse = (off < 0 if rises else off > 0) and squares > _SAME * n
        between = off * off * at * n / (n - at)
        return n / 2 * log(squares / max(squares - between, squares * 1e-12)) if worse else 0.0

    return of_means


def _are_shares(values: Sequence[float]) -> bool:
    return all(value in {0, 1} for value in values)


def _log_likelihood(denied: float, n: int) -> float:
    share = denied / n
    return denied * log(share) + (n - denied) * log(1 - share) if 0 < share < 1 else 0.0


def _chance(values: Sequence[float], cuts: Sequence[int], score: Score, best: float, shuffles: int, seed: str) -> float:
    """How often shuffled values have a cut that is as good; the shuffling ends early where that is often."""
    sums_at = _shuffled(values, cuts, Random(seed))  # noqa: S311 - shuffles, nothing secret
    as_good = 0
    for number in range(1, shuffles + 1):
        as_good += any(score(at, total) >= best - _SAME for at, total in zip(cuts, next(sums_at), strict=True))
        if as_good >= ENOUGH:
            return as_good / number
    return (as_good + 1) / (shuffles + 1)


def _shuffled(values: Sequence[float], cuts: Sequence[int], shuffler: Random) -> Iterator[Sequence[float]]:
    """What the claims before each cut add up to, of one shuffle after another. Of shares the denied are placed anew."""
    if _are_shares(values):
        denied = round(sum(values))
        while True:
            places = sorted(shuffler.sample(range(len(values)), denied))
            yield [bisect_left(places, at) for at in cuts]
    shuffled = list(values)
    while True:
        shuffler.shuffle(shuffled)
        sums = list(accumulate(shuffled))
        yield [sums[at - 1] for at in cuts]
