"""Points and limits against published figures, vectors worked out elsewhere, scipy, and populations that are known."""

import random
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest

from cleanclaim.compliance.audit.estimation.estimates import (
    AuditedAmount,
    Stratum,
    StratumSpread,
    estimate_difference,
    estimate_of_spreads,
    estimate_ratio,
)
from cleanclaim.compliance.audit.estimation.quantiles import normal_quantile, t_quantile

NINETY = Fraction(9, 10)
SYNTHETIC = [(0, 70), (4510, 10), (8820, 10), (13275, 6), (21000, 4)]
"""Errors in cents, each with how many of a hundred items have it; of 4,838 in the frame."""


def synthetic() -> Stratum:
    audited = tuple(AuditedAmount(25000, error) for error, count in SYNTHETIC for _ in range(count))
    return Stratum(name="all", items=4838, audited=audited)


def test_a_simple_sample_as_worked_out_elsewhere() -> None:
    found = estimate_difference([synthetic()])
    assert found.point == Fraction("14366441")
    assert float(found.standard_error) == pytest.approx(2600579.567527516, rel=1e-13)
    assert found.degrees == 99
    two, one = found.limits(NINETY, 2), found.limits(NINETY, 1)
    assert two.quantile == pytest.approx(1.6603911560169906, rel=1e-12)
    assert one.quantile == pytest.approx(1.2901614420344854, rel=1e-12)
    assert float(two.lower) == pytest.approx(10048461.685558825, rel=1e-12)
    assert float(two.upper) == pytest.approx(18684420.314441182, rel=1e-12)
    assert float(one.lower) == pytest.approx(11011273.515033285, rel=1e-12)
    assert found.precision(two) == pytest.approx(Decimal("0.30056012581273094"), rel=Decimal("1e-12"))


def test_strata_take_the_normal_quantile_as_rat_stats_does() -> None:
    strata = [(3000, 60, "1240", "3015"), (1500, 60, "4125", "6690"), (338, 40, "11860", "14025")]
    found = estimate_of_spreads(
        [
            StratumSpread(items=items, sample=n, mean=Fraction(mean), variance=Fraction(deviation) ** 2)
            for items, n, mean, deviation in strata
        ],
        "difference",
    )
    assert found.point == 13916180
    assert float(found.standard_error) == pytest.approx(1855476.8979463206, rel=1e-13)
    limits = found.limits(NINETY, 2)
    assert limits.quantile == pytest.approx(1.6448536269514722, rel=1e-12)
    assert float(limits.lower) == pytest.approx(10864192.094688327, rel=1e-12)
    assert float(limits.upper) == pytest.approx(16968167.90531167, rel=1e-12)


def test_cochrans_petition_sheets_whose_figures_are_recalled() -> None:
    """The book rounds the deviation, ours does not: 18,107 and 21,669 there."""
    mean = Fraction(1471, 50)
    variance = (54497 - 50 * mean**2) / 49
    assert float(variance) == pytest.approx(228.983265, abs=5e-7)
    found = estimate_of_spreads([StratumSpread(items=676, sample=50, mean=mean, variance=variance)], "difference")
    assert float(found.point) == 19887.92
    reach = 1.28 * float(found.standard_error)
    assert round(float(found.point) - reach, 1) == 18106.0
    assert round(float(found.point) + reach, 1) == 21669.8


def test_the_point_of_oigs_audit_a_04_05_02009() -> None:
    """Published: 4,838 claims, 100 of them sampled, $32,227 too much. Its limits were not seen."""
    spread = StratumSpread(items=4838, sample=100, mean=Fraction(3222700, 100), variance=Fraction(0))
    assert estimate_of_spreads([spread], "difference").point == 155914226


