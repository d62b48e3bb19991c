"""From the rule set to one straight-line function.

`plan` decides what belongs where, and `writer` writes it out.

Many questions look at one line alone: is the code in force, are its modifiers well formed. Equal lines
have equal answers, and a clinic bills the same few lines all day; so these are written as a second
function, and its answers are remembered (see `memory`).

Only answers other than `pass` are listed: what was asked and did not answer otherwise, passed.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct

from cleanclaim.kernel.compile_cache import Layout, load_compiled
from cleanclaim.kernel.functions import UNDETERMINED, Missing, Outcome, Rule
from cleanclaim.kernel.memory import Memory, forget
from cleanclaim.kernel.missing import MissingFinder, MissingSearch
from cleanclaim.kernel.plan import Plan
from cleanclaim.kernel.rule_set import RuleSet
from cleanclaim.kernel.writer import Writer

RawAnswer = tuple[int, int, Outcome, tuple[Any, ...]]


class Answer(NamedTuple):
    """One answer that is not `pass`: the rule, the place (an index into the lines, or -1 for the whole
    visit), the outcome, and the values behind it in the order of `RuleSet.evidence_of(rule)`. `missing` says what
    left the question open.
    """

    rule: Rule
    place: int
    outcome: Outcome
    values: tuple[Any, ...]
    missing: Missing | None


class Compiled(Struct, frozen=True):
    """The function the rule set was compiled to, with the rules it asks.

    `evaluate` takes the layout's arguments and returns the raw answers and the number of questions that did
    not apply. `find_missing` and `answers` make them readable. `memory` is what it remembers of single lines, `finder`
    finds what is missing. `source` is the code, for the curious.
    """

    evaluate: Callable[..., tuple[list[RawAnswer], int]]
    rules: tuple[Rule, ...]
    per_line: int
    memory: Memory
    finder: MissingFinder
    source: str

    def questions(self, lines: int) -> int:
        """How many questions are asked of a visit with this many lines."""
        return len(self.rules) + self.per_line * (lines - 1)

    def find_missing(self, raw: Iterable[RawAnswer], *arguments: Any) -> list[Missing | None]:
        """What left each raw answer open, None where it is answered; `arguments` are those of `evaluate`."""
        missing: list[Missing | None] = []
        search: MissingSearch | None = None
        for index, place, outcome, values in raw:
            if outcome == UNDETERMINED:
                search = search or self._search(arguments)
                missing.append(search.behind(self.rules[index], place, values))
            else:
                missing.append(None)
        return missing

    def _search(self, arguments: Sequence[Any]) -> MissingSearch:
        shared = [arguments[at] for at in self.finder.shared_at]
        return self.finder.of(arguments, self.memory.under(*shared)[1])

    def answers(self, raw: Sequence[RawAnswer], *arguments: Any) -> list[Answer]:
        """The raw answers with their rules, and with what is missing where one was left open."""
        return self.name(raw, self.find_missing(raw, *arguments))

    def name(self, raw: Iterable[RawAnswer], missing: Iterable[Missing | None]) -> list[Answer]:
        """The raw answers with their rules, and with what was found to be missing."""
        return [Answer(self.rules[one[0]], *one[1:], what) for one, what in zip(raw, missing, strict=True)]


def compile_rules(
    rule_set: RuleSet, layout: Layout, only: Iterable[str] | None = None, folder: Path | None = None
) -> Compiled:
    """Compile the rules named in `only`, or all of them. With a folder the work is kept there for the next process."""
    wanted = set(rule_set.rules) if only is None else set(only)
    rules = tuple(entry for entry in rule_set.rules.values() if entry.id in wanted)
    written, code = load_compiled(
        folder, rule_set, layout, rules, lambda: Writer(Plan(rule_set, rules, layout)).written()
    )
    namespace = {name: _meant(rule_set, *what) for name, what in written.names.items()}
    exec(code, namespace)  # noqa: S102 - our own text, nobody else's
    remembered = Memory(namespace["shared_values"], namespace["under"])
    namespace |= {
        "recognized": remembered.recognized,
        "remembered_under": remembered.under,
        "forget": forget,
        "numbers": count(),
    }
    per_line = sum(rule_set.scope_of_rule(entry) == rule_set.scopes[-1] for entry in rules)
    finder = MissingFinder(rule_set, layout)
    return Compiled(namespace["evaluate"], rules, per_line, remembered, finder, written.source)


def _meant(rule_set: RuleSet, key: str, name: str | None) -> Any:
    node = rule_set.rules[key] if key in rule_set.rules else rule_set.facts[key]
    return node.function if name is None else node.function.__globals__[name]
