"""Rows, one a service, grouped into visits.

CSV, workbooks, NDJSON and Parquet differ only in how a row is taken apart; what a row means is decided here. A row that
cannot be read is set aside with all of its visit, for a visit without one of its services is another visit: its units
would be counted wrong. So are the patient's other visits of that day, with which it is counted; `taken_along` says of
each why. A visit with a number of its own whose day cannot be read goes alone.
"""

from collections.abc import Callable, Iterable
from operator import getitem
from typing import Any, Generic, NamedTuple, TypeVar

from msgspec import Struct

from cleanclaim.budget import MOST_ROWS
from cleanclaim.exchange.files.code_cells import split_code_cell
from cleanclaim.exchange.files.fields import FIELDS, REMEMBERED, SERVICE_FIELDS, VISIT_FIELDS, Field
from cleanclaim.exchange.files.intake import Intake
from cleanclaim.exchange.files.strays import Strays, texts_of
from cleanclaim.exchange.files.visit_values import UnreadableError, check_payers, quoted
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Service, Visit

SAME_DAY = "of the same patient and day as visit {}, which is not whole: their minutes are counted together"
MAY_BE_ITS = "a row that cannot be read and does not name its visit may be of it"
NEXT_TO_ONE = "the row next to it cannot be read, does not name its visit, and may be of it"
"""Why a visit that can be read is set aside."""

Progress = Callable[[int], None]
_REPORT_EVERY = 10_000  # rows
_PATIENT, _DAY = FIELDS.index("patient_id"), FIELDS.index("service_date")

Row = TypeVar("Row")


class LeftOutRowError(Exception):
    """A row that is no service, as the mapping says."""


class Table(NamedTuple, Generic[Row]):
    """A file's rows with the number a person finds each under.

    `cells` takes a row apart into the texts of FIELDS, in that order, empty where the file does not give the field. It
    raises UnreadableError for a row that cannot be, LeftOutRowError for one that is no service, and is apart from
    `rows` so that one bad row does not hide others.
    """

    rows: Iterable[tuple[int, Row]]
    cells: Callable[[Row], tuple[str, ...]]


class _Gathered(Struct, gc=False):
    """A visit while its rows are read: its first row, the fields of that row, its services."""

    row: int
    fields: dict[str, Any]
    services: list[Service]


def visits_of(table: Table[Row], intake: Intake, progress: Progress | None = None) -> list[Visit]:
    """The visits of a table, in the order of their first rows; the services in the order of theirs.

    What cannot be read is set aside, and noted in `intake`. `progress` is called now and then with the rows read.
    Raises UserError for a table without rows, and for what `Intake.finish` says.
    """
    gathering = _Gathering(intake)
    count = 0
    for count, (number, row) in enumerate(table.rows, 1):
        try:
            cells = intake.correct(number, table.cells(row))
        except UnreadableError as error:
            gathering.set_row_aside(number, error, row)
            continue
        except LeftOutRowError:
            intake.note_left_out("by the mapping", number)
            continue
        try:
            gathering.add(number, cells)
        except UnreadableError:
            gathering.set_cells_aside(number, cells)
        if count % _REPORT_EVERY == 0:
            if count > MOST_ROWS:
                raise UserError(
                    intake.file, f"the file has more than {MOST_ROWS:,} rows.", "Divide it, by month for example."
                )
            if progress:
                progress(count)
    if not count:
        raise UserError(intake.file, "the file has no visits.", "It needs at least one row, for one service.")
    if progress:
        progress(count)
    visits = gathering.visits()
    intake.finish(len(visits), "row")
    return visits


class ServiceReader(dict[tuple[str, ...], Service]):
    """Services by their cells. A clinic does the same things over and over: one value stands for all of them."""

    def __init__(self, intake: Intake) -> None:
        super().__init__()
        self._fields = [intake.field(name) for name in SERVICE_FIELDS]

    def __missing__(self, cells: tuple[str, ...]) -> Service:
        values = map(getitem, self._fields, split_code_cell(cells))
        service = Service(**dict(zip(SERVICE_FIELDS, values, strict=True)))
        if len(self) < REMEMBERED:
            self[cells] = service
        return service


