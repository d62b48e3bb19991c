"""Which place of the guide each segment of a transaction has: the matcher.

From each use of a segment, the guide allows some others to follow: later ones of the same loop, the first of a loop
below it, a repetition of a loop around it. These steps are worked out once for each use when it is first met, so that
matching a segment is a look-up. Segments that begin alike are told apart by a qualifier.
"""

from collections.abc import Callable, Iterator
from functools import cache

from msgspec import Struct

from cleanclaim.x12.diagnostics import Fault
from cleanclaim.x12.elements import faults
from cleanclaim.x12.fits import quick_test
from cleanclaim.x12.guide import UNLIMITED, Guide, Loop, Use
from cleanclaim.x12.lexer import Delimiters, Segment

# The element that tells uses of a segment apart, where it is not the first.
_QUALIFIER = {"HL": 3}


class Step(Struct, eq=False):
    """The way from one use to the next: how many loops end, and which then begin."""

    use: Use
    stop: "_Stop"
    closes: int
    opens: Loop | None
    bit: int


class Choice(Struct, eq=False):
    """The steps on a segment's identifier: by the value of the element `at`. `at` 0 is the identifier: only one."""

    at: int
    steps: dict[str, Step]


class _Stop(Struct, eq=False):
    """A use as the matcher knows it: its quick test, and the steps from it, by identifier, once worked out."""

    use: Use
    right: Callable[[str], object]
    choices: dict[str, Choice] | None = None


class Frame(Struct, eq=False):
    """One open loop: which of its children were seen, as bits, and how often, where that is limited and above one."""

    loop: Loop
    seen: int = 0
    counts: dict[int, int] | None = None


class Matcher:
    """Matches the segments of one transaction, from its ST. Faults gather in `faults`, each with its segment."""

    __slots__ = ("_compiled", "_stop", "faults", "frames")

    def __init__(self, guide: Guide, marks: Delimiters) -> None:
        self._compiled = _compiled(guide, marks)
        self._stop: _Stop | None = None
        self.frames = [Frame(guide.root)]
        self.faults: list[tuple[Segment, Fault, Loop]] = []

    def place(self, segment: Segment) -> Use | None:
        """The use that the segment is; None where the guide has no place for it here."""
        elements = segment.elements
        choices = self._steps()
        choice = choices.get(elements[0])
        step = None
        if choice is not None:
            step = choice.steps.get(elements[choice.at]) if choice.at < len(elements) else None
            if step is None:
                step = _by_component(choice, segment)
        if step is None:
            return self._misplaced(segment, choice)
        self._take(step, segment)
        if not step.stop.right(segment.raw):
            self._explain(segment, step.use)
        return step.use

    def finish(self, segment: Segment) -> None:
        """Close every loop at the transaction's end; `segment` is the last one."""
        while self.frames:
            self._close(segment)

    def _steps(self) -> dict[str, Choice]:
        if self._stop is None:
            return self._compiled.start()
        if self._stop.choices is None:
            self._stop.choices = self._compiled.choices(self._stop.use)
        return self._stop.choices

    def _take(self, step: Step, segment: Segment) -> None:
        frames = self.frames
        for _ in range(step.closes):
            self._close(segment)
        if step.opens is not None:
            self._count(frames[-1], step.opens, 1 << step.opens.index, segment)
            frames.append(Frame(step.opens))
        frame = frames[-1]
        if frame.seen & step.bit:
            self._count(frame, step.use, step.bit, segment)
        else:
            frame.seen |= step.bit
        self._stop = step.stop

    def _count(self, frame: Frame, child: Use | Loop, bit: int, segment: Segment) -> None:
        if not frame.seen & bit:
            frame.seen |= bit
            return
        if child.most == UNLIMITED:
            return
        if frame.counts is None:
            frame.counts = {}
        count = frame.counts[bit] = frame.counts.get(bit, 1) + 1
        if count > child.most:
            what = f"Loop {child.id}" if isinstance(child, Loop) else f"This {child.id}"
            code = "4" if isinstance(child, Loop) else "5"
            problem = f"{what} comes {count} times, at most {child.most} allowed."
            self.faults.append((segment, Fault(2, problem, "Leave out what is too many.", code), frame.loop))

    def _close(self, segment: Segment) -> None:
        frame = self.frames.pop()
        missing = self._compiled.required(frame.loop) & ~frame.seen
        if missing:
            for child in frame.loop.children:
                if missing >> child.index & 1:
                    self.faults.append((segment, _missing(child, frame.loop), frame.loop))

    def _explain(self, segment: Segment, use: Use) -> None:
        self.faults.extend((segment, fault, use.loop) for fault in faults(segment, use))

    def _misplaced(self, segment: Segment, choice: Choice | None) -> Use | None:
        """Name what is wrong with a segment that may not follow; go on from it where it is only out of order."""
        loop = self.frames[-1].loop
        if choice is not None:
            wanted = sorted(choice.steps)
            problem = f"This {segment.elements[0]} is not one that may come here."
            self.faults.append(
                (segment, Fault(2, problem, f"Its qualifier is one of {', '.join(wanted)}.", "7", choice.at), loop)
            )
            return None
        late = self._compiled.out_of_order(loop, segment)
        if late is not None:
            problem = f"{segment.elements[0]} comes too late in {_named(loop)}."
            self.faults.append((segment, Fault(2, problem, "Put it in the guide's order.", "3"), loop))
            bit = 1 << late.index
            self._count(self.frames[-1], late, bit, segment)
            if not self._compiled.stop(late).right(segment.raw):
                self._explain(segment, late)
            return late
        problem = f"{segment.elements[0] or 'An empty segment'} has no place in {_named(loop)}."
        code = "2" if self._compiled.knows(segment.elements[0]) else "1"
        self.faults.append((segment, Fault(2, problem, "Leave it out, or put it where the guide has it.", code), loop))
        return None


