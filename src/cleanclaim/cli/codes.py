"""`cleanclaim codes`: what a code is, whether two may be billed together, which one fits words."""

from collections.abc import Callable
from datetime import date
from textwrap import shorten
from typing import Any

from cleanclaim.cli.code_screens import say_code, say_diagnosis, say_modifier, say_place, say_reasons
from cleanclaim.cli.screen import say, say_json, styled, wrapped
from cleanclaim.documents.code_answers import PairAnswer, pair_answer
from cleanclaim.documents.code_pages import code_page
from cleanclaim.documents.code_search import search as find
from cleanclaim.documents.diagnosis_search import looks_like_diagnosis, search_diagnoses
from cleanclaim.documents.held import held_policy
from cleanclaim.documents.reason_pages import reason_page
from cleanclaim.documents.short_pages import diagnosis_page, modifier_page, place_page
from cleanclaim.law.wording import day
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.library import Library
from cleanclaim.reference.ncci import PairRow

WIDTH = 100
LABEL = 65
DIAGNOSES = 20
DIAGNOSES_BESIDE_CODES = 5
ANSWERS = {
    "bundled": ("red", "never both on one day"),
    "bypassable": ("yellow", "both only where the visit shows that they were distinct, and a modifier says so"),
    "separate": ("green", "no edit in force: both are payable on one day"),
    "undetermined": ("cyan", "nobody can tell from the releases held"),
}
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
    pages = [] if code in catalogue() else _other_readings(code, on, known_on, library)
    if not pages:
        pages = [(code_page(code, on, payer, known_on, library), say_code)]
    if format == "json":
        found = [page for page, _say_page in pages]
        say_json(found[0] if len(found) == 1 else {"code": code, "on": on, "readings": found})
        return 0
    for place, (page, say_page) in enumerate(pages):
        if place:
            say()
        say_page(page)
    return 0


def _other_readings(
    code: str, on: date, known_on: date | None, library: Library | None
) -> list[tuple[Any, Callable[[Any], None]]]:
    """What a code is, other than a service, each with what prints it."""
    place = code.removeprefix("POS").strip()
    if place != code:
        return [(place_page(place, on, library), say_place)]
    diagnosis = diagnosis_page(code, on, known_on, library) if looks_like_diagnosis(code) else None
    readings: list[tuple[Any, Callable[[Any], None]]] = [
        (modifier_page(code, on), say_modifier),
        (diagnosis, say_diagnosis),
        (reason_page(code, on), say_reasons),
    ]
    return [(page, say_page) for page, say_page in readings if page is not None]


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
    colour, words = ANSWERS[found.answer]
    labels = ", ".join(f"{code} {catalogue()[code].label}" for code in (first, second))
    say(f"{labels}   {held_policy(found.payer, found.on).name} · {day(found.on)}")
    say(f"{styled(found.answer, colour, bold=True)}: {words}")
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
    diagnoses = search_diagnoses(words, on, DIAGNOSES if icd else DIAGNOSES_BESIDE_CODES, library=library)
    found = [] if icd else find(words, on)
    if diagnoses and found and found[0].unmatched:
        found = []  # the words are those of a diagnosis
    if format == "json":
        say_json({"on": on, "words": words, "codes": found, "diagnoses": diagnoses})
        return 0
    if found and found[0].unmatched:
        say(f"No code fits every word; these do not fit {' or '.join(found[0].unmatched)}:")
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
