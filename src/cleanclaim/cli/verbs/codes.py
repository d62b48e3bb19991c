"""`cleanclaim codes`: what a code is, whether two may be billed together, which one fits words."""

from datetime import date
from textwrap import shorten

from cleanclaim.cli.code_screens import say_code, say_diagnosis, say_modifier, say_place, say_reasons
from cleanclaim.cli.screen import say, say_json, styled, wrapped
from cleanclaim.explanations.lookup.code_answers import PairAnswer, pair_answer
from cleanclaim.explanations.lookup.code_pages import CodePage
from cleanclaim.explanations.lookup.code_words import ANSWERS
from cleanclaim.explanations.lookup.everything import Reading, fitting, readings
from cleanclaim.explanations.lookup.find import held_policy
from cleanclaim.explanations.lookup.other_code_pages import DiagnosisPage, ModifierPage, PlacePage
from cleanclaim.explanations.lookup.reason_pages import ReasonPage
from cleanclaim.law.wording import day
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.library import Library
from cleanclaim.reference.ncci import PairRow

WIDTH = 100
LABEL = 65
COLOURS = {"bundled": "red", "bypassable": "yellow", "separate": "green", "undetermined": "cyan"}
UNFINISHED = {
    "header": "wants more characters",
    "unknown": "not in force",
    "undetermined": "not known for this date",
}


def show(code: str, on: date, payer: str, format: str, known_on: date | None, library: Library | None = None) -> int:
    """Print all that is held of a code, in capitals; returns the exit code.

    A service, else every other reading of it: a diagnosis, a modifier, a place of service (`POS 11`), a code on a
    remittance (`CO-97`, `N130`). Raises UserError for an unknown code or payer.
    """
    pages = readings(code, on, payer, known_on, library)
    if format == "json":
        say_json(pages[0] if len(pages) == 1 else {"code": code, "on": on, "readings": pages})
        return 0
    for place, page in enumerate(pages):
        if place:
            say()
        _say_reading(page)
    return 0


def _say_reading(page: Reading) -> None:
    match page:
        case CodePage():
            say_code(page)
        case DiagnosisPage():
            say_diagnosis(page)
        case ModifierPage():
            say_modifier(page)
        case PlacePage():
            say_place(page)
        case ReasonPage():
            say_reasons(page)


def check(
    first: str, second: str, on: date, payer: str, format: str, known_on: date | None, library: Library | None = None
) -> int:
    """Print whether two codes may be billed on one day; returns the exit code.

    Raises UserError for a code or payer we do not hold, and where both codes are one.
    """
    found = pair_answer(first, second, on, payer, known_on, library)
    if format == "json":
        say_json(found)
    else:
        _say_answer(first, second, found)
    return 0


def _say_answer(first: str, second: str, found: PairAnswer) -> None:
    labels = ", ".join(f"{code} {catalogue()[code].label}" for code in (first, second))
    say(f"{labels}   {held_policy(found.payer, found.on).name} · {day(found.on)}")
    say(f"{styled(found.answer, COLOURS[found.answer], bold=True)}: {ANSWERS[found.answer]}")
    notes = [found.note] if isinstance(found.note, str) else []
    for text in [found.why, *notes]:
        _say_wrapped(text)
    for text in found.gaps:
        _say_wrapped(text, "cyan")
    say()
    if not found.edits:
        say("No release held has an edit for this pair.")
        return
    heading = f"{'paid':<8}{'denied':<8}{'indicator':<11}{'from':<14}{'to':<14}{'in force':<10}release"
    say(styled(heading, dim=True))
    for row in found.edits:
        say(_row(row))


def _say_wrapped(text: str, colour: str | None = None) -> None:
    for line in wrapped(text, WIDTH):
        say(styled(line, colour) if colour else line)


def _row(row: PairRow) -> str:
    begins = day(row.from_) if row.from_ else "not printed"
    ends = day(row.to) if row.to else "open"
    force = {True: "yes", False: "no", None: "unknown"}[row.active]
    return f"{row.column1:<8}{row.column2:<8}{row.indicator:<11}{begins:<14}{ends:<14}{force:<10}{row.release}"


def search(words: list[str], on: date, format: str, *, icd: bool = False, library: Library | None = None) -> int:
    """Print the services and the diagnoses that fit the words, best first, with `icd` only diagnoses.

    Returns the exit code.
    """
    fits = fitting(words, on, icd=icd, library=library)
    found, diagnoses = fits.codes, fits.diagnoses
    if format == "json":
        say_json({"on": on, "words": words, "codes": found, "diagnoses": diagnoses})
        return 0
    if fits.unmatched:
        say(f"No code fits every word; these do not fit {' or '.join(fits.unmatched)}:")
    for entry in found:
        gone = "" if entry.in_force else f"   {entry.validity}"
        say(f"{styled(entry.code, bold=True)}  {entry.label}{styled(gone, 'red')}")
    if found and diagnoses:
        say()
    for diagnosis in diagnoses:
        want = UNFINISHED.get(diagnosis.state)
        note = styled(f"   {want}", "yellow") if want else ""
        say(f"{styled(f'{diagnosis.code:<8}', bold=True)}  {shorten(diagnosis.label, LABEL, placeholder=' ...')}{note}")
    if not found and not diagnoses:
        say("No code fits. Try fewer or other words, or the first digits of a code.")
    return 0
