"""The organizations that a piece of work is for. Nothing of another can be read or written meanwhile."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction

_NAMED: ContextVar[tuple[UUID, ...]] = ContextVar("organizations", default=())
_READ: ContextVar[dict[Hashable, Any] | None] = ContextVar("read", default=None)
_AT_END: ContextVar[list[Callable[[], None]] | None] = ContextVar("at_end", default=None)
T = TypeVar("T")


class ScopeError(RuntimeError):
    """Rows of organizations were wanted where none is named: a fault of ours."""


def named_organizations() -> tuple[UUID, ...]:
    """The organizations that the work under way is for. Raises ScopeError where none is named."""
    if not (named := _NAMED.get()):
        raise ScopeError("no organization is named: open organization_transaction")
    return named


@contextmanager
def organization_scope(organizations: Sequence[UUID]) -> Iterator[None]:
    """The first wall alone: queries see the rows of these organizations. Raises ScopeError where none is named."""
    if not organizations or not all(isinstance(organization, UUID) for organization in organizations):
        raise ScopeError("name at least one organization, each by its id")
    token = _NAMED.set(tuple(organizations))
    try:
        yield
    finally:
        _NAMED.reset(token)


def done_at_end() -> list[Callable[[], None]]:
    """What is done when the work of the transaction under way is, and before it ends. Raises ScopeError outside one."""
    found = _AT_END.get()
    if found is None:
        raise ScopeError("no transaction for organizations is open: open organization_transaction")
    return found


def read_once(what: Hashable, read: Callable[[], T]) -> T:
    """What `read` finds: where the work under way only reads, it is looked for once and remembered until the end.

    Where something may be written it is looked for each time, since what was found may have been changed.
    """
    found = _READ.get()
    if found is None:
        return read()
    if what not in found:
        found[what] = read()
    value: T = found[what]
    return value


@contextmanager
def organization_transaction(organizations: Sequence[UUID], *, writes: bool = True) -> Iterator[None]:
    """One transaction for these organizations, behind both walls.

    PostgreSQL forgets them with the transaction. On SQLite what only reads needs no transaction, which would make
    writers wait. Raises ScopeError where none is named, and inside another one, whose organizations would be lost.
    """
    if _NAMED.get():
        raise ScopeError("a transaction for organizations is open already")
    with organization_scope(organizations), _reading(writes=writes):
        if not writes and connection.vendor == "sqlite":
            with _ending():
                yield
            return
        with transaction.atomic():
            if connection.vendor == "postgresql":
                names = "{" + ",".join(str(organization) for organization in organizations) + "}"
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('app.organizations', %s, true)", [names])
            with _ending():
                yield


@contextmanager
def _reading(*, writes: bool) -> Iterator[None]:
    token = _READ.set(None if writes else {})
    try:
        yield
    finally:
        _READ.reset(token)


@contextmanager
def _ending() -> Iterator[None]:
    found: list[Callable[[], None]] = []
    token = _AT_END.set(found)
    try:
        yield
        while found:
            found.pop(0)()
    finally:
        _AT_END.reset(token)
