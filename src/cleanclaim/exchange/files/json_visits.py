"""Visits as JSON: a list of visits, each with its services, and with what is known of the patient before it."""

from collections.abc import Collection
from datetime import date
from typing import Any

from cleanclaim.exchange.files.columns import check_names
from cleanclaim.exchange.files.exact_json import decode
from cleanclaim.exchange.files.fields import SERVICE_FIELDS, VISIT_FIELDS, Field, as_text
from cleanclaim.exchange.files.history import history_parts
from cleanclaim.exchange.files.notes import note_of
from cleanclaim.exchange.files.rows_to_visits import Progress, with_others
from cleanclaim.exchange.files.visit_values import UnreadableError, quoted
from cleanclaim.model.errors import UserError
from cleanclaim.model.note import Note
from cleanclaim.model.visit import History, Service, Visit

_VISIT_NAMES = (*VISIT_FIELDS, "services", "history", "note")


def json_visits(text: str, file: str, progress: Progress | None = None) -> list[Visit]:
    """The visits of a JSON document: a list, `{"visits": [...]}`, or one visit.

    Raises UserError for the first visit that is wrong, with the number of others.
    """
    visits: list[Visit] = []
    number_of: dict[str, int] = {}  # where each visit id stood first
    reading = _VisitReader()
    first: UserError | None = None
    wrong = services = 0
    for number, value in enumerate(_list_of_visits(text, file), 1):
        place = f"{file}, visit {number}"
        try:
            visit = reading.visit(value, place)
            if number_of.setdefault(visit.visit_id, number) != number:
                raise _twice(visit.visit_id, number_of[visit.visit_id], place)
        except UserError as error:
            wrong += 1
            first = first or error
        else:
            visits.append(visit)
            services += len(visit.services)
    if first:
        raise with_others(first, wrong - 1, "visit")
    if progress:
        progress(services)
    return visits


def _twice(visit_id: str, before: int, place: str) -> UserError:
    return UserError(
        f"{place}, field visit_id",
        f"visit {before} has the id {quoted(visit_id)} too.",
        "Give each visit an id of its own, with all its services.",
    )


def _list_of_visits(text: str, file: str) -> list[object]:
    if not text.strip():
        raise UserError(file, "the file is empty.", "It needs a list of visits.")
    try:
        found = decode(text)
    except UnreadableError as error:
        raise error.at(file, "field") from None
    if isinstance(found, dict):
        found = found.get("visits", [found])
    if not isinstance(found, list):
        raise UserError(
            file, f"{quoted(found)} is not a list of visits.", 'Write [{"visit_id": ..., "services": [...]}].'
        )
    if not found:
        raise UserError(file, "the file has no visits.", "It needs at least one.")
    return found


class _VisitReader:
    """Takes visits out of JSON objects; remembers what the same texts and keys meant before."""

    def __init__(self) -> None:
        self._fields = {name: Field(name) for name in (*VISIT_FIELDS, *SERVICE_FIELDS)}
        self._checked: set[tuple[str, ...]] = set()

    def visit(self, value: object, place: str) -> Visit:
        try:
            entries = self._object(value, _VISIT_NAMES, SERVICE_FIELDS)
            fields = self._values(entries, VISIT_FIELDS)
            services = entries.get("services")
            if not isinstance(services, list) or not services:
                raise UnreadableError(
                    "the visit has no services.",
                    "Give it a list of at least one. A file with one service a row is CSV or NDJSON.",
                )
        except UnreadableError as error:
            raise error.at(place, "field") from None
        return Visit(
            **fields,
            services=tuple(self._service(service, f"{place}, service {n}") for n, service in enumerate(services, 1)),
            history=self._history(entries.get("history"), f"{place}, history"),
            note=_note(entries.get("note"), f"{place}, note"),
        )

    def _service(self, value: object, place: str) -> Service:
        try:
            return Service(**self._values(self._object(value, tuple(SERVICE_FIELDS), VISIT_FIELDS), SERVICE_FIELDS))
        except UnreadableError as error:
            raise error.at(place, "field") from None

    def _history(self, value: object, place: str) -> History | None:
        if value is None:
            return None
        if not isinstance(value, dict):
            raise UserError(place, f"{quoted(value)} is not an object.", 'Write {"spent": "410.00", ...}.')
        parts = history_parts(value, place)
        visits = value.get("visits")
        if visits is not None:
            parts["visits"] = self._earlier(visits, f"{place}, visits")
        return History(**parts)

    def _earlier(self, value: object, place: str) -> tuple[Visit, ...]:
        if not isinstance(value, list):
            raise UserError(place, f"{quoted(value)} is not a list of visits.", "Write [{...}], and [] for none.")
        visits = [self.visit(one, f"{place} {number}") for number, one in enumerate(value, 1)]
        return tuple(sorted(visits, key=lambda visit: (visit.service_date or date.max, visit.visit_id)))

    def _object(self, value: object, names: tuple[str, ...], misplaced: Collection[str] = ()) -> dict[str, Any]:
        """`value` as an object, its keys checked. Raises UnreadableError."""
        if not isinstance(value, dict):
            raise UnreadableError(f"{quoted(value)} is not an object.", 'Write {"name": value, ...}.')
        keys = (names[0], *value)  # the first name tells the levels apart
        if keys not in self._checked:
            check_names(tuple(value), names, misplaced)
            self._checked.add(keys)
        return value

    def _values(self, entries: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
        """The fields by name. One that is missing reads as an empty one does."""
        return {name: self._fields[name][as_text(name, entries.get(name))] for name in names}


def _note(value: object, place: str) -> Note | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise UserError(place, f"{quoted(value)} is not an object.", 'Write {"text": "...", ...}.')
    return note_of(value, place)
