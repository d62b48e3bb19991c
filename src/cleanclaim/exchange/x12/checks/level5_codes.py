"""SNIP level 5, what: diagnoses, procedures and modifiers, on the day of service.

A code that no list could have by its form, or that had not begun or was over on the day, is a fault. One that is on
none of our lists, where these are not complete, is `undetermined`, said once in a file.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from cleanclaim.exchange.x12.checks.check import Check, CheckAnswer, CheckExample, Wrong, check
from cleanclaim.exchange.x12.checks.code_lists import CodeLists
from cleanclaim.exchange.x12.checks.subjects import CLAIM_837P, LINE_835, LINE_837P, Subject
from cleanclaim.reference.modifiers import modifiers as modifiers_of_therapy

_CPT_OR_HCPCS = "HC"
_OF_THAT_DAY = "Send the code of that day."
_OTHER_LIST = "Check it against the publisher's list."
_UNLISTED = {
    "unlisted": "on no list that is on file for the day",
    "another quarter": "not on the HCPCS list here, which is another quarter's",
}


@check(
    "837p.diagnosis-code",
    of=CLAIM_837P,
    level=5,
    title="A diagnosis that is not complete, or not in ICD-10-CM, on the day of service",
    at="2300.HI",
    remedy="Send a diagnosis complete on that day.",
    code="7",
    example=CheckExample("837p", "HI*", fails="HI*ABK:M5450*ABF:M2556~"),
)
def diagnosis_code(lists: CodeLists, diagnoses: tuple[str, ...], first_day: date) -> Iterator[Wrong]:
    """Codes change each October, and a category is no diagnosis; payers refuse the claim."""
    for number, code in enumerate(diagnoses, 1):
        wrong = {"header": "is not complete", "unknown": "is not in ICD-10-CM"}.get(lists.diagnosis(code, first_day))
        if wrong:
            yield Wrong(f'Diagnosis "{code}" {wrong} on {first_day}.', f"2300.HI{number:02d}-2")


class _Pair(NamedTuple):
    """One kind of code of a line: the check whether it was in force, and the one that says what was not checked."""

    name: str
    of: Subject
    at: str
    in_force: str
    not_checked: str
    function: Callable[[str], Callable[..., CheckAnswer]]
    unlisted: Callable[..., CheckAnswer]
    when: str | None
    remedy: str
    why: str
    wrong: CheckExample
    unknown: CheckExample


def _procedure_in_force(element: str) -> Callable[..., CheckAnswer]:
    def in_force(lists: CodeLists, code: str, code_kind: str, first_date: date | None = None) -> str | None:
        return _wrong_procedure(element, lists, code, code_kind, first_date)

    return in_force


def procedure_unlisted(lists: CodeLists, code: str, code_kind: str, first_date: date | None = None) -> str | None:
    """Of CPT the lists on file hold therapy, and of other trades the years imported; a newer number may be right."""
    return _unlisted_procedure(lists, code, code_kind, first_date)


def _modifiers_in_force(element: str) -> Callable[..., CheckAnswer]:
    def in_force(modifiers: tuple[str, ...], first_date: date) -> Iterator[Wrong]:
        yield from _wrong_modifiers(element, modifiers, first_date)

    return in_force


def modifier_unlisted(modifiers: tuple[str, ...]) -> Iterator[Wrong]:
    """Our list has the modifiers of therapy only; whether another one exists is not known here."""
    yield from _unlisted_modifiers(modifiers)


_PROCEDURE = (
    "A procedure code that is none, or was not in force on the day of service",
    "A procedure code that is on none of our lists, and was not checked",
    _procedure_in_force,
    procedure_unlisted,
    None,
    _OF_THAT_DAY,
)
_MODIFIER = (
    "A modifier that was not in force on the day of service",
    "A modifier outside therapy, which was not checked",
    _modifiers_in_force,
    modifier_unlisted,
    "modifiers",
    "Send the modifiers of that day.",
)
_PAIRS = (
    _Pair(
        "837p.procedure",
        LINE_837P,
        "2400.SV101-2",
        *_PROCEDURE,
        "Payers deny a line with a code that had ended, or had not begun.",
        CheckExample("837p", "SV1*HC:97110", fails="SV1*HC:97001:GP*85*UN*2***1:2~"),
        CheckExample("837p", "SV1*HC:97110", fails="SV1*HC:12345:GP*85*UN*2***1:2~"),
    ),
    _Pair(
        "837p.modifier",
        LINE_837P,
        "2400.SV101",
        *_MODIFIER,
        "Payers deny a line with a modifier that had ended, or had not begun.",
        CheckExample(
            "837p",
            "SV1*HC:97110",
            fails="SV1*HC:97110:GP:GD*85*UN*2***1:2~",
            passes="SV1*HC:97110:GP:CQ*85*UN*2***1:2~",
        ),
        CheckExample("837p", "SV1*HC:97110", fails="SV1*HC:97110:GP:ZZ*85*UN*2***1:2~"),
    ),
    _Pair(
        "835.procedure",
        LINE_835,
        "2110.SVC01-2",
        *_PROCEDURE,
        "A line with a code that had ended cannot be one of ours; SVC01-1 says of which list the code is.",
        CheckExample("835", "SVC*HC:97110", fails="SVC*HC:97001:GP*85*50**2~", passes="SVC*N4:97001:GP*85*50**2~"),
        CheckExample("835", "SVC*HC:97110", fails="SVC*HC:12345:GP*85*50**2~"),
    ),
    _Pair(
        "835.modifier",
        LINE_835,
        "2110.SVC01",
        *_MODIFIER,
        "A line with a modifier that had ended cannot be one of ours.",
        CheckExample("835", "SVC*HC:97110", fails="SVC*HC:97110:GD*85*50**2~", passes="SVC*HC:97110:CQ*85*50**2~"),
        CheckExample("835", "SVC*HC:97110", fails="SVC*HC:97110:ZZ*85*50**2~"),
    ),
)


def _checks(pair: _Pair) -> Iterator[Check]:
    in_force = pair.function(pair.at.partition(".")[2])
    in_force.__doc__ = pair.why
    yield check(
        f"{pair.name}-code",
        of=pair.of,
        level=5,
        title=pair.in_force,
        when=pair.when,
        at=pair.at,
        remedy=pair.remedy,
        code="7",
        example=pair.wrong,
    )(in_force)
    yield check(
        f"{pair.name}-unlisted",
        of=pair.of,
        level=5,
        severity="undetermined",
        title=pair.not_checked,
        when=pair.when,
        at=pair.at,
        remedy=_OTHER_LIST,
        example=pair.unknown,
    )(pair.unlisted)


CHECKS = tuple(one for pair in _PAIRS for one in _checks(pair))


def _wrong_procedure(name: str, lists: CodeLists, code: str, code_kind: str, on: date | None) -> str | None:
    """What is wrong with a procedure code, where it is said to be one of CPT or HCPCS."""
    if code_kind != _CPT_OR_HCPCS:
        return None
    match lists.procedure(code, on):
        case "malformed":
            return f'{name} "{code}" has not the form of a procedure code.'
        case "not in force":
            return f'{name} "{code}" was not in force on {on}.'
        case "not in HCPCS":
            return f'{name} "{code}" is not in HCPCS on {on}.'
    return None


def _unlisted_procedure(lists: CodeLists, code: str, code_kind: str, on: date | None) -> str | None:
    why = _UNLISTED.get(lists.procedure(code, on)) if code_kind == _CPT_OR_HCPCS else None
    return f'Procedure "{code}" was not checked: {why}. It is not named again.' if why else None


def _wrong_modifiers(name: str, modifiers: tuple[str, ...], on: date) -> Iterator[Wrong]:
    for code in modifiers:
        entry = modifiers_of_therapy().get(code)
        if entry is not None and not entry.valid_on(on):
            yield Wrong(f'Modifier "{code}" of {name} was not in force on {on}.')


def _unlisted_modifiers(modifiers: tuple[str, ...]) -> Iterator[Wrong]:
    for code in modifiers:
        if code not in modifiers_of_therapy():
            yield Wrong(
                f'Modifier "{code}" was not checked: not among the modifiers of therapy. It is not named again.'
            )
