"""The elements of one segment against the guide: for segments that the quick test (`element_patterns`) turned down."""

from collections.abc import Iterator, Sequence

from cleanclaim.exchange.x12.checks.check import Fault
from cleanclaim.exchange.x12.checks.level1_elements import (
    CHARACTERS,
    COMPONENTS,
    DATE,
    EXCLUSIVE,
    FRACTION,
    INCOMPLETE_GROUP,
    TELEPHONE_FORM,
    TIME,
    TOO_LONG,
    TOO_SHORT,
    TRAILING_SEPARATORS,
)
from cleanclaim.exchange.x12.checks.level2_guide import MISSING_ELEMENT, REPEATED_ELEMENT, UNKNOWN_CODE, UNUSED_ELEMENT
from cleanclaim.exchange.x12.checks.level4_notes import fault_of_note
from cleanclaim.exchange.x12.element_patterns import TELEPHONE, satisfies
from cleanclaim.exchange.x12.guide import Element, SyntaxNote, Use
from cleanclaim.exchange.x12.guide_notes import breaks
from cleanclaim.exchange.x12.lexer import Segment
from cleanclaim.exchange.x12.values import FRACTION_OF_A_CENT, fault_of, written_as

_PERIOD = "1251"
_TELEPHONE_DIGITS = 10
_BY_CODE = {one.code: one for one in (TOO_SHORT, TOO_LONG, CHARACTERS, DATE, TIME)} | {FRACTION_OF_A_CENT: FRACTION}
_NOTE_WORDS = {
    "P": "go together: all of them or none",
    "R": "are not sent, and one of them is needed",
    "E": "exclude each other",
    "C": "go together: the first asks for the others",
    "L": "go together: the first asks for one of the others",
}


def faults(segment: Segment, use: Use) -> Iterator[Fault]:
    """Everything wrong with the elements of a segment, in their order."""
    values = segment.elements[1:]
    if values and not values[-1]:
        yield TRAILING_SEPARATORS.fault(f"{use.id} ends in separators of elements not sent.")
    for number, value in enumerate(values[len(use.elements) :], len(use.elements) + 1):
        if value:
            yield _unwanted(f"{use.id}{number:02d}", value, number)
    values += [""] * (len(use.elements) - len(values))
    for number, wanted in enumerate(use.elements, 1):
        value = values[number - 1]
        form = values[number - 2] if wanted.data in {_PERIOD, TELEPHONE} and number > 1 else ""
        yield from _element(value, wanted, f"{use.id}{number:02d}", number, form, segment)
    yield from _syntax_notes(use.id, values, use.notes, None)
    for note in use.asks:
        if breaks(note, segment.delimiters).match(segment.raw):
            yield fault_of_note(note, values)


def _element(value: str, wanted: Element, name: str, number: int, form: str, segment: Segment) -> Iterator[Fault]:
    if not value:
        if wanted.usage == "R":
            yield MISSING_ELEMENT.fault(f"{name} is missing.", f"Send {name}.", number)
        return
    if wanted.usage == "-":
        yield _unwanted(name, value, number)
        return
    marks = segment.delimiters
    repetitions = value.split(marks.repetition) if marks.repetition else [value]
    if len(repetitions) > wanted.repeats:
        remedy = f"Send at most {wanted.repeats}." if wanted.repeats > 1 else "Send it once."
        yield REPEATED_ELEMENT.fault(f"{name} is repeated {len(repetitions)} times.", remedy, number)
    for one in repetitions:
        if wanted.parts:
            yield from _composite(one.split(marks.component), wanted, name, number)
        elif marks.component in one:
            yield COMPONENTS.fault(f"{name} has components, and is a single value.", element=number)
        else:
            yield from _value(one, wanted, name, number, None, form)


def _composite(values: list[str], wanted: Element, name: str, number: int) -> Iterator[Fault]:
    if not values[-1]:
        yield TRAILING_SEPARATORS.fault(f"{name} ends in separators of components not sent.", element=number)
    for at, value in enumerate(values[len(wanted.parts) :], len(wanted.parts) + 1):
        if value:
            yield _unwanted(f"{name}-{at}", value, number, at)
    for at, part in enumerate(wanted.parts, 1):
        value = values[at - 1] if at <= len(values) else ""
        form = values[at - 2] if part.data == _PERIOD and 1 < at <= len(values) else ""
        yield from _part(value, part, f"{name}-{at}", number, at, form)
    yield from _syntax_notes(name, values, wanted.notes, number)


def _part(value: str, part: Element, name: str, number: int, at: int, form: str) -> Iterator[Fault]:
    if value and part.usage == "-":
        yield _unwanted(name, value, number, at)
    elif value:
        yield from _value(value, part, name, number, at, form)
    elif part.usage == "R":
        yield MISSING_ELEMENT.fault(f"{name} is missing.", f"Send {name}.", number, at)


def _value(value: str, wanted: Element, name: str, number: int, component: int | None, form: str) -> Iterator[Fault]:
    at = (f"Correct {name}.", number, component)
    wrong = fault_of(value, wanted.kind, wanted.least, wanted.most)
    if wrong:
        yield _BY_CODE[wrong[0]].fault(f'{name} "{value}" {wrong[1]}.', *at)
    elif wanted.codes and value not in wanted.codes:
        problem = f'{name} "{value}" is not a code used here.'
        yield UNKNOWN_CODE.fault(problem, _choose(name, wanted.codes), number, component)
    elif wanted.data == TELEPHONE:
        if form in {"TE", "FX"} and not (len(value) == _TELEPHONE_DIGITS and value.isascii() and value.isdigit()):
            yield TELEPHONE_FORM.fault(f'{name} "{value}" is not a telephone number of ten digits.', *at)
    elif form and not written_as(value, form):
        yield DATE.fault(f'{name} "{value}" is not a date in format {form}.', *at)


def _choose(name: str, codes: frozenset[str]) -> str:
    if len(codes) > 12:
        return f"Send one of the {len(codes)} codes that the guide lists for {name}."
    return f"Send {' or '.join(sorted(codes))}."


def _unwanted(name: str, value: str, number: int, component: int | None = None) -> Fault:
    return UNUSED_ELEMENT.fault(
        f'{name} "{value}" is sent and not used here.', f"Leave {name} empty.", number, component
    )


def _syntax_notes(name: str, values: Sequence[str], notes: Sequence[SyntaxNote], number: int | None) -> Iterator[Fault]:
    present = {at for at, value in enumerate(values, 1) if value}
    for note in notes:
        if not satisfies(note, present):
            mark = "-" if number else ""
            named = [f"{name}{mark}{at}" if number else f"{name}{at:02d}" for at in note.numbers]
            first = next((at for at in note.numbers if at not in present), note.numbers[0])
            place = (number, first) if number else (first, None)
            found = EXCLUSIVE if note.rule == "E" else INCOMPLETE_GROUP
            listed = ", ".join(named[:-1]) + " and " + named[-1]
            yield found.fault(f"{listed} {_NOTE_WORDS[note.rule]}.", f"Correct {named[0]}.", *place)
