"""Writing a plan out as Python text.

The facts are written out in their order: local variables, no dictionaries, no dispatch. Names of the coarse scopes
come first; then one loop over the lines; where a visit's fact needs a line's fact of every line, the loop is cut there
and goes on in a second one. A fact or rule that is a single `return` is written in place instead of being called, and
so are the conditions at the head of a longer one; a fact only one group of rules needs is worked out where that group
applies. What is written is drawn below, where it is written.
"""

from collections.abc import Iterable

from cleanclaim.kernel import memory
from cleanclaim.kernel.compile_cache import GeneratedSource
from cleanclaim.kernel.functions import Fact, Rule
from cleanclaim.kernel.question_writer import QuestionWriter


class Writer(QuestionWriter):
    """Writes the functions of a plan."""

    def written(self) -> GeneratedSource:
        """The text of all functions, with what its names stand for. Locals are as `QuestionWriter` says."""
        source = "\n".join([*self._shared_values(), *self._in_order(), *self._under(), *self._entrance(), ""])
        return GeneratedSource(source, self.names)

    # -- what many calls share -----------------------------------------------------------------------
    #
    #     def shared_values(policy, tables):                           # what is remembered by
    #         x_discipline_modifiers = policy.discipline_modifiers
    #         x_tables = tables
    #         return (x_discipline_modifiers, x_tables, )
    #
    #     def under(policy, tables, remembered, kinds, patterns):      # once for each policy and tables
    #         x_discipline_modifiers = policy.discipline_modifiers
    #         x_tables = tables
    #         x_cap = (policy.cap or x_tables.cap)                     # a constant fact
    #         def line_memoized(x_discipline, y_code, y_units, y_modifiers): ...
    #         def pattern_memoized(visit, lines, context, filed_on, recalled): ...
    #         def inner(visit, lines, context, filed_on): ...
    #         return inner
    #
    #     def evaluate(visit, lines, context, policy, tables, filed_on):
    #         inner = (recognized.get((id(policy), id(tables), )) or remembered_under(policy, tables))[0]
    #         return inner(visit, lines, context, filed_on)

    def _shared_values(self) -> list[str]:
        values = "".join(f"x_{name}, " for name in self.plan.shared_key)
        read = self._read_shared(self.plan.shared_key)
        return [f"def shared_values({', '.join(self.layout.shared)}):", *read, f"    return ({values})"]

    def _read_shared(self, names: Iterable[str]) -> list[str]:
        return [f"    x_{name} = {self.rule_set.inputs[name].expression}" for name in names]

    def _under(self) -> list[str]:
        plan = self.plan
        nodes = [*plan.memoized, *plan.contextual, *plan.facts_behind(plan.rules)]
        read = {name for node in nodes for name in plan.reads(node)}
        functions = [self._line_memoized(), self._pattern_memoized() if plan.patterned else [], self._inner()]
        return [
            f"def under({', '.join([*self.layout.shared, 'remembered', 'kinds', 'patterns'])}):",
            *self._read_shared([name for name in self.rule_set.inputs if name in read & plan.shared_inputs]),
            *(f"    {self._assign(node)}" for node in plan.constant_facts),
            *(f"    {line}" for function in functions for line in function),
            "    return inner",
        ]

    def _entrance(self) -> list[str]:
        shared = ", ".join(self.layout.shared)
        ids = "".join(f"id({name}), " for name in self.layout.shared)
        return [
            f"def evaluate({', '.join(self.layout.arguments)}):",
            f"    inner = (recognized.get(({ids})) or remembered_under({shared}))[0]",
            f"    return inner({', '.join(self.own)})",
        ]

    @property
    def own(self) -> list[str]:
        """The arguments of one call alone."""
        return [name for name in self.layout.arguments if name not in self.layout.shared]

    # -- questions about one line alone ------------------------------------------------------------
    #
    #         def line_memoized(x_discipline, y_code, y_units, y_modifiers):
    #             answers = []
    #             not_applicable = 1                                   # what hangs on a condition, until it holds
    #             y_billed = (y_units is None or y_units > 0)
    #             y_entry = (x_tables.code(y_code))
    #             if y_billed:
    #                 not_applicable -= 1
    #                 if not all(map(is_mark, y_modifiers)): answers.append((7, -1, 'fail', (y_modifiers, )))
    #             opened = 0
    #             if y_is_device: opened += 4
    #             else: not_applicable += 1                            # the contextual rules that hang on it
    #             return answers, not_applicable, opened, y_billed, y_entry

    def _line_memoized(self) -> list[str]:
        parameters = [self._local(name) for name in self.plan.key]
        conditions = sum(entry.when is not None for entry in self.plan.memoized)
        lines = [
            f"def line_memoized({', '.join(parameters)}):",
            "    answers = []",
            f"    not_applicable = {conditions}",
        ]
        lines += [f"    {self._assign(node)}" for node in self.plan.memoized_facts]
        for entry in self.plan.memoized:
            lines += self._ask([entry], "-1", "    ", [])
        lines += self._open_gates()
        exported = "".join(f", {self._local(name)}" for name in self.plan.exported)
        return [*lines, f"    return answers, not_applicable, opened{exported}"]

    def _open_gates(self) -> list[str]:
        """Which gates the line opens; what hangs on one that it leaves closed does not apply."""
        lines = ["    opened = 0"]
        for bit, gate in enumerate(self.plan.gates):
            local = self._local(gate)
            is_open = f"{local} is None or {local}" if self.rule_set.may_be_none(gate) else local
            closed = sum(len(group) for group in self.plan.groups if self.plan.gate_of(group) == gate)
            lines += [f"    if {is_open}: opened += {1 << bit}", f"    else: not_applicable += {closed}"]
        return lines

    # -- everything else ---------------------------------------------------------------------------
    #
    #     def inner(visit, lines, context, filed_on):
    #         answers = []
    #         not_applicable = 0 + 1 * len(lines)                      # what hangs on a condition, until it holds
    #         x_discipline = visit.discipline                          # inputs
    #         xs_units = [line.units for line in lines]                # read as Each
    #         recalled = []
    #         opened = 0
    #         for i, line in enumerate(lines):                         # what is known of each line alone
    #             key = (x_discipline, line.code, line.units, )
    #             known = remembered.get(key)
    #             if known is None:
    #                 if len(remembered) >= 100000: forget(remembered, kinds, patterns)
    #                 kind = kinds.setdefault((key[1], ), next(numbers))  # what makes a pattern: not the units
    #                 known = remembered[key] = (*line_memoized(*key), kind)
    #             recalled.append(known)
    #             not_applicable += known[1]
    #             opened |= known[2]                                   # the gates that any line opens
    #             if known[0]: answers += [(rule, i, outcome, seen) for rule, _, outcome, seen in known[0]]
    #         x_counted = (count_visit(visit, tables))                 # stage 0, outside the loop
    #         x_last_device = None if not (opened & 4) else (...)      # needed behind one gate alone
    #         xs_billed = []
    #         for i, line in enumerate(lines):                         # stage 0, the loop
    #             y_code = line.code
    #             y_units = line.units
    #             known = recalled[i]
    #             y_billed = known[3]
    #             y_entry = known[4]
    #             y_most_units = (x_counted.most(y_code))
    #             xs_billed.append(y_billed)                           # stage 1 reads it of all lines
    #             if y_billed:
    #                 not_applicable -= 1
    #                 if y_units is None: answers.append((0, i, 'undetermined', (y_units, y_most_units, )))
    #                 elif (y_units > y_most_units): answers.append((0, i, 'fail', (y_units, y_most_units, )))
    #         x_lines_billed = (sum(xs_billed))                        # stage 1, outside the loop
    #         if (x_lines_billed > 50): answers.append((1, -1, 'fail', (x_lines_billed, )))
    #         return answers, not_applicable

    def _inner(self) -> list[str]:
        lines = [f"def inner({', '.join(self.own)}):", *self._start(patterned=False)]
        if self.plan.memoized or self.plan.exported or self.plan.patterned:
            lines += self._recall()
        lines += self._recall_pattern() if self.plan.patterned else []
        lines += self._stages(patterned=False)
        if self.plan.patterned:
            lines.append("    if common: answers = sorted([*common, *answers], key=in_order)")
        return [*lines, "    return answers, not_applicable"]

    def _stages(self, *, patterned: bool) -> list[str]:
        """What is worked out and asked, loop by loop: of the pattern of the lines, or of all else."""
        stages = [self.plan.stage_of(node) for node in (*self.plan.contextual, *self.plan.contextual_facts)]
        lines = []
        for stage in range(max(stages, default=0) + 1):
            lines += self._outside(stage, patterned=patterned)
            lines += self._loop(stage, patterned=patterned)
        return lines

    # -- questions about the pattern of the lines ---------------------------------------------------
    #
    #     def pattern_memoized(visit, lines, context, filed_on, recalled):
    #         ...                                                      # as in `inner`
    #         return answers, not_applicable, x_all_different, xs_conflict
    #
    #     PLACES = [(1, 0), (2, 12), (-1, 0)]                          # of each rule
    #     def in_order(answer):
    #         between, place = PLACES[answer[0]]
    #         return between, answer[1], place
    #
    # and in `inner`, once the lines are recalled:
    #
    #         pattern = (x_discipline, *[known[-1] for known in recalled])      # what kinds of lines they are
    #         met = patterns.get(pattern)
    #         if met is None:
    #             if len(patterns) >= 100000: patterns.clear()
    #             met = patterns[pattern] = pattern_memoized(visit, lines, ..., recalled)
    #         common, off, x_all_different, xs_conflict = met
    #         not_applicable += off

    def _pattern_memoized(self) -> list[str]:
        lines = [f"def pattern_memoized({', '.join([*self.own, 'recalled'])}):"]
        lines += self._start(patterned=True)
        lines += self._stages(patterned=True)
        exports = "".join(f", {self._local(name, each=self.plan.is_line(name))}" for name in self.plan.pattern_exports)
        return [*lines, f"    return answers, not_applicable{exports}"]

    def _in_order(self) -> list[str]:
        if not self.plan.patterned:
            return []
        return [
            f"PLACES = {self.plan.places()}",
            "def in_order(answer):",
            "    between, place = PLACES[answer[0]]",
            "    return between, answer[1], place",
        ]

    def _recall_pattern(self) -> list[str]:
        key = "".join(f"{self._local(name)}, " for name in self.plan.pattern_key)
        exports = "".join(f", {self._local(name, each=self.plan.is_line(name))}" for name in self.plan.pattern_exports)
        return [
            f"    pattern = ({key}*[known[-1] for known in recalled],)",
            "    met = patterns.get(pattern)",
            "    if met is None:",
            f"        if len(patterns) >= {memory.REMEMBERED}: patterns.clear()",
            f"        met = patterns[pattern] = pattern_memoized({', '.join([*self.own, 'recalled'])})",
            f"    common, off{exports} = met",
            "    not_applicable += off",
        ]

    def _read_by(self, nodes: Iterable[Fact]) -> set[tuple[str, bool]]:
        """What nodes read, as (name, whether for each line at once)."""
        read: set[tuple[str, bool]] = set()
        for node in nodes:
            each = {parameter.name for parameter in node.parameters if parameter.each}
            read |= {(name, name in each) for name in self.plan.reads(node)}
        return read

    def _start(self, *, patterned: bool) -> list[str]:
        """Nothing is answered, and no question that hangs on a condition applies, until it is found to; the inputs."""
        here = [entry for entry in self.plan.contextual if (entry in self.plan.patterned) == patterned]
        waiting = [entry for entry in here if entry.when and not self.plan.gate_of([entry])]
        of_lines = sum(map(self.plan.in_loop, waiting))
        lines = ["    answers = []", f"    not_applicable = {len(waiting) - of_lines} + {of_lines} * len({self.items})"]
        nodes = [*self.plan.contextual_facts, *self.plan.contextual]
        read = self._read_by([node for node in nodes if (node in self.plan.patterned) == patterned])
        if not patterned:
            read |= {(name, False) for name in (*self.plan.key, *self.plan.pattern_key)}
        for name, entry in self.rule_set.inputs.items():
            if not self.plan.is_line(name) and (name, False) in read and name not in self.plan.shared_inputs:
                lines.append(f"    x_{name} = {entry.expression}")
            if (name, True) in read:
                lines.append(f"    xs_{name} = [{entry.expression} for {self.item} in {self.items}]")
        return lines

    def _here(
        self, stage: int, *, loop: bool, patterned: bool
    ) -> tuple[list[Fact], list[tuple[list[Rule], list[Fact]]]]:
        """The facts of one stage, inside or outside the loop, and the rules with the facts only they need."""
        plan = self.plan

        def is_here(node: Fact) -> bool:
            return (plan.stage_of(node), plan.in_loop(node), node in plan.patterned) == (stage, loop, patterned)

        groups = zip(plan.groups, plan.gated, strict=True)
        return list(filter(is_here, plan.contextual_facts)), [(one, own) for one, own in groups if is_here(one[0])]

    def _outside(self, stage: int, *, patterned: bool) -> list[str]:
        facts, groups = self._here(stage, loop=False, patterned=patterned)
        behind = self.plan.behind_gates
        lines = [f"    {self._assign(n, behind.get(n.name, ()))}" for n in facts if not self.plan.is_gated(n)]
        for group, gated in groups:
            lines += self._ask(group, "-1", "    ", gated)
        return lines

    def _loop(self, stage: int, *, patterned: bool) -> list[str]:
        plan = self.plan
        facts, groups = self._here(stage, loop=True, patterned=patterned)
        open_facts = [node for node in facts if not plan.is_gated(node)]
        here = {node.name for node in facts}
        exported = set() if stage else set(plan.exported)
        read_later = {name for name in here | exported if self._needed_after(name, stage, patterned=patterned)}
        read_later |= here & set(plan.pattern_exports) if patterned else set()
        if not open_facts and not groups and not read_later:
            return []
        behind_gates = [(group, gated) for group, gated in groups if plan.gate_of(group)]
        others = [nodes for both in groups if both not in behind_gates for nodes in both]
        open_nodes = [*open_facts, *(node for nodes in others for node in nodes)]
        at_once = self._of_line(open_nodes) | read_later
        lines = [f"    xs_{name} = []" for name in sorted(read_later)]
        lines.append(f"    for i, {self.item} in enumerate({self.items}):")
        if behind_gates or not at_once.isdisjoint(plan.exported):
            lines += ["        known = recalled[i]", "        opens = known[2]"]
        lines += [f"        y_{name} = {self._source(name, stage)}" for name in sorted(at_once - here)]
        lines += [f"        {self._assign(node)}" for node in open_facts]
        lines += [f"        xs_{name}.append(y_{name})" for name in sorted(read_later)]
        for group, gated in groups:
            late = sorted(self._of_line([*group, *gated]) - at_once - here) if plan.gate_of(group) else []
            read = [f"y_{name} = {self._source(name, stage)}" for name in late]
            lines += self._ask(group, "i", "        ", gated, read)
        return lines

    def _of_line(self, nodes: Iterable[Fact]) -> set[str]:
        """What nodes read of the line they are asked of."""
        return {name for name, each in self._read_by(nodes) if not each and self.plan.is_line(name)}

    def _source(self, name: str, stage: int) -> str:
        """Where a loop takes a value of the line from that it does not work out itself."""
        if name in self.rule_set.inputs:
            return self.rule_set.inputs[name].expression
        if name in self.plan.exported and stage == 0:
            return f"known[{3 + self.plan.exported.index(name)}]"
        return f"xs_{name}[i]"

    def _recall(self) -> list[str]:
        """The remembered answers for each line, worked out where it is met for the first time."""
        parts = [self.rule_set.inputs[n].expression if self.plan.is_line(n) else self._local(n) for n in self.plan.key]
        kind = "".join(f"key[{self.plan.key.index(name)}], " for name in self.plan.kind)
        return [
            "    recalled = []",
            "    opened = 0",
            f"    for i, {self.item} in enumerate({self.items}):",
            f"        key = ({''.join(f'{part}, ' for part in parts)})",
            "        known = remembered.get(key)",
            "        if known is None:",
            f"            if len(remembered) >= {memory.REMEMBERED}: forget(remembered, kinds, patterns)",
            f"            kind = kinds.setdefault(({kind}), next(numbers))",
            "            known = remembered[key] = (*line_memoized(*key), kind)",
            "        recalled.append(known)",
            "        not_applicable += known[1]",
            "        opened |= known[2]",
            "        if known[0]: answers += [(rule, i, outcome, seen) for rule, _, outcome, seen in known[0]]",
        ]

    def _needed_after(self, name: str, stage: int, *, patterned: bool) -> bool:
        nodes = [*self.plan.contextual_facts, *self.plan.contextual]
        later = [one for one in nodes if self.plan.stage_of(one) > stage and (one in self.plan.patterned) == patterned]
        return any(name in self.plan.reads(one) for one in later)
