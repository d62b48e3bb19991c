"""How many of a frame are wrong, where so many of a sample are: exact limits of the hypergeometric distribution.

The limits are those of RAT-STATS' attribute appraisal: the fewest of the frame that are likely enough to give as many
in the sample as were found, and the most that are likely enough to give as few. All in whole numbers, nothing is
rounded.
"""

from fractions import Fraction
from math import comb

from msgspec import Struct


class CountLimits(Struct, frozen=True, kw_only=True):
    """The fewest and the most of a frame that can be wrong, at a confidence; `found` of `sample` were."""

    population: int
    sample: int
    found: int
    lower: int
    upper: int


def count_limits(population: int, sample: int, found: int, confidence: Fraction) -> CountLimits:
    """Limits on the number of a frame, two-sided: each is wrong with half of the chance that is left."""
    left = (1 - confidence) / 2
    return CountLimits(
        population=population,
        sample=sample,
        found=found,
        lower=fewest(population, sample, found, left),
        upper=most(population, sample, found, left),
    )


def fewest(population: int, sample: int, found: int, chance: Fraction) -> int:
    """The smallest number of a frame with which `found` or more in the sample are more likely than `chance`."""
    low, high = found, population - (sample - found)
    while low < high:
        middle = (low + high) // 2
        if _chance_of_at_least(population, sample, found, middle) > chance:
            high = middle
        else:
            low = middle + 1
    return low


def most(population: int, sample: int, found: int, chance: Fraction) -> int:
    """The largest number of a frame with which `found` or fewer in the sample are more likely than `chance`."""
    return population - fewest(population, sample, sample - found, chance)


def _chance_of_at_least(population: int, sample: int, found: int, wrong: int) -> Fraction:
    """The chance that `found` or more of the sample are wrong, where `wrong` of the frame are."""
    first, last = max(found, sample - (population - wrong)), min(sample, wrong)
    if first > last:
        return Fraction(0)
    ways = comb(wrong, first) * comb(population - wrong, sample - first)
    total = ways
    for number in range(first, last):
        ways = ways * (wrong - number) * (sample - number)
        ways //= (number + 1) * (population - wrong - sample + number + 1)
        total += ways
    return Fraction(total, comb(population, sample))
