"""Notes come in: for each visit what the clinician wrote, and the fields a record system keeps apart."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec import structs

from cleanclaim.exchange.files import visit_values as values
from cleanclaim.exchange.files.columns import check_names
from cleanclaim.exchange.files.fields import readers_of
from cleanclaim.exchange.files.object_files import objects_by
from cleanclaim.exchange.files.visit_values import UnreadableError, quoted
from cleanclaim.model.note import Note
from cleanclaim.model.visit import Visit

LONGEST = 200_000  # characters; no note comes near

FIELDS = {name: reader for name, reader in readers_of(Note).items() if name not in ("text", "amended_on")}
NAMES = tuple(readers_of(Note))


def read_notes(path: str | Path) -> dict[str, Note]:
    """The notes of a JSON, NDJSON or Parquet file by visit: a `visit_id`, a `text` and the fields of a note.

    Raises UserError for the first thing that is wrong.
    """
    return {visit_id: note_of(fields, place) for visit_id, fields, place in objects_by(Path(path), "visit_id", "note")}


def note_of(fields: Mapping[str, object], place: str) -> Note:
    """The note an object describes. Raises UserError, at `place`, for the first thing that is wrong."""
    try:
        check_names(tuple(fields), NAMES)
        for name in fields:
            if name not in NAMES:
                raise UnreadableError("this is no field of a note.", f"Fields: {', '.join(NAMES)}.", name)
        text = fields.get("text")
        if isinstance(text, str) and len(text) > LONGEST:
            problem = f"the note has {len(text):,} characters, more than {LONGEST:,}."
            raise UnreadableError(problem, "Give the text of one visit.", "text")
        if not isinstance(text, str):
            raise UnreadableError(f"{quoted(text)} is not a text.", "Write the note's text, or an empty one.", "text")
        known = {name: _value(name, fields[name]) for name in FIELDS if name in fields}
        amended = fields.get("amended_on") or []
        days = tuple([_value("amended_on", day) for day in (amended if isinstance(amended, list) else [amended])])
    except UnreadableError as error:
        raise error.at(place, "field") from None
    return Note(text=text, **known, amended_on=days)


def _value(name: str, value: object) -> Any:
    cell = "" if value is None else str(value).strip()
    reader = FIELDS.get(name, values.date)
    try:
        return reader(cell) if cell else None
    except UnreadableError as error:
        error.field = name
        raise


def with_notes(visits: Iterable[Visit], notes: Mapping[str, Note]) -> list[Visit]:
    """The visits, each with its note where there is one and the visit has none of its own."""
    return [
        structs.replace(visit, note=notes[visit.visit_id]) if visit.note is None and visit.visit_id in notes else visit
        for visit in visits
    ]
