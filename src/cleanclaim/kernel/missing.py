"""Why a question has no answer: which input was not known, or which fact could not tell.

The compiled function only says that a question is open. Few are; for those, this works out again what lies on the way
from the question back to what is missing, one name at a time.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

from cleanclaim.kernel.compile_cache import Layout
from cleanclaim.kernel.functions import Fact, Missing, Rule
from cleanclaim.kernel.rule_set import RuleSet

OF_VISIT = -1
"""The place of what is asked once a visit."""


ALWAYS, THIS_VISIT, THIS_LINE = range(3)
"""How far a cause reaches: wherever the shared objects are the same, to all lines of a visit, or to one line."""


class _Way(NamedTuple):
    """One way in which a name may come to have no value: another name has none.

    `each`: read of all lines at once. `reach`: how far it is the same whether that name has a value.
    """

    name: str
    is_line: bool
    each: bool
    reach: int


class _Ways(NamedTuple):
    """The ways of one name, in the order in which they are looked at: what blocks it, then what it says itself."""

    is_line: bool
    gives_each: bool
    blocking: tuple[_Way, ...]
    parts: tuple[_Way, ...]


class MissingFinder:
    """Finds what is missing for one rule set. `layout` tells how the caller's arguments are called."""

    def __init__(self, rule_set: RuleSet, layout: Layout) -> None:
        self.rule_set = rule_set
        self.layout = layout
        self.shared_at = [layout.arguments.index(name) for name in layout.shared]
        self.input = cache(self._input)
        self.may_leave_open = cache(self._may_leave_open)
        self.places = cache(self._places)
        self.ways = cache(self._ways)

    def of(self, arguments: Sequence[Any], always: dict[str, Missing] | None = None) -> "MissingSearch":
        """The search for one call's arguments. `always`: the causes known to hold under its shared objects."""
        return MissingSearch(self, arguments, {} if always is None else always)

    def _input(self, name: str) -> Callable[..., Any]:
        """How an input is read: a function of the arguments, and of the line where it has a value a line."""
        parameters = ", ".join([*self.layout.arguments, self.layout.items[0]])
        source = f"lambda {parameters}: {self.rule_set.inputs[name].expression}"
        return eval(source)  # type: ignore[no-any-return]  # noqa: S307 - our own text, nobody else's

    def _may_leave_open(self, entry: Rule) -> list[tuple[int, str, bool]]:
        """The names that may leave a rule open, in the order they are asked: the place among its evidence, the name,
        and whether it is read of every line.
        """
        blocking = [(one.name, one.each) for one in entry.parameters if self.rule_set.can_block(one)]
        names = [(entry.when, False), *blocking, (entry.unless, False)]
        return [(self.places(entry)[name][0], name, each) for name, each in names if name]

    def _places(self, entry: Rule) -> dict[str, tuple[int, bool]]:
        """The names among a rule's evidence, each with its place there and whether it is read of all lines at once."""
        of_all = {one.name for one in entry.parameters if one.each}
        return {name: (place, name in of_all) for place, name in enumerate(self.rule_set.evidence_of(entry))}

    def is_line(self, name: str) -> bool:
        """Whether a name has a value a line."""
        return self.rule_set.scope_of(name) == self.rule_set.scopes[-1]

    def _ways(self, name: str) -> _Ways:
        """How a name may come to have no value."""
        node = self.rule_set.facts.get(name)
        blocking = [one for one in node.parameters if self.rule_set.can_block(one)] if node else ()
        parts = [part for part in self.rule_set.missing(name) if isinstance(part, str)]
        return _Ways(
            self.is_line(name),
            node is not None and node.gives_each,
            tuple(self._way(one.name, each=one.each) for one in blocking),
            tuple(self._way(part, each=False) for part in parts),
        )

    def _way(self, name: str, *, each: bool) -> _Way:
        is_line, inputs = self.is_line(name), self.rule_set.find_behind([name]) & self.rule_set.inputs.keys()
        shared = all(self.layout.is_shared(self.rule_set.inputs[one].expression) for one in inputs)
        return _Way(name, is_line, each, THIS_LINE if is_line and not each else ALWAYS if shared else THIS_VISIT)


