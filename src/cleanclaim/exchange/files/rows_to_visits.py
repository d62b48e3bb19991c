"""Rows, one a service, grouped into visits.

CSV, NDJSON and Parquet differ only in how a row is taken apart; what a row means is decided here.
"""

from collections.abc import Callable, Iterable
from operator import getitem
from typing import Any, Generic, NamedTuple, TypeVar

from msgspec import Struct

from cleanclaim.exchange.files.fields import REMEMBERED, SERVICE_FIELDS, VISIT_FIELDS, Field
from cleanclaim.exchange.files.visit_values import UnreadableError, quoted
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Service, Visit

Progress = Callable[[int], None]
_REPORT_EVERY = 10_000  # rows

Row = TypeVar("Row")


class Table(NamedTuple, Generic[Row]):
    """A file's rows with the number a person finds each under.

    `cells` takes a row apart into the texts of FIELDS, in that order, empty where the file does not give the field. It
    raises UnreadableError for a row that cannot be, and is apart from `rows` so that one bad row does not hide others.
    """

    file: str
    rows: Iterable[tuple[int, Row]]
    cells: Callable[[Row], tuple[str, ...]]


class _Gathered(Struct, gc=False):
    """A visit while its rows are read: its first row, the fields of that row, its services."""

    row: int
    fields: dict[str, Any]
    services: list[Service]


def visits_of(table: Table[Row], progress: Progress | None = None) -> list[Visit]:
    """The visits of a table, in the order of their first rows; the services in the order of theirs.

    `progress` is told now and then how many rows are read. Raises UserError for the first row that is wrong, with the
    number of others, and for a table without rows.
    """
    gathering = _Gathering(table.file)
    first: UserError | None = None
    wrong = count = 0
    for count, (number, row) in enumerate(table.rows, 1):
        try:
            gathering.add(number, table.cells(row))
        except UnreadableError as error:
            wrong += 1
            first = first or error.at(f"{table.file}, row {number}", "column")
        except UserError as error:
            wrong += 1
            first = first or error
        if progress and count % _REPORT_EVERY == 0:
            progress(count)
    if first:
        raise with_others(first, wrong - 1, "row")
    if not count:
        raise UserError(table.file, "the file has no visits.", "It needs at least one row, for one service.")
    if progress:
        progress(count)
    return gathering.visits()


class _Gathering:
    """Visits being put together from rows."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._by_id: dict[str, _Gathered] = {}
        self._visit = _Record(VISIT_FIELDS)
        self._service = _Services()
        # Most rows belong to the visit of the row before them.
        self._cells_before: tuple[str, ...] = ()
        self._services_before: list[Service] = []

    def add(self, number: int, cells: tuple[str, ...]) -> None:
        service = self._service[cells[len(VISIT_FIELDS) :]]
        visit_cells = cells[: len(VISIT_FIELDS)]
        if visit_cells != self._cells_before:
            self._services_before = self._find(number, self._visit.read(visit_cells)).services
            self._cells_before = visit_cells
        self._services_before.append(service)

    def _find(self, number: int, fields: dict[str, Any]) -> _Gathered:
        """The visit a row belongs to; a new one if its id is new."""
        visit = self._by_id.get(fields["visit_id"])
        if visit is None:
            visit = self._by_id[fields["visit_id"]] = _Gathered(number, fields, [])
            return visit
        for name, before in visit.fields.items():
            if fields[name] != before:
                raise UserError(
                    f"{self._file}, rows {visit.row} and {number}, column {name}",
                    f"visit {quoted(fields['visit_id'])} has {_or_nothing(before)} in row {visit.row} "
                    f"and {_or_nothing(fields[name])} in row {number}.",
                    "Give each visit an id of its own, or make the rows of one visit agree.",
                )
        return visit

    def visits(self) -> list[Visit]:
        return [Visit(**visit.fields, services=tuple(visit.services)) for visit in self._by_id.values()]


class _Record:
    """The fields of a visit or of a service, read from their cells."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(names)
        self._fields = [Field(name) for name in self._names]

    def read(self, cells: tuple[str, ...]) -> dict[str, Any]:
        return dict(zip(self._names, map(getitem, self._fields, cells), strict=True))


class _Services(dict[tuple[str, ...], Service]):
    """Services by their cells. A clinic does the same things over and over: one value stands for all of them."""

    def __init__(self) -> None:
        super().__init__()
        self._record = _Record(SERVICE_FIELDS)

    def __missing__(self, cells: tuple[str, ...]) -> Service:
        service = Service(**self._record.read(cells))
        if len(self) < REMEMBERED:
            self[cells] = service
        return service


def _or_nothing(value: object) -> str:
    return "nothing" if value is None else quoted(value)


def with_others(first: UserError, others: int, kind: str) -> UserError:
    """`first`, saying how many `others` (rows or visits, as `kind` says) are wrong too."""
    if not others:
        return first
    more = f"1 more {kind} has a problem" if others == 1 else f"{others:,} more {kind}s have problems"
    return UserError(first.place, f"{first.problem} {more}.", first.remedy)
