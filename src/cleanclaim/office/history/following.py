"""What follows from a change of a record: every version that is written is announced, and what follows is done once,
at the end of the transaction that wrote it, for all that it changed.

    changes.add, change, withdraw ──▶ announce ──▶ (end of the transaction) ──▶ who subscribed to that kind of record

A kind of record that nobody subscribed to cannot be changed: somebody has to say that nothing follows from it.
"""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.history.models import Record
from cleanclaim.office.organizations.scope import done_at_end

Changed = Mapping[type[Record], list[UUID]]
"""The ids of the records that were changed, by kind."""
Follow = Callable[[Changed, Actor], None]
_SUBSCRIBERS: list[tuple[Follow, frozenset[type[Record]]]] = []


class _FollowUp:
    """All that one transaction changed, by who changed it."""

    def __init__(self) -> None:
        self.changed: dict[Actor, dict[type[Record], dict[UUID, None]]] = {}

    def __call__(self) -> None:
        for actor, kinds in self.changed.items():
            for follow, wanted in _SUBSCRIBERS:
                mine = {kind: list(keys) for kind, keys in kinds.items() if kind in wanted}
                if mine:
                    follow(mine, actor)


def subscribe(follow: Follow, kinds: Iterable[type[Record]]) -> None:
    """Have something done about changes of these kinds of records."""
    _SUBSCRIBERS.append((follow, frozenset(kinds)))


def announce(kind: type[Record], keys: Iterable[UUID], actor: Actor) -> None:
    """Say that records were changed. Raises LookupError for a kind of which nobody said what follows."""
    if not any(kind in kinds for _follow, kinds in _SUBSCRIBERS):
        raise LookupError(f"nobody says what follows from a change of {kind.__name__}: subscribe to it")
    at_end = done_at_end()
    waiting = next((one for one in at_end if isinstance(one, _FollowUp)), None)
    if waiting is None:
        waiting = _FollowUp()
        at_end.append(waiting)
    waiting.changed.setdefault(actor, {}).setdefault(kind, {}).update(dict.fromkeys(keys))


def follow_up() -> None:
    """Do now what follows from what the transaction under way changed, instead of at its end."""
    at_end = done_at_end()
    for waiting in [one for one in at_end if isinstance(one, _FollowUp)]:
        at_end.remove(waiting)
        waiting()
