"""All checks, by id: what the modules of this folder whose names begin with `level` define. Nothing lists them."""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import cleanclaim.exchange.x12.checks as folder
from cleanclaim.exchange.x12.checks.check import Check, CheckError


@cache
def checks() -> dict[str, Check]:
    """Every check by its id, by level and in the order they are written. Raises CheckError where an id comes twice."""
    return {one.id: one for one in _named().values()}


@cache
def _named() -> dict[str, Check]:
    return by_id(one for module in check_modules() for one in checks_in(module))


def by_id(members: Iterable[Check]) -> dict[str, Check]:
    """Checks by every name they have, old ones included. Raises CheckError where two have the same."""
    found: dict[str, Check] = {}
    for one in members:
        for name in (one.id, *one.aliases):
            if name in found:
                raise CheckError(f"Two checks are called {name!r}. Rename one of them.")
            found[name] = one
    return found


def check_named(name: str) -> Check | None:
    """The check of that id or alias; None where there is none."""
    return _named().get(name)


def check_ids() -> dict[str, str]:
    """The id of each check by every name that it has or had."""
    return {name: one.id for name, one in _named().items()}


def check_modules() -> list[ModuleType]:
    """The modules that define checks, by level."""
    names = sorted(info.name for info in iter_modules(folder.__path__) if info.name.startswith("level"))
    return [import_module(f"{folder.__name__}.{name}") for name in names]


def checks_in(module: ModuleType) -> Iterator[Check]:
    """The checks that a module defines, each by a name of its own or many in a table."""
    for value in vars(module).values():
        yield from (one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, Check))
