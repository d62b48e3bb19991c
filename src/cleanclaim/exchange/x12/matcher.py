"""Which place of the guide each segment of a transaction has: the matcher.

It goes from use to use by the guide's transitions (`transitions.py`), remembers which loops are open and what they
still lack, and passes over whole loops whose shape it knows (`loop_patterns.py`).
"""

import re
from typing import Any

from msgspec import structs

from cleanclaim.exchange.x12.checks.check import Fault
from cleanclaim.exchange.x12.checks.level2_guide import (
    LATE_SEGMENT,
    MISPLACED_SEGMENT,
    MISSING_LOOP,
    MISSING_SEGMENT,
    REPEATED_LOOP,
    REPEATED_SEGMENT,
    UNKNOWN_SEGMENT,
    WRONG_QUALIFIER,
)
from cleanclaim.exchange.x12.element_errors import faults
from cleanclaim.exchange.x12.guide import UNLIMITED, Guide, Loop, Use
from cleanclaim.exchange.x12.lexer import Delimiters, Segment
from cleanclaim.exchange.x12.loop_patterns import Learner
from cleanclaim.exchange.x12.transitions import (
    Branch,
    Frame,
    Shape,
    State,
    Transition,
    automaton_of,
    qualifiers,
    required,
)

# How many different texts of a use are remembered as right: most segments of a file are much like earlier ones.
_REMEMBERED = 4096


