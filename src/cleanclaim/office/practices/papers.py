"""A clinician's papers as people read and enter them: days of work, licenses, enrollments, looks into the lists.

What they may say stands in the tables of the practice's file; it is read by its reader, which checks it.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import get_args

import msgspec
from django.http import QueryDict
from msgspec import Struct

from cleanclaim.exchange.files.visit_values import UnreadableError
from cleanclaim.exchange.files.visit_values import date as read_date
from cleanclaim.model.days import day_for_people
from cleanclaim.model.practice import Clinician, Enrollment, License, Practice, Screening
from cleanclaim.office.practices.paper_text import LISTS, PAPER_DAYS, PaperValues, Value
from cleanclaim.office.shared.query import check_number, read_text

TITLES = {
    "licenses": "Licenses",
    "enrollments": "Enrollments with payers",
    "screenings": "Looks into the lists of excluded persons",
}
LABELS = {
    "hired": "First day of work",
    "left": "Last day of work",
    "licenses.state": "State",
    "licenses.number": "Number",
    "licenses.begins": "First day",
    "licenses.ends": "Last day",
    "licenses.compact": "Compact privilege",
    "licenses.temporary": "Temporary",
    "licenses.clear": "No restriction",
    "enrollments.payer": "Payer",
    "enrollments.begins": "In effect from",
    "enrollments.ends": "Last day",
    "enrollments.denied": "Refused",
    "enrollments.group_npi": "Group's NPI",
    "enrollments.places": "Only at places",
    "enrollments.revalidate_by": "Confirm by",
    "screenings.on": "Day",
    "screenings.clear": "Not on the lists",
}
"""What the fields are called."""
VALUES: Mapping[str, type[Struct]] = {"licenses": License, "enrollments": Enrollment, "screenings": Screening}
MOST = 200
"""Entries of a list that the form takes."""
LONGEST = 200
NEWEST = 3
"""Looks into the lists that the practice's page names."""
FORGOTTEN = "none"
"""The name of the boxes that say of a list that there is nothing."""


class PaperField(Struct, frozen=True):
    """A field of an entry: `words` to choose from, none where one writes."""

    name: str
    label: str
    value: str
    words: tuple[tuple[str, str], ...] = ()
    needed: bool = False


class PaperList(Struct, frozen=True):
    """The entries of one kind as rows of fields, the last row empty; `is_none`: it is said that there are none."""

    name: str
    title: str
    rows: list[list[PaperField]]
    is_none: bool


class PaperForm(Struct, frozen=True):
    """The papers of a clinician as the form has them."""

    days: list[PaperField]
    lists: list[PaperList]


def fill_papers(clinician: Clinician, practice: Practice) -> PaperForm:
    """The form as the file has the papers."""
    days = {name: _typed(clinician, name) for name in PAPER_DAYS}
    lists = {name: getattr(clinician, name) for name in LISTS}
    rows = {
        name: [{key: _typed(one, key) for key in LISTS[name]} for one in entries or ()]
        for name, entries in lists.items()
    }
    return _show(days, rows, {name for name, entries in lists.items() if entries == ()}, practice)


def show_papers(sent: QueryDict, practice: Practice) -> PaperForm:
    """The form as it was sent."""
    days = {name: sent.get(name, "") for name in PAPER_DAYS}
    rows = {name: list(_rows(sent, name)) for name in LISTS}
    return _show(days, rows, set(sent.getlist(FORGOTTEN)), practice)


def read_papers(sent: QueryDict) -> PaperValues:
    """The papers that were sent, for the file; its reader says what is wrong. Raises UserError for too much of them."""
    days = {name: _day(sent.get(name, "")) for name in PAPER_DAYS}
    lists: dict[str, list[dict[str, Value]]] = {}
    for name in LISTS:
        kinds = {key: _kind(name, key) for key in LISTS[name]}
        entries = [
            {key: _entry(key, typed, kinds[key]) for key, typed in row.items() if typed} for row in _rows(sent, name)
        ]
        if entries or name in sent.getlist(FORGOTTEN):
            lists[name] = entries
    return PaperValues({name: day for name, day in days.items() if day}, lists)


