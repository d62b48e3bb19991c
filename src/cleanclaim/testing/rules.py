"""The tables of rule modules, run as they stand, and what a rule needs to be fit to be read."""

from collections.abc import Iterator
from functools import cache
from types import ModuleType

from msgspec import Struct

from cleanclaim.kernel import UNDETERMINED, Answer, Rule, RuleSet
from cleanclaim.law import wording
from cleanclaim.law.plugins import family_of, rules_of
from cleanclaim.law.policies.sources import sources
from cleanclaim.law.review.rule_set import rule_modules, rule_set, rule_set_with
from cleanclaim.reference.reasons import reason
from cleanclaim.testing.columns import check_columns
from cleanclaim.testing.examples import Example, examples_in
from cleanclaim.testing.runner import CellDifference, VisitUnderTest, differences, review_example
from cleanclaim.testing.visits import example_visits


class RuleExample(Struct, frozen=True):
    """One example of a rule module, numbered from 1. Its text is what `pytest` shows: `minutes-3`."""

    module: ModuleType
    number: int
    example: Example

    @property
    def family(self) -> str:
        """The family whose rules the example is about."""
        return family_of(self.module)

    def __str__(self) -> str:
        return f"{self.family}-{self.number}"

    def review(self) -> list[VisitUnderTest]:
        """The visits of the example, each under the law of its date. Raises UserError for what cannot be read."""
        place = f"the tables of {self.module.__name__}, example {self.number}"
        more = () if self.module in rule_modules() else (self.module,)
        check_columns(place, self.example, rule_set_with(*more) if more else rule_set())
        return review_example(example_visits(place, self.example), more=more)

    def differences(self) -> list[CellDifference]:
        """Every cell that says something else than what came out; none: the example holds."""
        return differences(self.example, self.review(), self.family)


@cache
def examples(*modules: ModuleType) -> tuple[RuleExample, ...]:
    """Every example of every table in the docstrings of rule modules.

    @pytest.mark.parametrize("example", cleanclaim.testing.examples(my_rules), ids=str)
    def test_the_example_holds(example):
        assert example.differences() == []
    """
    return tuple(
        RuleExample(module, number, example)
        for module in modules
        for number, example in enumerate(examples_in(module.__doc__ or ""), 1)
    )


def outcomes(*modules: ModuleType) -> dict[str, set[str]]:
    """What each rule of the modules came to in their tables: `failed`, was `left open`, or `did not object`."""
    seen: dict[str, set[str]] = {entry.id: set() for module in modules for entry in rules_of(module)}
    for example in examples(*modules):
        for one in example.review():
            objecting = {name for names in one.objections() for name in names}
            for entry in one.law.compiled.rules:
                if entry.id in seen:
                    result = {
                        word for word, mark in (("failed", ""), ("left open", "?")) if entry.id + mark in objecting
                    }
                    seen[entry.id] |= result or {"did not object"}
    return seen


def check_rules(*modules: ModuleType) -> None:
    """Check rule modules as ours are checked. Raises AssertionError that lists everything wrong with them.

    Every example holds and every message can be filled in; every rule objects in some example and does not in another,
    says in words what is wrong, why, and what to do, and is verified only by a source that somebody read.
    """
    wrong = [problem for module in modules for problem in _problems(module)]
    assert not wrong, "\n".join(wrong)


def _problems(module: ModuleType) -> Iterator[str]:
    if not rules_of(module):
        yield f"{module.__name__} has no rule."
    for example in examples(module):
        yield from (f"{example}: {difference}" for difference in example.differences())
        yield from (f"{example}: {words}" for one in example.review() for words in unfilled_sentences(one))
    for rule_id, came in outcomes(module).items():
        if not came & {"failed", "left open"}:
            yield f"{rule_id} objects in no example."
        if "did not object" not in came:
            yield f"{rule_id} objects in every example: show one that passes."
    for entry in rules_of(module):
        yield from (f"{entry.id}: {fault}" for fault in faults_of(entry))


def faults_of(entry: Rule) -> list[str]:
    """What a rule lacks to be fit to be read."""
    checks = {
        "the title begins with a capital": entry.title[:1].isupper(),
        "the title ends without a point": not entry.title.endswith("."),
        "the rule has a message": bool(entry.message),
        "the remedy is a sentence": entry.remedy.endswith("."),
        "the docstring says why the fault matters, in a sentence": entry.why.endswith("."),
        "the severity is stop, warn or info": {entry.severity, entry.unknown} <= {"stop", "warn", "info"},
        "what is verified cites a source that was read": not entry.verified or sources()[entry.cite].read,
        "the reason code is one of the list (CARC), with a meaning": entry.carc is None or _is_known(entry.carc),
    }
    return [f"not so: {words}" for words, holds in checks.items() if not holds]


def _is_known(carc: str) -> bool:
    known = reason("carc", carc)
    return known is not None and bool(known.meaning)


def unfilled_sentences(visit: VisitUnderTest) -> Iterator[str]:
    """The messages and remedies of a visit's findings that have a hole in them."""
    book = rule_set_with(*visit.more) if visit.more else rule_set()
    for answer in visit.answers():
        if answer.outcome != UNDETERMINED:
            for text in _sentences(answer, book):
                if not text or "{" in text or "None" in text:
                    yield f"{answer.rule.id} says {text!r}."


def _sentences(answer: Answer, book: RuleSet) -> Iterator[str]:
    entry = answer.rule
    values = dict(zip(book.evidence_of(entry), answer.values, strict=True))
    yield wording.message(entry.message, values)
    yield wording.fill(entry.remedy, values)
