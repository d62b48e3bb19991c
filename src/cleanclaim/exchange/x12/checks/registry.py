"""All checks, by id: what the modules of this folder whose names begin with `level` define. Nothing lists them."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import cleanclaim.exchange.x12.checks as folder
from cleanclaim.exchange.x12.checks.check import Check, CheckError


@cache
def checks() -> dict[str, Check]:
    """Every check by its id, by level and in the order they are written. Raises CheckError where an id comes twice."""
    found: dict[str, Check] = {}
    for one in (one for module in check_modules() for one in checks_in(module)):
        for name in (one.id, *one.aliases):
            if name in named(found):
                raise CheckError(f"Two checks are called {name!r}. Rename one of them.")
        found[one.id] = one
    return found


def named(found: dict[str, Check]) -> dict[str, Check]:
    """Checks by every name they have, their aliases included."""
    return found | {alias: one for one in found.values() for alias in one.aliases}


def check_named(name: str) -> Check | None:
    """The check of that id or alias; None where there is none."""
    return named(checks()).get(name)


def check_modules() -> list[ModuleType]:
    """The modules that define checks, by level."""
    names = sorted(info.name for info in iter_modules(folder.__path__) if info.name.startswith("level"))
    return [import_module(f"{folder.__name__}.{name}") for name in names]


def checks_in(module: ModuleType) -> Iterator[Check]:
    """The checks that a module defines."""
    return (one for one in vars(module).values() if isinstance(one, Check))
