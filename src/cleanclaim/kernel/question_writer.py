"""Writing one fact or one group of questions as Python text: names, expressions, and what is answered where.

`writer` puts them together.
"""

from collections.abc import Iterable, Sequence

from cleanclaim.kernel.compile_cache import Name
from cleanclaim.kernel.functions import BYPASSED, FAIL, UNDETERMINED, Fact, Parameter, Rule
from cleanclaim.kernel.inline import inline_expression
from cleanclaim.kernel.plan import Plan


class QuestionWriter:
    """Writes facts and questions of a plan. Locals are `x_name` of the visit, `y_name` of a line, `xs_name` of all."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rule_set = plan.rule_set
        self.layout = plan.layout
        self.item, self.items = plan.layout.items
        self.index = {entry.id: index for index, entry in enumerate(plan.rules)}
        self.names: dict[str, Name] = {}

    # -- names and expressions ---------------------------------------------------------------------

    def _local(self, name: str, *, each: bool = False) -> str:
        if each:
            return f"xs_{name}"
        return f"y_{name}" if self.plan.is_line(name) else f"x_{name}"

    def _value(self, node: Fact) -> str:
        """The expression that works out a fact or rule, given that nothing blocks it."""
        local = {parameter.name: self._local(parameter.name, each=parameter.each) for parameter in node.parameters}
        key = node.id if isinstance(node, Rule) else node.name
        taken: dict[str, str] = {}
        name = f"call_{node.name}_{len(self.names)}"
        call = f"{name}({', '.join(local[parameter.name] for parameter in node.parameters)})"
        expression, calls = inline_expression(node.function, node.source, local, call, taken)
        self.names |= {name: (key, original) for name, original in taken.items()}
        if calls:
            self.names[name] = (key, None)
        return expression

    def _unknown(self, node: Fact) -> str:
        """The test that an input the node cannot do without is unknown; empty where none can be."""
        tests = [self._blocks(parameter) for parameter in node.parameters if self.rule_set.can_block(parameter)]
        return " or ".join(tests)

    def _blocks(self, parameter: Parameter) -> str:
        local = self._local(parameter.name, each=parameter.each)
        return f"None in {local}" if parameter.each else f"{local} is None"

    def _assign(self, node: Fact, gates: Iterable[str] = ()) -> str:
        """A fact worked out, where nothing blocks it and one of the gates was opened if it is needed behind some."""
        local = self._local(node.name, each=node.gives_each)
        nothing = f"[None] * len({self.items})" if node.gives_each else "None"
        unknown, value = self._unknown(node), self._value(node)
        opens = self._opens(gates)
        if opens:
            unknown = f"{unknown} or not {opens}" if unknown else f"not {opens}"
        return f"{local} = {nothing} if {unknown} else {value}" if unknown else f"{local} = {value}"

    def _opens(self, gates: Iterable[str], opened: str = "opened") -> str:
        """The test that one of the gates was opened; empty for none."""
        bits = sum(1 << self.plan.gates.index(gate) for gate in gates)
        return f"({opened} & {bits})" if bits else ""

    # -- one group of questions --------------------------------------------------------------------
    #
    #         if y_asks_pairs is None: not_applicable -= 1; answers.append((40, i, 'undetermined', (None, ...)))
    #         elif y_asks_pairs:                                       # few apply: these are taken off
    #             not_applicable -= 1
    #             y_parted_from = (y_conflict.bypassable)              # only this group needs it
    #             if y_parted_from is None: answers.append((40, i, 'undetermined', (y_parted_from, y_asks_pairs, )))
    #             elif (bool(y_parted_from)): answers.append((40, i, 'bypassed' if y_is_distinct else 'fail', (...)))

    def _ask(
        self, group: list[Rule], place: str, indent: str, gated: list[Fact], read: Sequence[str] = ()
    ) -> list[str]:
        """The questions of a group. Facts only they need are worked out, and values only they need are `read`, once it
        is known that they apply; what only their words mention, once there is an answer.
        """
        gate = group[0].when
        lines: list[str] = []
        if gate:
            is_gate = place == "i" and gate == self.plan.gate_of(group)
            local, counted = self._local(gate), "" if is_gate else f"not_applicable -= {len(group)}"
            if is_gate:
                lines.append(f"{indent}if {self._opens([gate], 'opens')}:")
                indent += "    "
                lines += [f"{indent}{one}" for one in read]
            may_be_none = self.rule_set.may_be_none(gate)
            if may_be_none:
                absent = {node.name for node in gated}
                open_answers = [self._answer(entry, place, repr(UNDETERMINED), absent) for entry in group]
                lines.append(f"{indent}if {local} is None: {'; '.join(filter(None, [counted, *open_answers]))}")
            if may_be_none or not is_gate:
                lines.append(f"{indent}{'elif' if may_be_none else 'if'} {local}:")
                indent += "    "
                lines += [f"{indent}{counted}"] if counted else []
        mentioned = self.plan.only_mentioned(group, gated)
        lines += [f"{indent}{self._assign(node)}" for node in gated if node not in mentioned]
        for entry in group:
            words = "".join(f"{self._assign(node)}; " for node in mentioned if node in self.plan.facts_behind([entry]))
            unknown, word = self._unknown(entry), "if"
            if unknown:
                lines.append(f"{indent}if {unknown}: {words}{self._answer(entry, place, repr(UNDETERMINED))}")
                word = "elif"
            answer = self._answer(entry, place, self._fault(entry))
            lines.append(f"{indent}{word} {self._value(entry)}: {words}{answer}")
        return lines

    def _fault(self, entry: Rule) -> str:
        """The outcome where the question is answered with yes."""
        if not entry.unless:
            return repr(FAIL)
        resolved = self._local(entry.unless)
        outcome = f"{BYPASSED!r} if {resolved} else {FAIL!r}"
        may_be_none = self.rule_set.may_be_none(entry.unless)
        return f"{UNDETERMINED!r} if {resolved} is None else {outcome}" if may_be_none else outcome

    def _answer(self, entry: Rule, place: str, outcome: str, absent: Iterable[str] = ()) -> str:
        each = {parameter.name for parameter in entry.parameters if parameter.each}
        names = self.rule_set.evidence_of(entry)
        values = "".join("None, " if n in absent else f"{self._local(n, each=n in each)}, " for n in names)
        return f"answers.append(({self.index[entry.id]}, {place}, {outcome}, ({values})))"