def _by_component(choice: Choice, segment: Segment) -> Step | None:
    """The step for a composite qualifier, such as ABK in `HI*ABK:M5450`."""
    value = segment.element(choice.at).split(segment.delimiters.component, 1)[0]
    return choice.steps.get(value)


def _missing(child: Use | Loop, loop: Loop) -> Fault:
    if isinstance(child, Loop):
        return Fault(2, f"Loop {child.id} ({child.words}) is missing in {_named(loop)}.", f"Send loop {child.id}.", "3")
    qualifiers = _qualifiers(child)
    name = f"{child.id} {' or '.join(sorted(qualifiers))}" if 0 < len(qualifiers) < 4 else child.id
    return Fault(2, f"{name} is missing in {_named(loop)}.", f"Send {child.id}.", "3")


def _named(loop: Loop) -> str:
    return f"loop {loop.id} ({loop.words})" if loop.id else "the transaction"


def _qualifiers(use: Use) -> frozenset[str]:
    at = _QUALIFIER.get(use.id, 1)
    if at > len(use.elements):
        return frozenset()
    element = use.elements[at - 1]
    return element.parts[0].codes if element.parts else element.codes


class _Compiled:
    """A guide made ready for matching with certain separators, worked out as far as files need it."""

    def __init__(self, guide: Guide, marks: Delimiters) -> None:
        self._guide = guide
        self._marks = marks
        self._stops: dict[int, _Stop] = {}
        self._required: dict[int, int] = {}
        self._start: dict[str, Choice] | None = None
        self._ids = {use.id for use in _uses(guide.root)}

    def knows(self, segment: str) -> bool:
        """Whether the guide uses a segment of that identifier anywhere."""
        return segment in self._ids

    def stop(self, use: Use) -> _Stop:
        """The use with its quick test."""
        found = self._stops.get(id(use))
        if found is None:
            found = self._stops[id(use)] = _Stop(use, quick_test(use, self._marks))
        return found

    def required(self, loop: Loop) -> int:
        """The bits of the loop's children that must be there."""
        found = self._required.get(id(loop))
        if found is None:
            found = sum(1 << child.index for child in loop.children if child.usage == "R")
            self._required[id(loop)] = found
        return found

    def start(self) -> dict[str, Choice]:
        """The steps from before the ST."""
        if self._start is None:
            self._start = self._choose(self._from(self._guide.root, 0, 0))
        return self._start

    def choices(self, use: Use) -> dict[str, Choice]:
        """The steps from a use."""
        return self._choose(self._after(use))

    def out_of_order(self, loop: Loop, segment: Segment) -> Use | None:
        """The use in the loop that the segment would be, were it not too late for it."""
        for child in loop.children[1:] if loop.parent else loop.children:
            if isinstance(child, Use) and child.id == segment.elements[0]:
                qualifiers = _qualifiers(child)
                value = segment.element(_QUALIFIER.get(child.id, 1)).split(segment.delimiters.component, 1)[0]
                if not qualifiers or value in qualifiers:
                    return child
        return None

    def _after(self, use: Use) -> Iterator[Step]:
        loop: Loop | None = use.loop
        index, closes = use.index, 0
        while loop is not None:
            yield from self._from(loop, index, closes)
            index, loop, closes = loop.index, loop.parent, closes + 1

    def _from(self, loop: Loop, index: int, closes: int) -> Iterator[Step]:
        """Steps to the loop's children from the place of the child at `index` on."""
        children = loop.children
        begin = index
        while begin > 0 and _opening(children[begin - 1]) == _opening(children[index]):
            begin -= 1
        if loop.parent is not None:
            begin = max(begin, 1)  # the first segment opens the loop and is no step within it
        for child in children[begin:]:
            if isinstance(child, Loop):
                yield Step(child.first, self.stop(child.first), closes, child, 1)
            else:
                yield Step(child, self.stop(child), closes, None, 1 << child.index)

    def _choose(self, steps: Iterator[Step]) -> dict[str, Choice]:
        by_id: dict[str, list[Step]] = {}
        for step in steps:
            by_id.setdefault(step.use.id, []).append(step)
        return {segment: _choice(segment, found) for segment, found in by_id.items()}


def _choice(segment: str, steps: list[Step]) -> Choice:
    """Nearer steps go first, so that a segment stays in the loop that is open where it can."""
    by_value: dict[str, Step] = {}
    for step in steps:
        for value in _qualifiers(step.use):
            by_value.setdefault(value, step)
    if len({id(step.use) for step in steps}) == 1 or not by_value:
        return Choice(0, {segment: steps[0]})
    return Choice(_QUALIFIER.get(segment, 1), by_value)


def _opening(child: Use | Loop) -> str:
    return child.first.id if isinstance(child, Loop) else child.id


def _uses(loop: Loop) -> Iterator[Use]:
    for child in loop.children:
        if isinstance(child, Loop):
            yield from _uses(child)
        else:
            yield child


@cache
def _compiled(guide: Guide, marks: Delimiters) -> _Compiled:
    return _Compiled(guide, marks)
