"""Root causes: what denials have in common, by payer, kind of work, cause and the rules that would have seen it."""

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from cleanclaim.money.denials.denial import Denial
from cleanclaim.money.denials.playbook import Category


class RootCause(Struct, frozen=True, kw_only=True):
    """Denials of one payer with one cause: how many, of how many claims, how many cents were denied, are open, and were
    paid since. `rules` are ours that would have seen it before the claim went out.
    """

    payer: str
    category: Category
    cause: str
    rules: tuple[str, ...]
    denials: int
    claims: int
    cents: int
    open_cents: int
    recovered: int


def root_causes(denials: Iterable[Denial]) -> list[RootCause]:
    """The causes of denials, that of the most cents first; every denial is in one of them."""
    groups: dict[tuple[str, str, tuple[str, ...]], list[Denial]] = defaultdict(list)
    for one in denials:
        groups[one.payer, one.play.name, one.rules].append(one)
    found = [
        RootCause(
            payer=payer,
            category=same[0].play.category,
            cause=same[0].play.cause,
            rules=rules,
            denials=len(same),
            claims=len({one.claim_id for one in same}),
            cents=sum(one.cents for one in same),
            open_cents=sum(one.open_cents for one in same),
            recovered=sum(one.recovered for one in same),
        )
        for (payer, _play, rules), same in groups.items()
    ]
    return sorted(found, key=lambda one: (-one.cents, one.payer, one.cause))
