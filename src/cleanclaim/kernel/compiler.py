"""From the book to one straight-line function.

The facts are sorted and written out as Python: local variables, no dictionaries, no dispatch. Names of
the coarse scopes come first; then one loop over the lines; where a visit's fact needs a line's fact of
every line, the loop is cut there and goes on in a second one. A fact or rule that is a single `return`
is written in place instead of being called, and a fact only one rule needs is worked out where that rule
applies.

    def evaluate(visit, lines, policy, tables, remembered):
        x_payer = visit.payer
        ...
        for i, line in enumerate(lines):
            y_units = line.units
            if y_units is None: answers.append((3, i, 'undetermined', (y_units, y_most_units)))
            elif y_units > y_most_units: answers.append((3, i, 'fail', (y_units, y_most_units)))

Many questions look at one line alone: is the code in force, are its modifiers well formed. Equal lines
have equal answers, and a clinic bills the same few lines all day; so these are written as a second
function, and its answers are remembered by the line's fields.

Only answers other than `pass` are kept: what was asked and did not answer otherwise, passed.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct

from cleanclaim.kernel.compile_cache import GeneratedSource, Layout, Name, cached
from cleanclaim.kernel.functions import Fact, Parameter, Rule, reads_of
from cleanclaim.kernel.inline import expression_of
from cleanclaim.kernel.rule_set import RuleSet

FAIL = "fail"
BYPASSED = "bypassed"
UNDETERMINED = "undetermined"

REMEMBERED = 100_000
"""How many different lines are remembered before starting afresh."""

RawAnswer = tuple[int, int, str, tuple[Any, ...]]


class Answer(NamedTuple):
    """One answer that is not `pass`: the rule, the place (an index into the lines, or -1 for the whole
    visit), the outcome, and the values behind it in the order of `RuleSet.evidence_of(rule)`.
    """

    rule: Rule
    place: int
    outcome: str
    values: tuple[Any, ...]


class Compiled(Struct, frozen=True):
    """The function the book was compiled to, with the rules it asks.

    `evaluate` takes the layout's arguments and returns the raw answers and the number of questions that did
    not apply. `answers` makes them readable. `source` is the code, for the curious.
    """

    evaluate: Callable[..., tuple[list[RawAnswer], int]]
    rules: tuple[Rule, ...]
    once: int
    each: int
    source: str

    def asked(self, lines: int) -> int:
        """How many questions are asked of a visit with this many lines."""
        return self.once + self.each * lines

    def answers(self, raw: Iterable[RawAnswer]) -> list[Answer]:
        """The raw answers with their rules."""
        return [Answer(self.rules[index], place, outcome, values) for index, place, outcome, values in raw]


def compile_rules(
    book: RuleSet, layout: Layout, only: Iterable[str] | None = None, folder: Path | None = None
) -> Compiled:
    """Compile the rules named in `only`, or all of them. With a folder the work is kept there for the next process."""
    wanted = set(book.rules) if only is None else set(only)
    rules = tuple(entry for entry in book.rules.values() if entry.id in wanted)
    written, code = cached(folder, book, layout, rules, lambda: _Writer(book, rules, layout).written())
    namespace = {name: _meant(book, *what) for name, what in written.names.items()}
    exec(code, namespace)  # noqa: S102 - our own text, nobody else's
    return Compiled(namespace["evaluate"], rules, written.once, written.each, written.source)


def _meant(book: RuleSet, key: str, name: str | None) -> Any:
    node = book.rules[key] if key in book.rules else book.facts[key]
    return node.function if name is None else node.function.__globals__[name]


class _Writer:
    """Writes the two functions."""

    def __init__(self, book: RuleSet, rules: tuple[Rule, ...], layout: Layout) -> None:
        self.book = book
        self.rules = rules
        self.index = {entry.id: index for index, entry in enumerate(rules)}
        self.layout = layout
        self.item, self.items = layout.items
        self.line_scope = book.scopes[-1]
        self.names: dict[str, Name] = {}
        self.alone = [entry for entry in rules if self._on_line_alone(entry)]
        self.among = [entry for entry in rules if not self._on_line_alone(entry)]
        facts = self._facts_behind(self.among)
        alone = [node for node in facts if self._is_line_fact(node.name) and self._on_line_alone(node)]
        self.worked_out = [node for node in facts if node not in alone]
        read = {name for node in [*self.among, *self.worked_out] for name in self._reads(node)}
        self.handed = [node.name for node in alone if node.name in read]
        self.users: dict[str, list[Fact]] = {}
        for node in [*self.among, *self.worked_out]:
            for name in self._reads(node):
                self.users.setdefault(name, []).append(node)
        self.stage: dict[str, int] = dict.fromkeys([*book.inputs, *self.handed], 0)
        for node in self.worked_out:
            self.stage[node.name] = self._stage_of(node)
        self.groups = self._by_gate()
        self.sunk = [self._only_for(group) for group in self.groups]

    # -- what belongs where ------------------------------------------------------------------------

    def _reads(self, node: Fact) -> Sequence[str]:
        return self.book.evidence_of(node) if isinstance(node, Rule) else reads_of(node)

    def _facts_behind(self, nodes: Iterable[Fact]) -> list[Fact]:
        needed: set[str] = set()
        waiting = [name for node in nodes for name in self._reads(node)]
        while waiting:
            name = waiting.pop()
            if name in self.book.facts and name not in needed:
                needed.add(name)
                waiting.extend(reads_of(self.book.facts[name]))
        return [node for node in self.book.order if node.name in needed]

    def _on_line_alone(self, node: Fact) -> bool:
        """Whether the answer hangs on one line and on what never changes, so that it can be remembered."""
        if isinstance(node, Rule) and self.book.scope_of_rule(node) != self.line_scope:
            return False
        nodes = [*self._facts_behind([node]), node]
        if any(fact.gives_each or any(parameter.each for parameter in fact.parameters) for fact in nodes):
            return False
        inputs = {name for fact in nodes for name in self._reads(fact) if name in self.book.inputs}
        return inputs <= {*self.layout.constant, *self.layout.key}

    def _is_line(self, name: str) -> bool:
        return self.book.scope_of(name) == self.line_scope

    def _is_line_fact(self, name: str) -> bool:
        """Worked out for one line after the other."""
        return name in self.book.facts and self._is_line(name) and not self.book.facts[name].gives_each

    def _in_loop(self, node: Fact) -> bool:
        return (
            self.book.scope_of_rule(node) == self.line_scope
            if isinstance(node, Rule)
            else self._is_line_fact(node.name)
        )

    def _stage_of(self, node: Fact) -> int:
        """How many loops over the lines must be over before the node's inputs are known."""
        each = {parameter.name for parameter in node.parameters if parameter.each}
        return max((self.stage[n] + (n in each and self._is_line_fact(n)) for n in self._reads(node)), default=0)

    def _by_gate(self) -> list[list[Rule]]:
        """Rules that are asked at the same place and under the same condition, together."""
        groups: dict[tuple[bool, int, str | None], list[Rule]] = {}
        for entry in self.among:
            groups.setdefault((self._in_loop(entry), self._stage_of(entry), entry.when), []).append(entry)
        return list(groups.values())

    def _only_for(self, group: list[Rule]) -> list[Fact]:
        """The facts that only these rules need, and only where they apply."""
        gate = group[0].when
        if gate is None:
            return []
        stage, loop = self._stage_of(group[0]), self._in_loop(group[0])
        behind = self._facts_behind([self.book.facts[gate]]) if gate in self.book.facts else []
        asked_first = {gate, *(node.name for node in behind)}
        sunk: list[Fact] = []
        for node in reversed(self.worked_out):
            # What is known of the visit early is known later too; what is known of a line, only in its own loop.
            in_time = self.stage[node.name] == stage or (not loop and self.stage[node.name] < stage)
            same_place = in_time and self._in_loop(node) == loop and not node.gives_each
            used_here = all(user in group or user in sunk for user in self.users[node.name])
            if same_place and used_here and node.name not in asked_first:
                sunk.insert(0, node)
        return sunk

    # -- names in the written code -------------------------------------------------------------

    def _local(self, name: str, *, each: bool = False) -> str:
        if each:
            return f"xs_{name}"
        return f"y_{name}" if self._is_line(name) else f"x_{name}"

    def _value(self, node: Fact) -> str:
        """The expression that works out a fact or rule, given that nothing blocks it."""
        local = {parameter.name: self._local(parameter.name, each=parameter.each) for parameter in node.parameters}
        key = node.id if isinstance(node, Rule) else node.name
        taken: dict[str, str] = {}
        inlined = expression_of(node.function, local, taken)
        if inlined is not None:
            self.names |= {name: (key, original) for name, original in taken.items()}
            return inlined
        name = f"call_{node.name}_{len(self.names)}"
        self.names[name] = (key, None)
        return f"{name}({', '.join(local[parameter.name] for parameter in node.parameters)})"

    def _unknown(self, node: Fact) -> str:
        """The test that an input the node cannot do without is unknown; empty where none can be."""
        tests = [self._blocks(parameter) for parameter in node.parameters if self.book.can_block(parameter)]
        return " or ".join(tests)

    def _blocks(self, parameter: Parameter) -> str:
        local = self._local(parameter.name, each=parameter.each)
        return f"None in {local}" if parameter.each else f"{local} is None"

    def _assign(self, node: Fact) -> str:
        local = self._local(node.name, each=node.gives_each)
        nothing = f"[None] * len({self.items})" if node.gives_each else "None"
        unknown, value = self._unknown(node), self._value(node)
        return f"{local} = {nothing} if {unknown} else {value}" if unknown else f"{local} = {value}"

    # -- writing ----------------------------------------------------------------------------------

    def written(self) -> GeneratedSource:
        source = "\n".join([*self._alone_function(), "", *self._among_function(), ""])
        each = sum(self._in_loop(entry) for entry in self.rules)
        return GeneratedSource(source, self.names, len(self.rules) - each, each)

    def _alone_function(self) -> list[str]:
        """The questions about one line alone; gives its answers and the facts the others need."""
        wanted: list[Fact] = [*self.alone, *(self.book.facts[name] for name in self.handed)]
        facts = [*self._facts_behind(wanted), *(self.book.facts[n] for n in self.handed)]
        ordered = [node for node in self.book.order if node in facts]
        read = {name for node in [*ordered, *self.alone] for name in self._reads(node)}
        parameters = [self._local(name) for name in self.layout.key]
        lines = [
            f"def line_alone({', '.join([*parameters, *self.layout.arguments])}):",
            "    answers = []",
            "    off = 0",
        ]
        for name, given in self.book.inputs.items():
            if name in read and name not in self.layout.key:
                lines.append(f"    {self._local(name)} = {given.expression}")
        lines += [f"    {self._assign(node)}" for node in ordered]
        for entry in self.alone:
            lines += self._ask([entry], "-1", "    ", [])
        handed = "".join(f", {self._local(name)}" for name in self.handed)
        return [*lines, f"    return answers, off{handed}"]

    def _among_function(self) -> list[str]:
        lines = [
            f"def evaluate({', '.join([*self.layout.arguments, 'remembered'])}):",
            "    answers = []",
            "    off = 0",
        ]
        lines += self._inputs_outside()
        stages = [self._stage_of(entry) for entry in self.among]
        for stage in range(max([*stages, *(self.stage[node.name] for node in self.worked_out)], default=0) + 1):
            lines += self._outside(stage)
            lines += self._loop(stage)
        return [*lines, "    return answers, off"]

    def _read_by(self, nodes: Iterable[Fact]) -> set[tuple[str, bool]]:
        """What nodes read, as (name, whether for each line at once)."""
        read: set[tuple[str, bool]] = set()
        for node in nodes:
            each = {parameter.name for parameter in node.parameters if parameter.each}
            read |= {(name, name in each) for name in self._reads(node)}
        return read

    def _inputs_outside(self) -> list[str]:
        read = self._read_by([*self.worked_out, *self.among]) | {(name, False) for name in self.layout.key}
        lines = []
        for name, entry in self.book.inputs.items():
            if not self._is_line(name) and (name, False) in read:
                lines.append(f"    x_{name} = {entry.expression}")
            if (name, True) in read:
                lines.append(f"    xs_{name} = [{entry.expression} for {self.item} in {self.items}]")
        return lines

    def _is_sunk(self, node: Fact) -> bool:
        return any(node in sunk for sunk in self.sunk)

    def _here(self, stage: int, *, loop: bool) -> tuple[list[Fact], list[tuple[list[Rule], list[Fact]]]]:
        """The facts of one stage, inside or outside the loop, and the rules with the facts only they need."""
        facts = [n for n in self.worked_out if self.stage[n.name] == stage and self._in_loop(n) == loop]
        groups = zip(self.groups, self.sunk, strict=True)
        return facts, [(g, sunk) for g, sunk in groups if self._stage_of(g[0]) == stage and self._in_loop(g[0]) == loop]

    def _outside(self, stage: int) -> list[str]:
        facts, groups = self._here(stage, loop=False)
        lines = [f"    {self._assign(node)}" for node in facts if not self._is_sunk(node)]
        for group, sunk in groups:
            lines += self._ask(group, "-1", "    ", sunk)
        return lines

    def _loop(self, stage: int) -> list[str]:
        facts, groups = self._here(stage, loop=True)
        first = stage == 0 and bool(self.alone or self.handed)
        if not facts and not groups and not first:
            return []
        rules = [entry for group, _sunk in groups for entry in group]
        mine = {node.name for node in facts} | (set(self.handed) if first else set())
        read = {name for name, each in self._read_by([*facts, *rules]) if not each and self._is_line(name)}
        read |= {name for name in self.layout.key if first and self._is_line(name)}
        cached = sorted(name for name in mine if self._needed_after(name, stage))
        lines = [f"    xs_{name} = []" for name in cached]
        lines.append(f"    for i, {self.item} in enumerate({self.items}):")
        for name in sorted(read - mine):
            source = self.book.inputs[name].expression if name in self.book.inputs else f"xs_{name}[i]"
            lines.append(f"        y_{name} = {source}")
        lines += self._recall() if first else []
        lines += [f"        {self._assign(node)}" for node in facts if not self._is_sunk(node)]
        lines += [f"        xs_{name}.append(y_{name})" for name in cached]
        for group, sunk in groups:
            lines += self._ask(group, "i", "        ", sunk)
        return lines

    def _recall(self) -> list[str]:
        """The remembered answers for the line, worked out where it is met for the first time."""
        key = "".join(f"{self._local(name)}, " for name in self.layout.key)
        handed = "".join(f", {self._local(name)}" for name in self.handed)
        return [
            f"        key = ({key})",
            "        known = remembered.get(key)",
            "        if known is None:",
            f"            if len(remembered) >= {REMEMBERED}: remembered.clear()",
            f"            known = remembered[key] = line_alone(*key, {', '.join(self.layout.arguments)})",
            f"        about_line, not_asked{handed} = known",
            "        off += not_asked",
            "        if about_line: answers.extend([(rule, i, said, seen) for rule, _, said, seen in about_line])",
        ]

    def _needed_after(self, name: str, stage: int) -> bool:
        later: list[Fact] = [n for n in self.worked_out if self.stage[n.name] > stage]
        later += [r for r in self.among if self._stage_of(r) > stage]
        return any(read == name for read, _each in self._read_by(later))

    def _ask(self, group: list[Rule], place: str, indent: str, sunk: list[Fact]) -> list[str]:
        """The questions of a group. Facts only they need are worked out once it is known that they apply."""
        gate = group[0].when
        lines: list[str] = []
        if gate:
            local, word = self._local(gate), "if"
            if self.book.may_be_none(gate):
                absent = {node.name for node in sunk}
                unasked = "; ".join(self._answer(entry, place, repr(UNDETERMINED), absent) for entry in group)
                lines.append(f"{indent}if {local} is None: {unasked}")
                word = "elif"
            lines += [f"{indent}{word} not {local}: off += {len(group)}", f"{indent}else:"]
            indent += "    "
        lines += [f"{indent}{self._assign(node)}" for node in sunk]
        for entry in group:
            unknown, word = self._unknown(entry), "if"
            if unknown:
                lines.append(f"{indent}if {unknown}: {self._answer(entry, place, repr(UNDETERMINED))}")
                word = "elif"
            lines.append(f"{indent}{word} {self._value(entry)}: {self._answer(entry, place, self._fault(entry))}")
        return lines

    def _fault(self, entry: Rule) -> str:
        """The outcome where the question is answered with yes."""
        if not entry.unless:
            return repr(FAIL)
        resolved = self._local(entry.unless)
        outcome = f"{BYPASSED!r} if {resolved} else {FAIL!r}"
        return (
            f"{UNDETERMINED!r} if {resolved} is None else {outcome}" if self.book.may_be_none(entry.unless) else outcome
        )

    def _answer(self, entry: Rule, place: str, outcome: str, absent: Iterable[str] = ()) -> str:
        each = {parameter.name for parameter in entry.parameters if parameter.each}
        names = self.book.evidence_of(entry)
        values = "".join("None, " if n in absent else f"{self._local(n, each=n in each)}, " for n in names)
        return f"answers.append(({self.index[entry.id]}, {place}, {outcome}, ({values})))"
