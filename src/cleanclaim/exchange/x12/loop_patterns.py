"""The shapes a file's loops take: whole loops recognised at once, instead of segment by segment.

A file is written by one program, and its loops look alike: one service line after another is LX, SV1, DTP and REF. When
a loop that comes often has been matched segment by segment and found right several times in the same shape, one
regular expression is made of the patterns of its segments (`x12.fits`). It accepts the next such loop, elements and
codes and all, in one go. Whatever it turns down goes segment by segment as before, so that no diagnostic depends on it.
"""

import re
from collections.abc import Sequence
from itertools import groupby

from cleanclaim.exchange.x12.element_patterns import pattern_of_use
from cleanclaim.exchange.x12.guide import UNLIMITED, Use
from cleanclaim.exchange.x12.lexer import GAP
from cleanclaim.exchange.x12.transitions import Automaton, Frame, Shape, State, Transition, qualifiers

_SEEN = 12  # how often a loop is seen in a shape before it is worth an expression
_SHAPES = 32  # how many shapes of one loop are kept
_LONGEST = 40  # segments of a loop that is worth it
_COUNTED = 4096  # how many different shapes are counted before the count begins anew


class Learner:
    """Sees loops that come often pass segment by segment, and makes shapes of those that are right."""

    __slots__ = ("_begun", "_steps", "_uses", "base")

    def __init__(self, steps: Automaton) -> None:
        self._steps = steps
        self._begun: State | None = None
        self._uses: list[Use] = []
        self.base = 0
        """How many loops are around the one that began."""

    def begin(self, step: Transition, frames: Sequence[Frame]) -> None:
        """A loop that comes often begins with the step; `frames` are the loops around it."""
        self._begun, self.base = step.stop, len(frames)
        self._uses = [step.use]

    def go_on(self, step: Transition, stop: State) -> None:
        """A segment of the loop that began, from the stop before it."""
        if self._begun is None:
            return
        if step.opens is not None or self._uses[-1] is not step.use:
            self._uses.append(step.use)
        if len(self._uses) > _LONGEST or not _told(step, stop):
            self._begun = None

    def forget(self) -> None:
        """Something was wrong in the loop that began."""
        self._begun = None

    def end(self, stop: State, frames: Sequence[Frame]) -> None:
        """The loop that began is over, or one below it begins that comes often."""
        begun, self._begun = self._begun, None
        if begun is None:
            return
        shape = tuple(self._uses)
        counts = self._steps.counts
        count = counts[shape] = counts.get(shape, 0) + 1
        if count == _SEEN and len(set(shape)) == len(shape) and len(begun.shapes) < _SHAPES:
            made = _shape(self._steps, shape, stop, frames[self.base :])
            if made:
                begun.shapes.insert(0, made)
        if len(counts) > _COUNTED:
            counts.clear()


def _told(step: Transition, stop: State) -> bool:
    """Whether each segment that looks like the step's use, after the stop, is that use and no other."""
    choice = stop.choices[step.use.id]
    if choice.at == 0:
        return True
    return all(choice.steps[value].use is step.use for value in qualifiers(step.use))


def _shape(steps: Automaton, uses: Sequence[Use], stop: State, frames: Sequence[Frame]) -> Shape | None:
    """The shape; None where a segment's pattern is too entangled, or segments of one path stand apart."""
    marks, depth = steps.marks, len(frames)
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
    choices = steps.choices(stop)
    after = [
        segment
        for segment, choice in choices.items()
        if all(step.begins or step.closes >= depth for step in choice.steps.values())
    ]
    if not after:
        return None
    pattern = re.compile(f"{whole}(?=(?:{'|'.join(after)}){re.escape(marks.element)})")
    repeats = any(
        step.opens is frames[0].loop and step.closes == depth and _told(step, stop) for step in stop.begins
    ) and not any(frame.required & ~frame.seen for frame in frames)
    size = len(uses) if all(use.most == 1 for use in uses) else None
    lent = tuple(frame.again() for frame in frames)
    for frame in lent:
        frame.lent = True
    return Shape(tuple(paths), pattern.match, stop, lent, repeats, size)


def _times(use: Use) -> str:
    if use.most == 1:
        return ""
    return "+" if use.most == UNLIMITED else f"{{1,{use.most}}}"