class Matcher:
    """Matches the segments of one transaction, from its ST. Faults gather in `faults`, each with its segment."""

    __slots__ = ("_automaton", "_frames", "_learner", "_state", "faults")

    def __init__(self, guide: Guide, marks: Delimiters) -> None:
        self._automaton = automaton_of(guide, marks)
        self._state = self._automaton.start
        self._frames = [Frame(guide.root, required(guide.root))]
        self._learner = Learner(self._automaton)
        self.faults: list[tuple[Segment, Fault, Loop]] = []

    @property
    def loop(self) -> Loop:
        """The loop that the last segment stands in."""
        return self._frames[-1].loop

    # The same line as a whole loop, once a dozen like it were right segment by segment. Each group is one path:
    #
    #     text     LX*2~  SV1*HC:97140:GP*42.5*UN*1***1~  DTP*472*D8*20260302~  REF*6R*PT1L2~  LX*3~ ...
    #     shape    (LX..)~(SV1....)~(DTP....)~(REF....)~  and then one of LX, HL, CLM or SE must follow
    #     groups   2400.LX, 2400.SV1, 2400.DTP, 2400.REF: the texts a reader needs, no segment was split
    #
    # The lookahead matters: `NM1*82` after the REF would still belong to this line, so the shape does not match.

    def match_loops(self, text: str, at: int) -> tuple[Shape, list[re.Match[str]]] | None:
        """Pass over the whole loops that begin at a place in the text, if they are right and of one known shape."""
        begins = self._state.begins
        for transition in begins:
            shapes = transition.state.shapes
            for shape in shapes:
                found = shape.match(text, at)
                if found is None:
                    continue
                loops = [found]
                while shape.repeats and (found := shape.match(text, found.end())) is not None:
                    loops.append(found)
                if not self._enter_loops(transition, shape, len(loops)):
                    return None
                if begins[0] is not transition:
                    _to_front(begins, transition)
                if shapes[0] is not shape:
                    _to_front(shapes, shape)
                return shape, loops
        return None

    def _enter_loops(self, transition: Transition, shape: Shape, times: int) -> bool:
        """Stand where so many loops of the shape leave the matcher; False, and nothing done, if that has a fault."""
        frames = self._frames
        self._learner.end(self._state, frames)
        outer = len(frames) - 1 - transition.closes
        for frame in frames[outer + 1 :]:
            if frame.required & ~frame.seen:
                return False
        loop, outer_frame = shape.frames[0].loop, self._writable_frame(outer)
        if transition.passes & ~outer_frame.seen and _newly_late(transition, outer_frame):
            return False
        if loop.most != UNLIMITED:
            bit = 1 << loop.index
            if outer_frame.counts is None:
                outer_frame.counts = {}
            count = outer_frame.counts.get(bit, outer_frame.seen >> loop.index & 1) + times
            if count > loop.most:
                return False
            outer_frame.counts[bit] = count
        outer_frame.seen |= 1 << loop.index
        frames[outer + 1 :] = shape.frames
        self._state = shape.state
        return True

    def _writable_frame(self, at: int) -> Frame:
        """The open loop at a place, to be written to."""
        frame = self._frames[at]
        if frame.shared:
            frame = self._frames[at] = frame.copy()
        return frame

    # Placing the second service line of a claim. The last segment was `REF*6R*PT1L1`, so the state is the use
    # 2400.REF, and the frames are the loops that are open, each with what it must have and what it has:
    #
    #     frames    transaction > 2000A > 2000B > 2300 > 2400          state   2400.REF
    #     segment   LX*2
    #     branch    state.branches["LX"]: one transition only, whatever LX01 says
    #     follow    closes 1 (2400: nothing missing), opens 2400 again, counts it in 2300
    #     frames    transaction > 2000A > 2000B > 2300 > 2400          state   2400.LX
    #     elements  "LX*2" matches the pattern of 2400.LX: right, and remembered as right
    #
    # Had `NM1*82*...` come instead, NM1 would have several transitions from here, told apart by NM101: 82 closes
    # nothing and opens 2420A inside 2400. Had `CLM*...` come, the branch would close 2400 and 2300 and open 2300.

    def place(self, segment: Segment) -> Use | None:
        """The use that the segment is; None where the guide has no place for it here."""
        elements = segment.elements
        state = self._state
        try:
            branch = (state.branches or self._automaton.branches(state))[elements[0]]
            transition = branch.transitions[elements[branch.at]]
        except LookupError:
            found = self._by_first_component(segment)
            if found is None:
                return self._misplaced(segment)
            transition, branch = found, self._state.branches[elements[0]]
        if branch.siblings:
            transition = self._sibling(branch, transition, segment)
        self._follow(transition, segment)
        if segment.raw not in transition.state.known:
            self._check_elements(segment, transition.state, transition.use)
        if self.faults:
            self._learner.forget()
        return transition.use

    def _follow(self, transition: Transition, segment: Segment) -> None:
        """Close and open loops as the step says, and count the use."""
        frames, learner = self._frames, self._learner
        if transition.begins or len(frames) - transition.closes <= learner.base:
            learner.end(self._state, frames)
        if transition.closes:
            for _ in range(transition.closes):
                frame = frames.pop()
                if frame.required & ~frame.seen:
                    self._report_missing(frame, segment)
        if transition.begins:
            learner.begin(transition, frames)
        else:
            learner.go_on(transition, self._state)
        frame = self._writable_frame(-1)
        child: Use | Loop = transition.opens or transition.use
        bit = 1 << child.index
        if transition.passes & ~frame.seen:
            self._note_late(transition, frame, segment)
        if frame.seen & bit:
            self._count_repeat(frame, child, bit, segment)
        else:
            frame.seen |= bit
        if transition.opens is not None:
            frames.append(Frame(transition.opens, transition.required, 1))
        self._state = transition.state

    def _note_late(self, transition: Transition, frame: Frame, segment: Segment) -> None:
        """Remember where the step passes over what the loop must have, which may still come too late."""
        late = _newly_late(transition, frame)
        frame.late = (frame.late or {}) | dict.fromkeys(late, segment)
        self._learner.forget()

    def finish(self, segment: Segment) -> None:
        """Close every loop at the transaction's end; `segment` is the last one."""
        while self._frames:
            self._report_missing(self._frames.pop(), segment)

    def _by_first_component(self, segment: Segment) -> Transition | None:
        """The step on a qualifier that is the first component of its element, such as ABK in `HI*ABK:M5450`."""
        branch = self._state.branches.get(segment.elements[0])
        if branch is None:
            return None
        value = segment.element(branch.at).split(segment.delimiters.component, 1)[0]
        return branch.transitions.get(value, branch.unqualified)

    def _sibling(self, branch: Branch, transition: Transition, segment: Segment) -> Transition:
        """The transition whose use accepts the segment's elements, where several uses begin alike; else the first."""
        value = segment.element(branch.at).split(segment.delimiters.component, 1)[0]
        alike: list[Transition] = [transition, *branch.siblings.get(value, [])]
        for one in alike:
            if one.state.accepts(segment.raw) or not any(faults(segment, one.use)):
                return one
        return transition

    def _check_elements(self, segment: Segment, state: State, use: Use) -> None:
        if state.accepts(segment.raw):
            if len(state.known) < _REMEMBERED:
                state.known.add(segment.raw)
        else:
            self.faults.extend((segment, fault, use.loop) for fault in faults(segment, use))

    def _count_repeat(self, frame: Frame, child: Use | Loop, bit: int, segment: Segment) -> None:
        """Count a child that was seen in the loop before."""
        if child.most == UNLIMITED:
            return
        if frame.counts is None:
            frame.counts = {}
        count = frame.counts[bit] = frame.counts.get(bit, 1) + 1
        if count > child.most:
            what = f"Loop {child.id}" if isinstance(child, Loop) else f"This {child.id}"
            found = REPEATED_LOOP if isinstance(child, Loop) else REPEATED_SEGMENT
            problem = f"{what} comes {count} times, at most {child.most} allowed."
            self.faults.append((segment, found.fault(problem), frame.loop))

    def _report_missing(self, frame: Frame, segment: Segment) -> None:
        """Name what a loop that ends before `segment` lacks, each where it was due."""
        missing = frame.required & ~frame.seen
        for child in frame.loop.children:
            if missing >> child.index & 1:
                due = (frame.late or {}).get(child.index, segment)
                self.faults.append((_in_place_of(due, child), _missing(child, frame.loop), frame.loop))

    def _without_counter(self, name: str) -> Transition | None:
        """The step to a loop whose LX was left out, where the segment begins a loop that must be in it."""
        branch = self._state.branches.get("LX")
        for step in branch.transitions.values() if branch is not None else ():
            for child in step.opens.children if step.opens is not None else ():
                if isinstance(child, Loop) and child.usage == "R" and child.first.id == name:
                    return step
        return None

    def _misplaced(self, segment: Segment) -> Use | None:
        """Name what is wrong with a segment that may not follow; it is passed over where it is not just too late."""
        name = segment.elements[0]
        loop = self.loop
        self._learner.forget()
        branch = self._state.branches.get(name)
        late = self._automaton.out_of_order(loop, segment)
        outer = None if late is not None or branch is not None else self._without_counter(name)
        if outer is not None:
            self._follow(outer, segment)
            fault = MISSING_SEGMENT.fault(f"{outer.use.id} is missing before {name}.", f"Send {outer.use.id}.")
            self.faults.append((_in_place_of(segment, outer.use), fault, outer.use.loop))
            return self.place(segment)
        if late is not None:
            fault = LATE_SEGMENT.fault(f"{name} comes too late in {_named(loop)}.")
            self._writable_frame(-1).seen |= 1 << late.index
            self._check_elements(segment, self._automaton.state(late), late)
        elif branch is not None:
            wanted = sorted(branch.transitions)
            remedy = f"Qualifiers here: {', '.join(wanted)}."
            fault = WRONG_QUALIFIER.fault(f"This {name} is not one that may come here.", remedy, branch.at)
        else:
            found = MISPLACED_SEGMENT if self._automaton.knows(name) else UNKNOWN_SEGMENT
            fault = found.fault(f"{name or 'An empty segment'} has no place in {_named(loop)}.")
        self.faults.append((segment, fault, loop))
        return late


