"""How likely a count is by chance alone."""

from math import comb, sqrt
from statistics import NormalDist


def chance_of_at_least(count: int, of: int, share: float) -> float:
    """The chance of `count` or more in `of` tries that each succeed with probability `share` (binomial)."""
    if of > 1_000:  # past this the normal approximation, with its half step, is as good and does not overflow
        spread = sqrt(of * share * (1 - share))
        return 1 - NormalDist(of * share, spread).cdf(count - 0.5)
    return min(1.0, sum(comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(count, of + 1)))


def standard_errors_apart(count: int, of: int, other: int, of_other: int) -> float:
    """How far two shares lie apart, in standard errors of their difference; 0 where nothing can be said."""
    if not of or not of_other:
        return 0.0
    pooled = (count + other) / (of + of_other)
    error = sqrt(pooled * (1 - pooled) * (1 / of + 1 / of_other))
    return (count / of - other / of_other) / error if error else 0.0
