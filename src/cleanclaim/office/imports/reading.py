"""A file read outside of any request: its values, and what came of reading it, as the page shows it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

from msgspec import Struct, structs

from cleanclaim.claims.earlier_visits import earlier_visits
from cleanclaim.exchange.files.column_guess import GuessedColumns, guess_columns
from cleanclaim.exchange.files.file_kinds import file_kind, kind_and_heading
from cleanclaim.exchange.files.intake import SeveralFaultsError, names_of
from cleanclaim.exchange.files.mapping import ColumnMapping
from cleanclaim.exchange.files.name_keys import name_key
from cleanclaim.exchange.files.patients import (
    FULL_NAME,
    PatientLayout,
    WrongRow,
    note_wrong_rows,
    read_patient_rows,
    unknown_payers,
    usable_patients,
)
from cleanclaim.exchange.files.practice_entries import PATIENT
from cleanclaim.exchange.files.schedule import ScheduledRow, read_schedule_file
from cleanclaim.exchange.files.toml_entries import Entries
from cleanclaim.exchange.files.visit_values import quoted, word_key
from cleanclaim.exchange.files.visits import read_own_columns, read_visits_file
from cleanclaim.exchange.x12.lexer import begins_as_x12
from cleanclaim.law.policies.policy import payer_names
from cleanclaim.model.errors import UserError
from cleanclaim.model.file_reading import FileReading, RowFault
from cleanclaim.model.practice import Patient, Practice
from cleanclaim.model.visit import Visit
from cleanclaim.office.imports.choices import SIGNED, ImportChoices, build_mapping, field_labels, schedule_mapping
from cleanclaim.office.imports.rivals import Rival, settle_rivals
from cleanclaim.office.imports.signed import find_signed_heading, find_unsigned
from cleanclaim.office.imports.suggest import suggest
from cleanclaim.office.imports.wording import patient_labels

MOST_CELLS = 200
"""Bad cells that a page lists; the others are counted."""
MOST_AGAIN = 50
"""Claims that a note lists."""
MOST_ROWS = 20
"""Rows that wait for one word and are listed."""
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
    """What a file has: visits, patients or appointments, and what came of reading it. `problem`: why nothing of it can
    be read; `along`: the visits without a fault that are set aside with others, each with its reason; `waiting`: rows
    of a schedule that are set aside until a word of theirs is known.
    """

    kind: str
    visits: list[Visit] = []
    patients: list[Patient] = []
    appointments: tuple[ScheduledRow, ...] = ()
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
    rivals: list[Rival] = []


def read_file(path: Path, choices: ImportChoices, practice: Practice | None, payers: Path | None) -> FileRead:
    """Read a file as its choices say. Raises UserError where it is of no kind that is taken in."""
    if begins_as_x12(path):
        return _read_claims(path, practice)
    of_visits = "code" in choices.columns.values()
    if choices.kind == "appointments" or not (choices.kind or of_visits or file_kind(path) != "appointments"):
        return _read_schedule(path, choices, practice)
    guessed = _guess(path, None, practice, payers)
    of_patients = choices.kind == "patients"
    mapping = None if of_patients else build_mapping(choices, [column.heading for column in guessed.columns])
    kind = choices.kind or file_kind(path, mapping)
    if kind == "patients":
        return _read_patients(path, choices, practice, guessed)
    if kind in ("charts", "notes"):
        remedy = "Take in a file of visits, patients or appointments, or claims of earlier years (837P)."
        raise UserError(path.name, f"it is a file of {kind}, which are not taken in here", remedy)
    return _read_visits(path, choices, mapping, practice, payers)


def read_headings(path: Path) -> list[str]:
    """The names of a file's columns; none where it has none or cannot be read."""
    if begins_as_x12(path):
        return []
    kind, heading = kind_and_heading(path)
    if kind in ("patients", "appointments"):
        return [name for name in heading if name.strip()]
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
    named = names_of(practice)
    signed, may_be_signed = find_signed_heading(path, choices, guessed, mapping, named)
    columns = tuple(
        PreviewColumn(
            one.heading,
            SIGNED if one.heading == signed else one.field,
            field_labels()[SIGNED] if one.heading == may_be_signed else one.may_be,
            one.examples,
        )
        for one in guessed.columns
    )
    corrections = {(one.row, one.field): one.text for one in choices.corrections}
    found = FileRead(kind="visits", columns=columns, words=guessed.words, notes=guessed.notes)
    try:
        visits, reading = read_visits_file(path, mapping=mapping, names=named, corrections=corrections, strict=False)
    except SeveralFaultsError as error:  # nothing is left of it
        cells = tuple(_cell_of_error(one) for one in error.errors[:MOST_CELLS])
        return structs.replace(found, cells=cells, cells_counted=len(error.errors))
    except UserError as error:
        return structs.replace(found, problem=error.problem, remedy=error.remedy)
    unsigned: frozenset[str] = frozenset()
    if signed:
        unsigned = find_unsigned(read_own_columns(path, mapping=mapping, names=named), signed)
    return structs.replace(_with_reading(found, reading), visits=visits, unsigned=unsigned)


