"""The shapes a file's loops take: whole loops recognized at once, instead of segment by segment.

A file is written by one program, and its loops look alike: one service line after another is LX, SV1, DTP and REF. When
a loop that comes often has been matched segment by segment and found right several times in the same shape, one
regular expression is made of the patterns of its segments (`element_patterns`). It accepts the next such loop, elements
and codes and all, in one go. Whatever it turns down goes segment by segment as before: no diagnostic depends on it.
"""

import re
from collections.abc import Sequence
from itertools import groupby

from cleanclaim.exchange.x12.element_patterns import pattern_of_use
from cleanclaim.exchange.x12.guide import UNLIMITED, Use
from cleanclaim.exchange.x12.lexer import GAP
from cleanclaim.exchange.x12.transitions import Automaton, Frame, Shape, State, Transition, qualifiers

_SEEN = 12  # how often a loop is seen in a shape before it is worth an expression
_SHAPES = 32  # how many shapes of one loop are remembered
_LONGEST = 40  # segments of a loop that is worth it
_COUNTED = 4096  # how many different shapes are counted before the count begins anew


class Learner:
    """Sees loops that come often pass segment by segment, and makes shapes of those that are right."""

    __slots__ = ("_automaton", "_begun", "_uses", "base")

    def __init__(self, automaton: Automaton) -> None:
        self._automaton = automaton
        self._begun: State | None = None
        self._uses: list[Use] = []
        self.base = 0
        """How many loops are around the one that began."""

    def begin(self, transition: Transition, frames: Sequence[Frame]) -> None:
        """A loop that comes often begins with the transition; `frames` are the loops around it."""
        self._begun, self.base = transition.state, len(frames)
        self._uses = [transition.use]

    def go_on(self, transition: Transition, state: State) -> None:
        """A segment of the loop that began, from the stop before it."""
        if self._begun is None:
            return
        if transition.opens is not None or self._uses[-1] is not transition.use:
            self._uses.append(transition.use)
        if len(self._uses) > _LONGEST or not _unambiguous(transition, state):
            self._begun = None

    def forget(self) -> None:
        """Something was wrong in the loop that began."""
        self._begun = None

    def end(self, state: State, frames: Sequence[Frame]) -> None:
        """The loop that began is over, or one below it begins that comes often."""
        begun, self._begun = self._begun, None
        if begun is None:
            return
        shape = tuple(self._uses)
        counts = self._automaton.counts
        count = counts[shape] = counts.get(shape, 0) + 1
        if count == _SEEN and len(set(shape)) == len(shape) and len(begun.shapes) < _SHAPES:
            made = _shape(self._automaton, shape, state, frames[self.base :])
            if made:
                begun.shapes.insert(0, made)
        if len(counts) > _COUNTED:
            counts.clear()


def _unambiguous(transition: Transition, state: State) -> bool:
    """Whether each segment that looks like the transition's use, after the state, is that use and no other."""
    branch = state.branches[transition.use.id]
    if branch.at == 0:
        return True
    if branch.unqualified is not None or not branch.siblings.keys().isdisjoint(qualifiers(transition.use)):
        return False
    return all(branch.transitions[value].use is transition.use for value in qualifiers(transition.use))


def _shape(automaton: Automaton, uses: Sequence[Use], state: State, frames: Sequence[Frame]) -> Shape | None:
    """The shape; None where a segment's pattern is too entangled, or segments of one path stand apart."""
    marks, depth = automaton.marks, len(frames)
    blanks = f"[{re.escape(GAP.replace(marks.segment, ''))}]*"
    gap = re.escape(marks.segment) + blanks
    whole, paths = blanks, []
    for path, together in groupby(uses, lambda use: use.path):
        group = list(together)
        patterns = [pattern_of_use(use, marks) for use in group]
        if path in paths or None in patterns:
            return None
        paths.append(path)
        if len(group) == 1 and group[0].most == 1:
            whole += f"({patterns[0]}){gap}"
        else:
            parts = (f"(?:{one}{gap}){_times(use)}" for use, one in zip(group, patterns, strict=True))
            whole += f"({''.join(parts)})"
    branches = automaton.branches(state)
    after = [
        segment
        for segment, branch in branches.items()
        if all(transition.begins or transition.closes >= depth for transition in branch.transitions.values())
    ]
    if not after:
        return None
    pattern = re.compile(f"{whole}(?=(?:{'|'.join(after)}){re.escape(marks.element)})")
    repeats = any(
        transition.opens is frames[0].loop and transition.closes == depth and _unambiguous(transition, state)
        for transition in state.begins
    ) and not any(frame.required & ~frame.seen for frame in frames)
    size = len(uses) if all(use.most == 1 for use in uses) else None
    shared = tuple(frame.copy() for frame in frames)
    for frame in shared:
        frame.shared = True
    return Shape(tuple(paths), pattern.match, state, shared, repeats, size)


def _times(use: Use) -> str:
    if use.most == 1:
        return ""
    return "+" if use.most == UNLIMITED else f"{{1,{use.most}}}"
