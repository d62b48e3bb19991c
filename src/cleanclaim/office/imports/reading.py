"""A file read outside of any request: its values, and what came of reading it, as the page shows it."""

from pathlib import Path

from msgspec import Struct, structs

from cleanclaim.claims.earlier_visits import earlier_visits
from cleanclaim.exchange.files.column_guess import GuessedColumns, guess_columns
from cleanclaim.exchange.files.file_kinds import file_kind
from cleanclaim.exchange.files.intake import SeveralFaultsError, names_of
from cleanclaim.exchange.files.mapping import ColumnMapping
from cleanclaim.exchange.files.patients import note_wrong_rows, read_patient_rows, usable_patients
from cleanclaim.exchange.files.visits import read_own_columns, read_visits_file
from cleanclaim.exchange.x12.lexer import begins_as_x12
from cleanclaim.law.policies.policy import payer_names
from cleanclaim.model.errors import UserError
from cleanclaim.model.file_reading import FileReading, RowFault
from cleanclaim.model.practice import Patient, Practice
from cleanclaim.model.visit import Visit
from cleanclaim.office.imports.choices import ImportChoices, build_mapping
from cleanclaim.office.imports.suggest import suggest

MOST_CELLS = 200
"""Bad cells that a page lists; the others are counted."""
MOST_AGAIN = 50
"""Claims that a note lists."""
SIGNED_WORDS = frozenset(
    ("yes", "y", "true", "1", "signed", "complete", "completed", "final", "finalized", "locked", "closed")
)
UNSIGNED_WORDS = frozenset(
    ("no", "n", "false", "0", "", "unsigned", "open", "draft", "pending", "incomplete", "in progress")
)


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
    """What a file has: visits or patients, and what came of reading it. `problem`: why nothing of it can be read;
    `along`: the visits without a fault that are set aside with others, each with its reason.
    """

    kind: str
    visits: list[Visit] = []
    patients: list[Patient] = []
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


def read_file(path: Path, choices: ImportChoices, practice: Practice | None, payers: Path | None) -> FileRead:
    """Read a file as its choices say. Raises UserError where it is of no kind that is taken in."""
    if begins_as_x12(path):
        return _read_claims(path, practice)
    headings = [column.heading for column in _guess(path, None, practice, payers).columns]
    mapping = build_mapping(choices, headings)
    kind = file_kind(path, mapping)
    if kind == "patients":
        return _read_patients(path, choices, practice)
    if kind in ("charts", "notes"):
        remedy = "Take in a file of visits or patients, or claims of earlier years (837P)."
        raise UserError(path.name, f"it is a file of {kind}, which are not taken in here", remedy)
    return _read_visits(path, choices, mapping, practice, payers)


def read_headings(path: Path) -> list[str]:
    """The names of a file's columns; none where it has none or cannot be read."""
    if begins_as_x12(path):
        return []
    try:
        return [column.heading for column in guess_columns(path).columns]
    except UserError:
        return []


def _guess(path: Path, mapping: ColumnMapping | None, practice: Practice | None, payers: Path | None) -> GuessedColumns:
    return guess_columns(path, mapping, names_of(practice), payer_names(payers))


def _read_visits(
    path: Path, choices: ImportChoices, mapping: ColumnMapping | None, practice: Practice | None, payers: Path | None
) -> FileRead:
    guessed = _guess(path, mapping, practice, payers)
    signed = choices.signed_heading
    columns = tuple(
        PreviewColumn(one.heading, "signed" if one.heading == signed else one.field, one.may_be, one.examples)
        for one in guessed.columns
    )
    corrections = {(one.row, one.field): one.text for one in choices.corrections}
    found = FileRead(kind="visits", columns=columns, words=guessed.words, notes=guessed.notes)
    try:
        visits, reading = read_visits_file(
            path, mapping=mapping, names=names_of(practice), corrections=corrections, strict=False
        )
    except SeveralFaultsError as error:  # nothing is left of it
        cells = tuple(_cell_of_error(one) for one in error.errors[:MOST_CELLS])
        return structs.replace(found, cells=cells, cells_counted=len(error.errors))
    except UserError as error:
        return structs.replace(found, problem=error.problem, remedy=error.remedy)
    unsigned: frozenset[str] = frozenset()
    if signed:
        unsigned = _find_unsigned(read_own_columns(path, mapping=mapping, names=names_of(practice)), signed)
    return structs.replace(_with_reading(found, reading), visits=visits, unsigned=unsigned)


def _find_unsigned(own: dict[str, list[dict[str, str]]], heading: str) -> frozenset[str]:
    """The visits that are not signed. Raises UserError for a word that says neither."""
    found = set()
    for visit_id, rows in own.items():
        for row in rows:
            word = row.get(heading, "").strip().lower()
            if word in UNSIGNED_WORDS:
                found.add(visit_id)
            elif word not in SIGNED_WORDS:
                problem = f"the column {heading} has a word that says neither signed nor unsigned: {word}"
                raise UserError("The file", problem, f"Write {', '.join(sorted(SIGNED_WORDS))}, or leave it out.")
    return frozenset(found)


def _read_patients(path: Path, choices: ImportChoices, practice: Practice | None) -> FileRead:
    if practice is None:
        problem = "the practice's payers are not known yet, of whom patients' coverages are"
        raise UserError(path.name, problem, "Enter the practice's file first, under Practice.")
    corrections = {(one.row, one.field): one.text for one in choices.corrections}
    rows, reading = read_patient_rows(path, strict=False, corrections=corrections)
    found, wrong = usable_patients(rows, practice.payers, choices.words.get("payer"))
    reading = note_wrong_rows(reading, wrong)
    columns = [PreviewColumn(heading, field, "", ()) for heading, field in reading.used.items()]
    columns += [PreviewColumn(heading, "", "", ()) for heading in reading.not_used]
    return structs.replace(
        _with_reading(FileRead(kind="patients", columns=tuple(columns)), reading), patients=list(found.values())
    )


def _read_claims(path: Path, practice: Practice | None) -> FileRead:
    found = earlier_visits(path, practice)
    notes = ["Claims tell no minutes: what was done is known by its codes and units."]
    if found.again:
        more = f" and {len(found.again) - MOST_AGAIN:,} more" if len(found.again) > MOST_AGAIN else ""
        listed = ", ".join(found.again[:MOST_AGAIN])
        notes.append(f"Claims that are in the file more than once, of which each visit counts once: {listed}{more}.")
    return FileRead(kind="claims", visits=found.visits, notes=tuple(notes))


def _with_reading(found: FileRead, reading: FileReading) -> FileRead:
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


def _cell_of_error(error: UserError) -> BadCell:
    place = error.place.rpartition(", row ")[2].partition(",")[0]
    row = int(place) if place.isascii() and place.isdecimal() else 0
    return BadCell(row=row, column="", field="", text="", problem=error.problem, remedy=error.remedy)
