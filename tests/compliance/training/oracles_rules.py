"""The answers of questions from the rules' tables, by what the tables say, not by what the engine does."""

from functools import cache

from cleanclaim.compliance.training.example_words import facts_of_example, is_readable
from cleanclaim.compliance.training.item import Item
from cleanclaim.compliance.training.kinds.rule_tables import NOTHING
from cleanclaim.compliance.training.setting import name_code
from cleanclaim.law.plugins import family_of
from cleanclaim.law.review.rule_set import current_id, rule_modules, rule_set
from cleanclaim.testing.examples import Example
from cleanclaim.testing.rules import examples
from tests.compliance.training.bank import SETTING, right_texts, wrong_texts


@cache
def by_facts(family: str) -> dict[tuple[str, ...], list[Example]]:
    """The examples of a family by what a person reads of them."""
    (module,) = [one for one in rule_modules() if family_of(one) == family]
    found: dict[tuple[str, ...], list[Example]] = {}
    for one in filter(lambda each: is_readable(each.example), examples(module)):
        found.setdefault(facts_of_example(one.example, SETTING), []).append(one.example)
    return found


def titles(family: str, names: tuple[str, ...], *, faults: bool) -> set[str]:
    """The titles of rules that a table names: those that find a fault, or all."""
    ids = [name if "." in name else f"{family}.{name}" for name in names if not faults or name[-1] not in "?~"]
    own = [current_id(one.rstrip("?~")) for one in ids]
    return {rule_set().rules[one].title for one in own if one.startswith(f"{family}.")}


def check(item: Item) -> None:
    """Pass if every example that reads so is marked in its table as the answer says."""
    family = item.kind.partition(".")[2]
    told = by_facts(family)[item.facts]
    for example in told:
        if item.question.startswith("“"):
            title = item.question.partition("”")[0][1:]
            lines = [
                name_code(row.inputs["code"])
                for row in example.rows
                if title in titles(family, row.broken, faults=True)
            ]
            assert lines == right_texts(item)
            continue
        named = tuple(name for row in example.rows for name in row.broken)
        found = titles(family, named, faults=True) or {NOTHING}
        assert set(right_texts(item)) <= found if item.format == "several" else set(right_texts(item)) == found
        assert not set(wrong_texts(item)) & titles(family, named, faults=False)
