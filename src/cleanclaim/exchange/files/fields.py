"""The fields of a visit and of a service, and how each is read.

Every format hands over text, as a person would have typed it, so a visit reads the same from CSV, JSON,
NDJSON and Parquet. An empty cell is unknown: never a default, never zero. What a field means and how it is written
stands with the field, in `model`.
"""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from cleanclaim.exchange.files import visit_values as values
from cleanclaim.exchange.files.visit_values import Reader, UnreadableError, quoted
from cleanclaim.model.about import FieldAbout, Written, fields_of
from cleanclaim.model.visit import History, Service, Visit

LONGEST_CELL = 10_000  # characters; nothing a clinic records in one field comes near
REMEMBERED = 20_000  # different texts a field keeps read; if there are more, they repeat too seldom to pay

READERS: dict[Written, Reader] = {
    "text": values.text,
    "identifier": values.identifier,
    "npi": values.npi,
    "code": values.code,
    "payer": values.payer,
    "second payer": values.second_payer,
    "date": values.recent_date,
    "dates": values.recent_date,
    "clock": values.clock,
    "minutes": values.minutes,
    "units": values.units,
    "count": values.count,
    "visits": values.visits,
    "dollars": values.amount,
    "square centimeters": values.square_centimeters,
    "yes or no": values.yes_no,
    "place": values.place,
    "modifiers": values.modifiers,
    "words": values.several,
    "diagnoses": values.diagnoses,
    "amount": values.text,
}
"""What reads a value, by how people write it. A `word` is read by the words its field allows."""
_LISTS: frozenset[Written] = frozenset({"modifiers", "words", "diagnoses"})


def reader_of(field: FieldAbout) -> Reader:
    """What reads the texts of a field."""
    if field.about.written == "word":
        return values.one_of(field.words, field.about.kind, field.name)
    return READERS[field.about.written]


def readers_of(kind: type[Struct]) -> dict[str, Reader]:
    """What reads each field of a value, by name and in their order."""
    return {name: reader_of(field) for name, field in fields_of(kind).items()}


VISIT_FIELDS = readers_of(Visit)
SERVICE_FIELDS = readers_of(Service)
HISTORY_FIELDS = {"spent": readers_of(History)["spent"]}
FIELDS = (*VISIT_FIELDS, *SERVICE_FIELDS)
REQUIRED = ("visit_id", "code")

_ABOUT = {**fields_of(History), **fields_of(Service), **fields_of(Visit)}
_READERS = {**VISIT_FIELDS, **SERVICE_FIELDS, **HISTORY_FIELDS}
_WHEN_EMPTY = {name: None if field.needed else field.default for name, field in _ABOUT.items()}
TRUE_OR_FALSE = {name for name, field in _ABOUT.items() if field.about.written == "yes or no"}
LISTS = {name for name, field in _ABOUT.items() if field.about.written in _LISTS}


class Field(dict[str, Any]):
    """One field's values by the text they were written in; each different text is read once.

    `rewrite` turns a text of the file into one of ours before it is read: a payer's name into that of its policy.
    `check` raises UnreadableError for a value that can be read and cannot be right.
    `field[text]` raises UnreadableError for a text that is no value of the field.
    """

    def __init__(
        self,
        name: str,
        rewrite: Callable[[str], str] | None = None,
        check: Callable[[Any], None] | None = None,
    ) -> None:
        super().__init__()
        self.name = name
        self._rewrite = rewrite
        self._check = check

    def __missing__(self, text: str) -> Any:
        try:
            value = _read(self.name, self._rewrite(text) if self._rewrite else text)
            if self._check and value is not None:
                self._check(value)
        except UnreadableError as error:
            error.field = self.name
            raise
        if len(self) < REMEMBERED:
            self[text] = value
        return value


def _read(name: str, text: str) -> object:
    if len(text) > LONGEST_CELL:
        raise UnreadableError(
            f"{quoted(text)} is longer than {LONGEST_CELL:,} characters.", "Look for a quote mark left open before it."
        )
    stripped = text.strip()
    if stripped:
        values.check_formula(stripped)
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
        if name in TRUE_OR_FALSE:
            return str(value)
    elif isinstance(value, float) and value.is_integer():
        return str(int(value))
    elif not isinstance(value, list | dict | bytes):
        return str(value)  # an exact number, a date or a time
    raise UnreadableError(f"{quoted(value)} is not a value of this field.", "Write text or a number.", name)
