"""What is worked out where: which answers can be remembered, which facts come before which loop over the lines.

A rule or fact is *memoized* where it hangs on one line alone: on fields of the line and the visit that repeat from
visit to visit, and on what many calls share; a fact that hangs on the latter alone is *constant*. What hangs on such
fields of all lines together is *patterned*: remembered by the pattern of a visit's lines. Everything else is
*contextual*. A contextual rule may read a memoized
fact; such a fact is *exported* by the memoized function. Where contextual rules hang on one, it is a *gate*: the
memoized function says which gates a line opens, and facts of the visit that are needed behind gates alone are worked
out only where a line opens one. A *stage* counts the loops over the lines that must be over
before a name is known: a fact of the visit that reads a fact of every line belongs to stage 1, what reads that for
each line too. Rules of one stage and place that hang on the same condition form a group, and facts that only one
group needs are *gated*: worked out once it is known that the group applies.
"""

from collections.abc import Iterable, Sequence

from cleanclaim.kernel.compile_cache import Layout
from cleanclaim.kernel.functions import Fact, Rule, reads_of
from cleanclaim.kernel.rule_set import RuleSet


class Plan:
    """Where each rule, fact and input belongs in the two functions of `rules`."""

    def __init__(self, rule_set: RuleSet, rules: tuple[Rule, ...], layout: Layout) -> None:
        self.rule_set = rule_set
        self.rules = rules
        self.layout = layout
        self.line_scope = rule_set.scopes[-1]
        inputs = rule_set.inputs
        self.shared_inputs = {name for name, entry in inputs.items() if layout.is_shared(entry.expression)}
        self.repeating = {name for name, entry in inputs.items() if entry.repeats}
        self.patterning = {
            name for name, one in inputs.items() if (one.repeats if one.patterned is None else one.patterned)
        }
        self.constant_facts = [node for node in self.facts_behind(rules) if self._is_constant(node)]
        self.memoized = [entry for entry in rules if self._is_memoized(entry)]
        self.contextual = [entry for entry in rules if entry not in self.memoized]
        facts = self.facts_behind(self.contextual)
        exported = [node for node in facts if self.is_line_fact(node.name) and self._is_memoized(node)]
        self.contextual_facts = [node for node in facts if node not in exported and node not in self.constant_facts]
        contextual = [*self.contextual, *self.contextual_facts]
        self.patterned = {one for one in contextual if self._hangs_on(one) <= self.shared_inputs | self.patterning}
        """The rules and facts that hang on the pattern of the lines alone."""
        read = {name for node in contextual for name in self.reads(node)}
        self.exported = [node.name for node in exported if node.name in read]
        remembered = [*self.exported, *(name for entry in self.memoized for name in self.reads(entry))]
        behind = rule_set.find_behind(remembered)
        self.memoized_facts = [one for one in rule_set.order if one.name in behind and one not in self.constant_facts]
        """The facts that the memoized function works out: those its rules hang on, and those it exports."""
        of_lines = behind & inputs.keys()
        of_patterns = {name for node in self.patterned for name in self._hangs_on(node)}
        known_by = of_lines | of_patterns
        self.key = self._in_order({name for name in known_by if name in of_lines or self.is_line(name)})
        self.kind = tuple(name for name in self.key if name in self.patterning and self.is_line(name))
        """What of a line's key makes up the pattern of the lines; `pattern_key` is what of the visit does."""
        self.pattern_key = self._in_order({name for name in of_patterns if not self.is_line(name)})
        self.shared_key = tuple(name for name in inputs if name in self.shared_inputs & known_by)
        """What of the shared objects answers are remembered by."""
        constant = {*self.shared_inputs, *(node.name for node in self.constant_facts)}
        self.stage: dict[str, int] = dict.fromkeys([*rule_set.inputs, *self.exported, *constant], 0)
        for node in self.contextual_facts:
            self.stage[node.name] = self.stage_of(node)
        self.groups = self._by_gate()
        of_others = {name for node in contextual if node not in self.patterned for name in self.reads(node)}
        self.pattern_exports = sorted({one.name for one in self.contextual_facts if one in self.patterned} & of_others)
        self.gated = [self._only_for(group) for group in self.groups]
        self.gates = [name for name in self.exported if any(self.gate_of(group) == name for group in self.groups)]
        self.behind_gates = self._behind_gates()

    def reads(self, node: Fact) -> Sequence[str]:
        """The names behind a node's value; of a rule also those that its words mention."""
        return self.rule_set.evidence_of(node) if isinstance(node, Rule) else reads_of(node)

    def facts_behind(self, nodes: Iterable[Fact]) -> list[Fact]:
        """The facts that the nodes hang on, however far back, each after what it reads."""
        behind = self.rule_set.find_behind(name for node in nodes for name in self.reads(node))
        return [node for node in self.rule_set.order if node.name in behind]

    def is_line(self, name: str) -> bool:
        """Whether a name has a value a line."""
        return self.rule_set.scope_of(name) == self.line_scope

    def is_line_fact(self, name: str) -> bool:
        """Whether a name is a fact that is worked out for one line after the other."""
        return name in self.rule_set.facts and self.is_line(name) and not self.rule_set.facts[name].gives_each

    def in_loop(self, node: Fact) -> bool:
        """Whether a rule is asked, or a fact worked out, for one line after the other."""
        if isinstance(node, Rule):
            return self.rule_set.scope_of_rule(node) == self.line_scope
        return self.is_line_fact(node.name)

    def stage_of(self, node: Fact) -> int:
        """How many loops over the lines must be over before the node's inputs are known."""
        each = {parameter.name for parameter in node.parameters if parameter.each}
        return max((self.stage[n] + (n in each and self.is_line_fact(n)) for n in self.reads(node)), default=0)

    def is_gated(self, node: Fact) -> bool:
        """Whether only one group of rules needs the fact."""
        return any(node in gated for gated in self.gated)

    def only_mentioned(self, group: Sequence[Rule], gated: Sequence[Fact]) -> list[Fact]:
        """Of the facts that only a group needs those that no question of it hangs on: its words mention them."""
        needed = {name for entry in group for name in reads_of(entry)}
        for node in reversed(gated):
            needed |= set(reads_of(node)) if node.name in needed else set()
        return [node for node in gated if node.name not in needed]

    def gate_of(self, group: Sequence[Rule]) -> str | None:
        """The gate that a group hangs on: a memoized fact of the line; None where it hangs on no such."""
        gate = group[0].when
        return gate if gate in self.exported and self.in_loop(group[0]) else None

    def _behind_gates(self) -> dict[str, frozenset[str]]:
        """The contextual facts of the visit, or of all lines at once, that are needed behind gates alone, each with
        its gates.
        """
        group_of = {entry.id: group for group in self.groups for entry in group}
        gated_by = {node.name: group for group, gated in zip(self.groups, self.gated, strict=True) for node in gated}
        users = self._users()
        found: dict[str, frozenset[str]] = {}
        for node in reversed(self.contextual_facts):
            if self.in_loop(node) or node.name in gated_by or node in self.patterned:
                continue
            gates: set[str] | None = set()
            for user in users.get(node.name, ()):
                group = group_of[user.id] if isinstance(user, Rule) else gated_by.get(user.name)
                gate = self.gate_of(group) if group else None
                further = None if isinstance(user, Rule) else found.get(user.name)
                further = frozenset({gate}) if gate else further
                gates = None if gates is None or further is None else gates | further
            if gates:
                found[node.name] = frozenset(gates)
        return found

    def _hangs_on(self, node: Fact) -> set[str]:
        """The inputs behind a node, and those that its words mention."""
        return self.rule_set.find_behind(self.reads(node)) & self.rule_set.inputs.keys()

    def _is_constant(self, node: Fact) -> bool:
        """Whether a fact hangs on nothing but what many calls share."""
        return self._hangs_on(node) <= self.shared_inputs and not self._reads_all_lines(node)

    def _is_memoized(self, node: Fact) -> bool:
        """Whether a rule or fact hangs on one line alone, and on what repeats and what many calls share."""
        if isinstance(node, Rule) and self.rule_set.scope_of_rule(node) != self.line_scope:
            return False
        return self._hangs_on(node) <= self.shared_inputs | self.repeating and not self._reads_all_lines(node)

    def _reads_all_lines(self, node: Fact) -> bool:
        """Whether a node, or what it hangs on, is worked out of all lines at once."""
        nodes = [*self.facts_behind([node]), node]
        return any(one.gives_each or any(parameter.each for parameter in one.parameters) for one in nodes)

    def _in_order(self, names: set[str]) -> tuple[str, ...]:
        """Names of inputs that the calls do not share, as the inputs are listed."""
        return tuple(name for name in self.rule_set.inputs if name in names - self.shared_inputs)

    def _by_gate(self) -> list[list[Rule]]:
        """Contextual rules that are asked at the same place and under the same condition, together, those that are
        patterned apart.
        """
        groups: dict[tuple[bool, int, str | None, bool], list[Rule]] = {}
        for entry in self.contextual:
            place = self.in_loop(entry), self.stage_of(entry), entry.when
            groups.setdefault((*place, entry in self.patterned), []).append(entry)
        return list(groups.values())

    def places(self) -> list[tuple[int, int]]:
        """Of each rule where its answers stand among those of a visit: the loop over the lines or what lies between
        two, and the place there.
        """
        memoized = {entry.id: (-1, at) for at, entry in enumerate(self.memoized)}
        gates = list(dict.fromkeys((self.in_loop(one), self.stage_of(one), one.when) for one in self.contextual))
        found = {}
        for at, entry in enumerate(self.contextual):
            loop, stage, when = self.in_loop(entry), self.stage_of(entry), entry.when
            found[entry.id] = 2 * stage + loop, gates.index((loop, stage, when)) * len(self.rules) + at
        return [(memoized | found)[entry.id] for entry in self.rules]

    def _only_for(self, group: list[Rule]) -> list[Fact]:
        """The facts that only these rules need, and only where they apply."""
        gate = group[0].when
        if gate is None:
            return []
        stage, loop = self.stage_of(group[0]), self.in_loop(group[0])
        before_gate = self.rule_set.find_behind([gate])
        users = self._users()
        gated: list[Fact] = []
        for node in reversed(self.contextual_facts):
            # What is known of the visit early is known later too; what is known of a line, only in its own loop.
            in_time = self.stage[node.name] == stage or (not loop and self.stage[node.name] < stage)
            same_place = in_time and self.in_loop(node) == loop and not node.gives_each
            same_place = same_place and (node in self.patterned) == (group[0] in self.patterned)
            used_here = all(user in group or user in gated for user in users[node.name])
            if same_place and used_here and node.name not in before_gate:
                gated.insert(0, node)
        return gated

    def _users(self) -> dict[str, list[Fact]]:
        users: dict[str, list[Fact]] = {}
        for node in [*self.contextual, *self.contextual_facts]:
            for name in self.reads(node):
                users.setdefault(name, []).append(node)
        return users
