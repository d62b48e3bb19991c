"""The book: every fact, every rule and every input, by name, and how they hang together.

Scope follows from the inputs. The caller names the scopes from coarse to fine (here: patient, visit,
line); a fact belongs to the finest scope it reads. What is read as `Each` does not pull a fact down to
the line, and a fact that gives `Each` has a value for every line.

Unknown in, undetermined out: an input that is None makes the answer None, unless the parameter accepts it.
"""

from collections.abc import Callable, Iterable, Iterator
from types import ModuleType

from msgspec import Struct

from cleanclaim.kernel.functions import (
    Fact,
    Missing,
    MissingParts,
    Parameter,
    Rule,
    RuleSetError,
    describe_node,
    names_in,
    reads_of,
)
from cleanclaim.nearest import did_you_mean


class Input(Struct, frozen=True, kw_only=True):
    """A value the caller brings. `expression` is how the compiled code reads it, such as `visit.payer`.

    `words` are what it is, as a person would say it. `missing` says what to do where it is None (see `MissingParts`);
    an input that says nothing is never None. `money`: it is in cents. `repeats`: it takes few values, which repeat from
    visit to visit, so that answers about one line may be remembered by them. `patterned`: so may answers about all
    lines together; None: as it repeats.
    """

    name: str
    scope: str
    expression: str
    words: str
    missing: MissingParts = ()
    money: bool = False
    repeats: bool = False
    patterned: bool | None = None