class MissingSearch:
    """What is missing behind the open questions of one visit."""

    def __init__(self, finder: MissingFinder, arguments: Sequence[Any], always: dict[str, Missing]) -> None:
        self.finder = finder
        self.rule_set = finder.rule_set
        self.arguments = arguments
        self.lines: Sequence[Any] = arguments[finder.layout.arguments.index(finder.layout.items[1])]
        self._values: dict[tuple[str, int], Any] = {}
        self._causes: dict[tuple[str, int], Missing] = {}
        self._evidence: tuple[dict[str, tuple[int, bool]], int, Sequence[Any]] = {}, OF_VISIT, ()
        """What was already worked out for the question at hand: places by name, the line, the values."""
        self._always = always
        self._of_any_line: dict[str, Missing] = {}
        """The causes that hold for every line that has no value: nothing that differs by line was looked at."""

    def behind(self, entry: Rule, place: int, values: Sequence[Any]) -> Missing:
        """What is missing for a rule that was left open at a place, with these values as its evidence."""
        for at, name, each in self.finder.may_leave_open(entry):
            if values[at] is None or (each and None in values[at]):
                known = self._always.get(name) or self._of_any_line.get(name)
                if known is not None:
                    return known
                places = self.finder.places(entry)
                # What only the group of a condition needs is not worked out where the condition is unknown.
                applies = entry.when is None or values[places[entry.when][0]] is not None
                self._evidence = (places, place, values) if applies else ({}, OF_VISIT, ())
                return self._cause(name, OF_VISIT if each else place)
        raise AssertionError(f"{entry.id} was left open, and nothing it reads is unknown")

    def _cause(self, name: str, place: int) -> Missing:
        """Why a name has no value at a place; read of all lines, why the first that has none has none."""
        known = self._always.get(name) or self._of_any_line.get(name) or self._causes.get((name, place))
        if known is None:
            known, reach = self._searched(name, place)
            if reach == THIS_LINE:
                self._causes[name, place] = known
            else:
                (self._of_any_line if reach == THIS_VISIT else self._always)[name] = known
        return known

    def _searched(self, name: str, place: int) -> tuple[Missing, int]:
        """The cause, and how far it reaches: as far as all that was looked at."""
        ways, reach = self.finder.ways(name), ALWAYS
        if not ways.is_line:
            place = OF_VISIT
        elif place == OF_VISIT:
            place = next(at for at in range(len(self.lines)) if self._value(name, at) is None)
        for way in ways.blocking:
            reach = max(reach, way.reach)
            if self._blocks(way, place):
                return self._cause(way.name, OF_VISIT if way.each else place), reach
        # A fact that gives every line its value may have none for this line because of another.
        for at in (place, OF_VISIT) if ways.gives_each else (place,):
            for way in ways.parts:
                reach = max(reach, way.reach)
                if self._is_unknown(way.name, at):
                    return self._cause(way.name, at), reach
        return self.rule_set.sentence(name), reach

    def _is_unknown(self, name: str, place: int) -> bool:
        if place == OF_VISIT and self.finder.ways(name).is_line:
            return None in self._all(name)
        return self._value(name, place) is None

    def _blocks(self, way: _Way, place: int) -> bool:
        return None in self._all(way.name) if way.each else self._value(way.name, place) is None

    def _all(self, name: str) -> list[Any]:
        return [self._value(name, place) for place in range(len(self.lines))]

    def _value(self, name: str, place: int) -> Any:
        at = place if self.finder.ways(name).is_line else OF_VISIT
        if (name, at) not in self._values:
            places, here, values = self._evidence
            known_at, of_all = places.get(name, (None, False))
            if known_at is not None and of_all:
                value = values[known_at][at]
            elif known_at is not None and at in (OF_VISIT, here):
                value = values[known_at]
            else:
                value = self._worked_out(name, at)
            self._values[name, at] = value
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
        return any(self._blocks(way, place) for way in self.finder.ways(node.name).blocking)

    def _read(self, node: Fact, place: int) -> list[Any]:
        return [self._all(one.name) if one.each else self._value(one.name, place) for one in node.parameters]
