"""Visits as JSON: a list of visits, each with its services, and with what is known of the patient before it.

A list of services, one object each, is read as NDJSON is.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any, TypeVar

from cleanclaim.exchange.files.clinician_cells import ClinicianCells
from cleanclaim.exchange.files.column_names import CLINICIAN
from cleanclaim.exchange.files.columns import clinician_cells, find_sources
from cleanclaim.exchange.files.exact_json import decode
from cleanclaim.exchange.files.fields import SERVICE_FIELDS, VISIT_FIELDS, as_text
from cleanclaim.exchange.files.history import history_parts
from cleanclaim.exchange.files.intake import Intake
from cleanclaim.exchange.files.ndjson_rows import object_table, own_cells
from cleanclaim.exchange.files.notes import note_of
from cleanclaim.exchange.files.rows_to_visits import Progress, ServiceReader, visits_of
from cleanclaim.exchange.files.visit_values import UnreadableError, check_payers, quoted
from cleanclaim.model.errors import UserError
from cleanclaim.model.note import Note
from cleanclaim.model.visit import History, Service, Visit

T = TypeVar("T")

ON_THAT_DAY = "of the same patient and day as one that cannot be read: their minutes are counted together"
_PatientDay = tuple[str | None, date | None]
_WITH_FIELDS = ("services", "history", "note")
_MISPLACED_IN_VISIT = frozenset(SERVICE_FIELDS)
_MISPLACED_IN_SERVICE = frozenset(VISIT_FIELDS)


class _WrongVisitError(Exception):
    """A visit that cannot be read: all that is wrong in it, and which patient's day it is."""

    def __init__(self, errors: Sequence[UserError], visit_id: str | None, of: "_PatientDay") -> None:
        super().__init__()
        self.errors = errors
        self.visit_id = visit_id
        self.of = of


def json_visits(text: str, intake: Intake, progress: Progress | None = None) -> list[Visit]:
    """The visits of a JSON document: a list, `{"visits": [...]}`, one visit, or a list of services.

    A visit that is wrong is set aside, and noted in `intake`. Raises UserError as `Intake.finish` says.
    """
    listed = _list_of_visits(text, intake.file)
    if not any(isinstance(one, dict) and "services" in one for one in listed) and _has_codes(listed, intake):
        return visits_of(object_table(listed, intake), intake, progress)
    visits: dict[str, Visit] = {}
    bad_days: set[_PatientDay] = set()
    number_of: dict[str, int] = {}  # where each visit id stood first
    reading = _VisitReader(intake)
    for number, value in enumerate(listed, 1):
        place = f"{intake.file}, visit {number}"
        try:
            visit = reading.visit(value, place)
            if number_of.setdefault(visit.visit_id, number) != number:
                twice = _twice(visit.visit_id, number_of[visit.visit_id], place)
                raise _WrongVisitError([twice], visit.visit_id, (visit.patient_id, visit.service_date))
        except _WrongVisitError as wrong:
            intake.wrong += 1
            for error in wrong.errors:
                intake.note_fault(error, rows=(number,), visit_id=wrong.visit_id)
            intake.visits_set_aside[wrong.visit_id or f"visit {number}"] = None
            bad_days.add(wrong.of)
        else:
            visits[visit.visit_id] = visit
            if intake.own_rows is not None and isinstance(value, dict):
                of_visit = own_cells(value, intake)
                intake.own_rows[visit.visit_id] = [of_visit | own_cells(one, intake) for one in value["services"]]
    good = _whole_days(visits, bad_days, intake)
    if progress:
        progress(sum(len(visit.services) for visit in good))
    intake.finish(len(good), "visit")
    return good


def _whole_days(visits: dict[str, Visit], bad_days: set[_PatientDay], intake: Intake) -> list[Visit]:
    """The visits but for those of a patient's day of which another cannot be read."""
    bad = [visits[one] for one in intake.visits_set_aside if one in visits]
    days = {*bad_days, *((visit.patient_id, visit.service_date) for visit in bad)}
    for visit in visits.values():
        of = (visit.patient_id, visit.service_date)
        if all(of) and of in days and visit.visit_id not in intake.visits_set_aside:
            intake.visits_set_aside[visit.visit_id] = None
            intake.taken_along[visit.visit_id] = ON_THAT_DAY
    intake.rows_set_aside = len(intake.visits_set_aside)
    intake.days_set_aside.update(days)
    return [visit for visit in visits.values() if visit.visit_id not in intake.visits_set_aside]