class RuleSet:
    """All inputs, facts and rules, checked against each other.

    `scopes` run from coarse to fine; the last is the one that repeats. `modules` are read for `Fact` and
    `Rule` objects defined in them. `known_cites` are the ids a rule may cite.

    Raises RuleSetError, naming the culprit and the likeliest correction.
    """

    def __init__(
        self,
        *,
        scopes: tuple[str, ...],
        inputs: Iterable[Input],
        modules: Iterable[ModuleType],
        known_cites: Iterable[str],
    ) -> None:
        self.scopes = scopes
        self.inputs: dict[str, Input] = {}
        self.facts: dict[str, Fact] = {}
        self.rules: dict[str, Rule] = {}
        self.ids: dict[str, str] = {}
        """The id of a rule by every name it has or had."""
        for entry in inputs:
            self._claim_name(entry.name, "an input")
            self.inputs[entry.name] = entry
        for module in modules:
            self._read(module)
        self._check_references()
        self._check_cites(set(known_cites))
        self.order = tuple([self.facts[name] for name in _in_order(self.facts, self._facts_of, "Facts go")])
        """The facts, each after what it reads."""
        self._levels = {name: scopes.index(entry.scope) for name, entry in self.inputs.items()}
        for node in self.order:
            self._levels[node.name] = len(scopes) - 1 if node.gives_each else self._level_of_reads(node)
        for node in self.nodes():
            for parameter in node.parameters:
                self._check_each(node, parameter)
        self._evidence = {entry.id: self._names_of(entry) for entry in self.rules.values()}
        self._behind = {
            entry.id: frozenset(self.find_behind(reads_of(entry)) & self.inputs.keys()) for entry in self.rules.values()
        }
        self._missing = {name: self._named_missing(name) for name in (*self.inputs, *self.facts)}
        self._check_missing()
        amounts: list[Input | Fact] = [*self.inputs.values(), *self.facts.values()]
        self.amounts = frozenset(entry.name for entry in amounts if entry.money)
        """The inputs and facts that are amounts in cents."""

    def _read(self, module: ModuleType) -> None:
        for item in vars(module).values():
            if not isinstance(item, Fact) or item.function.__module__ != module.__name__:
                continue
            if isinstance(item, Rule):
                for rule_id in (item.id, *item.aliases):
                    self._claim_id(rule_id, module.__name__)
                    self.ids[rule_id] = item.id
                self.rules[item.id] = item
            else:
                self._claim_name(item.name, f"a fact in {module.__name__}")
                self.facts[item.name] = item

    def _claim_name(self, name: str, what: str) -> None:
        if name in self.inputs:
            raise RuleSetError(f"{name!r} is already an input; {what} cannot have the same name. Rename the fact.")
        if name in self.facts:
            first = self.facts[name].function.__module__
            raise RuleSetError(f"Two facts are called {name!r}: one in {first}, and {what}. Rename one of them.")

    def _claim_id(self, rule_id: str, module: str) -> None:
        if rule_id in self.ids:
            first = self.rules[self.ids[rule_id]].function.__module__
            raise RuleSetError(
                f"Two rules are called {rule_id!r}: one in {first}, and one in {module}. Rename one of them."
            )

    def _check_references(self) -> None:
        names = [*self.inputs, *self.facts]
        for node in self.nodes():
            for read in reads_of(node):
                if read not in self.inputs and read not in self.facts:
                    meant = did_you_mean(read, names)
                    raise RuleSetError(
                        f"{describe_node(node)} reads {read!r}, which is neither a field nor a fact.{meant}"
                    )

    def _check_each(self, node: Fact, parameter: Parameter) -> None:
        coarse, fine = self.scopes[-2:]
        is_each = self.scope_of(parameter.name) == fine
        if parameter.each and not is_each:
            raise RuleSetError(
                f"{describe_node(node)} reads {parameter.name!r} as Each, but it has one value a {coarse}, "
                f"not one a {fine}. Drop the Each."
            )
        if parameter.each and isinstance(node, Rule) and parameter.name in (node.when, node.unless):
            raise RuleSetError(
                f"{describe_node(node)} hangs on {parameter.name!r} and reads it as Each. "
                f"Let a fact say of every {fine} what the rule needs of them all."
            )
        if node.gives_each and not parameter.each and is_each:
            raise RuleSetError(
                f"{describe_node(node)} gives Each and reads {parameter.name!r}, which has one value a {fine}. "
                "Read it as Each too: the fact is worked out once for all."
            )

    def _check_cites(self, known: set[str]) -> None:
        for entry in self.rules.values():
            if entry.cite not in known:
                raise RuleSetError(
                    f"Rule {entry.id!r} cites {entry.cite!r}, not in the bibliography.{did_you_mean(entry.cite, known)}"
                )

    def _facts_of(self, name: str) -> list[str]:
        return [read for read in reads_of(self.facts[name]) if read in self.facts]

    def _level_of_reads(self, node: Fact) -> int:
        """The place among the scopes of the finest name that a node reads; read of all lines, it counts as coarser."""
        each = {parameter.name for parameter in node.parameters if parameter.each}
        one_coarser = len(self.scopes) - 2
        return max((one_coarser if read in each else self._levels[read] for read in reads_of(node)), default=0)

    def named(self, rule_id: str) -> Rule | None:
        """The rule that has this id, or had it before."""
        return self.rules.get(self.ids.get(rule_id, ""))

    def scope_of(self, name: str) -> str:
        """The scope of an input or fact: the finest of what it reads."""
        return self.scopes[self._levels[name]]

    def scope_of_rule(self, entry: Rule) -> str:
        """The scope a rule is asked in: once a visit, or once a line."""
        return self.scopes[self._level_of_reads(entry)]

    def may_be_none(self, name: str) -> bool:
        """Whether the value behind a name can be unknown."""
        if name in self.inputs:
            return bool(self.inputs[name].missing)
        node = self.facts[name]
        return node.may_be_none or any(self.can_block(parameter) for parameter in node.parameters)

    def can_block(self, parameter: Parameter) -> bool:
        """Whether an unknown value of this parameter makes the answer unknown."""
        return not parameter.accepts_unknown and self.may_be_none(parameter.name)

    def missing(self, name: str) -> MissingParts:
        """Why an input or fact may itself be None: see `MissingParts`. What a fact reads may hold it up besides."""
        return self._missing[name]

    def sentence(self, name: str) -> Missing:
        """What to say where an input or fact is not known, whatever the reason."""
        last = self._missing[name][-1] if self._missing[name] else self._blocked_by(name)[0]
        return self.sentence(last) if isinstance(last, str) else last

    def _named_missing(self, name: str) -> MissingParts:
        parts = self.inputs[name].missing if name in self.inputs else self._missing_of_fact(self.facts[name])
        return tuple(
            part if isinstance(part, str) or part.name else Missing(part.title, part.remedy, name) for part in parts
        )

    def _missing_of_fact(self, node: Fact) -> MissingParts:
        if node.missing or not node.may_be_none:
            return node.missing
        return tuple(one.name for one in node.parameters if one.accepts_unknown and self.may_be_none(one.name))

    def _check_missing(self) -> None:
        """That whatever can leave a question open ends in a sentence that says what is missing."""
        names = []
        for entry in self.rules.values():
            names += [name for name in (entry.when, entry.unless) if name and self.may_be_none(name)]
            names += [one.name for one in entry.parameters if self.can_block(one)]
        _in_order(names, self._blocked_by, "What is missing goes")

    def _blocked_by(self, name: str) -> list[str]:
        """The names for which a name may be None. Raises RuleSetError where nothing says what is missing."""
        parts = self._missing[name]
        named = [part for part in parts if isinstance(part, str)]
        for part in named:
            if part not in self.inputs and part not in self.facts:
                nearest = did_you_mean(part, [*self.inputs, *self.facts])
                raise RuleSetError(f"{name!r} says that {part!r} is missing, neither a field nor a fact.{nearest}")
        node = self.facts.get(name)
        blocking = [one.name for one in node.parameters if self.can_block(one)] if node else []
        if not parts and (not blocking or (node and node.may_be_none)):
            what = "is never None" if not node or not node.may_be_none else "may answer None"
            raise RuleSetError(
                f"{name!r} {what} and does not say what is missing then. "
                "Write @fact(missing=Missing(title, remedy)), or name what is."
            )
        return [*blocking, *named]

    def nodes(self) -> Iterator[Fact]:
        """All facts, then all rules."""
        yield from self.facts.values()
        yield from self.rules.values()

    def inputs_behind(self, rule_id: str) -> frozenset[str]:
        """Every input that a rule's answer can depend on, however far back."""
        return self._behind[rule_id]

    def cannot_do_without(self, entry: Fact, inputs: frozenset[str]) -> bool:
        """Whether a rule or fact has no answer wherever these inputs are unknown."""
        names = [one.name for one in entry.parameters if not one.each and not one.accepts_unknown]
        names += [entry.when] if isinstance(entry, Rule) and entry.when else []
        return any(
            name in inputs or self.cannot_do_without(self.facts[name], inputs)
            for name in names
            if name in inputs or name in self.facts
        )

    def evidence_of(self, entry: Rule) -> tuple[str, ...]:
        """The names whose values a finding carries: what the rule reads, then what its words mention."""
        return self._evidence[entry.id]

    def _names_of(self, entry: Rule) -> tuple[str, ...]:
        names = dict.fromkeys(reads_of(entry))
        *_, coarse, fine = self.scopes
        for name in [*names_in(entry.message), *names_in(entry.remedy)]:
            if name not in self.facts and name not in self.inputs:
                raise RuleSetError(f"{describe_node(entry)} mentions {name!r}, which is neither a field nor a fact.")
            if name not in names and self.scope_of(name) == fine and self.scope_of_rule(entry) != fine:
                raise RuleSetError(
                    f"{describe_node(entry)} mentions {name!r}, which has one value a {fine}, but runs once a "
                    f"{coarse}. Mention what it reads."
                )
            names[name] = None
        return tuple(names)

    def find_behind(self, names: Iterable[str]) -> set[str]:
        """Names with the facts and inputs that they hang on, however far back."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += reads_of(self.facts[name]) if name in self.facts else ()
        return found


def _in_order(names: Iterable[str], further: Callable[[str], Iterable[str]], what: str) -> list[str]:
    """Names and those they lead `further` to, each after these. Raises RuleSetError where they lead back."""
    order: dict[str, None] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise RuleSetError(f"{what} round in a circle: {' → '.join([*path[path.index(name) :], name])}.")
        if name not in order:
            for one in further(name):
                visit(one, (*path, name))
            order[name] = None

    for name in names:
        visit(name, ())
    return list(order)
