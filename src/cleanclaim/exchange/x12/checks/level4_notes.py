"""SNIP levels 4 and 5, notes that one segment shows alone: form of an element, and what may or must be sent with it.

`element_errors` finds them, while a segment is matched against its guide. The tables are `guides/*.notes.toml`.
"""

from collections.abc import Sequence

from cleanclaim.exchange.x12.checks.check import Check, Fault
from cleanclaim.exchange.x12.checks.noted import example_of
from cleanclaim.exchange.x12.guide_notes import SegmentNote, all_notes

CHECKS = tuple(
    Check(
        id=name,
        level=note.level,
        title=note.title,
        why=note.why,
        remedy=note.remedy,
        code=note.code,
        example=example_of(name, note),
    )
    for name, note in all_notes().items()
    if note.of_segment
)
_CHECKS = {one.id: one for one in CHECKS}


def fault_of_note(broken: SegmentNote, values: Sequence[str]) -> Fault:
    """What is wrong with a segment of these elements that breaks the note."""
    number = broken.element
    name = f"{broken.segment}{number:02d}" if number else broken.segment
    problem = broken.note.problem.format(name=name, value=values[number - 1] if number else "")
    return _CHECKS[broken.id].fault(problem, element=number or None)
