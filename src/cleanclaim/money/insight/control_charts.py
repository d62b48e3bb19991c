"""Charts that tell a share that moves by chance from one that has changed: p-chart, EWMA and Bernoulli CUSUM.

p-chart    each point alone against three standard deviations: a jump at once
EWMA       a moving average that forgets slowly: a small shift that lasts
CUSUM      claim after claim, what speaks for the higher share less what speaks against it: the soonest for few claims

Sources: W. A. Shewhart, "Economic Control of Quality" (1931); S. W. Roberts, Technometrics 1 (1959), 239; M. R.
Reynolds and Z. G. Stoumbos, Journal of Quality Technology 31 (1999), 87.
"""

from collections.abc import Iterable, Iterator
from math import log, sqrt

from msgspec import Struct

SIGMAS = 3
"""Standard deviations from the middle to a limit of a p-chart: one point in 370 lies beyond by chance."""


class ChartLimits(Struct, frozen=True):
    """Where a point of a chart may lie by chance."""

    lower: float
    middle: float
    upper: float

    def is_beyond(self, value: float) -> bool:
        """Whether a point lies outside."""
        return value < self.lower or value > self.upper


def share_limits(share: float, n: int) -> ChartLimits:
    """The limits of a share of `n` claims (p-chart)."""
    spread = SIGMAS * sqrt(share * (1 - share) / n)
    return ChartLimits(max(0.0, share - spread), share, min(1.0, share + spread))


def moving_average(
    points: Iterable[tuple[float, float]], middle: float, *, weight: float, width: float
) -> Iterator[tuple[float, ChartLimits]]:
    """The EWMA after each point with its limits. A point is its value and the variance that chance gives it; `weight`
    is what a new point counts, `width` the standard deviations to a limit.
    """
    average, variance = middle, 0.0
    for value, of_chance in points:
        average += weight * (value - average)
        variance = weight * weight * of_chance + (1 - weight) ** 2 * variance
        spread = width * sqrt(variance)
        yield average, ChartLimits(middle - spread, middle, middle + spread)


class BernoulliCusum(Struct, frozen=True):
    """A CUSUM that watches whether a share has risen from `usual` to `risen`; it alarms from `height` on."""

    usual: float
    risen: float
    height: float

    @property
    def weights(self) -> tuple[float, float]:
        """What a claim adds that is denied, and one that is not."""
        return log(self.risen / self.usual), log((1 - self.risen) / (1 - self.usual))

    def first_alarm(self, claims: Iterable[bool]) -> int | None:
        """After how many claims it alarms, from 1; None where it does not."""
        denied, paid = self.weights
        level = 0.0
        for number, is_denied in enumerate(claims, 1):
            level = max(0.0, level + (denied if is_denied else paid))
            if level >= self.height:
                return number
        return None
