"""ICD-10-CM diagnoses: whether a code is complete enough to bill on a date of service.

One fiscal year's list is held whole; for dates before it there is a history of the validity of part of the codes.
"""

from datetime import date
from functools import cache, lru_cache
from typing import Literal

from msgspec import Struct

from cleanclaim.reference.files import DATA, content, day, records, valid_between
from cleanclaim.reference.releases import Release

State = Literal["billable", "header", "unknown", "undetermined"]


class Diagnosis(Struct, frozen=True):
    """What a diagnosis code is on a date.

    `billable`: complete; `header`: needs more characters; `unknown`: not in the list in force that day;
    `undetermined`: no list held says. The label is the code's own or, where it has none, that of the code above it.
    """

    state: State
    label: str | None = None
    release: str | None = None
    stale: bool = False


def diagnosis(code: str, on: date, lists: list[Release], histories: list[Release]) -> Diagnosis:
    """What a code is, by the list in force that day, else by the validity history. With or without the point."""
    code = code.strip().upper().replace(".", "")
    if not (code.isascii() and code.isalnum()):
        return Diagnosis("unknown")
    label = _label(code)
    for release in lists:
        billable = _listed(code)
        if billable is not None:
            return Diagnosis("billable" if billable else "header", label, release.name, release.stale_on(on))
    for release in histories:
        state = _state_in_history(code, on, release.file)
        if state is not None and (state != "unknown" or not lists):
            return Diagnosis(state, label, release.name, release.stale_on(on))
    if lists:
        return Diagnosis("unknown", None, lists[0].name, lists[0].stale_on(on))
    return Diagnosis("undetermined", label)


def _state_in_history(code: str, on: date, file: str) -> State | None:
    """The state a code had, None where the history does not know it.

    The history marks a code that was divided later as a header for all time (M54.5 was billable until its children
    came), so a header is believed only where one of its children was in force.
    """
    codes = _history(file)
    if code not in codes:
        return None
    billable, first, last = codes[code]
    if not valid_between(first, last, on):
        return "unknown"
    if billable:
        return "billable"
    divided = any(
        child.startswith(code) and child != code and valid_between(first, last, on)
        for child, (_, first, last) in codes.items()
    )
    return "header" if divided else "undetermined"


def _listed(code: str) -> bool | None:
    """Whether the year's list has the code as billable (True) or as a header (False); None where it has it not."""
    row = _row(code)
    return None if row is None else row[0] == "1"


def _label(code: str) -> str | None:
    """The code's label; a code with a seventh character has none of its own and bears that of the code above it."""
    for length in range(len(code), 2, -1):
        row = _row(code[:length])
        if row is not None and row[1]:
            return row[1]
    return None


@lru_cache(maxsize=65536)
def _row(code: str) -> tuple[str, str] | None:
    """Billable flag and label of a code.

    The list is searched as text: reading 98,000 rows into a table would cost every start of the program more than
    all its look-ups.
    """
    text = _text()
    at = text.find(f"\n{code},".encode())
    if at < 0:
        return None
    _, billable, label = text[at + 1 : text.index(b"\n", at + 1)].decode().split(",", 2)
    return billable, label


@cache
def _text() -> bytes:
    return content(DATA / "icd10cm.csv.gz")


@cache
def _history(file: str) -> dict[str, tuple[bool, date | None, date | None]]:
    return {row["code"]: (row["billable"] == "1", day(row["from"]), day(row["to"])) for row in records(DATA / file)}
