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
    from cleanclaim.documents.explained.explain import explain
    from cleanclaim.emr.practice import read_practice
    from cleanclaim.emr.visits import read_visits
    from cleanclaim.law.coding.coded import code
    from cleanclaim.law.review import review
    from cleanclaim.pricing.price import price
    from cleanclaim.x12.claim import claim
    from cleanclaim.x12.read import read

__version__ = "0.1.0"
__all__ = ["claim", "code", "explain", "price", "read", "read_practice", "read_visits", "review", "what_if"]

_HOMES = {
    "code": "cleanclaim.law.coding.coded",
    "review": "cleanclaim.law.review",
    "price": "cleanclaim.pricing.price",
    "explain": "cleanclaim.documents.explained.explain",
    "claim": "cleanclaim.x12.claim",
    "read": "cleanclaim.x12.read",
    "what_if": "cleanclaim.bulk.what_if",
    "read_visits": "cleanclaim.emr.visits",
    "read_practice": "cleanclaim.emr.practice",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'cleanclaim' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
