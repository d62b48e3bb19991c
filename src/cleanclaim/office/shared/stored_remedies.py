"""What to do about what is stored, in the words of the office: entered on a page instead of given with a file, fields
by their labels; and on which page it is entered.
"""

import re

from cleanclaim.exchange.files.practice_entries import PATIENT
from cleanclaim.model.about import fields_of
from cleanclaim.model.note import Note
from cleanclaim.model.visit import Service, Visit
from cleanclaim.office.shared.remedies import remedy_here

STORED = {
    "Give the practice's file with --practice, with": "Enter the practice's file, with",
    "name the practice's fees with --practice": "enter the fees in the practice's file",
    "Give --zip, --locality or --practice; prices": "Enter its address in the practice's file; prices",
    "(--zip, --practice)": "(its address in the practice's file)",
    "Give the patient's chart with --charts": "Enter it in the patient's chart",
    "Give the notes with --notes": "Write the note",
    "Give them with --history": "Import them",
    " (--charts)": "",
    " (--practice)": "",
}
"""The command line's words, and what stands for them where things are stored."""
_PHRASE = re.compile("|".join(map(re.escape, sorted(STORED, key=len, reverse=True))))
_NAME = re.compile(r"(?<![\w.])[a-z]+(?:_[a-z0-9]+)+(?!\w|\.\w)")
_IN_BRACKETS = re.compile(r" \(([a-z]+(?:_[a-z0-9]+)+)\)")
_OURS = {*PATIENT, *fields_of(Visit), *fields_of(Service), *fields_of(Note)}
_IN_CAPITALS = {"npi": "NPI", "id": "ID", "zip": "ZIP"}


def remedy_stored(text: str) -> str:
    """A remedy as the pages of what is stored say it."""
    text = _PHRASE.sub(lambda found: STORED[found[0]], text)
    text = _IN_BRACKETS.sub(lambda found: "" if found[1] in _OURS else found[0], text)
    return remedy_here(_NAME.sub(lambda found: _label(found[0]), text))


def find_page(text: str) -> str:
    """Where what a remedy asks for is entered: `chart`, `practice` or `patient`; empty where it is none of them."""
    if "--practice" in text or "practice's file" in text or "supervised_by" in text or "[payers." in text:
        return "practice"
    if "--charts" in text or "patient's chart" in text:
        return "chart"
    return "patient" if find_field(text) else ""


def find_field(text: str) -> str:
    """The first field of the patient's form that a remedy names; empty where it names none."""
    return next((one for one in _NAME.findall(text) if one in PATIENT and one != "patient_id"), "")


def _label(name: str) -> str:
    """`referring NPI`; a name of no field of ours as it is."""
    return " ".join(_IN_CAPITALS.get(word, word) for word in name.split("_")) if name in _OURS else name
