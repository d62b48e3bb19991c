"""The rule book of this project: which fields there are, which modules hold rules, and its compiled form."""

import importlib
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, lru_cache
from importlib.util import cache_from_source
from pathlib import Path
from types import ModuleType
from typing import Any

from cleanclaim.kernel import Compiled, Fact, Layout, Rule, RuleSet, RuleSetError, compile_rules
from cleanclaim.law import rules
from cleanclaim.law.plugins import OURS, describe_failure, family_of, load_plugins
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.sources import sources
from cleanclaim.law.review.inputs import SCOPES, inputs
from cleanclaim.law.rules import _facts
from cleanclaim.model.errors import UserError

CACHE_FOLDER = Path(cache_from_source(__file__)).parent if sys.implementation.cache_tag else None
"""Where the compiled rules are kept: where Python keeps its own compiled modules."""

PAPERS = ("chart", "clinician", "note", "practice")
"""What questions may be asked of besides the visit. Where a review is given none of a kind, they are not asked."""


@cache
def rule_set() -> RuleSet:
    """Every input, fact and rule, checked against each other and the bibliography.

    Raises UserError, naming the package, for rules of an installed package that do not fit in.
    """
    _check_names()
    for plugin in load_plugins():
        try:
            _rule_set([*_our_modules(), *plugin.rules])
            for module in plugin.rules:
                needs(family_of(module))
        except RuleSetError as wrong:
            raise plugin.build_refusal(str(wrong)) from wrong
    return rule_set_with()


def rule_set_with(*more: ModuleType) -> RuleSet:
    """The same with further modules of rules, as somebody who writes them wants to try them."""
    return _rule_set([*rule_modules(), *more])


def _rule_set(modules: Iterable[ModuleType]) -> RuleSet:
    return RuleSet(scopes=SCOPES, inputs=inputs(), modules=[_facts, *modules], known_cites=sources())


def _check_names() -> None:
    """Refuse a package whose rules or facts have the name of another's."""
    owners = {name: OURS for module in (_facts, *_our_modules()) for name in _names_in(module)}
    owners |= {entry.name: OURS for entry in inputs()}
    for plugin in load_plugins():
        names = [name for module in plugin.rules for name in (family_of(module), *_names_in(module))]
        for name in names:
            if name in owners:
                raise plugin.build_collision(f"{name!r}", owners[name])
        owners |= dict.fromkeys(names, str(plugin))


def _names_in(module: ModuleType) -> Iterator[str]:
    """The ids and former ids of a module's rules, and the names of its facts."""
    for one in vars(module).values():
        if isinstance(one, Fact) and one.function.__module__ == module.__name__:
            yield from (one.id, *one.aliases) if isinstance(one, Rule) else (one.name,)


def current_id(rule_id: str) -> str:
    """The id of the rule that is called so, or was before; one that no rule has or had stays as it is."""
    return rule_set().ids.get(rule_id, rule_id)


def rule_modules() -> list[ModuleType]:
    """The modules of `law/rules`, then those of installed packages: what is there is in the book."""
    return [*_our_modules(), *(module for plugin in load_plugins() for module in plugin.rules)]


@cache
def _our_modules() -> tuple[ModuleType, ...]:
    """Minutes come first, since most else hangs on them."""
    names = (module.name for module in pkgutil.iter_modules(rules.__path__) if not module.name.startswith("_"))
    in_order = sorted(names, key=lambda name: (name != "minutes", name))
    return tuple(importlib.import_module(f"{rules.__name__}.{name}") for name in in_order)


@cache
def families() -> tuple[str, ...]:
    """The names of the rule modules, in their order."""
    return tuple(map(family_of, rule_modules()))


def find_package(rule: Rule) -> str:
    """The installed package that brings a rule, with its version; empty for a rule of ours."""
    home = rule.function.__module__
    return next((str(plugin) for plugin in load_plugins() if home in {module.__name__ for module in plugin.rules}), "")


def refuse_failing_package(wrong: BaseException, rules: Iterable[Rule], *arguments: Any) -> None:
    """Raises UserError, naming package and rule, where rules failed for the sake of an installed package's.

    `arguments` are those they were evaluated with. It is a package's fault where our rules alone answer.
    """
    packages = {rule.id: find_package(rule) for rule in rules}
    ours = [rule_id for rule_id, package in packages.items() if not package]
    if isinstance(wrong, KeyboardInterrupt | UserError) or len(ours) == len(packages) or _failure(ours, arguments):
        return
    for plugin in load_plugins():
        for rule_id in (rule_id for rule_id, package in packages.items() if package == str(plugin)):
            if failure := _failure([rule_id], arguments):
                raise plugin.build_refusal(f"its rule {rule_id!r} failed: {describe_failure(failure)}") from wrong


def _failure(rule_ids: list[str], arguments: tuple[Any, ...]) -> BaseException | None:
    """What these rules fail with; None where they answer."""
    alone = compile_only(rule_set(), rule_ids)
    try:
        answers, _not_applicable = alone.evaluate(*arguments)
        alone.answers(answers, *arguments)
    except KeyboardInterrupt:
        raise
    except BaseException as wrong:  # another's code: it may try to end the program too
        return wrong
    return None


@cache
def needs(family: str) -> str:
    """What a family's questions need besides coded minutes: one of `PAPERS`, or the `claim` with all that is on it.

    The family's module says so as `NEEDS`; one that does not is asked as soon as minutes are coded. Raises RuleSetError
    for a need that there is not.
    """
    module = next(module for module in rule_modules() if family_of(module) == family)
    need: str = getattr(module, "NEEDS", "minutes")
    if need not in ("minutes", "claim", *PAPERS):
        raise RuleSetError(f"The rules of {family!r} need {need!r}, which is none of claim, {', '.join(PAPERS)}.")
    return need


@cache
def families_for(papers: frozenset[str]) -> tuple[str, ...]:
    """The families to ask where these papers are given."""
    left_out = set(PAPERS) - papers
    return tuple(family for family in families() if needs(family) not in left_out)


@cache
def coding_families() -> tuple[str, ...]:
    """The families to ask as soon as minutes are coded, before there is a claim."""
    return tuple(family for family in families() if needs(family) == "minutes")


@cache
def note_families() -> tuple[str, ...]:
    """The families whose questions are of the note, to ask while it is written."""
    return tuple(family for family in families() if needs(family) == "note")


def rules_left_out(papers: frozenset[str]) -> dict[str, int]:
    """How many rules are not asked for want of each kind of paper."""
    return {paper: rules for paper, rules in _rules_of_papers().items() if paper not in papers}


@cache
def _rules_of_papers() -> dict[str, int]:
    """How many rules need each kind of paper, of the kinds that any needs."""
    needed = [needs(entry.id.partition(".")[0]) for entry in rule_set().rules.values()]
    return {paper: needed.count(paper) for paper in PAPERS if paper in needed}


@lru_cache(maxsize=10_000)
def compiled(on: date | None, families: tuple[str, ...] | None = None) -> Compiled:
    """The rules in force on a date of service, of these families or all, as one function. None: the date is not known,
    and only what needs neither law nor tables can be asked.
    """
    wanted = frozenset(
        entry.id
        for entry in rule_set().rules.values()
        if entry.holds_on(on)
        and (families is None or entry.id.partition(".")[0] in families)
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
