"""From the book to one straight-line function.

The facts are sorted and written out as Python: local variables, no dictionaries, no dispatch. Names of
the coarse scopes come first; then one loop over the lines; where a visit's fact needs a line's fact of
every line, the loop is cut there and goes on in a second one. A fact or rule that is a single `return`
is written in place instead of being called.

    def evaluate(patient, visit, lines, policy, tables):
        x_payer = visit.payer
        ...
        for i, line in enumerate(lines):
            y_units = line.units
            if y_units is None: answers.append((3, i, 'undetermined', (y_units, y_most_units)))
            elif y_units > y_most_units: answers.append((3, i, 'fail', (y_units, y_most_units)))

Only answers other than `pass` are kept: what was asked and did not answer otherwise, passed.
"""

import string
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from msgspec import Struct

from cleanclaim.kernel.book import Book, BookError, Fact, Parameter, Rule, reads_of
from cleanclaim.kernel.inline import expression_of

FAIL = "fail"
BYPASSED = "bypassed"
UNDETERMINED = "undetermined"


class Answer(NamedTuple):
    """One answer that is not `pass`: the rule, the place (an index into the lines, or -1 for the whole
    visit), the outcome, and the values behind it in the order of `evidence_of(rule)`.
    """

    rule: Rule
    place: int
    outcome: str
    values: tuple[Any, ...]


class Compiled(Struct, frozen=True):
    """The function the book was compiled to, with the rules it asks.

    `evaluate` takes the arguments given to `compile_book` and returns the raw answers and the number of
    questions that did not apply. `answers` makes them readable. `source` is the code, for the curious.
    """

    evaluate: Callable[..., tuple[list[tuple[int, int, str, tuple[Any, ...]]], int]]
    rules: tuple[Rule, ...]
    once: int
    each: int
    source: str

    def asked(self, lines: int) -> int:
        """How many questions are asked of a visit with this many lines."""
        return self.once + self.each * lines

    def answers(self, raw: Iterable[tuple[int, int, str, tuple[Any, ...]]]) -> list[Answer]:
        """The raw answers with their rules."""
        return [Answer(self.rules[index], place, outcome, values) for index, place, outcome, values in raw]


def compile_book(
    book: Book, *, arguments: Sequence[str], items: tuple[str, str], on: date | None = None, only: Iterable[str] | None = None
) -> Compiled:
    """Compile the rules in force on a date of service.

    `arguments` are the parameters of the function, which the inputs' expressions read; `items` names the
    loop variable and the argument it runs over (`("line", "lines")`). `only` limits the rules by id.
    """
    wanted = set(book.rules) if only is None else set(only)
    rules = tuple(entry for entry in book.rules.values() if entry.id in wanted and entry.holds_on(on))
    return _Writer(book, rules, arguments, items).compiled()


def evidence_of(book: Book, entry: Rule) -> list[str]:
    """The names whose values a finding of this rule carries: what it reads, then what its words mention."""
    names = reads_of(entry)
    for name in [*_mentioned(entry.message), *_mentioned(entry.remedy)]:
        if name not in book.facts and name not in book.inputs:
            raise BookError(f"Rule {entry.id!r} mentions {name!r}, which is neither a field nor a fact.")
        if name not in names:
            names.append(name)
    return names


def _mentioned(words: str | Callable[..., str]) -> list[str]:
    if not isinstance(words, str):
        return list(words.__code__.co_varnames[: words.__code__.co_argcount])
    return [field.partition(".")[0] for _text, field, _spec, _conversion in string.Formatter().parse(words) if field]


