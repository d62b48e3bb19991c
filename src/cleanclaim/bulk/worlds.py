"""Two worlds: what is held now, and what would be held. Nothing else differs between them."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from cleanclaim.law.policies.keys import keys
from cleanclaim.law.review.law_in_force import UNDATED, Basis, in_force
from cleanclaim.model.visit import Visit
from cleanclaim.reference.library import Library, shipped
from cleanclaim.reference.releases import KINDS, Kind, Release


class World(Struct, frozen=True, kw_only=True):
    """What visits are judged by: the published tables, and the payers' policies.

    `library` None: the tables that ship with the program; `payers` None: the policies that do, else a folder with
    further or other payer files.
    """

    library: Library | None = None
    payers: Path | None = None

    def on(self, as_of: date | None, known_on: date | None, filed_on: date) -> Basis:
        """This world with its dates."""
        return Basis(as_of=as_of, known_on=known_on, filed_on=filed_on, payers=self.payers, library=self.library)


class Difference(Struct, frozen=True):
    """What the worlds hold differently for one payer and day: its policy, and the kinds of tables."""

    policy: bool
    kinds: frozenset[Kind]

    @property
    def is_none(self) -> bool:
        """Whether both worlds hold the same."""
        return not self.policy and not self.kinds

    def leaves_prices(self, day: Sequence[Visit]) -> bool:
        """Whether the visits are priced alike in both worlds, as nothing that differs goes into a price.

        Code pairs do only where units are not given: a modifier for the assistant's part, or for a separate block,
        is then ours to add.
        """
        given = all(service.units is not None for visit in day for service in visit.services)
        return not self.policy and self.kinds.isdisjoint(PRICES if given else PRICES | PAIRS)


PRICES: frozenset[Kind] = frozenset({"mpfs", "gpci", "zip"})
PAIRS: frozenset[Kind] = frozenset({"ncci", "ncci_medicaid"})


def difference(visit: Visit, before: Basis, after: Basis) -> Difference:
    """What the worlds hold differently for the visit's payer and day."""
    return _difference(visit.payer, before.as_of or visit.service_date, before, after)


@lru_cache(maxsize=50_000)
def _difference(payer: str | None, on: date | None, before: Basis, after: Basis) -> Difference:
    kinds = frozenset(kind for kind in KINDS if _in_use(kind, on, before) != _in_use(kind, on, after))
    return Difference(bool(policy_changes(payer, on, before, after)), kinds)


def _in_use(kind: Kind, on: date | None, world: Basis) -> list[Release]:
    return (world.library or shipped()).in_use(kind, on or UNDATED, world.known_on)


def policy_changes(payer: str | None, on: date | None, before: Basis, after: Basis) -> list[str]:
    """The keys of a payer's policy that the worlds answer differently on a day, or hold verified differently."""
    visit = Visit(visit_id="", payer=payer, service_date=on)
    one, other = in_force(visit, before).policy, in_force(visit, after).policy
    if not one.name or not other.name:
        return [] if one.name == other.name else ["name"]
    changed = [key for key in keys().keys if one.value(key) != other.value(key)]
    return changed if (one.name, one.kind) == (other.name, other.kind) else ["name", *changed]


def policies_changed(visits: Iterable[Visit], before: Basis, after: Basis) -> dict[str, list[str]]:
    """The keys that the worlds answer differently, by payer, as far as these visits meet them."""
    met = {(visit.payer, before.as_of or visit.service_date) for visit in visits}
    changed: dict[str, set[str]] = {}
    for payer, on in met:
        if payer and (different := policy_changes(payer, on, before, after)):
            changed.setdefault(payer, set()).update(different)
    return {payer: sorted(changed[payer]) for payer in sorted(changed)}
