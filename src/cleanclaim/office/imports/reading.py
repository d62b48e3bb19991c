"""A file read outside of any request, by what it is of: visits, patients, appointments, charts, earlier claims."""

from pathlib import Path

from cleanclaim.claims.earlier_visits import earlier_visits
from cleanclaim.exchange.files.column_guess import guess_columns
from cleanclaim.exchange.files.file_kinds import file_kind, kind_and_heading
from cleanclaim.exchange.x12.lexer import begins_as_x12
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Practice
from cleanclaim.office.imports.chart_reading import read_charts_of
from cleanclaim.office.imports.choices import ImportChoices, build_mapping
from cleanclaim.office.imports.file_read import MOST_AGAIN, FileRead, guess
from cleanclaim.office.imports.patient_reading import read_patients_of
from cleanclaim.office.imports.schedule_reading import read_schedule_of
from cleanclaim.office.imports.visit_reading import read_visits_of


def read_file(path: Path, choices: ImportChoices, practice: Practice | None, payers: Path | None) -> FileRead:
    """Read a file as its choices say. Raises UserError where it is of no kind that is taken in."""
    if begins_as_x12(path):
        return _read_claims(path, practice)
    of_visits = "code" in choices.columns.values()
    if choices.kind == "appointments" or not (choices.kind or of_visits or file_kind(path) != "appointments"):
        return read_schedule_of(path, choices, practice)
    if choices.kind == "charts" or not (choices.kind or of_visits or file_kind(path) != "charts"):
        return read_charts_of(path, choices, practice, payers)
    guessed = guess(path, None, practice, payers)
    of_patients = choices.kind == "patients"
    mapping = None if of_patients else build_mapping(choices, [column.heading for column in guessed.columns])
    kind = choices.kind or file_kind(path, mapping)
    if kind == "patients":
        return read_patients_of(path, choices, practice, guessed)
    if kind == "notes":
        remedy = "Take in a file of visits, patients, appointments or charts, or claims of earlier years (837P)."
        raise UserError(path.name, "it is a file of notes, which are not taken in here", remedy)
    return read_visits_of(path, choices, mapping, practice, payers)


def read_headings(path: Path) -> list[str]:
    """The names of a file's columns; none where it has none or cannot be read."""
    if begins_as_x12(path):
        return []
    kind, heading = kind_and_heading(path)
    if kind in ("patients", "appointments", "charts"):
        return [name for name in heading if name.strip()]
    try:
        return [column.heading for column in guess_columns(path).columns]
    except UserError:
        return []


def _read_claims(path: Path, practice: Practice | None) -> FileRead:
    found = earlier_visits(path, practice)
    notes = ["Claims tell no minutes: what was done is known by its codes and units."]
    if found.again:
        more = f" and {len(found.again) - MOST_AGAIN:,} more" if len(found.again) > MOST_AGAIN else ""
        listed = ", ".join(found.again[:MOST_AGAIN])
        notes.append(f"Claims that are in the file more than once, of which each visit counts once: {listed}{more}.")
    return FileRead(kind="claims", visits=found.visits, notes=tuple(notes))
