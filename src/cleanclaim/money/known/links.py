"""Which claims belong to one family: those that name each other, and everything under one id."""

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from cleanclaim.model.remittance import ProviderAdjustment, Remittance
from cleanclaim.money.book.hand_tables import Fact
from cleanclaim.money.known.family_books import nodes_of_fact
from cleanclaim.money.known.keys import named_by_takeback, node_of_takeback, sought_by_decision
from cleanclaim.money.known.rows import PAID
from cleanclaim.money.known.store import Store
from cleanclaim.money.posting.facts import TakebackOfClaim
from cleanclaim.money.posting.treatments import is_takeback


class Link(Struct, frozen=True):
    """What belongs together: an amount or an entry that names claims, and the numbers by which these are found."""

    nodes: frozenset[int]
    seeks: frozenset[int] = frozenset()


def links_of(by_hand: Iterable[Fact], remittances: Iterable[Remittance]) -> list[Link]:
    """What people and amounts of the provider's level name together."""
    facts = list(by_hand)
    found = [Link(frozenset(nodes)) for one in facts if (nodes := nodes_of_fact(one))]
    stated = [one for one in facts if isinstance(one, TakebackOfClaim)]
    for remittance in remittances:
        for at, one in takebacks_of(remittance):
            nodes, seeks = named_by_takeback(one.reference or "")
            for each in stated:
                if (each.payment, each.cents) == (remittance.payment.trace or "", one.amount):
                    nodes |= nodes_of_fact(each)
            found.append(Link(frozenset({node_of_takeback(remittance.source, at), *nodes}), frozenset(seeks)))
    return found


def takebacks_of(remittance: Remittance) -> list[tuple[int, ProviderAdjustment]]:
    """The takebacks of a payment, each with its place among the amounts of the provider's level."""
    amounts = enumerate(remittance.payment.adjustments)
    return [(at, one) for at, one in amounts if one.amount and is_takeback(one.reason)]


def linked_families(store: Store, links: Iterable[Link]) -> dict[int, int]:
    """The family of each id that has one together with others, by their numbers; `links` name claims together."""
    sought: dict[int, list[int]] = defaultdict(list)
    for key, node in store.ask("SELECT key, node FROM seek"):
        sought[key].append(node)
    for node, packed in store.ask(_UNKNOWN):
        for key in sought_by_decision(PAID.decode(packed)):
            sought[key].append(node)
    found = _Families()
    for link in links:
        first, *others = link.nodes
        for other in others:
            found.join(first, other)
        for key in link.seeks:
            sought[key].append(first)
    for key, node in store.offers(sought):
        for seeker in sought[key]:
            found.join(seeker, node)
    return found.of_each()


_UNKNOWN = """SELECT node, facts FROM claim WHERE node IN
    (SELECT node FROM claim GROUP BY node HAVING max(part) < 0)"""
"""The decisions under numbers that no claim has."""


class _Families:
    """Numbers that belong together, while they are found: each points to a smaller one of its family."""

    def __init__(self) -> None:
        self._first: dict[int, int] = {}

    def join(self, one: int, other: int) -> None:
        """Two belong together."""
        first, second = self._root(one), self._root(other)
        if first != second:
            self._first[max(first, second)] = min(first, second)

    def _root(self, one: int) -> int:
        root = one
        while (up := self._first.setdefault(root, root)) != root:
            root = up
        while one != root:
            self._first[one], one = root, self._first[one]
        return root

    def of_each(self) -> dict[int, int]:
        """The family of each that is not alone."""
        found = {one: self._root(one) for one in self._first}
        sizes: dict[int, int] = defaultdict(int)
        for root in found.values():
            sizes[root] += 1
        return {one: root for one, root in found.items() if sizes[root] > 1}
