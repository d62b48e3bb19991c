"""Limits on counts, beside a brute force over every possible frame, scipy, and the bound by the smallest payments."""

from fractions import Fraction
from itertools import combinations
from math import comb

import pytest

from cleanclaim.compliance.audit.estimation.counts import count_limits, fewest, most
from cleanclaim.compliance.audit.estimation.minimum_sum import minimum_sum

NINETY = Fraction(9, 10)


def test_limits_as_worked_out_elsewhere() -> None:
    found = count_limits(1000, 100, 8, NINETY)
    assert (found.lower, found.upper) == (42, 136)


@pytest.mark.parametrize(
    ("population", "sample", "found", "chance", "bound"),
    [(1000, 30, 15, Fraction(1, 20), 341), (1000, 100, 20, Fraction(1, 10), 151)],
)
def test_the_fewest_as_edwards_has_them(population: int, sample: int, found: int, chance: Fraction, bound: int) -> None:
    assert fewest(population, sample, found, chance) == bound


def share_of_samples(population: int, sample: int, wrong: int, wanted: range) -> Fraction:
    """The share of all possible samples with so many wrong ones, counted one by one."""
    every = list(combinations(range(population), sample))
    return Fraction(sum(sum(at < wrong for at in one) in wanted for one in every), len(every))


@pytest.mark.parametrize(("population", "sample"), [(7, 3), (9, 4), (10, 2)])
@pytest.mark.parametrize("chance", [Fraction(1, 20), Fraction(1, 10)])
def test_limits_are_those_of_counting_every_sample(population: int, sample: int, chance: Fraction) -> None:
    for found in range(sample + 1):
        possible = range(found, population - (sample - found) + 1)
        likely = [
            one for one in possible if share_of_samples(population, sample, one, range(found, sample + 1)) > chance
        ]
        assert fewest(population, sample, found, chance) == likely[0]
        likely = [one for one in possible if share_of_samples(population, sample, one, range(found + 1)) > chance]
        assert most(population, sample, found, chance) == likely[-1]


@pytest.mark.parametrize(
    ("population", "sample", "found"), [(4838, 100, 98), (500, 30, 0), (500, 30, 30), (2000, 60, 7)]
)
def test_limits_agree_with_scipy(population: int, sample: int, found: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    limits = count_limits(population, sample, found, NINETY)
    possible = range(found, population - (sample - found) + 1)
    above = [one for one in possible if stats.hypergeom.sf(found - 1, population, one, sample) > 0.05]
    below = [one for one in possible if stats.hypergeom.cdf(found, population, one, sample) > 0.05]
    assert (limits.lower, limits.upper) == (above[0], below[-1])


@pytest.mark.parametrize("wrong", [0, 1, 10, 40, 95, 190, 200])
def test_limits_miss_no_more_often_than_they_may(wrong: int) -> None:
    """The exact chance that each limit is on the wrong side, over every count that a sample of 20 of 200 can show."""
    too_high = too_low = Fraction(0)
    for found in range(max(0, 20 - (200 - wrong)), min(20, wrong) + 1):
        share = Fraction(comb(wrong, found) * comb(200 - wrong, 20 - found), comb(200, 20))
        limits = count_limits(200, 20, found, NINETY)
        too_high += share * (limits.lower > wrong)
        too_low += share * (limits.upper < wrong)
    assert too_high <= Fraction(1, 20)
    assert too_low <= Fraction(1, 20)


def test_the_least_that_can_have_been_paid_too_much() -> None:
    """341 of 1,000 at least: 15 found at $60, and the 326 smallest of the rest, of which 200 are $20 and others $60."""
    not_sampled = [6000] * 770 + [2000] * 200
    found = minimum_sum(not_sampled, 30, [6000] * 15, Fraction(19, 20))
    assert found.wrong == 341
    assert found.cents == 15 * 6000 + 200 * 2000 + 126 * 6000
    assert minimum_sum([100] * 10, 5, [], Fraction(9, 10)).cents == 0