class _Writer:
    """Writes the function. `stage` is how many loops over the lines must be over before a name is known."""

    def __init__(self, book: Book, rules: tuple[Rule, ...], arguments: Sequence[str], items: tuple[str, str]) -> None:
        self.book = book
        self.rules = rules
        self.arguments = arguments
        self.item, self.items = items
        self.line_scope = book.scopes[-1]
        self.namespace: dict[str, Any] = {}
        self.stage: dict[str, int] = dict.fromkeys(book.inputs, 0)
        self.facts = self._needed_facts()
        for node in self.facts:
            self.stage[node.name] = self._stage_of(node)
        self.rule_stage = [self._stage_of(entry) for entry in rules]
        self.in_loop = [book.scope_of_rule(entry) == self.line_scope for entry in rules]

    def _needed_facts(self) -> list[Fact]:
        needed: set[str] = set()
        waiting = [name for entry in self.rules for name in evidence_of(self.book, entry)]
        while waiting:
            name = waiting.pop()
            if name in self.book.facts and name not in needed:
                needed.add(name)
                waiting.extend(reads_of(self.book.facts[name]))
        return [node for node in self.book.order if node.name in needed]

    def _is_line(self, name: str) -> bool:
        return self.book.scope_of(name) == self.line_scope

    def _is_line_fact(self, name: str) -> bool:
        """Worked out inside the loop, one line after the other."""
        return name in self.book.facts and self._is_line(name) and not self.book.facts[name].gives_each

    def _stage_of(self, node: Fact) -> int:
        each = {parameter.name for parameter in node.parameters if parameter.each}
        names = evidence_of(self.book, node) if isinstance(node, Rule) else reads_of(node)
        return max((self.stage[n] + (1 if n in each and self._is_line_fact(n) else 0) for n in names), default=0)

    # -- names in the written code -------------------------------------------------------------

    def _local(self, name: str, *, each: bool = False) -> str:
        if each:
            return f"xs_{name}"
        return f"y_{name}" if self._is_line(name) else f"x_{name}"

    def _value(self, node: Fact) -> str:
        """The expression that works out a fact or rule, given that nothing blocks it."""
        local = {parameter.name: self._local(parameter.name, each=parameter.each) for parameter in node.parameters}
        inlined = expression_of(node.function, local, self.namespace)
        if inlined is not None:
            return inlined
        name = f"call_{node.name}_{len(self.namespace)}"
        self.namespace[name] = node.function
        return f"{name}({', '.join(local[parameter.name] for parameter in node.parameters)})"

    def _unknown(self, node: Fact) -> str:
        """The test that an input the node cannot do without is unknown; empty where none can be."""
        tests = [self._blocks(parameter) for parameter in node.parameters if self.book.can_block(node, parameter)]
        return " or ".join(tests)

    def _blocks(self, parameter: Parameter) -> str:
        local = self._local(parameter.name, each=parameter.each)
        return f"None in {local}" if parameter.each else f"{local} is None"

    # -- writing ----------------------------------------------------------------------------------

    def compiled(self) -> Compiled:
        lines = [f"def evaluate({', '.join(self.arguments)}):", "    answers = []", "    off = 0"]
        last = max([*self.rule_stage, *(self.stage[node.name] for node in self.facts)], default=0)
        lines += self._inputs_outside()
        for stage in range(last + 1):
            lines += self._outside(stage)
            lines += self._loop(stage)
        lines += ["    return answers, off", ""]
        source = "\n".join(lines)
        exec(compile(source, "<the law, compiled>", "exec"), self.namespace)  # noqa: S102 - our own text, nobody else's
        in_loop = sum(self.in_loop)
        return Compiled(self.namespace["evaluate"], self.rules, len(self.rules) - in_loop, in_loop, source)

    def _read_by(self, nodes: Iterable[Fact]) -> set[tuple[str, bool]]:
        """What nodes read, as (name, whether for each line at once)."""
        read: set[tuple[str, bool]] = set()
        for node in nodes:
            each = {parameter.name for parameter in node.parameters if parameter.each}
            names = evidence_of(self.book, node) if isinstance(node, Rule) else reads_of(node)
            read |= {(name, name in each) for name in names}
        return read

    def _inputs_outside(self) -> list[str]:
        read = self._read_by([*self.facts, *self.rules])
        lines = []
        for name, entry in self.book.inputs.items():
            if not self._is_line(name) and (name, False) in read:
                lines.append(f"    x_{name} = {entry.expression}")
            if (name, True) in read:
                lines.append(f"    xs_{name} = [{entry.expression} for {self.item} in {self.items}]")
        return lines

    def _outside(self, stage: int) -> list[str]:
        lines = []
        for node in self.facts:
            if self.stage[node.name] == stage and not self._is_line_fact(node.name):
                local = self._local(node.name, each=node.gives_each)
                nothing = f"[None] * len({self.items})" if node.gives_each else "None"
                lines.append(f"    {local} = {self._guarded(node, nothing)}")
        for index, entry in enumerate(self.rules):
            if self.rule_stage[index] == stage and not self.in_loop[index]:
                lines += self._ask(index, entry, "-1", "    ")
        return lines

    def _guarded(self, node: Fact, nothing: str) -> str:
        unknown = self._unknown(node)
        value = self._value(node)
        return f"{nothing} if {unknown} else {value}" if unknown else value

    def _loop(self, stage: int) -> list[str]:
        facts = [n for n in self.facts if self.stage[n.name] == stage and self._is_line_fact(n.name)]
        asked = [(i, r) for i, r in enumerate(self.rules) if self.rule_stage[i] == stage and self.in_loop[i]]
        if not facts and not asked:
            return []
        mine = {node.name for node in facts}
        read = {name for name, each in self._read_by([*facts, *(r for _, r in asked)]) if not each and self._is_line(name)}
        kept = [node.name for node in facts if self._needed_after(node.name, stage)]
        lines = [f"    xs_{name} = []" for name in kept]
        lines.append(f"    for i, {self.item} in enumerate({self.items}):")
        for name in sorted(read - mine):
            source = self.book.inputs[name].expression if name in self.book.inputs else f"xs_{name}[i]"
            lines.append(f"        y_{name} = {source}")
        for node in facts:
            lines.append(f"        y_{node.name} = {self._guarded(node, 'None')}")
        lines += [f"        xs_{name}.append(y_{name})" for name in kept]
        for index, entry in asked:
            lines += self._ask(index, entry, "i", "        ")
        return lines

    def _needed_after(self, name: str, stage: int) -> bool:
        later = [n for n in self.facts if self.stage[n.name] > stage]
        later += [r for i, r in enumerate(self.rules) if self.rule_stage[i] > stage]
        return any(read == name for read, _each in self._read_by(later))

    def _ask(self, index: int, entry: Rule, place: str, indent: str) -> list[str]:
        each = {parameter.name for parameter in entry.parameters if parameter.each}
        values = "".join(f"{self._local(n, each=n in each)}, " for n in evidence_of(self.book, entry))
        steps: list[tuple[str, str]] = []

        def answer(outcome: str) -> str:
            return f"answers.append(({index}, {place}, {outcome!r}, ({values})))"

        if entry.when:
            gate = self._local(entry.when)
            if self.book.may_be_none(entry.when):
                steps.append((f"{gate} is None", answer(UNDETERMINED)))
            steps.append((f"not {gate}", "off += 1"))
        unknown = self._unknown(entry)
        if unknown:
            steps.append((unknown, answer(UNDETERMINED)))
        fault = answer(FAIL)
        if entry.unless:
            resolved = self._local(entry.unless)
            fault = f"answers.append(({index}, {place}, {BYPASSED!r} if {resolved} else {FAIL!r}, ({values})))"
            if self.book.may_be_none(entry.unless):
                unknown_or = f"{UNDETERMINED!r} if {resolved} is None else {BYPASSED!r} if {resolved} else {FAIL!r}"
                fault = f"answers.append(({index}, {place}, {unknown_or}, ({values})))"
        steps.append((self._value(entry), fault))
        words = ["if", *["elif"] * (len(steps) - 1)]
        return [f"{indent}{word} {test}: {act}" for word, (test, act) in zip(words, steps, strict=True)]
