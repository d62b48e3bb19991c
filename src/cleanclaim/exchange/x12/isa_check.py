"""The ISA, element by element: the one segment of fixed width, by which a receiver finds everything else."""

from collections.abc import Iterator

from cleanclaim.exchange.x12.checks.check import Fault
from cleanclaim.exchange.x12.checks.level1_elements import CHARACTERS, DATE, TIME
from cleanclaim.exchange.x12.checks.level1_envelope import INTERCHANGE_VERSION, ISA_BLANK, ISA_SEPARATORS, ISA_WIDTH
from cleanclaim.exchange.x12.checks.level2_guide import UNKNOWN_CODE
from cleanclaim.exchange.x12.guide import Use
from cleanclaim.exchange.x12.lexer import Segment
from cleanclaim.exchange.x12.values import is_date, is_time

WIDTH = 105
"""Characters of an ISA before its terminator."""
_SENDER, _RECEIVER, _DATE, _TIME, _REPETITION, _VERSION, _NUMBER, _COMPONENT = 6, 8, 9, 10, 11, 12, 13, 16
_REPEATS_SINCE = "00402"
"""The version (ISA12) since which ISA11 is the separator of repetitions."""


def isa_faults(segment: Segment, use: Use) -> Iterator[Fault]:
    """Everything wrong with the ISA's elements, in their order; those of one that is not 105 characters wide stay
    unread, since nothing says where they begin.
    """
    if len(segment.raw) != WIDTH:
        problem = f"The ISA has {len(segment.raw)} characters before its terminator, and not {WIDTH}."
        yield ISA_WIDTH.fault(problem)
        return
    for number, wanted in enumerate(use.elements, 1):
        value, name = segment.element(number), f"ISA{number:02d}"
        if wanted.codes and value not in wanted.codes:
            remedy = f"Send {' or '.join(sorted(wanted.codes))}."
            yield UNKNOWN_CODE.fault(f'{name} "{value}" is not a code used here.', remedy, number)
        elif number in {_SENDER, _RECEIVER} and not value.strip():
            who = "sender" if number == _SENDER else "receiver"
            yield ISA_BLANK.fault(f"{name} is blank: the {who} has no number.", f"Send the {who}'s number.", number)
        elif number == _DATE and not is_date(value):
            yield DATE.fault(f'{name} "{value}" is not a date.', f"Correct {name}.", number)
        elif number == _TIME and not is_time(value):
            yield TIME.fault(f'{name} "{value}" is not a time of day.', f"Correct {name}.", number)
        elif number in {_VERSION, _NUMBER} and not (value.isascii() and value.isdigit()):
            yield CHARACTERS.fault(f'{name} "{value}" is not a whole number.', f"Correct {name}.", number)
    yield from _separators(segment)


def _separators(segment: Segment) -> Iterator[Fault]:
    repeats = segment.element(_VERSION) >= _REPEATS_SINCE
    marks = [(0, segment.raw[3:4]), (_COMPONENT, segment.raw[-1:])]
    marks += [(_REPETITION, segment.element(_REPETITION))] if repeats else []
    seen = {segment.delimiters.segment}
    for number, mark in marks:
        if mark.isalnum() or mark == " " or mark in seen:
            name = f"ISA{number:02d}" if number else "The separator of elements"
            problem = f'{name} "{mark}" cannot be a separator: it is a letter, digit or blank, or separates already.'
            yield ISA_SEPARATORS.fault(problem, element=number or None)
        seen.add(mark)


def version_fault(isa: Segment, group_version: str) -> Fault | None:
    """Whether the interchange is of another version (ISA12) than the group in it (GS08), such as 00401 over 005010."""
    version = isa.element(_VERSION)
    numbers = group_version[:6]
    if not (numbers.isascii() and numbers.isdigit()) or len(numbers) < len("005010") or version[:3] == numbers[:3]:
        return None
    return INTERCHANGE_VERSION.fault(
        f"ISA12 {version} is another version than that of the group in it, {numbers}.",
        f"Send {group_version[:5]}.",
        _VERSION,
    )
