"""What is stored of the claims of a book, taken out again: by families, by parts of files, by claim."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property

from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.model.remittance import PaidClaim, Payment, ProviderAdjustment, Remittance
from cleanclaim.money.known.family_books import FamilyRows, RememberedFile
from cleanclaim.money.known.rows import CLAIM, PAID, PAYMENT, PackedClaim, Part
from cleanclaim.money.known.store import Store

PartKey = tuple[int, int]
"""A part by the number of its file, and its own there."""


class StoredClaims:
    """The claims of a store, in families: `families` has that of each id that is not alone."""

    def __init__(self, store: Store, files: Mapping[int, RememberedFile], families: Mapping[int, int]) -> None:
        self._store = store
        self.files = files
        self.families = families

    @cached_property
    def parts(self) -> dict[PartKey, Part]:
        """The parts of all files, in the order of the files and in each of them."""
        rows = self._store.ask("SELECT file, number, segment, day, time, last, payment, made FROM part")
        found = {
            (file, number): Part(number, segment, _day(on), time, _day(last), payment, made)
            for file, number, segment, on, time, last, payment, made in rows
        }
        in_order = sorted(found, key=lambda key: (self.files[key[0]].place, abs(key[1])))
        return {key: found[key] for key in in_order}

    @cached_property
    def _members(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for node, family in self.families.items():
            found[family].append(node)
        return found

    def family(self, node: int) -> int:
        """The family of a claim."""
        return self.families.get(node, node)

    def members(self, family: int) -> Sequence[int]:
        """The claims of a family."""
        return self._members.get(family) or (family,)

    def families_of(self, nodes: Iterable[int]) -> FamilyRows:
        """Everything stored of the families that some claims are in."""
        return self.of_families(dict.fromkeys(map(self.family, nodes)))

    def of_families(self, families: Iterable[int]) -> FamilyRows:
        """Everything stored of some families."""
        nodes = [node for family in families for node in self.members(family)]
        self._store.want(nodes)
        rows = self._store.ask(
            "SELECT file, claim.node, part, segment, facts FROM wanted CROSS JOIN claim ON claim.node = wanted.node"
        )
        claims = list(map(PackedClaim._make, rows))
        keys = dict.fromkeys((one.file, one.part) for one in claims)
        return FamilyRows(
            nodes,
            claims,
            [(key[0], self.parts[key]) for key in keys if key in self.parts],
            {node: self.families[node] for node in nodes if node in self.families},
        )

    def claim_ids(self, nodes: Iterable[int]) -> dict[int, str]:
        """The ids of claims that were sent, by their numbers."""
        self._store.want(nodes)
        rows = self._store.ask(
            "SELECT claim.node, facts FROM wanted CROSS JOIN claim ON claim.node = wanted.node WHERE part > 0"
        )
        return {node: CLAIM.decode(facts).claim_id for node, facts in rows}

    def remittances(self, with_claims: Collection[PartKey]) -> list[Remittance]:
        """All remittances in the order of the files, and what some of them say of claims."""
        claims: dict[PartKey, list[tuple[int, PaidClaim]]] = defaultdict(list)
        if with_claims:
            for file, part, segment, facts in self._store.ask(
                "SELECT file, part, segment, facts FROM claim WHERE part < 0"
            ):
                if (file, part) in with_claims:
                    claims[file, part].append((segment, PAID.decode(facts)))
        found = []
        for (file, number), part in self.parts.items():
            if number < 0:
                name = self.files[file].name
                mine = sorted(claims.get((file, number), ()), key=lambda one: one[0])
                found.append(
                    Remittance(
                        plain_payment(PAYMENT.decode(part.payment)),
                        tuple(claim for _segment, claim in mine),
                        EntrySource(name, part.segment),
                        tuple(EntrySource(name, segment) for segment, _claim in mine),
                        part.made,
                    )
                )
        return found


def plain_payment(packed: Payment) -> Payment:
    """A payment as every process knows it, of one that was packed."""
    adjustments = tuple(ProviderAdjustment(one.reason, one.reference, one.amount) for one in packed.adjustments)
    values = {name: getattr(packed, name) for name in Payment.__struct_fields__} | {"adjustments": adjustments}
    return Payment(**values)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
