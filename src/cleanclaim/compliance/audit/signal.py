"""A signal: something that many visits show together, and from where on two shares count as different.

No authority has published cut-offs: those below are choices of this program, made so that chance alone raises hardly
any signal in a practice of a dozen clinicians.
"""

from typing import Literal

from msgspec import Struct

from cleanclaim.compliance.audit.chance import standard_errors_apart

Direction = Literal["more", "less", "either"]

FEWEST = 20
"""Visits, ties or evaluations below which nothing is said."""
CHANCE = 0.0001
"""A count that chance alone would reach less often is worth a look."""
ERRORS_APART = 4.0
"""Standard errors between two shares from which they count as different."""
SHARE_APART = 0.10
"""And how far apart the shares themselves must lie, so that large numbers don't make signals of trifles."""
EXAMPLES = 5
"""Visits named as examples."""


class Signal(Struct, frozen=True, kw_only=True):
    """Something to look at. `direction`: toward billing `more` or `less` than is due, or `either`.

    `count` of `of` were so; `expected` is the share one would expect, with where that comes from in `against`.
    """

    clinician: str
    name: str
    direction: Direction
    count: int
    of: int
    expected: float
    against: str
    sentence: str
    visits: tuple[str, ...]


def shares_differ(count: int, of: int, other: int, of_other: int, *, upwards: bool = False) -> bool:
    """Whether two shares lie apart by more than chance and by enough to matter."""
    difference = count / of - (other / of_other if of_other else 0.0)
    errors = standard_errors_apart(count, of, other, of_other) if of_other else ERRORS_APART * (1 if count else 0)
    if upwards:
        return difference >= SHARE_APART and errors >= ERRORS_APART
    return abs(difference) >= SHARE_APART and abs(errors) >= ERRORS_APART
