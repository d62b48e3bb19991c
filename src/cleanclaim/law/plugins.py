"""Plug-ins: rules and payers that other installed packages bring, found once by their entry points.

    [project.entry-points."cleanclaim.rules"]
    visits = "northside.northside_visits"       # a module of rules

    [project.entry-points."cleanclaim.payers"]
    contracts = "northside.payers"              # a folder of payer files

A rule's id is stored with findings, so that it has to say for years whose rule it was: the modules of a package begin
with the package's name, `northside_visits.charge_with_cents`. Whatever is wrong with a package is said with its name;
none is left out in silence.
"""

import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import redirect_stdout
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

from msgspec import Struct

from cleanclaim.kernel import Rule, RuleSetError
from cleanclaim.model.errors import UserError

OURS = "cleanclaim"
"""The package to which what no plug-in brings belongs."""


class Plugin(Struct, frozen=True, kw_only=True):
    """An installed package that brings rules or payers: its modules of rules, its payer files by the payer's name."""

    name: str
    version: str
    rules: tuple[ModuleType, ...]
    payers: dict[str, Path]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    def build_refusal(self, problem: str) -> UserError:
        """What to tell a user who has installed a package that cannot be used."""
        return _refusal(str(self), self.name, problem)

    def build_collision(self, what: str, owner: str) -> UserError:
        """What to tell her where two packages bring something with one name."""
        return self.build_refusal(f"it brings {what}, and so does {owner}")


@cache
def load_plugins() -> tuple[Plugin, ...]:
    """Every installed package that brings rules or payers, by name.

    Raises UserError, naming the package and what to do, for one that cannot be loaded.
    """
    found: dict[tuple[str, str], dict[str, list[EntryPoint]]] = {}
    installed = entry_points()
    for group in ("rules", "payers"):
        for entry in installed.select(group=f"{OURS}.{group}"):
            package = _package_of(entry)
            found.setdefault(package, {"rules": [], "payers": []})[group].append(entry)
    return tuple(_loaded(name, version, **found[name, version]) for name, version in sorted(found))


def describe_failure(wrong: BaseException) -> str:
    """What a package's code failed with and where. Not what the error says: it may quote a patient's data."""
    return f"{type(wrong).__name__}{_place_of(wrong)}"


def family_of(module: ModuleType) -> str:
    """The name of a rule module, which begins the ids of its rules."""
    return module.__name__.rpartition(".")[2]


def rules_of(module: ModuleType) -> list[Rule]:
    """The rules written in a module, in their order there."""
    written = (one for one in vars(module).values() if isinstance(one, Rule))
    return [one for one in written if one.function.__module__ == module.__name__]


def _loaded(name: str, version: str, rules: list[EntryPoint], payers: list[EntryPoint]) -> Plugin:
    package = f"{name} {version}".strip()
    try:
        modules = tuple(_rule_module(name, entry) for entry in rules)
        files = {file.stem: file for entry in payers for file in _payer_files(entry)}
    except _UnusableError as wrong:
        raise _refusal(package, name, str(wrong)) from wrong.__cause__
    return Plugin(name=name, version=version, rules=modules, payers=files)


def _package_of(entry: EntryPoint) -> tuple[str, str]:
    """The name and version of the package that an entry point is of. Raises UserError where it does not say them."""
    if not entry.dist:
        return entry.module, ""
    if not entry.dist.name or not entry.dist.version:
        name = entry.module.partition(".")[0]
        raise _refusal(
            f"that brings {entry.value}", name, "its METADATA does not say what it is called, or its version"
        )
    return entry.dist.name, entry.dist.version


class _UnusableError(Exception):
    """What is wrong with an entry point, in words."""


def _rule_module(package: str, entry: EntryPoint) -> ModuleType:
    module = _imported(entry)
    family, begins = family_of(module), re.sub(r"[-_.]+", "_", package).lower() + "_"
    if not family.startswith(begins):
        raise _UnusableError(
            f"its module of rules is called {family!r}, which does not say whose rules they are. "
            f"Call it {begins}{family}.py"
        )
    if not rules_of(module):
        raise _UnusableError(f"{entry.value} has no rule")
    for rule in rules_of(module):
        for rule_id in (rule.id, *rule.aliases):
            if not rule_id.startswith(f"{family}."):
                raise _UnusableError(f"its rule {rule_id!r} has to be called {family}.{rule_id.rpartition('.')[2]}")
    return module


def _payer_files(entry: EntryPoint) -> Iterator[Path]:
    files = [file for folder in getattr(_imported(entry), "__path__", ()) for file in Path(folder).glob("*.toml")]
    if not files:
        raise _UnusableError(f"{entry.value} is no folder that holds a payer's file (TOML)")
    yield from files


def _imported(entry: EntryPoint) -> ModuleType:
    """The module of an entry point. What it prints goes to standard error: standard output has the answers."""
    try:
        with redirect_stdout(sys.stderr):
            module = entry.load()
    except KeyboardInterrupt:
        raise
    except BaseException as wrong:  # another's code: it may try to end the program too
        stated = str(wrong) if isinstance(wrong, RuleSetError) else f"{type(wrong).__name__}: {wrong}"
        place = "" if isinstance(wrong, (ImportError, SyntaxError)) else _place_of(wrong)
        raise _UnusableError(f"{entry.value} cannot be loaded: {stated}{place}") from wrong
    if not isinstance(module, ModuleType):
        raise _UnusableError(f"{entry.value} is no module")
    return module


def _place_of(wrong: BaseException) -> str:
    last = traceback.extract_tb(wrong.__traceback__)[-1]
    return f" ({Path(last.filename).name}:{last.lineno})"


def _refusal(package: str, name: str, problem: str) -> UserError:
    remedy = f"Install a version of it that works, tell its author, or take it away: pip uninstall {name}."
    return UserError(f"The installed package {package}", problem, remedy)
