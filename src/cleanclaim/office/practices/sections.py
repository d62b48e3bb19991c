"""The tables of the practice's file as forms: of each its entries as fields, with what they mean and what is open.

What may stand in a table, and what is needed in it, is said by the reader's own tables (`practice_entries`); the reader
checks what was typed. Papers of clinicians have forms of their own (`papers`).
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from msgspec import Struct

from cleanclaim.exchange.files.practice_entries import BILLING, CLINICIAN, PAYER, RECEIVER, SUBMITTER, Entry, EntryTable
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import CREDENTIALS, OpenEntry, Practice
from cleanclaim.office.practices.paper_text import PAPERS
from cleanclaim.office.practices.payer_names import list_payers_of
from cleanclaim.office.practices.presenter import KINDS_OF_INSURANCE
from cleanclaim.office.practices.stored import list_clinician_choices
from cleanclaim.office.shared.query import read_text
from cleanclaim.reference.places import professions
from cleanclaim.whole_file import TomlPath

LONGEST = 200
YES_NO_ENTRIES = ("accepts_assignment", "benefits_assigned")
YES_NO = (("true", "yes"), ("false", "no"))
CAPITALS = {"npi": "NPI", "ein": "EIN", "ssn": "SSN", "id": "ID", "zip": "ZIP"}
LABELS = {
    "claim_filing": "Kind of insurance",
    "policy": "Pays by the policy of",
    "supervised_by": "Supervised by",
    "accepts_assignment": "What payers allow is payment in full",
    "benefits_assigned": "Patients let it pay the practice",
    "address": "Street and number",
    "pay_to_address": "Pay to: street and number",
}
"""The labels that are not the entry's own name."""


class PracticeSection(Struct, frozen=True):
    """A table of the file: what people call it, and its entries."""

    title: str
    entries: EntryTable


SECTIONS: Mapping[str, PracticeSection] = {
    "billing": PracticeSection("Who bills", BILLING),
    "submitter": PracticeSection("Who sends the files", SUBMITTER),
    "receiver": PracticeSection("Who takes the files in", RECEIVER),
    "clinicians": PracticeSection(
        "Clinician", {name: entry for name, entry in CLINICIAN.items() if name not in PAPERS}
    ),
    "payers": PracticeSection("Payer", {name: entry for name, entry in PAYER.items() if name != "receiver"}),
}
LISTS = ("clinicians", "payers")
"""Those of which there are several, each with a key: a clinician's NPI, a payer's name."""


class SectionField(Struct, frozen=True):
    """An entry as a field: what is typed, what it means, what to choose from, what is wrong; `is_open`: sending needs
    it and nobody entered it.
    """

    name: str
    label: str
    hint: str
    value: str
    words: tuple[tuple[str, str], ...] = ()
    needed: bool = False
    is_open: bool = False
    error: str = ""


class OpenPlace(Struct, frozen=True):
    """Something that sending needs and nobody entered: its name, whose it is, what it means, and the form's address."""

    label: str
    whose: str
    meaning: str
    href: str


def list_open(practice: Practice, entries: Sequence[OpenEntry]) -> list[OpenPlace]:
    """Open entries of a practice's file, each with the place where it is entered."""
    return [
        OpenPlace(label_of(one.entry), _whose(one, practice), _more(one), _address(one, practice)) for one in entries
    ]


def _more(one: OpenEntry) -> str:
    """What an entry means, where its name does not say it."""
    meaning = _plain(one.meaning)
    return "" if meaning in (label_of(one.entry).lower(), "its id") else meaning


def _whose(one: OpenEntry, practice: Practice) -> str:
    table, *key = one.path
    if table == "clinicians":
        clinician = list(practice.clinicians.values())[int(key[0]) - 1]
        return f"{clinician.name.first} {clinician.name.last}"
    if table == "payers":
        return practice.payers[key[0]].name
    return SECTIONS[table].title.lower()


def _address(one: OpenEntry, practice: Practice) -> str:
    table, *key = one.path
    if len(key) > 1:  # a payer's own receiver, which the text of the file has
        return reverse("practices:edit")
    if table == "clinicians":
        key = [list(practice.clinicians)[int(key[0]) - 1]]
    return f"{reverse('practices:section', args=[table, *key])}#field-{one.entry}"


def find_path(name: str, key: str, practice: Practice, *, new: str = "") -> TomlPath | None:
    """Where the table of a form stands in the file; None where there is none of this key. `new`: a new payer's."""
    if name not in LISTS:
        return None if key else (name,)
    if name == "payers":
        return (name, key or new) if not key or key in practice.payers else None
    known = list(practice.clinicians)
    if not key:
        return (name, len(known) + 1)
    return (name, known.index(key) + 1) if key in known else None


def read_entries(text: str, name: str, path: TomlPath) -> dict[str, str]:
    """The entries of a table as somebody would type them; empty texts where it has none."""
    written = read_table(text, path)
    return {entry: written.get(entry, "") for entry in SECTIONS[name].entries}


