"""A file of patients read, with what somebody said of it: one whose row cannot be right is set aside whole."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import structs

from cleanclaim.exchange.files.column_guess import GuessedColumns
from cleanclaim.exchange.files.name_keys import name_key
from cleanclaim.exchange.files.patients import (
    FULL_NAME,
    PatientLayout,
    known_as,
    read_patient_rows,
    unknown_payers,
    usable_patients,
)
from cleanclaim.exchange.files.practice_entries import PATIENT
from cleanclaim.exchange.files.toml_entries import Entries
from cleanclaim.exchange.files.value_checks import patient_faults
from cleanclaim.exchange.files.visit_values import word_key
from cleanclaim.exchange.files.wrong_rows import WrongRow, note_wrong_rows
from cleanclaim.model.errors import UserError
from cleanclaim.model.file_reading import FileReading
from cleanclaim.model.practice import Patient, PayerId, Practice
from cleanclaim.office.day import today
from cleanclaim.office.imports.choices import ImportChoices
from cleanclaim.office.imports.file_read import (
    MOST_ROWS,
    BadCell,
    FileRead,
    PreviewColumn,
    count_rows,
    wait_for_payer,
    with_reading,
)
from cleanclaim.office.imports.rivals import settle_rivals
from cleanclaim.office.imports.wording import patient_labels
from cleanclaim.office.patients.payer_order import find_wrong_order


def read_patients_of(
    path: Path, choices: ImportChoices, practice: Practice | None, guessed: GuessedColumns
) -> FileRead:
    """Read a file of patients as its choices say."""
    if practice is None:
        problem = "the practice's payers are not known yet, of whom patients' coverages are"
        raise UserError(path.name, problem, "Enter the practice's file first, under Practice.")
    layout = PatientLayout(
        columns={name_key(heading): field for heading, field in choices.columns.items()},
        always={name: text for name, text in choices.always.items() if name in PATIENT},
        day_first=choices.day_first,
        today=today(),
    )
    corrections = {(one.row, one.field): one.text for one in choices.corrections}
    words = {word_key(word): payer for word, payer in choices.words.get("payer", {}).items()}
    all_rows, reading = read_patient_rows(path, strict=False, corrections=corrections, layout=layout)
    unreadable = reading.rows_set_aside
    distinct = _without_repeats(all_rows)
    settled = settle_rivals(distinct, practice.payers, words, choices.rivals, patient_labels())
    rows = settled.rows
    unknown = unknown_payers(rows, practice.payers, words)
    found, wrong = usable_patients(rows, practice.payers, words)
    wrong += _cannot_be_right(rows, found, practice.payers, words)
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
    waiting = tuple(
        wait_for_payer(
            payer,
            count,
            "patient",
            [row.written("patient_id") or "" for row in all_rows if row.written("payer") == payer],
        )
        for payer, count in unknown.items()
    )
    notes = []
    if repeated := len(all_rows) - len(distinct):
        notes.append(f"Rows that say the same as a row above, and count once: {repeated:,}.")
    wrong_order = [number for number, one in found.items() if find_wrong_order(one, practice, today())]
    if wrong_order:
        more = f" and {len(wrong_order) - MOST_ROWS:,} more" if len(wrong_order) > MOST_ROWS else ""
        listed = ", ".join(wrong_order[:MOST_ROWS])
        notes.append(f"Medicaid pays last, and is entered before another payer of {listed}{more}. Correct their order.")
    if settled.left_out:
        listed = ", ".join(settled.left_out[:MOST_ROWS])
        notes.append(f"Left out, as another row of the same patient and payer was chosen: row {listed}.")
    read = with_reading(FileRead(kind="patients", columns=columns, notes=tuple(notes)), reading)
    left_out = set(settled.left_out)
    rows_of = Counter(
        number
        for row in all_rows
        if (number := row.written("patient_id") or "") in found and row.place.rpartition(", row ")[2] not in left_out
    )
    return structs.replace(
        read,
        patients=list(found.values()),
        waiting=waiting,
        rows_of=dict(rows_of),
        rows_aside=len(all_rows) + unreadable - rows_of.total(),
        words={"payer": tuple(open_words)} if (open_words := unknown_payers(all_rows, practice.payers)) else {},
        cells=(*missing, *read.cells),
        cells_counted=read.cells_counted + len(missing),
        rivals=settled.rivals,
        ask_relationship="relationship" not in reading.used.values(),
    )


def _cannot_be_right(
    rows: Sequence[Entries], found: dict[str, Patient], payers: Mapping[str, PayerId], words: Mapping[str, str]
) -> list[WrongRow]:
    """The rows of patients of whom something cannot be right, taken out of those found: the form refuses the same."""
    wrong: dict[int, WrongRow] = {}
    for patient in list(found.values()):
        for fault in patient_faults(patient, payers, today()):
            mine = (row for row in rows if row.written("patient_id") == patient.patient_id)
            of = (
                row
                for row in mine
                if not fault.payer or known_as(row.written("payer") or "", payers, words) == fault.payer
            )
            row = next(of)
            error = UserError(f"{row.place}, column {fault.field}", fault.problem, fault.remedy)
            wrong.setdefault(id(row), WrongRow(row, [])).faults.append(error)
            found.pop(patient.patient_id, None)
    return list(wrong.values())


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
        BadCell(row=0, column="", field="", text="", problem=f'No column is "{labels[column]}": {count_rows(count)} for it.',  # noqa: E501
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


def _heading(column: str, reading: FileReading) -> str:
    """What the file calls a column of ours."""
    return next((heading for heading, used_as in reading.used.items() if used_as == column), column)
