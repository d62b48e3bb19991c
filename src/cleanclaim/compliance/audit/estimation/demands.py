"""One sample read as each authority reads it: what OIG, Medicare's contractors and a self-disclosure would demand.

A demand is never below 0: where the lower limit is, the authority has nothing to extrapolate. The same sample gives
different demands because the intervals differ, not because anybody reckons wrongly.
"""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from msgspec import Struct, structs

from cleanclaim.compliance.audit.audit_law import Reading, readings_on
from cleanclaim.compliance.audit.estimation.estimates import (
    Estimate,
    Limits,
    Method,
    Stratum,
    estimate_difference,
    estimate_ratio,
)


class Demand(Struct, frozen=True, kw_only=True):
    """What an authority would demand in cents, by its interval; `clears` says that it would demand nothing."""

    reading: Reading
    estimate: Estimate
    limits: Limits
    cents: int

    @property
    def clears(self) -> bool:
        """Whether nothing would be demanded."""
        return self.cents == 0


def demands(strata: Sequence[Stratum], method: Method, day: date) -> list[Demand]:
    """What each authority would demand by the readings of a day."""
    return [demand_of(strata, method, reading) for reading in readings_on(day)]


def demand_of(strata: Sequence[Stratum], method: Method, reading: Reading) -> Demand:
    """What one would demand. A reading that does not net counts an underpaid item as one without an error."""
    counted = strata if reading.nets else [_overpaid_alone(one) for one in strata]
    found = estimate_difference(counted) if method == "difference" else estimate_ratio(counted)
    limits = found.limits(reading.share, reading.sides)
    wanted = limits.lower if reading.demand == "lower" else found.point
    return Demand(reading=reading, estimate=found, limits=limits, cents=max(whole_cents(wanted), 0))


def _overpaid_alone(stratum: Stratum) -> Stratum:
    audited = tuple(structs.replace(one, error=max(one.error, 0)) for one in stratum.audited)
    return structs.replace(stratum, audited=audited)


def whole_cents(amount: Decimal | Fraction) -> int:
    """Cents rounded to whole ones, halves away from 0."""
    if isinstance(amount, Fraction):
        sign = -1 if amount < 0 else 1
        return sign * ((2 * abs(amount.numerator) + amount.denominator) // (2 * amount.denominator))
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))