@pytest.mark.parametrize("degrees", [1, 2, 3, 5, 10, 29, 99, 499, 5000])
def test_quantiles_of_t_agree_with_scipy(degrees: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    for chance in (0.6, 0.75, 0.9, 0.95, 0.975, 0.99, 0.995):
        assert t_quantile(chance, degrees) == pytest.approx(float(stats.t.ppf(chance, degrees)), rel=1e-10)


@pytest.mark.parametrize(
    ("chance", "degrees", "printed"),
    [(0.95, 1, "6.314"), (0.95, 4, "2.132"), (0.9, 29, "1.311"), (0.975, 10, "2.228"), (0.95, 99, "1.660")],
)
def test_quantiles_of_t_are_those_of_the_tables(chance: float, degrees: int, printed: str) -> None:
    assert f"{t_quantile(chance, degrees):.3f}" == printed
    assert normal_quantile(0.95) == pytest.approx(1.6448536269514722)


def test_a_ratio_is_exact_where_errors_grow_with_what_was_paid() -> None:
    audited = tuple(AuditedAmount(paid, paid // 4) for paid in (400, 800, 1200, 2000))
    found = estimate_ratio([Stratum(name="all", items=100, audited=audited, paid=130000)])
    assert found.point == 32500
    assert found.standard_error == 0


def test_a_ratio_by_hand() -> None:
    """Errors 2, 0, 4 of 10, 10, 20 dollars: ratio 0.15; residuals 0.5, -1.5, 1; their variance 1.75."""
    audited = (AuditedAmount(1000, 200), AuditedAmount(1000, 0), AuditedAmount(2000, 400))
    found = estimate_ratio([Stratum(name="all", items=10, audited=audited, paid=14000)])
    assert found.point == 2100
    assert found.standard_error == pytest.approx((Decimal(70) / 3 * 17500).sqrt())
    assert found.degrees == 2
    with pytest.raises(ValueError, match="not known"):
        estimate_ratio([Stratum(name="all", items=10, audited=audited)])
    with pytest.raises(ValueError, match="nothing was paid"):
        estimate_ratio([Stratum(name="all", items=10, audited=(AuditedAmount(0, 0),) * 2, paid=14000)])


def test_a_stratum_that_was_looked_at_whole_adds_no_doubt() -> None:
    whole = Stratum(name="large", items=2, audited=(AuditedAmount(90000, 90000), AuditedAmount(80000, 0)))
    found = estimate_difference([whole])
    assert found.point == 90000
    assert found.standard_error == 0


def coverage(draw: Callable[[random.Random], int], n: int, *, method: str, sides: int, runs: int = 1500) -> float:
    """How often the lower limit lies at or below the true total, in samples of a made-up frame of 2,000."""
    made = random.Random(20260302)  # noqa: S311 - no secret
    paid = [made.choice((2900, 5900, 8800, 11700, 14600)) for _ in range(2000)]
    errors = [min(draw(made), amount) for amount in paid]
    true, held = sum(errors), 0
    for _ in range(runs):
        chosen = made.sample(range(2000), n)
        audited = tuple(AuditedAmount(paid[at], errors[at]) for at in chosen)
        stratum = Stratum(name="all", items=2000, audited=audited, paid=sum(paid))
        found = estimate_difference([stratum]) if method == "difference" else estimate_ratio([stratum])
        assert sides in {1, 2}
        held += found.limits(NINETY, 1 if sides == 1 else 2).lower <= true
    return held / runs


def few_large(made: random.Random) -> int:
    """One item in ten is paid whole in error: skewed to the right."""
    return 1_000_000 if made.random() < 0.1 else 0


def mostly_whole(made: random.Random) -> int:
    """Nineteen in twenty are paid whole in error: skewed to the left."""
    return 1_000_000 if made.random() < 0.95 else 0


def partial(made: random.Random) -> int:
    return 2900 if made.random() < 0.4 else 0


@pytest.mark.parametrize("draw", [few_large, partial], ids=["one in ten", "partial"])
@pytest.mark.parametrize("method", ["difference", "ratio"])
@pytest.mark.parametrize(("sides", "nominal"), [(2, 0.95), (1, 0.90)])
def test_lower_limits_hold_at_least_as_often_as_they_promise(
    draw: Callable[[random.Random], int], method: str, sides: int, nominal: float
) -> None:
    assert (
        coverage(draw, 100, method=method, sides=sides) >= nominal - 0.01 - 2 * (nominal * (1 - nominal) / 1500) ** 0.5
    )