def _read_patients(path: Path, choices: ImportChoices, practice: Practice | None, guessed: GuessedColumns) -> FileRead:
    if practice is None:
        problem = "the practice's payers are not known yet, of whom patients' coverages are"
        raise UserError(path.name, problem, "Enter the practice's file first, under Practice.")
    layout = PatientLayout(
        columns={name_key(heading): field for heading, field in choices.columns.items()},
        always=choices.always,
        day_first=choices.day_first,
    )
    corrections = {(one.row, one.field): one.text for one in choices.corrections}
    words = {word_key(word): payer for word, payer in choices.words.get("payer", {}).items()}
    all_rows, reading = read_patient_rows(path, strict=False, corrections=corrections, layout=layout)
    distinct = _without_repeats(all_rows)
    settled = settle_rivals(distinct, practice.payers, words, choices.rivals, patient_labels())
    rows = settled.rows
    unknown = unknown_payers(rows, practice.payers, words)
    found, wrong = usable_patients(rows, practice.payers, words)
    faults, missing = _split_faults(wrong, reading, unknown)
    along = _along(rows, wrong)
    reading = note_wrong_rows(reading, faults)
    reading = structs.replace(
        reading,
        faults=tuple(structs.replace(one, column=_heading(one.column, reading)) for one in reading.faults),
        rows_set_aside=reading.rows_set_aside + sum(along.values()) + settled.waiting,
        taken_along=dict.fromkeys(along, "another row of the patient cannot be used, and a coverage would be lost"),
    )
    examples = {one.heading: one.examples for one in guessed.columns}
    for heading, field in reading.used.items():
        examples[heading] = tuple(dict.fromkeys(text for row in rows[:3] if (text := row.written(field))))
    headings = [*reading.used.items(), *((heading, "") for heading in reading.not_used)]
    columns = tuple(PreviewColumn(heading, field, "", examples.get(heading, ())) for heading, field in headings)
    notes = [f"{payer} is none of the practice's payers. {_rows(count)} until it is chosen who that is."
             for payer, count in unknown.items()]  # fmt: skip
    if repeated := len(all_rows) - len(distinct):
        notes.append(f"Rows that say the same as a row above, and count once: {repeated:,}.")
    if settled.left_out:
        listed = ", ".join(settled.left_out[:MOST_ROWS])
        notes.append(f"Left out, as another row of the same patient and payer was chosen: row {listed}.")
    read = _with_reading(FileRead(kind="patients", columns=columns, notes=tuple(notes)), reading)
    return structs.replace(
        read,
        patients=list(found.values()),
        words={"payer": tuple(unknown)} if unknown else {},
        cells=(*missing, *read.cells),
        cells_counted=read.cells_counted + len(missing),
        rivals=settled.rivals,
        ask_relationship="relationship" not in reading.used.values(),
    )


def _read_schedule(path: Path, choices: ImportChoices, practice: Practice | None) -> FileRead:
    read = read_schedule_file(
        path,
        mapping=schedule_mapping(choices),
        names=names_of(practice),
        corrections={(one.row, one.field): one.text for one in choices.corrections},
    )
    used = read.reading.used
    columns = tuple(PreviewColumn(cell, used.get(cell, ""), "", texts) for cell, texts in read.examples.items())
    words = {field: tuple(islice(named, MOST_WORDS)) for field, named in read.waiting.items()}
    found = FileRead(kind="appointments", columns=columns, words=words)
    if read.problem:
        return structs.replace(found, problem=read.problem.problem, remedy=read.problem.remedy)
    waiting = tuple(
        _wait_for(field, word, rows) for field, named in read.waiting.items() for word, rows in named.items()
    )
    return structs.replace(_with_reading(found, read.reading), appointments=read.rows, waiting=waiting)


def _wait_for(field: str, word: str, rows: Sequence[int]) -> str:
    """Which rows wait for what a word of theirs means."""
    more = f" and {len(rows) - MOST_ROWS:,} more" if len(rows) > MOST_ROWS else ""
    listed = f"{'Row' if len(rows) == 1 else 'Rows'} {', '.join(map(str, rows[:MOST_ROWS]))}{more}"
    clinician = field == "provider_npi"
    what = "is none of the practice's clinicians" if clinician else "is no status that is known here"
    meant = "who that is" if clinician else "what it means"
    return f"{listed}: {quoted(word)} {what}. Set aside until it is chosen {meant}."


def _without_repeats(rows: Sequence[Entries]) -> list[Entries]:
    """The rows, each that says all the same once."""
    return list(
        {tuple((column, row.written(column)) for column in (*PATIENT, FULL_NAME)): row for row in rows}.values()
    )


def _split_faults(
    wrong: Sequence[WrongRow], reading: FileReading, unknown: Mapping[str, int]
) -> tuple[list[WrongRow], list[BadCell]]:
    """The rows that cannot be used with the faults that are theirs alone; and once for all rows what no column says.

    A payer that is to be chosen is no fault of a row.
    """
    missing: Counter[str] = Counter()
    labels = patient_labels()
    own = []
    for one in wrong:
        faults = []
        for fault in one.faults:
            column = fault.place.rpartition(", column ")[2]
            if column in PATIENT and column not in reading.used.values() and not one.row.written(column):
                missing[column] += 1
            elif column != "payer" or one.row.written(column) not in unknown:
                faults.append(fault)
        own.append(WrongRow(one.row, faults))
    cells = [
        BadCell(row=0, column="", field="", text="", problem=f"No column is “{labels[column]}”: {_rows(count)} for it.",
                remedy="Choose under Columns which one it is.")
        for column, count in missing.items()
    ]  # fmt: skip
    return own, cells


def _along(rows: Sequence[Entries], wrong: Sequence[WrongRow]) -> dict[str, int]:
    """How many rows without a fault each patient has of whom another row cannot be used."""
    bad = {id(one.row) for one in wrong}
    whose = {one.patient_id for one in wrong if one.patient_id}
    good = (row.written("patient_id") for row in rows if id(row) not in bad)
    return dict(Counter(number for number in good if number in whose and number))


def _rows(count: int) -> str:
    return f"{count:,} row{'s wait' if count != 1 else ' waits'}"


def _heading(column: str, reading: FileReading) -> str:
    """What the file calls a column of ours."""
    return next((heading for heading, used_as in reading.used.items() if used_as == column), column)


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
