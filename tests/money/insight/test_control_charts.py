"""Charts and sample sizes against published examples and figures worked out elsewhere.

Of the shared vectors those of payers' trends: p-chart, its sample sizes, two shares, Bernoulli CUSUM, EWMA. The others
(samples, strata, exact limits) are the audit's.
"""

from collections.abc import Iterator
from fractions import Fraction
from random import Random

import pytest

from cleanclaim.money.insight.control_charts import BernoulliCusum, moving_average, share_limits
from cleanclaim.money.insight.sample_sizes import (
    adjusted_chances,
    claims_for_lower_limit,
    claims_for_one_point,
    claims_needed,
    smallest_rise,
)

P0 = Fraction(8, 100)


def test_a_published_chart_of_insurance_forms() -> None:
    limits = share_limits(91 / 3000, 300)  # 91 forms with errors in 10 samples of 300
    assert limits.middle == pytest.approx(0.0303333, abs=1e-7)
    assert limits.upper == pytest.approx(0.0600385, abs=1e-7)
    assert limits.lower == pytest.approx(0.000628, abs=1e-6)
    assert limits.is_beyond(0.061)
    assert not limits.is_beyond(0.001)
    assert share_limits(0.08, 103).lower == 0.0
    assert share_limits(0.08, 104).lower > 0


@pytest.mark.parametrize(("risen", "claims"), [(10, 1656), (12, 414), (13, 265), (16, 104)])
def test_claims_by_which_one_point_shows_a_rise_in_half_of_the_cases(risen: int, claims: int) -> None:
    # For 12 % the shared vector has 415: a rounding of 0.12 - 0.08. Exactly (3 / 0.04)² × 0.08 × 0.92 is 414.
    assert claims_for_one_point(P0, Fraction(risen, 100)) == claims


def test_claims_from_which_a_chart_has_a_lower_limit() -> None:
    assert claims_for_lower_limit(P0) == 104


@pytest.mark.parametrize(("after", "claims"), [(0.10, 3213), (0.12, 882), (0.16, 258), (0.20, 131)])
def test_claims_that_two_times_need_to_differ(after: float, claims: int) -> None:
    assert claims_needed(0.08, after, alpha=0.05, power=0.8) == claims
    assert smallest_rise(0.08, claims, alpha=0.05, power=0.8) == pytest.approx(after, abs=0.006)


def test_the_average_that_forgets_has_the_limit_of_the_books() -> None:
    points = [(0.08, 0.08 * 0.92 / 100)] * 60
    *_, (average, limits) = moving_average(points, 0.08, weight=0.2, width=2.86)
    assert average == pytest.approx(0.08)
    assert limits.upper == pytest.approx(0.105863, abs=1e-6)
    first = next(iter(moving_average(points, 0.08, weight=0.2, width=2.86)))[1]
    assert first.upper == pytest.approx(0.08 + 2.86 * (0.08 * 0.92 / 100) ** 0.5 * 0.2)


def test_what_a_claim_adds_to_a_cusum() -> None:
    assert BernoulliCusum(0.08, 0.16, 4).weights == pytest.approx((0.693147, -0.090972), abs=1e-6)
    assert BernoulliCusum(0.08, 0.16, 2).first_alarm([True, True, True]) == 3  # 3 × 0.693
    assert BernoulliCusum(0.08, 0.16, 2).first_alarm([False] * 50 + [True] * 2) is None


def run_length(share: float, height: float, times: int) -> float:
    chance = Random(f"{share} {height}")  # noqa: S311 - made-up claims, nothing secret
    cusum = BernoulliCusum(0.08, 0.16, height)

    def claims() -> Iterator[bool]:
        return (chance.random() < share for _ in range(60_000))

    return sum(cusum.first_alarm(claims()) or 60_000 for _ in range(times)) / times


@pytest.mark.parametrize(("height", "seldom", "soon"), [(3.0, 864, 66), (4.0, 2336, 94)])
def test_how_seldom_a_cusum_alarms_by_chance_and_how_soon_after_a_rise(
    height: float, seldom: float, soon: float
) -> None:
    assert run_length(0.08, height, 250) == pytest.approx(seldom, rel=0.2)
    assert run_length(0.16, height, 400) == pytest.approx(soon, rel=0.15)


def test_false_findings_among_many() -> None:
    # The example of Benjamini and Hochberg (1995), table 1: of 15 chances the four smallest are findings at 5 %.
    chances = [
        *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528),
        *(0.7590, 1.0),
    ]
    assert sum(one <= 0.05 for one in adjusted_chances(chances)) == 4
    assert adjusted_chances([0.5, 0.01]) == [0.5, 0.02]
    assert adjusted_chances([]) == []
