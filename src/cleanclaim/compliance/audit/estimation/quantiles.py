"""Quantiles of Student's t, as tables have them, to fourteen digits.

With a whole number of degrees of freedom the chance below a point is a finite sum ("Handbook of Mathematical
Functions", 26.7.3 and 26.7.4); the quantile is found by halving.
"""

from functools import cache
from itertools import accumulate
from math import atan, cos, fsum, pi, sin, sqrt
from operator import mul
from statistics import NormalDist


@cache
def normal_quantile(chance: float) -> float:
    """The point below which a normal value lies with a chance."""
    return NormalDist().inv_cdf(chance)


@cache
def t_quantile(chance: float, degrees: int) -> float:
    """The point below which Student's t with so many degrees of freedom lies with a chance, 0.5 or more."""
    low, high = 0.0, 1.0
    while _t_chance(high, degrees) < chance:
        high *= 2
    while (middle := (low + high) / 2) not in {low, high}:
        low, high = (middle, high) if _t_chance(middle, degrees) < chance else (low, middle)
    return middle


def _t_chance(t: float, degrees: int) -> float:
    """The chance that Student's t lies below `t`, which is 0 or more."""
    angle = atan(t / sqrt(degrees))
    square: float = cos(angle) ** 2
    if degrees % 2:
        factors = (square * even / (even + 1) for even in range(2, degrees - 1, 2))
        terms = accumulate(factors, mul, initial=cos(angle))
        between = (angle + sin(angle) * fsum(terms if degrees > 1 else ())) * 2 / pi
    else:
        factors = (square * odd / (odd + 1) for odd in range(1, degrees - 2, 2))
        between = sin(angle) * fsum(accumulate(factors, mul, initial=1.0))
    return (1 + between) / 2
