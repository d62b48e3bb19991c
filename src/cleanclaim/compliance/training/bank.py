"""All kinds of questions, and questions made of them: the same seed makes the same question under the same law."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from random import Random

from cleanclaim.compliance.training.competencies import Competency
from cleanclaim.compliance.training.item import Item
from cleanclaim.compliance.training.kind import Kind
from cleanclaim.compliance.training.kinds import (
    assistants,
    claims,
    days,
    denials,
    modifiers,
    remittances,
    rule_tables,
    units,
)
from cleanclaim.compliance.training.setting import TrainingSetting
from cleanclaim.law.basis import Basis

_MODULES = (units, assistants, modifiers, days, claims, denials, remittances, rule_tables)
TRIES = 200
"""Draws after which a kind makes no question: what was drawn tells no misconception apart."""


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by name."""
    return {kind.name: kind for module in _MODULES for kind in module.KINDS}


def kinds_of(wanted: Iterable[Competency]) -> tuple[Kind, ...]:
    """The kinds of these competencies."""
    ids = {one.id for one in wanted}
    return tuple(kind for kind in kinds().values() if kind.competency in ids)


def setting_on(basis: Basis, on: date | None = None) -> TrainingSetting:
    """What questions are made for: the law of a day, today's unless said."""
    return TrainingSetting(basis=basis, on=on or basis.today)


def make_item(kind: Kind, seed: str, setting: TrainingSetting) -> Item | None:
    """One question of a kind. None where none came of many draws, as under tables that hold nothing of it."""
    rng = Random(f"{kind.name} {seed}")  # noqa: S311 - questions, no secrets
    return next((item for _ in range(TRIES) if (item := kind.make(rng, setting)) is not None), None)


def make_items(wanted: Sequence[Kind], count: int, seed: str, setting: TrainingSetting) -> Iterator[Item]:
    """Questions of several kinds in turn, none of them twice; fewer than `count` where there are no more."""
    seen: set[str] = set()
    waiting = list(wanted)
    number = misses = 0
    while waiting and len(seen) < count and misses < len(waiting) * 20:
        kind = waiting[number % len(waiting)]
        item = make_item(kind, f"{seed} {number}", setting)
        number += 1
        if item is None:
            waiting.remove(kind)
        elif item.id in seen:
            misses += 1
        else:
            misses = 0
            seen.add(item.id)
            yield item