def _has_codes(listed: Sequence[object], intake: Intake) -> bool:
    """Whether the first object is a service: it has a code, and what tells its visit."""
    first = listed[0]
    if not isinstance(first, dict):
        return False
    trial = Intake(intake.file, intake.mapping)
    try:
        found = find_sources(tuple(first), trial, (*VISIT_FIELDS, *SERVICE_FIELDS))
    except UnreadableError:
        return False
    return "code" in found


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

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._known: dict[tuple[str, ...], dict[str, tuple[int, ...]]] = {}
        self._clinicians: dict[tuple[str, ...], ClinicianCells | None] = {}
        self._service_of = ServiceReader(intake)
        self._errors: list[UserError] = []
        self._of: _PatientDay = (None, None)

    def visit(self, value: object, place: str) -> Visit:
        """The visit. Raises _WrongVisitError with all that is wrong in it."""
        before, self._errors = self._errors, []
        of_before, self._of = self._of, (None, None)
        try:
            visit = self._visit(value, place)
            if self._errors or visit is None:
                raise _WrongVisitError(self._errors, visit.visit_id if visit else None, self._of)
            return visit
        finally:
            self._errors, self._of = before, of_before

    def _visit(self, value: object, place: str) -> Visit | None:
        entries = self._try(place, lambda: self._object(value, VISIT_FIELDS, _MISPLACED_IN_VISIT, _WITH_FIELDS))
        if entries is None:
            self._of = self._written_of(value)
            return None
        texts, more = entries
        fields: dict[str, Any] = {name: self._read(name, texts[name], place) for name in VISIT_FIELDS}
        self._of = (fields["patient_id"], fields["service_date"])
        self._try(place, lambda: check_payers(fields["payer"], fields["secondary_payer"]))
        services = more.get("services")
        if not isinstance(services, list) or not services:
            problem, remedy = "the visit has no services.", "Give it a list of at least one service."
            self._errors.append(UserError(place, problem, remedy))
            services = []
        by = more.get(CLINICIAN, "")
        read = [self._service(service, f"{place}, service {n}", by) for n, service in enumerate(services, 1)]
        history = self._try(place, lambda: self._history(more.get("history"), f"{place}, history"))
        note = self._try(place, lambda: _note(more.get("note"), f"{place}, note"))
        if fields["visit_id"] is None:
            return None
        return Visit(**fields, services=tuple(filter(None, read)), history=history, note=note)

    def _written_of(self, value: object) -> _PatientDay:
        """The patient and day of a visit whose keys are wrong, as far as they stand in it under our names."""
        if not isinstance(value, dict):
            return None, None
        try:
            day = self._intake.field("service_date")[str(value.get("service_date") or "")]
        except UnreadableError:
            day = None
        return str(value.get("patient_id") or "").strip() or None, day

    def _service(self, value: object, place: str, by: str) -> Service | None:
        """A service; `by` is the credential that the visit's clinician writes, where nothing else tells who gave it."""
        entries = self._try(place, lambda: self._object(value, SERVICE_FIELDS, _MISPLACED_IN_SERVICE))
        if entries is None:
            return None
        texts, _ = entries
        texts["performed_by"] = texts["performed_by"] or by
        try:
            return self._service_of[tuple(texts.values())]
        except UnreadableError as error:
            faults = len(self._errors)
            for name in SERVICE_FIELDS:
                self._read(name, texts[name], place)
            if len(self._errors) == faults:
                self._errors.append(error.at(place, "field"))
            return None

    def _read(self, name: str, text: str, place: str) -> Any:
        return self._try(place, lambda: self._intake.field(name)[text])

    def _try(self, place: str, read: Callable[[], T]) -> T | None:
        """What `read` gives; None where it cannot be read, which is noted."""
        try:
            return read()
        except UnreadableError as error:
            self._errors.append(error.at(place, "field"))
        except UserError as error:
            self._errors.append(error)
        return None

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
        visits = []
        for number, one in enumerate(value, 1):
            try:
                visits.append(self.visit(one, f"{place} {number}"))
            except _WrongVisitError as wrong:
                self._errors += wrong.errors
        return tuple(sorted(visits, key=lambda visit: (visit.service_date or date.max, visit.visit_id)))

    def _object(
        self, value: object, names: Collection[str], misplaced: Collection[str], more: Collection[str] = ()
    ) -> tuple[dict[str, str], dict[str, Any]]:
        """The texts of the fields by name, empty where one is missing, and the entries that are no fields.

        Raises UnreadableError where a key is wrong.
        """
        if not isinstance(value, dict):
            raise UnreadableError(f"{quoted(value)} is not an object.", 'Write {"name": value, ...}.')
        keys = tuple(key for key in value if key not in more)
        level = (*keys, *more)  # what is beside the fields tells the levels apart
        if level not in self._known:
            self._known[level] = found = find_sources(keys, self._intake, names, misplaced)
            self._clinicians[level] = clinician_cells(found, keys, self._intake)
        sources = self._known[level]
        always = self._intake.mapping.always
        texts = {name: always.get(name, "") for name in names}
        for field, columns in sources.items():
            name = "provider_npi" if field == CLINICIAN else field
            texts[field] = " ".join(filter(None, (as_text(name, value[keys[at]]) for at in columns)))
        others: dict[str, Any] = {name: value[name] for name in more if name in value}
        if clinicians := self._clinicians[level]:
            npi, others[CLINICIAN] = clinicians.settle(
                texts.pop(CLINICIAN), texts["provider_npi"], texts.get("discipline", "")
            )
            texts["provider_npi"] = npi
        return texts, others


def _note(value: object, place: str) -> Note | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise UserError(place, f"{quoted(value)} is not an object.", 'Write {"text": "...", ...}.')
    return note_of(value, place)
