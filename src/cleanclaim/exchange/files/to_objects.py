"""Visits, charts and notes as the objects and rows that our readers take: what is written here is read back the same.

A field that is not known is left out of an object and empty in a row.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from cleanclaim.exchange.files.fields import FIELDS, SERVICE_FIELDS, VISIT_FIELDS
from cleanclaim.exchange.files.history import PARTS
from cleanclaim.model.chart import Benefit
from cleanclaim.model.money import dollars
from cleanclaim.model.note import Note
from cleanclaim.model.visit import History, Service, Visit

HUNDREDTHS = {"charge", "allowed", "spent", "low", "high", "wound_area"}
"""Cents, and hundredths of a square centimeter: both are written with two decimals."""


def visit_object(visit: Visit) -> dict[str, Any]:
    """A visit with its services, its history and its note, as JSON has it."""
    given = _fields(visit, VISIT_FIELDS)
    given["services"] = [_fields(service, SERVICE_FIELDS) for service in visit.services]
    if visit.history is not None:
        given["history"] = history_object(visit.history)
    if visit.note is not None:
        given["note"] = note_object(visit.note)
    return given


def history_object(history: History) -> dict[str, Any]:
    """The known parts of a history, earlier visits among them."""
    given: dict[str, Any] = _fields(history, ("spent", "discharged_on"))
    if history.spent_elsewhere is not None:
        given["spent_elsewhere"] = _fields(history.spent_elsewhere, ("low", "high"))
    if history.visits is not None:
        given["visits"] = [visit_object(visit) for visit in history.visits]
    for name, part in PARTS.items():
        entries = getattr(history, name)
        if entries is not None:
            given[name] = [_entry(entry, part.fields) for entry in entries]
    return given


def note_object(note: Note) -> dict[str, Any]:
    """A note with the fields that are known."""
    return _fields(note, Note.__struct_fields__)


def rows(visits: Iterable[Visit]) -> Iterator[dict[str, str]]:
    """One row a service under the names of `FIELDS`, as CSV, NDJSON and Parquet have it. History and note stay out."""
    for visit in visits:
        about = _texts(visit, VISIT_FIELDS)
        for service in visit.services:
            row = about | _texts(service, SERVICE_FIELDS)
            yield {name: row.get(name, "") for name in FIELDS}


def _texts(record: Visit | Service, names: Iterable[str]) -> dict[str, str]:
    return {name: _text(value) for name, value in _fields(record, names).items()}


def _text(value: object) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _entry(entry: Struct, names: Mapping[str, Any]) -> dict[str, Any]:
    given = _fields(entry, names)
    if isinstance(entry, Benefit) and entry.unit == "dollars":
        given |= {name: dollars(given[name]) for name in ("limit", "used") if name in given}
    return given


def _fields(record: Struct, names: Iterable[str]) -> dict[str, Any]:
    """The record's known fields, each as it is typed."""
    held = {name: _typed(name, getattr(record, name)) for name in names}
    return {name: value for name, value in held.items() if value is not None}


def _typed(name: str, value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if name == "secondary_payer":
        return value or "none"
    if name in HUNDREDTHS:
        return dollars(value)
    if name == "start":
        return f"{value // 60:02d}:{value % 60:02d}"
    if isinstance(value, tuple):
        return [_typed("", one) for one in value] or (None if name in {"modifiers", "diagnoses", "amended_on"} else [])
    return value.isoformat() if isinstance(value, date) else value