def _newly_late(transition: Transition, frame: Frame) -> list[int]:
    """The indexes of what the step passes over and the loop must have, where no step before passed over it."""
    passed, before = transition.passes & ~frame.seen, frame.late or {}
    return [index for index in range(passed.bit_length()) if passed >> index & 1 and index not in before]


def _in_place_of(segment: Segment, child: Use | Loop) -> Segment:
    """The missing segment, or the first of a missing loop, in the place where `segment` came."""
    name = child.first.id if isinstance(child, Loop) else child.id
    return structs.replace(segment, raw=name, elements=[name])


def _missing(child: Use | Loop, loop: Loop) -> Fault:
    if isinstance(child, Loop):
        problem = f"Loop {child.id} ({child.words}) is missing in {_named(loop)}."
        return MISSING_LOOP.fault(problem, f"Send loop {child.id}.")
    among = qualifiers(child)
    name = f"{child.id} {' or '.join(sorted(among))}" if 0 < len(among) < 4 else child.id
    return MISSING_SEGMENT.fault(f"{name} is missing in {_named(loop)}.", f"Send {child.id}.")


def _named(loop: Loop) -> str:
    return f"loop {loop.id} ({loop.words})" if loop.id else "the transaction"


def _to_front(items: list[Any], item: object) -> None:
    """Put first what was taken last: it is likely to be taken next."""
    items.remove(item)
    items.insert(0, item)
