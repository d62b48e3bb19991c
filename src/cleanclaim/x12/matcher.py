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


# How many different texts of a use are remembered as right: most segments of a file are much like earlier ones.
_REMEMBERED = 4096


class Step(Struct, eq=False):
    """The way from one use to the next: how many loops end, and which then begins; `bit` is the use's in its loop."""

    use: Use
    stop: "_Stop"
    closes: int
    opens: Loop | None
    required: int
    bit: int


class Choice(Struct, eq=False):
    """The steps on a segment's identifier: by the value of the element `at`. `at` 0 is the identifier: only one."""

    at: int
    steps: dict[str, Step]


class _Stop(Struct, eq=False):
    """A use as the matcher knows it: its quick test, texts known to be right, and the steps from it once worked out."""

    use: Use | None
    right: Callable[[str], object]
    known: set[str]
    choices: dict[str, Choice]


class Frame(Struct, eq=False):
    """One open loop: the bits of children it must have and of those seen, and how often, where that is above one."""

    loop: Loop
    required: int
    seen: int = 0
    counts: dict[int, int] | None = None


class Matcher:
    """Matches the segments of one transaction, from its ST. Faults gather in `faults`, each with its segment."""

    __slots__ = ("_compiled", "_frames", "_stop", "faults")

    def __init__(self, guide: Guide, marks: Delimiters) -> None:
        self._compiled = _compiled(guide, marks)
        self._stop = self._compiled.start
        self._frames = [Frame(guide.root, _required(guide.root))]
        self.faults: list[tuple[Segment, Fault, Loop]] = []

    @property
    def loop(self) -> Loop:
        """The loop that the last segment stands in."""
        return self._frames[-1].loop

    def place(self, segment: Segment) -> Use | None:
        """The use that the segment is; None where the guide has no place for it here."""
        elements = segment.elements
        stop = self._stop
        try:
            choice = (stop.choices or self._compiled.choices(stop))[elements[0]]
            step = choice.steps[elements[choice.at]]
        except LookupError:
            found = self._seek(segment)
            if found is None:
                return self._misplaced(segment)
            step = found
        frames = self._frames
        if step.closes:
            for _ in range(step.closes):
                frame = frames.pop()
                if frame.required & ~frame.seen:
                    self._lacking(frame, segment)
        if step.opens is not None:
            bit = 1 << step.opens.index
            frame = frames[-1]
            if frame.seen & bit:
                self._again(frame, step.opens, bit, segment)
            else:
                frame.seen |= bit
            frames.append(Frame(step.opens, step.required, 1))
        else:
            frame = frames[-1]
            if frame.seen & step.bit:
                self._again(frame, step.use, step.bit, segment)
            else:
                frame.seen |= step.bit
        self._stop = stop = step.stop
        if segment.raw not in stop.known:
            self._judge(segment, stop, step.use)
        return step.use

    def finish(self, segment: Segment) -> None:
        """Close every loop at the transaction's end; `segment` is the last one."""
        while self._frames:
            self._lacking(self._frames.pop(), segment)

    def _seek(self, segment: Segment) -> Step | None:
        """The step on a qualifier that is the first component of its element, such as ABK in `HI*ABK:M5450`."""
        choice = self._stop.choices.get(segment.elements[0])
        if choice is None:
            return None
        value = segment.element(choice.at).split(segment.delimiters.component, 1)[0]
        return choice.steps.get(value)

    def _judge(self, segment: Segment, stop: _Stop, use: Use) -> None:
        if stop.right(segment.raw):
            if len(stop.known) < _REMEMBERED:
                stop.known.add(segment.raw)
        else:
            self.faults.extend((segment, fault, use.loop) for fault in faults(segment, use))

    def _again(self, frame: Frame, child: Use | Loop, bit: int, segment: Segment) -> None:
        """Count a child that was seen in the loop before."""
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

    def _lacking(self, frame: Frame, segment: Segment) -> None:
        """Name what a loop that ends before `segment` lacks."""
        missing = frame.required & ~frame.seen
        for child in frame.loop.children:
            if missing >> child.index & 1:
                self.faults.append((segment, _missing(child, frame.loop), frame.loop))

    def _misplaced(self, segment: Segment) -> Use | None:
        """Name what is wrong with a segment that may not follow; it is passed over where it is not just too late."""
        name = segment.elements[0]
        loop = self.loop
        choice = self._stop.choices.get(name)
        late = self._compiled.out_of_order(loop, segment)
        if late is not None:
            fault = Fault(2, f"{name} comes too late in {_named(loop)}.", "Put it in the guide's order.", "3")
            self._frames[-1].seen |= 1 << late.index
            self._judge(segment, self._compiled.stop(late), late)
        elif choice is not None:
            wanted = sorted(choice.steps)
            fault = Fault(
                2,
                f"This {name} is not one that may come here.",
                f"Qualifiers here: {', '.join(wanted)}.",
                "7",
                choice.at,
            )
        else:
            code = "2" if self._compiled.knows(name) else "1"
            remedy = "Leave it out, or put it where the guide has it."
            fault = Fault(2, f"{name or 'An empty segment'} has no place in {_named(loop)}.", remedy, code)
        self.faults.append((segment, fault, loop))
        return late


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
        self._marks = marks
        self._stops: dict[int, _Stop] = {}
        self._ids = {use.id for use in _uses(guide.root)}
        self.start = _Stop(None, bool, set(), self._choose(self._from(guide.root, 0, 0)))
        """Where a transaction begins: before its ST."""

    def knows(self, segment: str) -> bool:
        """Whether the guide uses a segment of that identifier anywhere."""
        return segment in self._ids

    def stop(self, use: Use) -> _Stop:
        """The use with its quick test."""
        found = self._stops.get(id(use))
        if found is None:
            found = self._stops[id(use)] = _Stop(use, quick_test(use, self._marks), set(), {})
        return found

    def choices(self, stop: _Stop) -> dict[str, Choice]:
        """The steps from a stop, worked out and kept."""
        if stop.use is not None and not stop.choices:
            stop.choices = self._choose(self._after(stop.use))
        return stop.choices

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
                yield Step(child.first, self.stop(child.first), closes, child, _required(child), 1)
            else:
                yield Step(child, self.stop(child), closes, None, 0, 1 << child.index)

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


def _required(loop: Loop) -> int:
    """The bits of the children that the loop must have."""
    return sum(1 << child.index for child in loop.children if child.usage == "R")


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
