"""Which place of the guide each segment of a transaction has: the matcher.

It goes from use to use by the guide's steps (`x12.steps`), keeps which loops are open and what they still lack, and
passes over whole loops where it knows their shape (`x12.shapes`).
"""

import re
from typing import Any

from cleanclaim.exchange.x12.diagnostics import Fault
from cleanclaim.exchange.x12.guide import UNLIMITED, Guide, Loop, Use
from cleanclaim.exchange.x12.level2_elements import faults
from cleanclaim.exchange.x12.lexer import Delimiters, Segment
from cleanclaim.exchange.x12.loop_patterns import Learner
from cleanclaim.exchange.x12.transitions import Frame, Shape, State, Transition, qualifiers, required, steps_of

# How many different texts of a use are remembered as right: most segments of a file are much like earlier ones.
_REMEMBERED = 4096


class Matcher:
    """Matches the segments of one transaction, from its ST. Faults gather in `faults`, each with its segment."""

    __slots__ = ("_frames", "_learner", "_steps", "_stop", "faults")

    def __init__(self, guide: Guide, marks: Delimiters) -> None:
        self._steps = steps_of(guide, marks)
        self._stop = self._steps.start
        self._frames = [Frame(guide.root, required(guide.root))]
        self._learner = Learner(self._steps)
        self.faults: list[tuple[Segment, Fault, Loop]] = []

    @property
    def loop(self) -> Loop:
        """The loop that the last segment stands in."""
        return self._frames[-1].loop

    def leap(self, text: str, at: int) -> tuple[Shape, list[re.Match[str]]] | None:
        """Pass over the whole loops that begin at a place in the text, if they are right and of one known shape."""
        begins = self._stop.begins
        for step in begins:
            shapes = step.stop.shapes
            for shape in shapes:
                found = shape.match(text, at)
                if found is None:
                    continue
                loops = [found]
                while shape.repeats and (found := shape.match(text, found.end())) is not None:
                    loops.append(found)
                if not self._enter(step, shape, len(loops)):
                    return None
                if begins[0] is not step:
                    _to_front(begins, step)
                if shapes[0] is not shape:
                    _to_front(shapes, shape)
                return shape, loops
        return None

    def _enter(self, step: Transition, shape: Shape, times: int) -> bool:
        """Stand where so many loops of the shape leave the matcher; False, and nothing done, if that has a fault."""
        frames = self._frames
        self._learner.end(self._stop, frames)
        outer = len(frames) - 1 - step.closes
        for frame in frames[outer + 1 :]:
            if frame.required & ~frame.seen:
                return False
        loop, around = shape.frames[0].loop, self._own(outer)
        if loop.most != UNLIMITED:
            bit = 1 << loop.index
            if around.counts is None:
                around.counts = {}
            count = around.counts.get(bit, around.seen >> loop.index & 1) + times
            if count > loop.most:
                return False
            around.counts[bit] = count
        around.seen |= 1 << loop.index
        frames[outer + 1 :] = shape.frames
        self._stop = shape.stop
        return True

    def _own(self, at: int) -> Frame:
        """The open loop at a place, to be written to."""
        frame = self._frames[at]
        if frame.lent:
            frame = self._frames[at] = frame.again()
        return frame

    def place(self, segment: Segment) -> Use | None:
        """The use that the segment is; None where the guide has no place for it here."""
        elements = segment.elements
        stop = self._stop
        try:
            choice = (stop.choices or self._steps.choices(stop))[elements[0]]
            step = choice.steps[elements[choice.at]]
        except LookupError:
            found = self._seek(segment)
            if found is None:
                return self._misplaced(segment)
            step = found
        self._go(step, segment)
        if segment.raw not in step.stop.known:
            self._judge(segment, step.stop, step.use)
        if self.faults:
            self._learner.forget()
        return step.use

    def _go(self, step: Transition, segment: Segment) -> None:
        """Close and open loops as the step says, and count the use."""
        frames, learner = self._frames, self._learner
        if step.begins or len(frames) - step.closes <= learner.base:
            learner.end(self._stop, frames)
        if step.closes:
            for _ in range(step.closes):
                frame = frames.pop()
                if frame.required & ~frame.seen:
                    self._lacking(frame, segment)
        if step.begins:
            learner.begin(step, frames)
        else:
            learner.go_on(step, self._stop)
        frame = self._own(-1)
        child: Use | Loop = step.opens or step.use
        bit = 1 << child.index
        if frame.seen & bit:
            self._again(frame, child, bit, segment)
        else:
            frame.seen |= bit
        if step.opens is not None:
            frames.append(Frame(step.opens, step.required, 1))
        self._stop = step.stop

    def finish(self, segment: Segment) -> None:
        """Close every loop at the transaction's end; `segment` is the last one."""
        while self._frames:
            self._lacking(self._frames.pop(), segment)

    def _seek(self, segment: Segment) -> Transition | None:
        """The step on a qualifier that is the first component of its element, such as ABK in `HI*ABK:M5450`."""
        choice = self._stop.choices.get(segment.elements[0])
        if choice is None:
            return None
        value = segment.element(choice.at).split(segment.delimiters.component, 1)[0]
        return choice.steps.get(value)

    def _judge(self, segment: Segment, stop: State, use: Use) -> None:
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
        self._learner.forget()
        choice = self._stop.choices.get(name)
        late = self._steps.out_of_order(loop, segment)
        if late is not None:
            fault = Fault(2, f"{name} comes too late in {_named(loop)}.", "Put it in the guide's order.", "3")
            self._own(-1).seen |= 1 << late.index
            self._judge(segment, self._steps.stop(late), late)
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
            code = "2" if self._steps.knows(name) else "1"
            remedy = "Leave it out, or put it where the guide has it."
            fault = Fault(2, f"{name or 'An empty segment'} has no place in {_named(loop)}.", remedy, code)
        self.faults.append((segment, fault, loop))
        return late


def _missing(child: Use | Loop, loop: Loop) -> Fault:
    if isinstance(child, Loop):
        return Fault(2, f"Loop {child.id} ({child.words}) is missing in {_named(loop)}.", f"Send loop {child.id}.", "3")
    among = qualifiers(child)
    name = f"{child.id} {' or '.join(sorted(among))}" if 0 < len(among) < 4 else child.id
    return Fault(2, f"{name} is missing in {_named(loop)}.", f"Send {child.id}.", "3")


def _named(loop: Loop) -> str:
    return f"loop {loop.id} ({loop.words})" if loop.id else "the transaction"


def _to_front(held: list[Any], one: object) -> None:
    """Put first what was taken last: it is likely to be taken next."""
    held.remove(one)
    held.insert(0, one)
