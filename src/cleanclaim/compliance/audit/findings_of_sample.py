"""What a sample says: what was found in it, what follows for the frame, and what each authority would demand."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct

from cleanclaim.compliance.audit.audit_law import legal_number
from cleanclaim.compliance.audit.estimation.counts import CountLimits, count_limits
from cleanclaim.compliance.audit.estimation.demands import Demand, demands
from cleanclaim.compliance.audit.estimation.estimates import (
    Estimate,
    Method,
    Stratum,
    estimate_difference,
    estimate_ratio,
)
from cleanclaim.compliance.audit.estimation.minimum_sum import MinimumSum, minimum_sum
from cleanclaim.compliance.audit.extrapolation import may_extrapolate
from cleanclaim.compliance.audit.sampling.draw import SampleKind
from cleanclaim.compliance.audit.sampling.frame import Amounts

NINETY = Fraction(9, 10)
SMALL = 30
"""Items of a sample below which its interval by Student's t is hardly ever what it says."""
FEW_ERRORS = 10
"""Wrong items below which the same is so, however large the sample."""
MOSTLY = Fraction(9, 10)
"""The share of wrong items from which on the ratio's limits are not to be trusted."""


class ErrorSum(Struct, frozen=True):
    """How many items, and cents that they come to."""

    items: int
    cents: int


class NamedEstimate(Struct, frozen=True):
    """An estimate by its method's name."""

    name: Method
    estimate: Estimate


class SampleFindings(Struct, frozen=True, kw_only=True):
    """The findings of a sample. `wrong` are the limits on overpaid items of the frame, None where nothing may be
    estimated; `minimum` the least overpaid, None where an error is only a part of what was paid, or the frame's own
    payments are not known. `not_estimated` are methods with what they lack; `extrapolation` when contractors may
    extrapolate at all; `notes` how far all of it can be trusted; `amounts` whether the amounts were paid, or only
    allowed.
    """

    kind: str
    amounts: Amounts = "paid"
    items: int
    sample: int
    overpaid: ErrorSum
    underpaid: ErrorSum
    wrong: CountLimits | None
    methods: tuple[NamedEstimate, ...] = ()
    not_estimated: tuple[tuple[Method, str], ...] = ()
    minimum: MinimumSum | None = None
    demanded_by: Method = "difference"
    demands: tuple[Demand, ...] = ()
    extrapolation: str = ""
    notes: tuple[str, ...] = ()


def find_in_sample(
    strata: Sequence[Stratum], kind: SampleKind, day: date, not_sampled: Sequence[int] | None, method: Method
) -> SampleFindings:
    """The findings. `not_sampled`: cents paid for each item of the frame that was not audited, None where not known;
    `method`: by which estimate the demands are worked out.
    """
    errors = [one.error for stratum in strata for one in stratum.audited]
    over, under = [one for one in errors if one > 0], [-one for one in errors if one < 0]
    items, sample = sum(one.items for one in strata), len(errors)
    found = SampleFindings(
        kind=kind,
        items=items,
        sample=sample,
        overpaid=ErrorSum(len(over), sum(over)),
        underpaid=ErrorSum(len(under), sum(under)),
        wrong=None,
    )
    if kind == "targeted":
        return found
    methods, lacking = _estimates(strata)
    return SampleFindings(
        kind=kind,
        items=items,
        sample=sample,
        overpaid=found.overpaid,
        underpaid=found.underpaid,
        wrong=count_limits(items, sample, len(over), NINETY),
        methods=tuple(methods),
        not_estimated=tuple(lacking),
        minimum=_minimum(strata, not_sampled),
        demanded_by=method,
        demands=tuple(demands(strata, method, day)) if any(one.name == method for one in methods) else (),
        extrapolation=may_extrapolate(day),
        notes=tuple(_notes(strata, kind, over, errors, day)),
    )


def _estimates(strata: Sequence[Stratum]) -> tuple[list[NamedEstimate], list[tuple[Method, str]]]:
    found = [NamedEstimate("difference", estimate_difference(strata))]
    try:
        return [*found, NamedEstimate("ratio", estimate_ratio(strata))], []
    except ValueError as lacks:
        return found, [("ratio", str(lacks))]


def _minimum(strata: Sequence[Stratum], not_sampled: Sequence[int] | None) -> MinimumSum | None:
    """The bound, where there is one stratum and every error took the whole payment."""
    if not_sampled is None or len(strata) > 1:
        return None
    audited = strata[0].audited
    errors = [one.error for one in audited if one.error]
    if not errors or any(one.error not in {0, one.paid} for one in audited):
        return None
    return minimum_sum(not_sampled, len(audited), errors, NINETY)


def _notes(
    strata: Sequence[Stratum], kind: SampleKind, over: Sequence[int], errors: Sequence[int], day: date
) -> list[str]:
    notes = []
    if not any(errors):
        notes.append(
            "No error was found, so that the interval has no width: it does not say that there is none. How many may be"
            " wrong all the same stands above."
        )
    elif len(errors) < SMALL or sum(map(bool, errors)) < FEW_ERRORS:
        notes.append(
            f"{len(errors):,} items with {sum(map(bool, errors)):,} errors are few: the upper limit is then too low far"
            " more often than it says. The lower one, which is demanded, is on the safe side where errors are rare."
        )
    if len(over) >= MOSTLY * len(errors):
        notes.append(
            "Nearly every item is wrong: the ratio's limits lie too close together then, and its lower one is too high"
            " up to three times of ten. Take the difference, or the minimum sum."
        )
    if kind == "probe":
        notes.append("A probe decides whether more is to be looked at; nobody should pay by it.")
    least = legal_number("self_disclosure_items", day)
    if least is not None and len(errors) < least.value:
        notes.append(f"A self-disclosure wants {least.value} items at least; this sample has {len(errors):,}.")
    if len(strata) > 1 and min(len(one.audited) for one in strata) < SMALL:
        notes.append(
            "Strata have normal quantiles, as RAT-STATS takes them: with few items in one the limits are too narrow."
        )
    return notes
