"""What differs, for one payer and day, between two bases: the policy, and the kinds of published tables."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from msgspec import Struct

from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.review.law_in_force import UNDATED, in_force
from cleanclaim.model.visit import Visit
from cleanclaim.reference.library import shipped
from cleanclaim.reference.releases import KINDS, Kind, Release


class BasisDifference(Struct, frozen=True):
    """What two bases have differently for one payer and day: the policy, and the kinds of tables."""

    policy: bool
    kinds: frozenset[Kind]

    @property
    def is_none(self) -> bool:
        """Whether both have the same."""
        return not self.policy and not self.kinds

    def leaves_prices(self, day: Sequence[Visit]) -> bool:
        """Whether the visits are priced alike by both, as nothing that differs goes into a price.

        Code pairs do only where units are not given: a modifier for the assistant's part, or for a separate block,
        is then ours to add.
        """
        has_units = all(service.units is not None for visit in day for service in visit.services)
        return not self.policy and self.kinds.isdisjoint(PRICES if has_units else PRICES | PAIRS)


PRICES: frozenset[Kind] = frozenset({"mpfs", "gpci", "zip"})
PAIRS: frozenset[Kind] = frozenset({"ncci", "ncci_medicaid"})


def compare_bases(visit: Visit, before: Basis, after: Basis) -> BasisDifference:
    """What the two have differently for the visit's payer and day."""
    return _difference(visit.payer, before.law_day(visit), before, after)


@lru_cache(maxsize=50_000)
def _difference(payer: str | None, on: date | None, before: Basis, after: Basis) -> BasisDifference:
    kinds = frozenset(kind for kind in KINDS if _in_use(kind, on, before) != _in_use(kind, on, after))
    return BasisDifference(bool(list_policy_changes(payer, on, before, after)), kinds)


def _in_use(kind: Kind, on: date | None, basis: Basis) -> list[Release]:
    return (basis.library or shipped()).in_use(kind, on or UNDATED, basis.known_on)


def list_policy_changes(payer: str | None, on: date | None, before: Basis, after: Basis) -> list[str]:
    """The keys of a payer's policy that the two answer differently on a day, or have verified differently."""
    visit = Visit(visit_id="", payer=payer, service_date=on)
    one, other = in_force(visit, before).policy, in_force(visit, after).policy
    if not one.name or not other.name:
        return [] if one.name == other.name else ["name"]
    changed = [key for key in keys().keys if one.value(key) != other.value(key)]
    return changed if (one.name, one.kind) == (other.name, other.kind) else ["name", *changed]


def list_changed_policies(visits: Iterable[Visit], before: Basis, after: Basis) -> dict[str, list[str]]:
    """The keys that the two answer differently, by payer, as far as these visits meet them."""
    met = {(visit.payer, before.law_day(visit)) for visit in visits}
    changed: dict[str, set[str]] = {}
    for payer, on in met:
        if payer and (different := list_policy_changes(payer, on, before, after)):
            changed.setdefault(payer, set()).update(different)
    return {payer: sorted(changed[payer]) for payer in sorted(changed)}
