"""Modifiers on every visit: KX and 59 apply to single visits, so that on every visit they are suspect.

KX attests that care past the year's amount is necessary, and that amount begins anew each January. 59 says that two
services of one pair were given apart. Medicare's own reports to practices compare the share of patients with KX.
"""

from collections.abc import Callable, Iterator, Sequence

from cleanclaim.compliance.audit.signal import EXAMPLES, FEWEST, Signal, shares_differ
from cleanclaim.compliance.audit.visit_counts import VisitCounts

SEPARATING = frozenset({"59", "XE", "XP", "XS", "XU"})


def find_constant_modifiers(
    clinician: str, mine: Sequence[VisitCounts], others: Sequence[VisitCounts]
) -> Iterator[Signal]:
    """Modifiers on every visit that may have them, or on far more visits than at the other clinicians."""
    yield from _borne("KX", "KX", frozenset({"KX"}), _may_bear_kx, clinician, mine, others)
    yield from _borne("separating modifier", "59 or X", SEPARATING, _may_be_parted, clinician, mine, others)


def _may_bear_kx(one: VisitCounts) -> bool:
    return one.asks_for_kx


def _may_be_parted(one: VisitCounts) -> bool:
    return len(one.units) > 1


def _borne(
    name: str,
    label: str,
    modifiers: frozenset[str],
    may_bear: Callable[[VisitCounts], bool],
    clinician: str,
    mine: Sequence[VisitCounts],
    others: Sequence[VisitCounts],
) -> Iterator[Signal]:
    bearing = [one for one in mine if may_bear(one)]
    hits = [one.visit_id for one in bearing if not modifiers.isdisjoint(one.modifiers)]
    if len(bearing) < FEWEST or not hits:
        return
    compared = [one for one in others if may_bear(one)]
    borne = sum(not modifiers.isdisjoint(one.modifiers) for one in compared)
    apart = len(compared) >= FEWEST and shares_differ(len(hits), len(bearing), borne, len(compared), upwards=True)
    if not apart and len(hits) < len(bearing):
        return
    yield Signal(
        clinician=clinician,
        name=f"{name} on every visit" if len(hits) == len(bearing) else f"{name} on many visits",
        direction="more",
        count=len(hits),
        of=len(bearing),
        expected=borne / len(compared) if compared else 0.0,
        against="the practice's other clinicians" if compared else "there is no other clinician to compare with",
        sentence=f"{len(hits)} of {len(bearing)} visits that may bear it carry {label}.",
        visits=tuple(hits[:EXAMPLES]),
    )
