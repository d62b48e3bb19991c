"""How many claims it takes to see a change, and what of many findings is left when chance has had its share.

Sources: J. L. Fleiss, "Statistical Methods for Rates and Proportions"; Y. Benjamini and Y. Hochberg, Journal of the
Royal Statistical Society B 57 (1995), 289.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, sqrt
from statistics import NormalDist

from cleanclaim.money.insight.control_charts import SIGMAS

_STEP = 0.005


def claims_for_one_point(usual: Fraction, risen: Fraction) -> int:
    """The claims a point of a p-chart needs to lie beyond the limit in half of the cases after such a rise."""
    return ceil(Fraction(SIGMAS**2) * usual * (1 - usual) / (risen - usual) ** 2)


def claims_for_lower_limit(share: Fraction) -> int:
    """The claims from which on a p-chart has a lower limit above 0."""
    return int(Fraction(SIGMAS**2) * (1 - share) / share) + 1


def claims_needed(before: float, after: float, *, alpha: float, power: float) -> int:
    """The claims that each of two times needs, so that a change of the share between them is seen with a chance of
    `power`, where chance alone shows one with `alpha`, two-sided.
    """
    sure = NormalDist().inv_cdf(1 - alpha / 2)
    seen = NormalDist().inv_cdf(power)
    middle = (before + after) / 2
    spread = sure * sqrt(2 * middle * (1 - middle))
    spread += seen * sqrt(before * (1 - before) + after * (1 - after))
    return ceil(spread**2 / (after - before) ** 2)


def smallest_rise(share: float, n: int, *, alpha: float, power: float) -> float:
    """The smallest higher share that two times of `n` claims each would show, in steps of half a percent; 1 at most."""
    after = share + _STEP
    while after < 1 and claims_needed(share, after, alpha=alpha, power=power) > n:
        after += _STEP
    return min(after, 1.0)


def adjusted_chances(chances: Sequence[float]) -> list[float]:
    """For each of many chances the share of false findings, if it and all smaller ones are called findings
    (Benjamini-Hochberg).
    """
    order = sorted(range(len(chances)), key=lambda at: -chances[at])
    found, least = [1.0] * len(chances), 1.0
    for rank, at in zip(range(len(chances), 0, -1), order, strict=True):
        least = min(least, chances[at] * len(chances) / rank)
        found[at] = least
    return found
