"""Why a question has no answer: which input was not known, or which fact could not tell.

The compiled function only says that a question is open. Few are; for those, this works out again what lies on the way
from the question back to what is missing, one name at a time.
"""

from collections.abc import Callable, Sequence
from typing import Any

from cleanclaim.kernel.compile_cache import Layout
from cleanclaim.kernel.functions import Fact, Missing, Parameter, Rule
from cleanclaim.kernel.rule_set import RuleSet

OF_VISIT = -1
"""The place of what is asked once a visit."""


class MissingFinder:
    """Finds what is missing for one rule set. `layout` tells how the caller's arguments are called."""

    def __init__(self, rule_set: RuleSet, layout: Layout) -> None:
        self.rule_set = rule_set
        self.layout = layout
        self._inputs: dict[str, Callable[..., Any]] = {}
        self._open: dict[str, list[tuple[int, str, bool]]] = {}

    def of(self, arguments: Sequence[Any]) -> "MissingSearch":
        """The search for one call's arguments."""
        return MissingSearch(self, arguments)

    def input(self, name: str) -> Callable[..., Any]:
        """How an input is read: a function of the arguments, and of the line where it has a value a line."""
        if name not in self._inputs:
            parameters = ", ".join([*self.layout.arguments, self.layout.items[0]])
            source = f"lambda {parameters}: {self.rule_set.inputs[name].expression}"
            self._inputs[name] = eval(source)  # noqa: S307 - our own text, nobody else's
        return self._inputs[name]

    def may_leave_open(self, entry: Rule) -> list[tuple[int, str, bool]]:
        """The names that may leave a rule open, in the order they are asked: the place among its evidence, the name,
        and whether it is read of every line.
        """
        if entry.id not in self._open:
            places = {name: place for place, name in enumerate(self.rule_set.evidence_of(entry))}
            blocking = [(one.name, one.each) for one in entry.parameters if self.rule_set.can_block(one)]
            names = [(entry.when, False), *blocking, (entry.unless, False)]
            self._open[entry.id] = [(places[name], name, each) for name, each in names if name]
        return self._open[entry.id]


class MissingSearch:
    """What is missing behind the open questions of one visit."""

    def __init__(self, finder: MissingFinder, arguments: Sequence[Any]) -> None:
        self.finder = finder
        self.rule_set = finder.rule_set
        self.arguments = arguments
        self.lines: Sequence[Any] = arguments[finder.layout.arguments.index(finder.layout.items[1])]
        self._values: dict[tuple[str, int], Any] = {}

    def behind(self, entry: Rule, place: int, values: Sequence[Any]) -> Missing:
        """What is missing for a rule that was left open at a place, with these values as its evidence."""
        for at, name, each in self.finder.may_leave_open(entry):
            if values[at] is None or (each and None in values[at]):
                return self._cause(name, OF_VISIT if each else place)
        raise AssertionError(f"{entry.id} was left open, and nothing it reads is unknown")

    def _cause(self, name: str, place: int) -> Missing:
        """Why a name has no value at a place; read of all lines, why the first that has none has none."""
        if not self._is_line(name):
            place = OF_VISIT
        elif place == OF_VISIT:
            place = next(at for at in range(len(self.lines)) if self._value(name, at) is None)
        node = self.rule_set.facts.get(name)
        for parameter in node.parameters if node else ():
            if self.rule_set.can_block(parameter) and self._blocks(parameter, place):
                return self._cause(parameter.name, OF_VISIT if parameter.each else place)
        # A fact that gives every line its value may have none for this line because of another.
        for at in (place, OF_VISIT) if node and node.gives_each else (place,):
            for part in self.rule_set.missing(name):
                if isinstance(part, str) and self._is_unknown(part, at):
                    return self._cause(part, at)
        return self.rule_set.sentence(name)

    def _is_line(self, name: str) -> bool:
        return self.rule_set.scope_of(name) == self.rule_set.scopes[-1]

    def _is_unknown(self, name: str, place: int) -> bool:
        return (
            None in self._all(name) if self._is_line(name) and place == OF_VISIT else self._value(name, place) is None
        )

    def _blocks(self, parameter: Parameter, place: int) -> bool:
        value = self._all(parameter.name) if parameter.each else self._value(parameter.name, place)
        return None in value if parameter.each else value is None

    def _all(self, name: str) -> list[Any]:
        return [self._value(name, place) for place in range(len(self.lines))]

    def _value(self, name: str, place: int) -> Any:
        at = place if self._is_line(name) else OF_VISIT
        if (name, at) not in self._values:
            self._values[name, at] = self._worked_out(name, at)
        return self._values[name, at]

    def _worked_out(self, name: str, place: int) -> Any:
        if name in self.rule_set.inputs:
            line = self.lines[place] if place != OF_VISIT else None
            return self.finder.input(name)(*self.arguments, line)
        node = self.rule_set.facts[name]
        if node.gives_each:
            return self._of_all_lines(node)[place]
        return None if self._is_blocked(node, place) else node.function(*self._read(node, place))

    def _of_all_lines(self, node: Fact) -> Sequence[Any]:
        key = node.name, OF_VISIT
        if key not in self._values:
            blocked = self._is_blocked(node, OF_VISIT)
            self._values[key] = [None] * len(self.lines) if blocked else node.function(*self._read(node, OF_VISIT))
        return self._values[key]  # type: ignore[no-any-return]

    def _is_blocked(self, node: Fact, place: int) -> bool:
        return any(self.rule_set.can_block(one) and self._blocks(one, place) for one in node.parameters)

    def _read(self, node: Fact, place: int) -> list[Any]:
        return [self._all(one.name) if one.each else self._value(one.name, place) for one in node.parameters]
