"""cleanclaim turns what a physical therapist did into a claim that is paid the first time, and proves why.

    >>> import cleanclaim
    >>> visits = cleanclaim.read_visits("examples/clinic-day/visits.csv")
    >>> cleanclaim.code(visits).visits[0].units

The verbs: `read_visits`, `read_practice`, `code`, `review`, `price`, `explain`, `claim`, `read`, `what_if`. Each is
imported when it is first used, so that importing the package costs next to nothing.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleanclaim.bulk.what_if import what_if
    from cleanclaim.claims.claim import claim
    from cleanclaim.exchange.files.practice import read_practice
    from cleanclaim.exchange.files.visits import read_visits
    from cleanclaim.exchange.x12.read import read
    from cleanclaim.explanations.visits.explain import explain
    from cleanclaim.law.review.coded import code
    from cleanclaim.law.review.review import review
    from cleanclaim.pricing.price import price

__version__ = "0.1.0"
__all__ = ["claim", "code", "explain", "price", "read", "read_practice", "read_visits", "review", "what_if"]

_HOMES = {
    "code": "cleanclaim.law.review.coded",
    "review": "cleanclaim.law.review.review",
    "price": "cleanclaim.pricing.price",
    "explain": "cleanclaim.explanations.visits.explain",
    "claim": "cleanclaim.claims.claim",
    "read": "cleanclaim.exchange.x12.read",
    "what_if": "cleanclaim.bulk.what_if",
    "read_visits": "cleanclaim.exchange.files.visits",
    "read_practice": "cleanclaim.exchange.files.practice",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'cleanclaim' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
