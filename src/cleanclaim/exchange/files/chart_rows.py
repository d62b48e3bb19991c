"""Charts as rows: a CSV file or a workbook with one entry of a patient's chart a row.

    patient_id,part,number,payer,begins,ends,visits       a column `part` says what an entry is,
    P05,authorizations,A-77,aetna,2026-01-01,2026-02-28,12
    P05,progress_reports,,,,,                             an entry with nothing in it: known to be none

or all rows are of one part, as a list of authorizations is; in a workbook each sheet may be named as its part.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from cleanclaim.budget import MOST_UNPACKED
from cleanclaim.exchange.files.column_names import chart_name, read_as
from cleanclaim.exchange.files.csv_rows import csv_rows
from cleanclaim.exchange.files.headings import Numbered, check_cells, find_heading, fit, kind_of_row
from cleanclaim.exchange.files.history import PARTS, history_parts
from cleanclaim.exchange.files.intake import Intake
from cleanclaim.exchange.files.name_keys import name_key
from cleanclaim.exchange.files.open_file import as_text, lines, name_of, open_text, whole_bytes
from cleanclaim.exchange.files.visit_values import UnreadableError, quoted
from cleanclaim.exchange.files.visits import format_by_name
from cleanclaim.model.about import fields_of
from cleanclaim.model.chart import OutsideCare
from cleanclaim.model.errors import UserError
from cleanclaim.model.file_reading import FileReading
from cleanclaim.model.visit import History

_KINDS: dict[str, type[Struct]] = {**PARTS, "spent_elsewhere": OutsideCare}
FIELDS: dict[str, tuple[str, ...]] = {
    **{part: tuple(fields_of(kind)) for part, kind in _KINDS.items()},
    "spent": ("spent",),
    "discharged_on": ("discharged_on",),
}
"""The columns of each part."""
_ALONE = ("spent", "discharged_on")
_ONCE = ("spent", "spent_elsewhere")
_BY_KEY = {name_key(name): name for name in ("patient_id", "part", *(f for fields in FIELDS.values() for f in fields))}
_PARTS = {name_key(part): part for part in FIELDS} | {
    "authorization": "authorizations",
    "plansofcare": "plan_of_care",
    "progressreport": "progress_reports",
    "benefit": "benefits",
    "eligibility": "coverage",
}


def read_chart_rows(path: Path) -> tuple[dict[str, History], FileReading]:
    """The charts by patient, and what came of reading them.

    Raises UserError with all that cannot be read: of a chart nothing is set aside.
    """
    intake = Intake(name_of(path))
    charts: dict[str, dict[str, list[Any]]] = {}
    with open_text(path) as stream:
        intake.format = format_by_name(stream, intake.file) or "csv"
        if intake.format == "xlsx":
            from cleanclaim.exchange.files.sheet_rows import faulty_cells, rows_of_sheet
            from cleanclaim.workbooks import damage_refused, open_workbook

            content = whole_bytes(stream, intake.file, MOST_UNPACKED)
            workbook = open_workbook(content, intake.file)
            for sheet in workbook.sheet_names:
                place = f"{intake.file}, sheet {sheet}" if len(workbook.sheet_names) > 1 else intake.file
                with damage_refused(f"{intake.file}, sheet {quoted(sheet)}"):
                    faulty = faulty_cells(content, sheet)
                rows = rows_of_sheet(workbook, sheet, faulty, intake.file)
                _take(rows, place, _PARTS.get(name_key(sheet)), intake, charts)
        else:
            with as_text(stream, intake) as text:
                _take(csv_rows(lines(text, intake), intake, _names), intake.file, None, intake, charts)
    intake.finish(len(charts), "row")
    if not charts:
        raise UserError(intake.file, "there are no charts in it.", "It needs a row for each entry, under a heading.")
    return {patient: _history(parts) for patient, parts in charts.items()}, intake.reading()


def tells_part(row: Sequence[str]) -> bool:
    """Whether a row is a heading that tells which part of a chart the rows are."""
    fields = [_field(cell) for cell in row[:1_000]]
    return "patient_id" in fields and ("part" in fields or _part_of(fields) is not None)


def _names(row: Sequence[str]) -> int:
    """How many columns of charts a row names."""
    return sum(1 for cell in row[:1_000] if _field(cell))


def _field(heading: str) -> str:
    """The field that a heading of a chart names; empty where it names none."""
    key = name_key(heading) if len(heading) < 60 else ""
    named = (read_as(key) or ("",))[0]
    return _BY_KEY.get(key) or chart_name(key) or (named if named in ("patient_id", "payer", "discipline") else "")


def _take(
    rows: Iterable[Numbered], place: str, part: str | None, intake: Intake, charts: dict[str, dict[str, list[Any]]]
) -> None:
    """Put the entries of one table with the charts of their patients."""
    (number, heading), rest = find_heading(rows, intake, _names)
    if not heading:
        return
    fields = [_field(cell) for cell in heading]
    _note_columns(heading, fields, f"{place}, row {number}", intake)
    alone = part or _part_of(fields)
    if "part" not in fields and alone is None:
        raise UserError(
            f"{place}, row {number}",
            "the columns do not tell which part of a chart the rows are.",
            f"Add a column part with one of {', '.join(FIELDS)}.",
        )
    for row_number, row in rest:
        if sum(1 for cell in row if cell.strip()) <= 2 and (kind := kind_of_row(row)):
            intake.note_left_out(kind, row_number)
            continue
        at = f"{place}, row {row_number}"
        try:
            cells = check_cells(dict(zip(fields, fit(row, len(fields)), strict=True)), fields)
            _add({name: cell.strip() for name, cell in cells.items() if name and cell.strip()}, alone, at, charts)
        except UnreadableError as error:
            _note(error.at(at, "column"), row_number, intake)
        except UserError as error:
            _note(error, row_number, intake)


def _note(error: UserError, row: int, intake: Intake) -> None:
    intake.wrong += 1
    intake.note_fault(error, rows=(row,))


def _note_columns(heading: Sequence[str], fields: Sequence[str], place: str, intake: Intake) -> None:
    if "patient_id" not in fields:
        raise UserError(place, "there is no column patient_id.", "Add it: a chart is a patient's.")
    for cell, field in zip(heading, fields, strict=True):
        if field and fields.count(field) > 1:
            raise UserError(f"{place}, column {field}", "the name is given twice.", "Keep one of them.")
        if field:
            intake.used[cell] = field
        elif cell.strip():
            intake.not_used[cell] = None


def _part_of(fields: Sequence[str]) -> str | None:
    """The part that all rows are of: the one whose columns are there, with those it cannot do without."""
    here = set(fields)
    counts = {
        part: len(here & set(FIELDS[part]))
        for part, kind in _KINDS.items()
        if here >= {name for name, field in fields_of(kind).items() if field.needed}
    } | {part: 1 for part in _ALONE if part in here}
    best = max(counts.values(), default=0)
    those = [part for part, count in counts.items() if count == best]
    return those[0] if len(those) == 1 else None


def _add(entry: dict[str, str], alone: str | None, place: str, charts: dict[str, dict[str, list[Any]]]) -> None:
    patient = entry.pop("patient_id", "")
    written = entry.pop("part", "")
    if not patient and not entry:
        return
    if not patient:
        raise UserError(f"{place}, column patient_id", "is empty.", "Say whose entry it is.")
    part = _PARTS.get(name_key(written)) if written else alone
    if part is None:
        raise UserError(
            f"{place}, column part", f"{quoted(written)} is no part of a chart.", f"Write {', '.join(FIELDS)}."
        )
    strange = [name for name in entry if name not in FIELDS[part]]
    if strange:
        problem = f"{part} has no such entry."
        raise UserError(f"{place}, column {strange[0]}", problem, f"It has {', '.join(FIELDS[part])}.")
    found = charts.setdefault(patient, {}).get(part)
    if found is not None and bool(found) != bool(entry):
        problem = f"patient {quoted(patient)} has an entry of {part}, and a row that says there is none."
        raise UserError(place, problem, "Keep one of the two.")
    if not entry:
        charts[patient][part] = []
        return
    value: object = entry[part] if part in _ALONE else entry
    parts = history_parts({part: value}, place)
    if part in _ONCE and found and found != [parts[part]]:
        problem = f"patient {quoted(patient)} has another {part} in an earlier row."
        raise UserError(f"{place}, column {part}", problem, "Keep the row that is true.")
    charts[patient].setdefault(part, []).extend(parts[part] if isinstance(parts[part], tuple) else [parts[part]])


def _history(parts: dict[str, list[Any]]) -> History:
    """The history of the entries."""
    found: dict[str, Any] = {
        part: entries[0] if part in _ONCE else tuple(entries)
        for part, entries in parts.items()
        if entries or part not in _ONCE
    }
    return History(**found)
