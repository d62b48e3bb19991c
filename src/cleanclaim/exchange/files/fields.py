"""The fields of a visit and of a service, and how each is read.

Every format hands over text, as a person would have typed it, so a visit reads the same from CSV, JSON,
NDJSON and Parquet. An empty cell is unknown: never a default, never zero.
"""

from collections.abc import Callable
from typing import Any

from cleanclaim.exchange.files import visit_values as values
from cleanclaim.exchange.files.visit_values import UnreadableError, shown
from cleanclaim.model.visit import DISCIPLINES, MODES, PERFORMERS, STUDENTS

LONGEST_CELL = 10_000  # characters; nothing a clinic records in one field comes near
REMEMBERED = 20_000  # different texts a field keeps read; if there are more, they repeat too seldom to pay


def _payer_or_none(cell: str) -> str:
    """A payer's name; the word none says that there is no second payer, an empty cell that nobody knows."""
    found = values.payer(cell)
    return "" if found == "none" else found


VISIT_FIELDS: dict[str, Callable[[str], Any]] = {
    "visit_id": values.text,
    "patient_id": values.text,
    "payer": values.payer,
    "service_date": values.date,
    "discipline": values.one_of(DISCIPLINES, "a discipline"),
    "provider_npi": values.identifier,
    "place_of_service": values.place,
    "necessity_documented": values.yes_no,
    "secondary_payer": _payer_or_none,
}
SERVICE_FIELDS: dict[str, Callable[[str], Any]] = {
    "code": values.code,
    "minutes": values.minutes,
    "performed_by": values.one_of(PERFORMERS, "someone who treats"),
    "mode": values.one_of(MODES, "a mode of treatment"),
    "units": values.units,
    "modifiers": values.several,
    "charge": values.amount,
    "diagnoses": values.diagnoses,
    "start": values.clock,
    "separate": values.yes_no,
    "allowed": values.amount,
    "student": values.one_of(STUDENTS, "how a student took part"),
    "wound_area": values.square_centimeters,
}
HISTORY_FIELDS: dict[str, Callable[[str], Any]] = {"spent": values.amount}
FIELDS = (*VISIT_FIELDS, *SERVICE_FIELDS)
REQUIRED = ("visit_id", "code")

_READERS = {**VISIT_FIELDS, **SERVICE_FIELDS, **HISTORY_FIELDS}
_WHEN_EMPTY: dict[str, object] = {"mode": "individual", "modifiers": (), "diagnoses": ()}
_TRUE_OR_FALSE = {"separate", "necessity_documented"}
LISTS = {"modifiers", "diagnoses"}


class Field(dict[str, Any]):
    """One field's values by the text they were written in; each different text is read once.

    `field[text]` raises UnreadableError for a text that is no value of the field.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def __missing__(self, text: str) -> Any:
        try:
            value = _read(self.name, text)
        except UnreadableError as error:
            error.field = self.name
            raise
        if len(self) < REMEMBERED:
            self[text] = value
        return value


def _read(name: str, text: str) -> object:
    if len(text) > LONGEST_CELL:
        raise UnreadableError(
            f"{shown(text)} is longer than {LONGEST_CELL:,} characters.", "Look for a quote mark left open before it."
        )
    stripped = text.strip()
    if stripped:
        return _READERS[name](stripped)
    if name in REQUIRED:
        raise UnreadableError("is empty.", f"Every service needs its {name}.")
    return _WHEN_EMPTY.get(name)


def as_text(name: str, value: object) -> str:
    """A value of JSON or Parquet as a person would have typed it in the field `name`.

    JSON numbers arrive as the text they were written in. Raises UnreadableError for a value that cannot stand in
    that field, such as an object.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list) and name in LISTS and not any(isinstance(piece, list) for piece in value):
        return " ".join(as_text(name, piece) for piece in value)
    if isinstance(value, bool):
        if name in _TRUE_OR_FALSE:
            return str(value)
    elif isinstance(value, float) and value.is_integer():
        return str(int(value))
    elif not isinstance(value, list | dict | bytes):
        return str(value)  # an exact number, a date or a time
    raise UnreadableError(f"{shown(value)} is not a value of this field.", "Write text or a number.", name)