def read_table(text: str, path: TomlPath) -> dict[str, str]:
    """What stands in a table of the file, as somebody would type it."""
    here: Any = tomllib.loads(text, parse_float=str)
    for part in path:
        if isinstance(part, int):
            here = here[part - 1] if isinstance(here, list) and len(here) >= part else {}
        else:
            here = here.get(part, {}) if isinstance(here, dict) else {}
    return {entry: _typed(value) for entry, value in here.items() if not isinstance(value, dict | list)}


def read_fees(typed: str) -> dict[str, str]:
    """Fees as they were typed, a line a code: `97110 50.00`. Raises UserError for a line that is not so."""
    found: dict[str, str] = {}
    for number, line in enumerate(typed.split("\n"), 1):
        code, *dollars = line.replace("=", " ").replace("$", " ").replace('"', " ").split() or [""]
        if code and len(dollars) != 1:
            remedy = "Write a code and dollars, such as 97110 50.00."
            raise UserError(f"Line {number}", f'"{line.strip()}" is not a code and its fee', remedy)
        if code.upper() in found:
            raise UserError(f"Line {number}", f"{code} stands here twice", "Leave one of them.")
        if code:
            found[code.upper()] = dollars[0]
    return found


def read_sent(sent: QueryDict, name: str) -> dict[str, str]:
    """The entries as they were sent. Raises UserError for too much of them."""
    return {
        entry: read_text(" ".join(sent.get(entry, "").split()), label_of(entry), LONGEST)
        for entry in SECTIONS[name].entries
    }


def build_fields(
    name: str, path: TomlPath, typed: Mapping[str, str], practice: Practice, on: date, errors: Mapping[str, str]
) -> list[SectionField]:
    """The fields of the form of a table."""
    stands = tuple(map(str, path))
    still_open = {one.entry for one in practice.open_entries if one.path == stands}
    new = name == "payers" and path[1] not in practice.payers
    return [
        SectionField(
            entry,
            label_of(entry),
            _hint(entry, about),
            typed.get(entry, ""),
            _words(name, entry, typed.get(entry, ""), practice, on),
            _is_needed(name, entry, new=new),
            entry in still_open and not typed.get(entry),
            errors.get(entry, ""),
        )
        for entry, about in SECTIONS[name].entries.items()
    ]


def _hint(entry: str, about: Entry) -> str:
    """What an entry means and when it is wanted, where its name does not say it."""
    meaning = _plain(about.meaning)
    parts = ["" if meaning == label_of(entry).lower() else meaning, _plain(about.when)]
    text = "; ".join(filter(None, parts))
    return text.replace("false", "no").replace("true", "yes") if entry in YES_NO_ENTRIES else text


_NEEDED = {
    "billing": ("npi",),
    "clinicians": ("npi", "last_name", "first_name", "credential"),
    "payers": ("name",),
}
"""What cannot come later."""


def _is_needed(name: str, entry: str, *, new: bool) -> bool:
    return entry in _NEEDED.get(name, ()) or (new and (name, entry) == ("payers", "policy"))


def sort_errors(faults: Iterable[UserError], name: str) -> tuple[dict[str, str], list[UserError]]:
    """What is wrong with the entries of a form, by entry, and what is wrong elsewhere."""
    of_fields: dict[str, str] = {}
    rest = []
    for one in faults:
        entry = one.place.rpartition(", ")[2]
        if entry in SECTIONS[name].entries and f"[{name}" in one.place:
            of_fields.setdefault(entry, f"{one.problem[:1].upper()}{one.problem[1:]} {one.remedy}")
        else:
            rest.append(one)
    return of_fields, rest


def label_of(entry: str) -> str:
    """What people call an entry."""
    if entry in LABELS:
        return LABELS[entry]
    words = [CAPITALS.get(word, word) for word in entry.removeprefix("pay_to_").split("_")]
    text = " ".join(words)
    return f"Pay to: {text}" if entry.startswith("pay_to_") else text[:1].upper() + text[1:]


def _words(name: str, entry: str, value: str, practice: Practice, on: date) -> tuple[tuple[str, str], ...]:
    words: tuple[tuple[str, str], ...] = ()
    if entry == "credential":
        words = tuple((one, one) for one in CREDENTIALS)
    elif entry == "taxonomy":
        words = tuple((code, f"{text}, {code}") for code, text in professions().items())
    elif entry == "supervised_by":
        words = tuple(list_clinician_choices(practice))
    elif entry == "claim_filing":
        words = tuple((code, f"{text}, {code}") for code, text in KINDS_OF_INSURANCE.items())
    elif entry in YES_NO_ENTRIES:
        words = YES_NO
    elif (name, entry) == ("payers", "policy"):
        words = tuple(list_payers_of(None, on))
    return (*words, (value, value)) if words and value and value not in dict(words) else words


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.strip() if isinstance(value, str) else str(value)


def _plain(text: str) -> str:
    """A meaning without the marks of the reference's pages."""
    return text.replace("`", "")