def describe_papers(clinician: Clinician, practice: Practice) -> list[tuple[str, list[str]]]:
    """The papers as the practice's page names them; an empty list where nobody entered any."""
    payers = {key: one.name for key, one in practice.payers.items()}
    screenings = sorted(clinician.screenings or (), key=lambda one: one.on, reverse=True)
    named = [f"{day_for_people(one.on)}: {'not on them' if one.clear else 'on them'}" for one in screenings[:NEWEST]]
    more = len(screenings) - len(named)
    looked = [*named, *([f"and {more} before"] if more else [])]
    return [
        ("Works here", [_span(clinician.hired, clinician.left)] if clinician.hired or clinician.left else []),
        ("Licenses", _or_none(clinician.licenses, [_license(one) for one in clinician.licenses or ()])),
        (
            "Enrollments",
            _or_none(clinician.enrollments, [_enrollment(one, payers) for one in clinician.enrollments or ()]),
        ),
        ("Lists of excluded persons", _or_none(clinician.screenings, looked)),
    ]


def _or_none(entries: object, texts: list[str]) -> list[str]:
    return ["none"] if entries == () else texts


def _license(one: License) -> str:
    kinds = [word for word, holds in (("compact privilege", one.compact), ("temporary", one.temporary)) if holds]
    stands = {True: "no restriction", False: "restricted", None: "restrictions not looked for"}[one.clear]
    return ", ".join([f"{one.state} {one.number}", *kinds, *_days(one.begins, one.ends), stands])


def _enrollment(one: Enrollment, payers: Mapping[str, str]) -> str:
    state = ["refused"] if one.denied else [] if one.begins else ["applied for"]
    places = [f"places {', '.join(one.places)}"] if one.places else []
    due = [f"to be confirmed by {day_for_people(one.revalidate_by)}"] if one.revalidate_by else []
    return ", ".join([payers.get(one.payer, one.payer), *state, *_days(one.begins, one.ends), *places, *due])


def _days(begins: date | None, ends: date | None) -> list[str]:
    return [_span(begins, ends)] if begins or ends else []


def _span(begins: date | None, ends: date | None) -> str:
    parts = (f"from {day_for_people(begins)}" if begins else "", f"to {day_for_people(ends)}" if ends else "")
    return " ".join(filter(None, parts))


def _show(
    days: Mapping[str, str], rows: Mapping[str, list[dict[str, str]]], without: set[str], practice: Practice
) -> PaperForm:
    lists = [
        PaperList(
            name,
            TITLES[name],
            [[_field(name, key, row.get(key, ""), practice) for key in LISTS[name]] for row in [*rows[name], {}]],
            name in without and not rows[name],
        )
        for name in LISTS
    ]
    return PaperForm([PaperField(name, LABELS[name], value) for name, value in days.items()], lists)


def _field(name: str, key: str, value: str, practice: Practice) -> PaperField:
    words: tuple[tuple[str, str], ...] = ()
    if key == "payer":
        words = tuple((one, payer.name) for one, payer in practice.payers.items())
    elif _kind(name, key) is bool:
        words = (("yes", "yes"), ("no", "no"))
    if words and value and value not in dict(words):
        words = (*words, (value, value))
    return PaperField(f"{name}.{key}", LABELS[f"{name}.{key}"], value, words, LISTS[name][key].needed)


def _rows(sent: QueryDict, name: str) -> Iterator[dict[str, str]]:
    """The rows of a list in which something is typed. Raises UserError where there are too many, or it is too long."""
    columns = {key: sent.getlist(f"{name}.{key}") for key in LISTS[name]}
    length = max(map(len, columns.values()))
    check_number(length, TITLES[name], MOST)
    for at in range(length):
        row = {
            key: read_text(" ".join(texts[at].split()), TITLES[name], LONGEST) if at < len(texts) else ""
            for key, texts in columns.items()
        }
        if any(row.values()):
            yield row


def _entry(key: str, typed: str, kind: object) -> Value:
    if kind is bool:
        return typed == "yes" if typed in ("yes", "no") else typed
    if key == "places":
        return [one for one in typed.replace(",", " ").split() if one]
    return _day(typed) if kind is date else typed


def _day(typed: str) -> str | date:
    """A day; what is none stays as it was typed, so that the file's reader says why it is none."""
    try:
        return read_date(typed) if typed.strip() else ""
    except UnreadableError:
        return typed


def _kind(name: str, key: str) -> object:
    """What a field is: a date, a truth, or a text."""
    found = next(one.type for one in msgspec.structs.fields(VALUES[name]) if one.name == key)
    return next((kind for kind in (bool, date) if found is kind or kind in get_args(found)), str)


def _typed(about: Struct, name: str) -> str:
    """A value as somebody would type it; empty where it is what counts unless entered."""
    value = getattr(about, name)
    if value == next(one.default for one in msgspec.structs.fields(about) if one.name == name):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(value) if isinstance(value, tuple) else str(value)
