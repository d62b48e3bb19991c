"""SNIP level 5, what: diagnoses, procedures and modifiers, on the day of service.

A code that no list could have by its form, or that had not begun or was over on the day, is a fault. One that is on
none of our lists, where these are not complete, is `undetermined`, said once in a file.
"""

from collections.abc import Iterator
from datetime import date

from cleanclaim.exchange.x12.checks.check import CheckExample, Wrong, check
from cleanclaim.exchange.x12.checks.code_lists import CodeLists
from cleanclaim.exchange.x12.checks.subjects import CLAIM_837P, LINE_835, LINE_837P
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


@check(
    "837p.procedure-code",
    of=LINE_837P,
    level=5,
    title="A procedure code that is none, or was not in force on the day of service",
    at="2400.SV101-2",
    remedy=_OF_THAT_DAY,
    code="7",
    example=CheckExample("837p", "SV1*HC:97110", fails="SV1*HC:97001:GP*85*UN*2***1:2~"),
)
def procedure_code(lists: CodeLists, code: str, code_kind: str, first_date: date | None = None) -> str | None:
    """Payers deny a line with a code that had ended, or had not begun."""
    return _wrong_procedure("SV101-2", lists, code, code_kind, first_date)


@check(
    "837p.procedure-unlisted",
    of=LINE_837P,
    level=5,
    severity="undetermined",
    title="A procedure code that is on none of our lists, and was not checked",
    at="2400.SV101-2",
    remedy=_OTHER_LIST,
    example=CheckExample("837p", "SV1*HC:97110", fails="SV1*HC:12345:GP*85*UN*2***1:2~"),
)
def procedure_unlisted(lists: CodeLists, code: str, code_kind: str, first_date: date | None = None) -> str | None:
    """Of CPT the lists on file hold therapy, and of other trades the years imported; a newer number may be right."""
    return _unlisted_procedure(lists, code, code_kind, first_date)


@check(
    "837p.modifier-code",
    of=LINE_837P,
    level=5,
    title="A modifier that was not in force on the day of service",
    when="modifiers",
    at="2400.SV101",
    remedy="Send the modifiers of that day.",
    code="7",
    example=CheckExample(
        "837p",
        "SV1*HC:97110",
        fails="SV1*HC:97110:GP:GD*85*UN*2***1:2~",
        passes="SV1*HC:97110:GP:CQ*85*UN*2***1:2~",
    ),
)
def modifier_code(modifiers: tuple[str, ...], first_date: date) -> Iterator[Wrong]:
    """Payers deny a line with a modifier that had ended, or had not begun."""
    yield from _wrong_modifiers("SV101", modifiers, first_date)


@check(
    "837p.modifier-unlisted",
    of=LINE_837P,
    level=5,
    severity="undetermined",
    title="A modifier outside therapy, which was not checked",
    when="modifiers",
    at="2400.SV101",
    remedy=_OTHER_LIST,
    example=CheckExample("837p", "SV1*HC:97110", fails="SV1*HC:97110:GP:ZZ*85*UN*2***1:2~"),
)
def modifier_unlisted(modifiers: tuple[str, ...]) -> Iterator[Wrong]:
    """Our list has the modifiers of therapy only; whether another one exists is not known here."""
    yield from _unlisted_modifiers(modifiers)


@check(
    "835.procedure-code",
    of=LINE_835,
    level=5,
    title="A procedure code that is none, or was not in force on the day of service",
    at="2110.SVC01-2",
    remedy=_OF_THAT_DAY,
    code="7",
    example=CheckExample("835", "SVC*HC:97110", fails="SVC*HC:97001:GP*85*50**2~", passes="SVC*N4:97001:GP*85*50**2~"),
)
def paid_procedure_code(lists: CodeLists, code: str, code_kind: str, first_date: date | None = None) -> str | None:
    """A line with a code that had ended cannot be one of ours; SVC01-1 says of which list the code is."""
    return _wrong_procedure("SVC01-2", lists, code, code_kind, first_date)


@check(
    "835.procedure-unlisted",
    of=LINE_835,
    level=5,
    severity="undetermined",
    title="A procedure code that is on none of our lists, and was not checked",
    at="2110.SVC01-2",
    remedy=_OTHER_LIST,
    example=CheckExample("835", "SVC*HC:97110", fails="SVC*HC:12345:GP*85*50**2~"),
)
def paid_procedure_unlisted(lists: CodeLists, code: str, code_kind: str, first_date: date | None = None) -> str | None:
    """Of CPT the lists on file hold therapy, and of other trades the years imported; a newer number may be right."""
    return _unlisted_procedure(lists, code, code_kind, first_date)


@check(
    "835.modifier-code",
    of=LINE_835,
    level=5,
    title="A modifier that was not in force on the day of service",
    when="modifiers",
    at="2110.SVC01",
    remedy="Send the modifiers of that day.",
    code="7",
    example=CheckExample("835", "SVC*HC:97110", fails="SVC*HC:97110:GD*85*50**2~", passes="SVC*HC:97110:CQ*85*50**2~"),
)
def paid_modifier_code(modifiers: tuple[str, ...], first_date: date) -> Iterator[Wrong]:
    """A line with a modifier that had ended cannot be one of ours."""
    yield from _wrong_modifiers("SVC01", modifiers, first_date)


@check(
    "835.modifier-unlisted",
    of=LINE_835,
    level=5,
    severity="undetermined",
    title="A modifier outside therapy, which was not checked",
    when="modifiers",
    at="2110.SVC01",
    remedy=_OTHER_LIST,
    example=CheckExample("835", "SVC*HC:97110", fails="SVC*HC:97110:ZZ*85*50**2~"),
)
def paid_modifier_unlisted(modifiers: tuple[str, ...]) -> Iterator[Wrong]:
    """Our list has the modifiers of therapy only; whether another one exists is not known here."""
    yield from _unlisted_modifiers(modifiers)


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
