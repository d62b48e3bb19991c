"""ICD-10-CM diagnoses: whether a code is complete enough to bill on a date of service.

One fiscal year's list is held whole; for dates before it there is a history of the validity of part of the codes.
"""

from datetime import date
from typing import Literal

from msgspec import Struct

from cleanclaim.reference.files import day, valid_between
from cleanclaim.reference.releases import Release
from cleanclaim.reference.rows import Row, load_rows

COLUMNS = ("code", "billable", "label")
HISTORY_COLUMNS = ("code", "billable", "from", "to", "laterality", "seventh")

State = Literal["billable", "header", "unknown", "undetermined"]


class Diagnosis(Struct, frozen=True):
    """What a diagnosis code is on a date.

    `billable`: complete; `header`: needs more characters; `unknown`: not in the list in force that day;
    `undetermined`: no list on file says. The label is the code's own or, where it has none, that of the code above it.
    `laterality` (left, right, bilateral, unspecified) and `seventh`, what the seventh character says, are None where
    nobody wrote them down.
    """

    state: State
    label: str | None = None
    release: str | None = None
    stale: bool = False
    laterality: str | None = None
    seventh: str | None = None


def diagnosis(code: str, on: date, lists: list[Release], histories: list[Release], labels: list[Release]) -> Diagnosis:
    """What a code is, by the list in force that day, else by the validity history. With or without the point.

    `labels` are all lists on file: a list does not repeat the labels of the one before it, and some dates have no list.
    A code that a list does not have, on a day past the list's last, is undetermined: it may be new.
    """
    code = code.strip().upper().replace(".", "")
    if not (code.isascii() and code.isalnum()):
        return Diagnosis("unknown")
    more = _details(code, histories)
    label = _label(code, [*lists, *(release for release in labels if release not in lists)])
    for release in lists:
        for row in load_rows(release.file).of(code):
            state: State = "billable" if row["billable"] == "1" else "header"
            return Diagnosis(state, label, release.name, release.stale_on(on), *more)
    for release in histories:
        found = _state_in_history(code, on, release)
        if found is not None and (found != "unknown" or not lists):
            return Diagnosis(found, label, release.name, release.stale_on(on), *more)
    if lists:
        stale = lists[0].stale_on(on)
        return Diagnosis("undetermined" if stale else "unknown", None, lists[0].name, stale)
    return Diagnosis("undetermined", label)


def _state_in_history(code: str, on: date, release: Release) -> State | None:
    """The state a code had, None where the history does not know it.

    The history marks a code that was divided later as a header for all time (M54.5 was billable until its children
    came), so a header is believed only where one of its children was in force.
    """
    family = list(load_rows(release.file).beginning(code))
    if not family or family[0]["code"] != code:
        return None
    own, *children = family
    if not _valid(own, on):
        return "unknown"
    if own["billable"] == "1":
        return "billable"
    return "header" if any(_valid(child, on) for child in children) else "undetermined"


def _valid(row: Row, on: date) -> bool:
    return valid_between(day(row["from"]), day(row["to"]), on)


def _details(code: str, histories: list[Release]) -> tuple[str | None, str | None]:
    for release in histories:
        for row in load_rows(release.file).of(code):
            return row["laterality"] or None, row["seventh"] or None
    return None, None


def _label(code: str, lists: list[Release]) -> str | None:
    """The code's label; a code with a seventh character has none of its own and bears that of the code above it."""
    for length in range(len(code), 2, -1):
        for release in lists:
            for row in load_rows(release.file).of(code[:length]):
                if row["label"]:
                    return row["label"]
    return None
