"""The rule book of this project: which fields there are, which modules hold rules, and its compiled form."""

import importlib
import pkgutil
import sys
from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from importlib.util import cache_from_source
from pathlib import Path
from types import ModuleType

from cleanclaim.kernel import Compiled, Layout, Rule, RuleSet, RuleSetError, compile_rules
from cleanclaim.law import rules
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.sources import sources
from cleanclaim.law.review.inputs import SCOPES, inputs
from cleanclaim.law.rules import _facts

CACHE_FOLDER = Path(cache_from_source(__file__)).parent if sys.implementation.cache_tag else None
"""Where the compiled rules are kept: where Python keeps its own compiled modules."""

FAMILIES = tuple(
    sorted(
        (module.name for module in pkgutil.iter_modules(rules.__path__) if not module.name.startswith("_")),
        key=lambda name: (name != "minutes", name),
    )
)
"""The modules of `law/rules`: what lies there is in the book. Minutes come first, since most else hangs on them."""

PAPERS = ("chart", "clinician", "note", "practice")
"""What questions may be asked of besides the visit. Where a review is given none of a kind, they are not asked."""


@cache
def rule_set() -> RuleSet:
    """Every input, fact and rule, checked against each other and the bibliography."""
    return rule_set_with()


def rule_set_with(*more: ModuleType) -> RuleSet:
    """The same with further modules of rules, as somebody who writes them wants to try them."""
    return RuleSet(scopes=SCOPES, inputs=inputs(), modules=[_facts, *rule_modules(), *more], known_cites=sources())


def current_id(rule_id: str) -> str:
    """The id of the rule that is called so, or was before; one that no rule has or had stays as it is."""
    return rule_set().ids.get(rule_id, rule_id)


def rule_modules() -> list[ModuleType]:
    """The modules of `law/rules`, in the order of `FAMILIES`."""
    return [importlib.import_module(f"{rules.__name__}.{family}") for family in FAMILIES]


def family_of(module: ModuleType) -> str:
    """The name of a rule module, which begins the ids of its rules."""
    return module.__name__.rpartition(".")[2]


def rules_of(module: ModuleType) -> list[Rule]:
    """The rules written in a module, in their order there."""
    written = (one for one in vars(module).values() if isinstance(one, Rule))
    return [one for one in written if one.function.__module__ == module.__name__]


@cache
def needs(family: str) -> str:
    """What a family's questions need besides coded minutes: one of `PAPERS`, or the `claim` with all that is on it.

    The family's module says so as `NEEDS`; one that does not is asked as soon as minutes are coded. Raises RuleSetError
    for a need that there is not.
    """
    need: str = getattr(importlib.import_module(f"{rules.__name__}.{family}"), "NEEDS", "minutes")
    if need not in ("minutes", "claim", *PAPERS):
        raise RuleSetError(f"The rules of {family!r} need {need!r}, which is none of claim, {', '.join(PAPERS)}.")
    return need


@cache
def families_given(papers: frozenset[str]) -> tuple[str, ...]:
    """The families to ask where these papers are given."""
    left_out = set(PAPERS) - papers
    return tuple(family for family in FAMILIES if needs(family) not in left_out)


@cache
def coding_families() -> tuple[str, ...]:
    """The families to ask as soon as minutes are coded, before there is a claim."""
    return tuple(family for family in FAMILIES if needs(family) == "minutes")


def rules_left_out(papers: frozenset[str]) -> dict[str, int]:
    """How many rules are not asked for want of each kind of paper."""
    needed = [needs(entry.id.partition(".")[0]) for entry in rule_set().rules.values()]
    return {paper: needed.count(paper) for paper in PAPERS if paper not in papers and paper in needed}


@lru_cache(maxsize=10_000)
def compiled(on: date | None, families: tuple[str, ...] = FAMILIES) -> Compiled:
    """The rules in force on a date of service, as one function. None: the date is not known, and only what
    needs neither law nor tables can be asked.
    """
    wanted = frozenset(
        entry.id
        for entry in rule_set().rules.values()
        if entry.holds_on(on)
        and entry.id.partition(".")[0] in families
        and (on is not None or _needs_no_date(entry.id))
    )
    return _compiled(wanted)


def _needs_no_date(rule_id: str) -> bool:
    return not rule_set().inputs_behind(rule_id) & {"tables", "policy_name", *keys().keys}


@lru_cache(maxsize=64)
def _compiled(rules: frozenset[str]) -> Compiled:
    return compile_rules(rule_set(), _layout(), rules, CACHE_FOLDER)


@cache
def compiled_alone(rule_id: str) -> Compiled:
    """One rule as a function of its own, for asking what came of it where a review would only count it."""
    return compile_rules(rule_set(), _layout(), [rule_id])


def compile_only(book: RuleSet, rule_ids: Iterable[str]) -> Compiled:
    """Some rules of a rule set as one function that is kept nowhere."""
    return compile_rules(book, _layout(), list(rule_ids))


@cache
def _layout() -> Layout:
    """The function's shape. Many visits share the payer's policy and the tables of the day."""
    return Layout(
        arguments=("visit", "lines", "context", "policy", "tables", "filed_on"),
        items=("line", "lines"),
        shared=("policy", "tables"),
    )
