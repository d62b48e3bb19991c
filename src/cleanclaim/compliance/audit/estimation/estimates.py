"""The total overpaid in a frame, estimated from a sample: as RAT-STATS does, and by the ratio to what was paid.

    difference   items of the frame × mean error                             no help from what was paid ratio
    (total error / total paid, of the sample) × paid in frame   narrower where errors grow with what was paid

An error is what was paid less what should have been: below 0 where too little was paid. Points are exact; a standard
error is a root, taken to forty digits. W. G. Cochran, "Sampling Techniques", 3rd ed., sections 2.8, 5.4 and 6.4 to
6.11.
"""

from collections.abc import Sequence
from decimal import Context, Decimal
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from cleanclaim.compliance.audit.estimation.quantiles import normal_quantile, t_quantile

Method = Literal["difference", "ratio"]
_DIGITS = Context(prec=40)


class AuditedAmount(Struct, frozen=True):
    """Cents that were paid for an item of the sample, and how many of them too much (below 0: too few)."""

    paid: int
    error: int


class Stratum(Struct, frozen=True, kw_only=True):
    """A stratum of the frame: how many items it has, what was paid for all of them in cents, and those audited.

    `paid` is None where nobody knows it; a ratio needs it.
    """

    name: str
    items: int
    audited: tuple[AuditedAmount, ...]
    paid: int | None = None


class StratumSpread(Struct, frozen=True, kw_only=True):
    """What an estimate needs of a stratum: its size, that of its sample, the mean in cents and the variance (n - 1)."""

    items: int
    sample: int
    mean: Fraction
    variance: Fraction


class Limits(Struct, frozen=True, kw_only=True):
    """Cents between which the total lies, at a confidence: both of a two-sided interval, one of a one-sided each."""

    confidence: Fraction
    sides: Literal[1, 2]
    quantile: float
    lower: Decimal
    upper: Decimal


class Estimate(Struct, frozen=True, kw_only=True):
    """The point in cents, its standard error, and the degrees of freedom; None where normal quantiles are taken, as
    RAT-STATS does for strata.
    """

    method: Method
    point: Fraction
    standard_error: Decimal
    degrees: int | None

    def limits(self, confidence: Fraction, sides: Literal[1, 2]) -> Limits:
        """The limits at a confidence; one-sided, each bounds the total by itself."""
        below = float(confidence if sides == 1 else (1 + confidence) / 2)
        quantile = normal_quantile(below) if self.degrees is None else t_quantile(below, self.degrees)
        reach = _DIGITS.multiply(Decimal(quantile), self.standard_error)
        point = _decimal(self.point)
        return Limits(confidence=confidence, sides=sides, quantile=quantile, lower=point - reach, upper=point + reach)

    def precision(self, limits: Limits) -> Decimal | None:
        """How far limits reach from the point, as a part of it; None where the point is 0."""
        if not self.point:
            return None
        return abs((limits.upper - limits.lower) / 2 / _decimal(self.point))


def estimate_difference(strata: Sequence[Stratum]) -> Estimate:
    """The total by the mean error. Every stratum needs two items in the sample, or all it has."""
    return estimate_of_spreads(
        [_spread(one.items, [each.error for each in one.audited]) for one in strata], "difference"
    )


def estimate_ratio(strata: Sequence[Stratum]) -> Estimate:
    """The total by the ratio of errors to what was paid, one ratio for all strata. Raises ValueError where what was
    paid for the frame is not known, or nothing was paid for the sample.
    """
    errors, paid, frame = Fraction(0), Fraction(0), 0
    for one in strata:
        if one.paid is None:
            raise ValueError("what was paid for the whole frame is not known")
        errors += Fraction(one.items * sum(each.error for each in one.audited), len(one.audited))
        paid += Fraction(one.items * sum(each.paid for each in one.audited), len(one.audited))
        frame += one.paid
    if not paid:
        raise ValueError("nothing was paid for the sample")
    ratio = errors / paid
    spreads = [_spread(one.items, [each.error - ratio * each.paid for each in one.audited]) for one in strata]
    residuals = estimate_of_spreads(spreads, "ratio")
    return Estimate(
        method="ratio",
        point=ratio * frame,
        standard_error=residuals.standard_error,
        degrees=residuals.degrees,
    )


def estimate_of_spreads(strata: Sequence[StratumSpread], method: Method) -> Estimate:
    """The total of a mean and a variance in each stratum."""
    variance = sum(
        (Fraction(one.items * (one.items - one.sample), one.sample) * one.variance for one in strata), Fraction(0)
    )
    return Estimate(
        method=method,
        point=sum((one.items * one.mean for one in strata), Fraction(0)),
        standard_error=_decimal(variance).sqrt(_DIGITS),
        degrees=strata[0].sample - 1 if len(strata) == 1 else None,
    )


def _spread(items: int, values: Sequence[int | Fraction]) -> StratumSpread:
    n = len(values)
    mean = Fraction(sum(values)) / n
    squares = sum(((value - mean) ** 2 for value in values), Fraction(0))
    return StratumSpread(items=items, sample=n, mean=mean, variance=squares / (n - 1) if n > 1 else Fraction(0))


def _decimal(value: Fraction) -> Decimal:
    return _DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))
