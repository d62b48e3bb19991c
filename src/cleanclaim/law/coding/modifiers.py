"""Which modifiers a line earns, from what the visit itself shows.

Never from a table alone: 59 needs separate 15-minute blocks that the visit documents, KX needs the
patient's year, the threshold passed and necessity attested, CQ and CO need the assistant's minutes.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from cleanclaim.law.policies.policy import Policy
from cleanclaim.reference.catalogue import Code
from cleanclaim.reference.modifiers import modifiers as known_modifiers

DISCIPLINE = {"PT": "GP", "OT": "GO", "SLP": "GN"}
PLAN_OF_CARE = frozenset(DISCIPLINE.values())
ASSISTANT = {"PT": "CQ", "OT": "CO"}
ATTESTS_NECESSITY = "KX"
"""Says that the chart supports care past the threshold."""
DISTINCT = frozenset({"59", "XE", "XP", "XS", "XU"})
SLOTS = 4

LISTINGS_WANTED = {
    "none": frozenset[str](),
    "always": frozenset({"always"}),
    "always_and_sometimes": frozenset({"always", "sometimes", "elsewhere"}),
}


class TimedService(Protocol):
    """What is needed to know when a service was given."""

    @property
    def minutes(self) -> int | None:
        """Whole minutes, None where not recorded."""

    @property
    def start(self) -> int | None:
        """Clock time it began, in minutes after midnight."""

    @property
    def separate(self) -> bool | None:
        """Whether the clinician marked it as given in a block of its own."""


def counts_as_therapy(entry: Code | None) -> bool:
    """Whether a code is therapy, always or sometimes, to Medicare or to the payers that take it."""
    return entry is not None and entry.therapy != "never"


def discipline_modifier(entry: Code | None, discipline: str | None, policy: Policy) -> str | None:
    """GP, GO or GN where the payer wants it on this code; None where not, or where that is unknown."""
    if discipline is None or not wants_discipline(entry, policy.discipline_modifiers):
        return None
    return DISCIPLINE[discipline]


def wants_discipline(entry: Code | None, wish: str | None) -> bool | None:
    """Whether a payer wants GP, GO or GN on a line of this code; None where its wish is unknown and matters.

    `wish` is the payer's `discipline_modifiers`: `none`, `always` or `always_and_sometimes`.
    """
    if entry is None or entry.therapy == "never":
        return False
    return None if wish is None else entry.therapy in LISTINGS_WANTED[wish]


def separate_blocks(one: Sequence[TimedService], other: Sequence[TimedService]) -> bool | None:
    """Whether two codes were given in separate blocks of time, as the visit shows it; None where it does not say.

    Shown by start times whose intervals do not touch each other's minutes, or by the clinician's mark on
    every service of either code.
    """
    if all(item.separate for item in one) or all(item.separate for item in other):
        return True
    spans = [_span(item) for item in one], [_span(item) for item in other]
    if None not in spans[0] and None not in spans[1]:
        return all(a[1] <= b[0] or b[1] <= a[0] for a in spans[0] for b in spans[1] if a and b)
    if any(item.separate is False for item in (*one, *other)):
        return False
    return None


def _span(item: TimedService) -> tuple[int, int] | None:
    if item.start is None or item.minutes is None:
        return None
    return item.start, item.start + item.minutes


def past_threshold(spent: int | None, allowed: Sequence[int | None], threshold: int | None) -> list[bool | None]:
    """For each line in order, whether the patient's year passes the threshold with it; None where unknown.

    `spent` are the allowed cents of the year before the visit, `allowed` those of each line. Only amounts
    above the threshold count (42 USC 1395l(g)): reaching it exactly does not pass it.
    """
    past: list[bool | None] = []
    total = spent
    for amount in allowed:
        if total is None or threshold is None:
            past.append(None)
        elif total > threshold:
            past.append(True)
        elif amount is None:
            past.append(True if total == threshold else None)
            total = None
        else:
            total += amount
            past.append(total > threshold)
    return past


@lru_cache(maxsize=4_096)
def in_order(modifiers: tuple[str, ...]) -> tuple[str, ...]:
    """Modifiers in the order payers read them, each once: those that change payment first, unknown ones last."""
    known = {code: known_modifiers().get(code) for code in modifiers}
    ranks = {code: entry.order if entry else 1_000 for code, entry in known.items()}
    return tuple(sorted(known, key=lambda code: ranks[code]))
