"""A guide as an automaton: which uses of segments may follow which, and how segments of one identifier are told apart.

From each use of a segment, the guide allows some others to follow: later ones of the same loop, the first of a loop
below it, a repetition of a loop around it. These transitions are worked out once for each use when it is first met,
so that placing a segment is a look-up. Segments that begin alike are told apart by a qualifier.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from msgspec import Struct, field

from cleanclaim.exchange.x12.element_patterns import quick_test
from cleanclaim.exchange.x12.guide import Guide, Loop, Use
from cleanclaim.exchange.x12.lexer import Delimiters, Segment

# The element that tells uses of a segment apart, where it is not the first.
_QUALIFIER = {"HL": 3}

OFTEN = 2
"""A loop that may come more often than this is one of those that files are mostly made of."""


class Transition(Struct, eq=False):
    """The way from one use to the next: how many loops end, and which then begins; `bit` is the use's in its loop.

    `passes` are the bits of what the loop must have before the use.
    """

    use: Use
    state: "State"
    closes: int
    opens: Loop | None
    required: int
    bit: int
    passes: int

    @property
    def begins(self) -> bool:
        """Whether a loop begins here that comes often."""
        return self.opens is not None and self.opens.most > OFTEN


class Branch(Struct, eq=False):
    """The transitions on a segment's identifier, by the value of the element `at`; 0 where there is only one.

    `siblings` are the further ones that a value may mean, told apart by the other elements. `unqualified` is that of
    any other value, where the guide lists no values for it.
    """

    at: int
    transitions: dict[str, Transition]
    siblings: dict[str, list[Transition]] = {}
    unqualified: Transition | None = None


class State(Struct, eq=False):
    """A use as the matcher knows it: its quick test, texts known to be right, the transitions from it once worked out.

    `begins` are the transitions to loops that come often, `shapes` how the loop has looked that begins at this use;
    both with the last one taken first.
    """

    use: Use | None
    accepts: Callable[[str], object]
    known: set[str] = field(default_factory=set)
    branches: dict[str, Branch] = field(default_factory=dict)
    begins: list[Transition] = field(default_factory=list)
    shapes: list["Shape"] = field(default_factory=list)


class Frame(Struct, eq=False, gc=False):
    """One open loop: the bits of children it must have and of those seen, and how often, where that is above one.

    `late` has by index the first segment that came when a child that must be there had not.

    One that is `shared` belongs to a shape, and is copied before anything is written to it.
    """

    loop: Loop
    required: int
    seen: int = 0
    counts: dict[int, int] | None = None
    shared: bool = False
    late: dict[int, Segment] | None = None

    def copy(self) -> "Frame":
        """Another such loop that has come as far."""
        return Frame(self.loop, self.required, self.seen, dict(self.counts) if self.counts else None)


class Shape(Struct, eq=False):
    """How a whole loop has looked before (`loop_patterns`): the paths of its segments in order, a pattern with a group
    for each path, the state at which it ends, and the loops that are then open. `repeats`: another may follow.
    `size` is the number of its segments, None where that differs.
    """

    paths: tuple[str, ...]
    match: Callable[[str, int], re.Match[str] | None]
    state: State
    frames: tuple[Frame, ...]
    repeats: bool
    size: int | None


class Automaton:
    """A guide's transitions with certain separators, worked out as far as files need them."""

    def __init__(self, guide: Guide, marks: Delimiters) -> None:
        self.marks = marks
        self._states: dict[int, State] = {}
        self._ids = {use.id for use in _uses(guide.root)}
        self.counts: dict[tuple[Use, ...], int] = {}
        """How often a loop has been right in each shape."""
        self.start = State(None, bool)
        """Where a transaction begins: before its ST."""
        self._work_out(self.start, self._from(guide.root, 0, 0))

    def knows(self, segment: str) -> bool:
        """Whether the guide uses a segment of that identifier anywhere."""
        return segment in self._ids

    def state(self, use: Use) -> State:
        """The use with its quick test."""
        found = self._states.get(id(use))
        if found is None:
            found = self._states[id(use)] = State(use, quick_test(use, self.marks))
        return found

    def branches(self, state: State) -> dict[str, Branch]:
        """The transitions from a state, worked out once."""
        if state.use is not None and not state.branches:
            self._work_out(state, self._after(state.use))
        return state.branches

    def out_of_order(self, loop: Loop, segment: Segment) -> Use | None:
        """The use in the loop that the segment would be, were it not too late for it."""
        for child in loop.children[1:] if loop.parent else loop.children:
            if isinstance(child, Use) and child.id == segment.elements[0]:
                among = qualifiers(child)
                value = segment.element(_QUALIFIER.get(child.id, 1)).split(segment.delimiters.component, 1)[0]
                if not among or value in among:
                    return child
        return None

    def _work_out(self, state: State, transitions: Iterator[Transition]) -> None:
        by_id: dict[str, list[Transition]] = {}
        for transition in transitions:
            by_id.setdefault(transition.use.id, []).append(transition)
            if transition.begins:
                state.begins.append(transition)
        state.branches = {segment: _branch(segment, found) for segment, found in by_id.items()}

    def _after(self, use: Use) -> Iterator[Transition]:
        loop: Loop | None = use.loop
        index, closes = use.index, 0
        while loop is not None:
            yield from self._from(loop, index, closes)
            index, loop, closes = loop.index, loop.parent, closes + 1

    def _from(self, loop: Loop, index: int, closes: int) -> Iterator[Transition]:
        """Steps to the loop's children from the place of the child at `index` on."""
        children = loop.children
        begin = _first_alike(children, index)
        if loop.parent is not None:
            begin = max(begin, 1)  # the first segment opens the loop and is no step within it
        for child in children[begin:]:
            passes = required(loop) & ((1 << _first_alike(children, child.index)) - 1)
            if isinstance(child, Loop):
                yield Transition(child.first, self.state(child.first), closes, child, required(child), 1, passes)
            else:
                yield Transition(child, self.state(child), closes, None, 0, 1 << child.index, passes)


