"""The verbs on records: add, change, undo, redo, withdraw, remove and bring back.

Each is one transaction's part, one event of the log, and announced to whoever has to follow it (`following`).
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import F
from django.utils import timezone
from msgspec import Struct

from cleanclaim.office.audit_log.log import Actor, log, log_many
from cleanclaim.office.history.following import announce
from cleanclaim.office.history.models import Act, Record, Version, WithdrawableRecord

AnyRecord = TypeVar("AnyRecord", bound=Record)
AT_ONCE = 500
"""Rows of a statement."""
REMOVED = "removed"
"""Why of the version with which a record was removed."""
_EVENTS = {Act.CHANGE: "changed", Act.UNDO: "undone", Act.REDO: "redone"}


class ChangedMeanwhile(Exception):  # noqa: N818 - it is no error of anybody's
    """Somebody else changed the record meanwhile. `newest` is the version that stands now."""

    def __init__(self, newest: Version) -> None:
        super().__init__(f"version {newest.number} stands now")
        self.newest = newest


class Steps(Struct, frozen=True):
    """The versions whose values can be gone back to and forward to: numbers, the next one last."""

    done: tuple[int, ...]
    undone: tuple[int, ...]

    @property
    def can_undo(self) -> bool:
        """Whether there is a value to go back to."""
        return len(self.done) > 1

    @property
    def can_redo(self) -> bool:
        """Whether something was undone and nothing changed since."""
        return bool(self.undone)


def add(record: AnyRecord, value: Any, actor: Actor) -> AnyRecord:
    """Store a new record with its first version."""
    record.organization_id = actor.organization
    for name, column in record.columns(value).items():
        setattr(record, name, column)
    record.version = 1
    record.save(force_insert=True)
    _versions(record).of(record, value, number=1, user_id=actor.user).save(force_insert=True)
    log(actor, f"{record.event}.added", record.pk, version=1)
    announce(type(record), [record.pk], actor)
    return record


def add_many(records: Sequence[AnyRecord], values: Sequence[Any], actor: Actor) -> None:
    """Store new records of one kind, each with its first version, in a few statements."""
    if not records:
        return
    for record, value in zip(records, values, strict=True):
        record.organization_id = actor.organization
        for name, column in record.columns(value).items():
            setattr(record, name, column)
        record.version = 1
    first, kind = records[0], type(records[0])
    kind.objects.bulk_create(records, batch_size=AT_ONCE)
    versions = _versions(first)
    made = (
        versions.of(record, value, number=1, user_id=actor.user) for record, value in zip(records, values, strict=True)
    )
    versions.objects.bulk_create(made, batch_size=AT_ONCE)
    log_many(actor, f"{first.event}.added", [record.pk for record in records], version=1)
    announce(kind, [record.pk for record in records], actor)


def change(
    record: Record,
    value: Any,
    actor: Actor,
    *,
    seen: int,
    act: Act = Act.CHANGE,
    why: str = "",
    carried: Mapping[str, object] | None = None,
) -> Version:
    """Store a value as the next version of a record of which the actor saw version `seen`. Returns the version.

    `carried` is what the version says besides the value, by its `carried_columns`. Raises ChangedMeanwhile where
    another version stands now.
    """
    changed = type(record).objects.filter(pk=record.pk, version=seen)
    if not changed.update(version=F("version") + 1, changed_at=timezone.now(), **record.columns(value)):
        raise ChangedMeanwhile(newest(record))
    about = {"number": seen + 1, "user_id": actor.user, "act": act, "why": why, **(carried or {})}
    version = _versions(record).of(record, value, **about)
    version.save(force_insert=True)
    record.refresh_from_db()
    log(actor, f"{record.event}.{_EVENTS[act]}", record.pk, version=version.number)
    announce(type(record), [record.pk], actor)
    return version


def withdraw(record: WithdrawableRecord, actor: Actor) -> None:
    """Have a record nowhere found any more."""
    type(record).everything.filter(pk=record.pk).update(withdrawn=True)
    record.withdrawn = True
    log(actor, f"{record.event}.withdrawn", record.pk)
    announce(type(record), [record.pk], actor)


def remove(record: WithdrawableRecord, actor: Actor, *, seen: int) -> Version:
    """Withdraw a record of which the actor saw version `seen`, as a version more, so that it can be brought back.

    Raises ChangedMeanwhile where another version stands now.
    """
    last = newest(record)
    version = change(record, last.read(), actor, seen=seen, why=REMOVED, carried=last.carried())
    withdraw(record, actor)
    return version


def bring_back(record: WithdrawableRecord, actor: Actor, *, seen: int) -> Version:
    """Have a record that was removed stand again, with what it said, as a version more.

    Raises ChangedMeanwhile where it was brought back already, IntegrityError where its number is another's by now.
    """
    here = type(record).everything.filter(pk=record.pk, withdrawn=True, version=seen)
    if not here.update(withdrawn=False):
        raise ChangedMeanwhile(newest(record))
    record.withdrawn = False
    return _go_to(record, actor, seen, read_steps(record).done[-2], Act.UNDO)


def undo(record: Record, actor: Actor, *, seen: int) -> Version | None:
    """Go back to the value before the last change, as a new version; None where there is none.

    Raises ChangedMeanwhile as `change` does, so that nobody undoes what somebody else did meanwhile.
    """
    steps = read_steps(record)
    return _go_to(record, actor, seen, steps.done[-2], Act.UNDO) if steps.can_undo else None


def redo(record: Record, actor: Actor, *, seen: int) -> Version | None:
    """Do again what was undone last, as a new version; None where nothing was. Raises as `change` does."""
    steps = read_steps(record)
    return _go_to(record, actor, seen, steps.undone[-1], Act.REDO) if steps.can_redo else None


def step(record: Record, way: str, actor: Actor, *, seen: int) -> Version | None:
    """Undo or redo, as `way` says; None where there is nothing. Raises as `change` does."""
    return (undo if way == "undo" else redo)(record, actor, seen=seen)


def newest(record: Record) -> Version:
    """The version of a record that stands."""
    found: Version = record.versions.order_by("-number").first()
    return found


def read_steps(record: Record) -> Steps:
    """What can be undone and redone, from the acts of its versions."""
    return follow(list(record.versions.order_by("number").values_list("number", "act")))


def follow(acts: list[tuple[int, str]]) -> Steps:
    """What can be undone and redone after versions, each with its act, in their order.

    An undo takes back the last change that stands, a redo the last undo; a change forgets what was undone.
    """
    done: list[int] = []
    undone: list[int] = []
    for number, act in acts:
        if act == Act.UNDO:
            undone.append(done.pop())
        elif act == Act.REDO:
            done.append(undone.pop())
        else:
            done.append(number)
            undone.clear()
    return Steps(tuple(done), tuple(undone))


def _go_to(record: Record, actor: Actor, seen: int, number: int, act: Act) -> Version:
    to: Version = record.versions.get(number=number)
    return change(record, to.read(), actor, seen=seen, act=act, why=f"version {number}", carried=to.carried())


def _versions(record: Record) -> type[Version]:
    found: type[Version] = record.versions.model
    return found
