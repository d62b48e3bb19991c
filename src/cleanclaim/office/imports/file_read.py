"""What came of reading a file, as the page shows it: its columns, the cells that cannot be read, the values."""

from collections.abc import Collection
from pathlib import Path

from msgspec import Struct, structs

from cleanclaim.exchange.files.column_guess import GuessedColumns, guess_columns
from cleanclaim.exchange.files.intake import names_of
from cleanclaim.exchange.files.mapping import ColumnMapping
from cleanclaim.exchange.files.schedule import ScheduledRow
from cleanclaim.law.policies.policy import payer_names
from cleanclaim.model.errors import UserError
from cleanclaim.model.file_reading import FileReading, RowFault
from cleanclaim.model.practice import Patient, Practice
from cleanclaim.model.visit import History, Visit
from cleanclaim.office.imports.named import PatientNamed
from cleanclaim.office.imports.rivals import Rival
from cleanclaim.office.imports.suggest import suggest

MOST_CELLS = 200
"""Bad cells that a page lists; the others are counted."""
MOST_AGAIN = 50
"""Claims that a note lists."""
MOST_ROWS = 20
"""Rows, visits or patients that wait for one word and are listed."""
MOST_WORDS = 50
"""Words of a column that a page asks the meaning of at once."""


class PreviewColumn(Struct, frozen=True):
    """A column as the page shows it: what it is read as, what it may be, what stands in it."""

    heading: str
    field: str
    may_be: str
    examples: tuple[str, ...]


class BadCell(Struct, frozen=True, kw_only=True):
    """A cell or row that cannot be read. `field` is empty where it cannot be corrected on the page."""

    row: int
    column: str
    field: str
    text: str
    problem: str
    remedy: str
    suggestion: str = ""


class FileRead(Struct, kw_only=True):
    """What a file has: visits, patients, appointments or charts, and what came of reading it. `problem`: why nothing of
    it can be read; `along`: the visits without a fault that are set aside with others, each with its reason; `waiting`:
    that rows are set aside until a word of theirs is known; `ask_discipline`: visits whose discipline
    nothing in the file or the practice tells; `ask_part`: no column says of which part of a chart rows are; `rows_of`:
    of each patient that can be taken, how many rows; `all_visits`: also those that wait for their payer;
    `whose`: whom the rows of a visit name as its patient.
    """

    kind: str
    visits: list[Visit] = []
    patients: list[Patient] = []
    appointments: tuple[ScheduledRow, ...] = ()
    charts: dict[str, History] = {}
    waiting: tuple[str, ...] = ()
    unsigned: frozenset[str] = frozenset()
    columns: tuple[PreviewColumn, ...] = ()
    words: dict[str, tuple[str, ...]] = {}
    cells: tuple[BadCell, ...] = ()
    cells_counted: int = 0
    rows_aside: int = 0
    along: dict[str, str] = {}
    not_used: tuple[str, ...] = ()
    left_out: dict[str, int] = {}
    notes: tuple[str, ...] = ()
    problem: str = ""
    remedy: str = ""
    ask_relationship: bool = False
    ask_discipline: int = 0
    ask_part: bool = False
    rows_of: dict[str, int] = {}
    rivals: list[Rival] = []
    all_visits: list[Visit] = []
    whose: dict[str, PatientNamed] = {}


def guess(
    path: Path, mapping: ColumnMapping | None, practice: Practice | None, payers: Path | None, *, ours: bool = False
) -> GuessedColumns:
    """The columns and words of a file. `ours`: a payer is known where it is one of the practice's, not of all."""
    known = practice.payers if ours and practice and practice.payers else payer_names(payers)
    return guess_columns(path, mapping, names_of(practice), known)


def count_rows(count: int) -> str:
    """`1 row waits`, `1,204 rows wait`."""
    return f"{count:,} row{'s wait' if count != 1 else ' waits'}"


def wait_for_payer(payer: str, rows: int, of: str, numbers: Collection[str]) -> str:
    """That rows wait until somebody chooses who a payer is, with the visits or patients whose they are."""
    named = list(dict.fromkeys(numbers))
    more = f" and {len(named) - MOST_ROWS:,} more" if len(named) > MOST_ROWS else ""
    plural = "s" * (len(named) != 1)
    whose = f", of {of}{plural} {', '.join(named[:MOST_ROWS])}{more}" if named else ""
    return f"{payer} is none of the practice's payers. {count_rows(rows)} until it is chosen who that is{whose}."


def with_reading(found: FileRead, reading: FileReading) -> FileRead:
    """What was found with what came of reading the rows."""
    cells = tuple(_cell(fault, reading.used) for fault in reading.faults[:MOST_CELLS])
    return structs.replace(
        found,
        cells=cells,
        cells_counted=reading.faults_counted,
        rows_aside=reading.rows_set_aside,
        along=reading.taken_along,
        not_used=reading.not_used,
        left_out={kind: len(rows) for kind, rows in reading.left_out.items()},
        notes=tuple(dict.fromkeys((*found.notes, *reading.notes))),
    )


def _cell(fault: RowFault, used: dict[str, str]) -> BadCell:
    field = used.get(fault.column, fault.column if fault.column in used.values() else "")
    field = "provider_npi" if field == "clinician" else field
    row = fault.rows[-1] if fault.rows else 0
    return BadCell(
        row=row,
        column=fault.column,
        field=field if row else "",
        text=fault.text,
        problem=fault.problem,
        remedy=fault.remedy,
        suggestion=suggest(field, fault.text),
    )


def cell_of_error(error: UserError) -> BadCell:
    """A fault of a file of which nothing is left, as a bad cell."""
    place = error.place.rpartition(", row ")[2].partition(",")[0]
    row = int(place) if place.isascii() and place.isdecimal() else 0
    return BadCell(row=row, column="", field="", text="", problem=error.problem, remedy=error.remedy)