def _branch(segment: str, transitions: list[Transition]) -> Branch:
    """Nearer transitions go first, so that a segment stays in the loop that is open where it can."""
    by_value: dict[str, list[Transition]] = {}
    for transition in transitions:
        for value in qualifiers(transition.use):
            by_value.setdefault(value, []).append(transition)
    nearest = {value: found[0] for value, found in by_value.items()}
    if len({id(transition.use) for transition in transitions}) == 1 or not by_value:
        return Branch(0, {segment: transitions[0]})
    siblings = {value: more for value, found in by_value.items() if (more := _others(found))}
    unqualified = next((transition for transition in transitions if not qualifiers(transition.use)), None)
    return Branch(_QUALIFIER.get(segment, 1), nearest, siblings, unqualified)


def _others(found: list[Transition]) -> list[Transition]:
    """The transitions to other uses in the same loop than the first one's."""
    first = found[0]
    return [one for one in found[1:] if one.use is not first.use and one.use.loop is first.use.loop]


def qualifiers(use: Use) -> frozenset[str]:
    """The values of the element that tells the use from others of its identifier; empty where it has none."""
    at = _QUALIFIER.get(use.id, 1)
    if at > len(use.elements):
        return frozenset()
    element = use.elements[at - 1]
    return element.parts[0].codes if element.parts else element.codes


def required(loop: Loop) -> int:
    """The bits of the children that the loop must have."""
    return sum(1 << child.index for child in loop.children if child.usage == "R")


def _first_alike(children: list[Use | Loop], index: int) -> int:
    """The first of the children around that at `index` which begin alike: they may come in any order."""
    while index > 0 and _opening(children[index - 1]) == _opening(children[index]):
        index -= 1
    return index


def _opening(child: Use | Loop) -> str:
    return child.first.id if isinstance(child, Loop) else child.id


def _uses(loop: Loop) -> Iterator[Use]:
    for child in loop.children:
        if isinstance(child, Loop):
            yield from _uses(child)
        else:
            yield child


@cache
def automaton_of(guide: Guide, marks: Delimiters) -> Automaton:
    """The guide's transitions, worked out once for all transactions."""
    return Automaton(guide, marks)
