"""Visits, charts and notes as the objects and rows that our readers take: what is written here is read back the same.

A field that is not known is left out of an object and empty in a row.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from msgspec import Struct

from cleanclaim.exchange.files.fields import FIELDS
from cleanclaim.exchange.files.history import PARTS
from cleanclaim.model.about import Written, fields_of
from cleanclaim.model.chart import Benefit
from cleanclaim.model.money import dollars
from cleanclaim.model.note import Note
from cleanclaim.model.visit import History, Service, Visit


def visit_object(visit: Visit) -> dict[str, Any]:
    """A visit with its services, its history and its note, as JSON has it."""
    fields = _fields(visit)
    fields |= _payer_of(visit)
    fields["services"] = [_fields(service) for service in visit.services]
    if visit.history is not None:
        fields["history"] = history_object(visit.history)
    if visit.note is not None:
        fields["note"] = note_object(visit.note)
    return fields


def history_object(history: History) -> dict[str, Any]:
    """The known parts of a history, earlier visits among them."""
    fields = _fields(history)
    if history.spent_elsewhere is not None:
        fields["spent_elsewhere"] = _fields(history.spent_elsewhere)
    if history.visits is not None:
        fields["visits"] = [visit_object(visit) for visit in history.visits]
    for name in PARTS:
        entries = getattr(history, name)
        if entries is not None:
            fields[name] = [_entry(entry) for entry in entries]
    return fields


def note_object(note: Note) -> dict[str, Any]:
    """A note with the fields that are known."""
    return _fields(note)


def rows(visits: Iterable[Visit]) -> Iterator[dict[str, str]]:
    """One row a service under the names of `FIELDS`, as CSV, NDJSON and Parquet have it. History and note stay out."""
    for visit in visits:
        about = _texts(visit) | _payer_of(visit)
        for service in visit.services:
            row = about | _texts(service)
            yield {name: row.get(name, "") for name in FIELDS}


def _payer_of(visit: Visit) -> dict[str, str]:
    """The payer as the practice's file names it, where that is not by its policy."""
    return {"payer": visit.insurer} if visit.insurer else {}


def _texts(record: Visit | Service) -> dict[str, str]:
    return {name: _text(value) for name, value in _fields(record).items()}


def _text(value: object) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _entry(entry: Struct) -> dict[str, Any]:
    fields = _fields(entry)
    if isinstance(entry, Benefit) and entry.unit == "dollars":
        fields |= {name: dollars(fields[name]) for name in ("limit", "used") if name in fields}
    return fields


def _fields(record: Struct) -> dict[str, Any]:
    """The record's known fields, each as it is typed. A list that is empty unless given is left out when it is."""
    known: dict[str, Any] = {}
    for name, field in fields_of(type(record)).items():
        value = getattr(record, name)
        if value is not None and (value != () or field.default != ()):
            known[name] = _typed(field.about.written, value)
    return known


def _typed(written: Written, value: Any) -> Any:
    if isinstance(value, tuple):
        return [_typed(written, one) for one in value]
    return _AS_TYPED[written](value) if written in _AS_TYPED else value


_AS_TYPED: dict[Written, Callable[[Any], object]] = {
    "dollars": dollars,
    "square centimeters": dollars,  # hundredths too, and written with two decimals
    "date": date.isoformat,
    "dates": date.isoformat,
    "clock": lambda minutes: f"{minutes // 60:02d}:{minutes % 60:02d}",
    "second payer": lambda payer: payer or "none",
}
"""How a value is written where it is not written as it is."""
