"""The least that can have been overpaid, where every error takes a whole payment: no curve is assumed.

So many of the frame are wrong at least (`counts.fewest`); those found are known, and the others are at least the
smallest payments of what was not looked at. Where errors are all or nothing and nearly all items are wrong, intervals
by Student's t go wrong, and this does not. After D. Edwards and others, "The minimum sum method: a distribution-free
sampling procedure for Medicare fraud investigations", Health Services and Outcomes Research Methodology 4 (2003),
241, whose sum takes the smallest payments of the whole frame; that the errors found are known only makes the bound
larger.
"""

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from cleanclaim.compliance.audit.estimation.counts import fewest


class MinimumSum(Struct, frozen=True, kw_only=True):
    """The fewest wrong items of the frame at a confidence, and the least cents that they come to."""

    confidence: Fraction
    wrong: int
    cents: int


def minimum_sum(not_sampled: Sequence[int], sampled: int, errors: Sequence[int], confidence: Fraction) -> MinimumSum:
    """The bound. `not_sampled`: what was paid for each item of the frame that was not looked at; `errors`: the whole
    payments that were found to be wrong among the `sampled` ones.
    """
    found = len(errors)
    wrong = fewest(len(not_sampled) + sampled, sampled, found, 1 - confidence)
    others = sorted(not_sampled)[: wrong - found]
    return MinimumSum(confidence=confidence, wrong=wrong, cents=sum(errors) + sum(others))