class _Gathering:
    """Visits being put together from rows."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._by_id: dict[str, _Gathered] = {}
        self._visit: list[Field] = [intake.field(name) for name in VISIT_FIELDS]
        self._service = ServiceReader(intake)
        self._strays = Strays(set(), set(), set(), set())
        self._any_stray = False
        self._bad: dict[str, None] = {}
        self._faulty: set[str] = set()  # those of them that a bad row names
        self._bad_days: dict[tuple[str, str, object], None] = {}  # visit, patient and day of bad rows
        self._patients: set[str] = set()
        self._next_is_bad = False
        self._above_is_read = False  # whether `_before` is the visit of the row above, as far as that tells its visit
        # Most rows belong to the visit of the row before them.
        self._cells_before: tuple[str, ...] = ()
        self._before: _Gathered | None = None

    def add(self, number: int, cells: tuple[str, ...]) -> None:
        service = self._service[cells[len(VISIT_FIELDS) :]]
        visit_cells = cells[: len(VISIT_FIELDS)]
        if visit_cells != self._cells_before or self._before is None:
            fields = dict(zip(VISIT_FIELDS, map(getitem, self._visit, visit_cells), strict=True))
            check_payers(fields["payer"], fields["secondary_payer"])
            self._before = self._find(number, fields)
            self._cells_before = visit_cells
        self._above_is_read = True
        if self._next_is_bad:
            self._bad[self._before.fields["visit_id"]] = None
            self._next_is_bad = False
        self._before.services.append(service)

    def _find(self, number: int, fields: dict[str, Any]) -> _Gathered:
        """The visit a row belongs to; a new one if its id is new. Rows that disagree are noted, and spoil it."""
        visit = self._by_id.get(fields["visit_id"])
        if visit is None:
            visit = self._by_id[fields["visit_id"]] = _Gathered(number, fields, [])
            self._patients.add(fields["patient_id"])
            return visit
        for name, before in visit.fields.items():
            if fields[name] != before:
                self._note_disagreement(visit, number, name, fields)
                break
        return visit

    def _note_disagreement(self, visit: _Gathered, number: int, name: str, fields: dict[str, Any]) -> None:
        first, before, column = visit.row, visit.fields[name], self._intake.heading_of(name)
        visit_id = fields["visit_id"]
        error = UserError(
            f"{self._intake.file}, rows {first} and {number}, column {column}",
            f"visit {quoted(visit_id)} has {_or_nothing(before)} in row {first} "
            f"and {_or_nothing(fields[name])} in row {number}.",
            "Give each visit an id of its own, or make the rows of one visit agree.",
        )
        self._intake.wrong += 1
        self._intake.note_fault(error, rows=(first, number), column=column, visit_id=visit_id)
        self._bad[visit_id] = None
        self._faulty.add(visit_id)

    def set_row_aside(self, number: int, error: UnreadableError, row: object) -> None:
        """Note a row that cannot be taken apart. The visit that it names is not whole, else those next to it."""
        self._intake.wrong += 1
        self._intake.rows_set_aside += 1
        read = self._read_visit(error.cells)
        self._note(number, error, "", read.get("visit_id"))
        if error.cells:
            self._note_visit(error.cells, read)
            return
        self._any_stray = True
        texts = texts_of(row)
        self._strays.take_texts(texts, self._day_in)
        if not any(text in self._by_id or text in self._patients for text in texts):
            self._next_is_bad = True
            if self._before and self._above_is_read:
                self._bad[self._before.fields["visit_id"]] = None

    def _day_in(self, text: str) -> object:
        try:
            return self._intake.field("service_date")[text]
        except UnreadableError:
            return None

    def _read_visit(self, cells: tuple[str, ...]) -> dict[str, Any]:
        """What of the visit's fields can be read."""
        read: dict[str, Any] = {}
        for name, cell in zip(VISIT_FIELDS, cells, strict=False):
            try:
                read[name] = self._intake.field(name)[cell]
            except UnreadableError:
                continue
        return read

    def _note_visit(self, cells: tuple[str, ...], read: dict[str, Any]) -> None:
        """Note the visit of a bad row, or what it may be."""
        self._above_is_read = self._next_is_bad = False
        patient, visit_id = cells[_PATIENT].strip(), read.get("visit_id")
        if visit_id is None:
            self._note_stray(patient, read.get("service_date"))
        else:
            self._bad[visit_id] = None
            self._faulty.add(visit_id)
            self._bad_days[visit_id, patient, read.get("service_date")] = None

    def set_cells_aside(self, number: int, cells: tuple[str, ...]) -> None:
        """Note every cell of a row that cannot be read."""
        self._intake.wrong += 1
        self._intake.rows_set_aside += 1
        faults: list[UnreadableError] = []
        read: dict[str, Any] = {}
        try:
            service_cells = tuple(split_code_cell(cells[len(VISIT_FIELDS) :]))
        except UnreadableError as error:
            faults.append(error)
            service_cells = cells[len(VISIT_FIELDS) :]
        for name, cell in zip(FIELDS, (*cells[: len(VISIT_FIELDS)], *service_cells), strict=True):
            try:
                read[name] = self._intake.field(name)[cell]
            except UnreadableError as error:
                if not (name == "visit_id" and self._intake.derived):
                    faults.append(error)
        if self._intake.derived and "visit_id" not in read:
            for name in ("patient_id", "service_date"):
                if name in read and read[name] is None:
                    remedy = "It makes the visit together with the day and the clinician, where no number is."
                    faults.append(UnreadableError("is empty.", remedy, name))
        try:
            check_payers(read.get("payer"), read.get("secondary_payer"))
        except UnreadableError as error:
            faults.append(error)
        visit_id = read.get("visit_id")
        for fault in faults:
            at = FIELDS.index(fault.field) if fault.field in FIELDS else 0
            self._note(number, fault, cells[at], visit_id)
        self._note_visit(cells, read)

    def _note(self, number: int, error: UnreadableError, text: str, visit_id: str | None) -> None:
        column = self._intake.heading_of(error.field) if error.field else ""
        named = UnreadableError(error.problem, error.remedy, column).at(f"{self._intake.file}, row {number}", "column")
        self._intake.note_fault(named, rows=(number,), column=column, text=text, visit_id=visit_id)

    def _note_stray(self, patient: str, day: object) -> None:
        self._any_stray = True
        if patient and day is not None:
            self._strays.patient_days.add((patient, day))
        elif patient:
            self._strays.patients.add(patient)
        elif self._before and day in (None, self._before.fields["service_date"]):
            self._bad[self._before.fields["visit_id"]] = (
                None  # as where number and patient stand in its first row alone
            )
        elif day is not None:
            self._strays.days.add(day)

    def visits(self) -> list[Visit]:
        """The visits that can be read whole. The others are noted by id, and their rows counted."""
        if self._bad or self._any_stray:
            self._set_visits_aside()
        return [
            Visit(**visit.fields, services=tuple(visit.services))
            for visit_id, visit in self._by_id.items()
            if visit_id not in self._bad
        ]

    def _set_visits_aside(self) -> None:
        bad, identifier = self._bad, "patient_id" if self._intake.derived else "visit_id"
        along = self._intake.taken_along
        along.update(dict.fromkeys((one for one in bad if one not in self._faulty), NEXT_TO_ONE))
        days = self._take_bad_days()
        for one, visit in self._by_id.items():
            fields = visit.fields
            if one not in bad and self._strays.may_be_of(
                fields[identifier], fields["patient_id"], fields["service_date"]
            ):
                bad[one] = None
                along[one] = MAY_BE_ITS
        for visit_id in bad:
            if visit_id in self._by_id and (day := self._day_of(visit_id)):
                days.setdefault(day, visit_id)
        for one in self._by_id if days else ():
            day = self._day_of(one)
            if one not in bad and day in days:
                bad[one] = None
                along[one] = SAME_DAY.format(days[day])
        self._intake.rows_set_aside += sum(len(self._by_id[one].services) for one in bad if one in self._by_id)
        self._intake.visits_set_aside = dict.fromkeys(bad)
        self._note_days(bad)

    def _note_days(self, bad: Iterable[str]) -> None:
        """Note which patients' days are not whole. A torn row, of which nobody knows whose it is, may be of any."""
        strays, noted = self._strays, self._intake.days_set_aside
        for one in bad:
            if one in self._by_id:
                fields = self._by_id[one].fields
                noted.add((fields["patient_id"], fields["service_date"]))
        noted.update((patient or None, day) for _visit_id, patient, day in self._bad_days)  # type: ignore[misc]
        if strays.texts or strays.days:
            noted.add((None, None))
        noted.update((patient, None) for patient in strays.patients)
        noted.update(strays.patient_days)  # type: ignore[arg-type]

    def _take_bad_days(self) -> dict[tuple[object, object], str]:
        """The patients' days that bad rows tell, each with the number of such a visit."""
        days: dict[tuple[object, object], str] = {}
        for visit_id, patient, day in self._bad_days:
            if patient and day is not None:
                days.setdefault((patient, day), visit_id)
        return days

    def _day_of(self, visit_id: str) -> tuple[object, object] | None:
        fields = self._by_id[visit_id].fields
        patient, on = fields["patient_id"], fields["service_date"]
        return (patient, on) if patient and on else None


def _or_nothing(value: object) -> str:
    return "nothing" if value is None else quoted(value)
