"""Modifiers on every visit: KX and 59 say something of one visit, and of every visit they say nothing.

KX attests that care past the year's amount is necessary, and that amount begins anew each January. 59 says that two
services of one pair were given apart. Medicare's own reports to practices compare the share of patients with KX.
"""

from collections.abc import Callable, Iterator, Sequence

from cleanclaim.compliance.audit.signal import FEWEST, SHOWN, Signal, differ
from cleanclaim.compliance.audit.visit_counts import VisitCounts

SEPARATING = frozenset({"59", "XE", "XP", "XS", "XU"})


def constant_modifiers(clinician: str, mine: Sequence[VisitCounts], others: Sequence[VisitCounts]) -> Iterator[Signal]:
    """Modifiers that stand on every visit which may bear them, or on far more than at the other clinicians."""
    yield from _borne("KX", "KX", frozenset({"KX"}), _may_bear_kx, clinician, mine, others)
    yield from _borne("separating modifier", "59 or X", SEPARATING, _may_be_parted, clinician, mine, others)


def _may_bear_kx(one: VisitCounts) -> bool:
    return one.asks_for_kx


def _may_be_parted(one: VisitCounts) -> bool:
    return len(one.units) > 1


def _borne(
    name: str,
    said: str,
    modifiers: frozenset[str],
    may_bear: Callable[[VisitCounts], bool],
    clinician: str,
    mine: Sequence[VisitCounts],
    others: Sequence[VisitCounts],
) -> Iterator[Signal]:
    asked = [one for one in mine if may_bear(one)]
    hits = [one.visit_id for one in asked if not modifiers.isdisjoint(one.modifiers)]
    if len(asked) < FEWEST or not hits:
        return
    elsewhere = [one for one in others if may_bear(one)]
    borne = sum(not modifiers.isdisjoint(one.modifiers) for one in elsewhere)
    apart = len(elsewhere) >= FEWEST and differ(len(hits), len(asked), borne, len(elsewhere), upwards=True)
    if not apart and len(hits) < len(asked):
        return
    yield Signal(
        clinician=clinician,
        name=f"{name} on every visit" if len(hits) == len(asked) else f"{name} on many visits",
        direction="more",
        count=len(hits),
        of=len(asked),
        expected=borne / len(elsewhere) if elsewhere else 0.0,
        against="the practice's other clinicians" if elsewhere else "there is no other clinician to compare with",
        sentence=f"{len(hits)} of {len(asked)} visits that may bear it carry {said}.",
        visits=tuple(hits[:SHOWN]),
    )
