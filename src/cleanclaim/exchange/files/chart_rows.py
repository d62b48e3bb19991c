"""Charts as rows: a CSV file or a workbook with one entry of a patient's chart a row.

    patient_id,part,number,payer,begins,ends,visits       a column `part` says what an entry is,
    P05,authorizations,A-77,aetna,2026-01-01,2026-02-28,12
    P05,progress_reports,,,,,                             an entry with nothing in it: known to be none

or all rows are of one part, as a list of authorizations is; in a workbook each sheet may be named as its part.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec import Struct

from cleanclaim.budget import MOST_UNPACKED
from cleanclaim.exchange.files.column_names import chart_name, read_as
from cleanclaim.exchange.files.csv_rows import csv_rows
from cleanclaim.exchange.files.date_values import month_first
from cleanclaim.exchange.files.headings import Numbered, check_cells, find_heading, fit, kind_of_row
from cleanclaim.exchange.files.history import PARTS, history_parts
from cleanclaim.exchange.files.intake import Corrections, Intake
from cleanclaim.exchange.files.name_keys import name_key
from cleanclaim.exchange.files.open_file import as_text, lines, name_of, open_text, whole_bytes
from cleanclaim.exchange.files.visit_values import UnreadableError, payer, quoted, word_key
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
_DAYS: dict[str, tuple[str, ...]] = {
    **{part: tuple(name for name, field in fields_of(kind).items() if field.about.written == "date")
       for part, kind in _KINDS.items()},
    "spent": (),
    "discharged_on": ("discharged_on",),
}  # fmt: skip
_ALONE = ("spent", "discharged_on")
_ONCE = ("spent", "spent_elsewhere")
LONGEST_HEADING = 60
MOST_EXAMPLES, MOST_EXAMPLE_ROWS = 3, 20
_BY_KEY = {name_key(name): name for name in ("patient_id", "part", *(f for fields in FIELDS.values() for f in fields))}
_PARTS = {name_key(part): part for part in FIELDS} | {
    "authorization": "authorizations",
    "plansofcare": "plan_of_care",
    "progressreport": "progress_reports",
    "benefit": "benefits",
    "eligibility": "coverage",
}


class ChartLayout(Struct, frozen=True, kw_only=True):
    """What somebody says of a table of charts: the columns by the keys of their headings (empty: not used), the part
    that all rows are of where nothing tells it, payers by their words, and whether the day comes before the month.
    `known`: the payers of whom entries may be, None: of any.
    """

    columns: Mapping[str, str] = {}
    part: str = ""
    payers: Mapping[str, str] = {}
    known: frozenset[str] | None = None
    day_first: bool = False


NO_LAYOUT = ChartLayout()


class ChartTable(Struct, kw_only=True):
    """The charts of a table by patient, and what came of reading it.

    `examples`: by heading some of what stands below it. `rows_of`: of each patient how many rows were read. `waiting`:
    how many rows wait until it is said which payer a word is. `problem`: why nothing can be read.
    """

    charts: dict[str, History]
    reading: FileReading
    examples: dict[str, tuple[str, ...]]
    rows_of: dict[str, int]
    waiting: dict[str, int]
    problem: UserError | None = None


def read_chart_rows(path: Path) -> tuple[dict[str, History], FileReading]:
    """The charts by patient, and what came of reading them.

    Raises UserError with all that cannot be read: of a chart nothing is set aside.
    """
    reader = _ChartReader(Intake(name_of(path)), NO_LAYOUT)
    reader.read(path)
    intake = reader.intake
    intake.finish(len(reader.parts), "row")
    if not reader.parts:
        raise UserError(intake.file, "there are no charts in it.", "It needs a row for each entry, under a heading.")
    return reader.charts(), intake.reading()


def read_chart_table(path: Path, layout: ChartLayout, corrections: Corrections) -> ChartTable:
    """The charts as far as they can be read: a row that cannot is set aside with all that the file has of this part of
    the patient's chart, which would be taken for the whole. `corrections`: what cells should say.
    """
    reader = _ChartReader(Intake(name_of(path), strict=False), layout, corrections)
    problem = None
    try:
        reader.read(path)
        reader.drop_incomplete()
    except UserError as error:
        problem = error
    return ChartTable(
        charts={} if problem else reader.charts(),
        reading=reader.intake.reading(),
        examples={heading: tuple(texts) for heading, texts in reader.examples.items()},
        rows_of=reader.count_rows(),
        waiting=dict(reader.waiting),
        problem=problem,
    )


def tells_part(row: Sequence[str]) -> bool:
    """Whether a row is a heading that tells which part of a chart the rows are."""
    fields = [_field(cell, {}) for cell in row[:1_000]]
    return "patient_id" in fields and ("part" in fields or _part_of(fields) is not None)


def _field(heading: str, columns: Mapping[str, str]) -> str:
    """The field that a heading of a chart names; empty where it names none."""
    key = name_key(heading) if len(heading) < LONGEST_HEADING else ""
    if key in columns:
        return columns[key]
    named = (read_as(key) or ("",))[0]
    return _BY_KEY.get(key) or chart_name(key) or (named if named in ("patient_id", "payer", "discipline") else "")


class _ChartReader:
    """Reads one file: `parts` are the entries by patient and part."""

    def __init__(self, intake: Intake, layout: ChartLayout, corrections: Corrections | None = None) -> None:
        self.intake = intake
        self.parts: dict[str, dict[str, list[Any]]] = {}
        self.examples: dict[str, list[str]] = {}
        self.waiting: Counter[str] = Counter()
        self._layout = layout
        self._corrections = corrections or {}
        self._rows: Counter[tuple[str, str]] = Counter()
        self._incomplete: set[tuple[str, str]] = set()

    def read(self, path: Path) -> None:
        """Read the table, or the sheets of the workbook."""
        intake = self.intake
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
                    self._take(rows, place, _PARTS.get(name_key(sheet)))
            else:
                with as_text(stream, intake) as text:
                    self._take(csv_rows(lines(text, intake), intake, self._names), intake.file, None)

    def charts(self) -> dict[str, History]:
        """The charts by patient."""
        return {patient: _history(parts) for patient, parts in self.parts.items()}

    def count_rows(self) -> dict[str, int]:
        """Of each patient how many rows were read."""
        counted: Counter[str] = Counter()
        for (patient, _part), rows in self._rows.items():
            counted[patient] += rows
        return dict(counted)

    def drop_incomplete(self) -> None:
        """Set the parts aside of which a row cannot be read."""
        for patient, part in sorted(self._incomplete & self._rows.keys()):
            rows = self._rows.pop((patient, part))
            del self.parts[patient][part]
            self.intake.rows_set_aside += rows
            reason = f"another row of the patient's {part.replace('_', ' ')} cannot be used"
            self.intake.taken_along[f"{patient}, {rows} row{'s' * (rows != 1)}"] = reason
        self.parts = {patient: parts for patient, parts in self.parts.items() if parts}

    def _names(self, row: Sequence[str]) -> int:
        """How many columns of charts a row names."""
        return sum(1 for cell in row[:1_000] if _field(cell, self._layout.columns))

    def _take(self, rows: Iterable[Numbered], place: str, part: str | None) -> None:
        """Put the entries of one table with the charts of their patients."""
        intake = self.intake
        (number, heading), rest = find_heading(rows, intake, self._names)
        if not heading:
            return
        fields = [_field(cell, self._layout.columns) for cell in heading]
        listed = list(rest) if not intake.strict else rest
        if not intake.strict:
            self._note_examples(heading, [row for _number, row in listed])
        _note_columns(heading, fields, f"{place}, row {number}", intake)
        alone = part or self._layout.part or _part_of(fields)
        if "part" not in fields and not alone:
            raise UserError(
                f"{place}, row {number}",
                "the columns do not tell which part of a chart the rows are.",
                f"Add a column part with one of {', '.join(FIELDS)}.",
            )
        for row_number, row in listed:
            if sum(1 for cell in row if cell.strip()) <= 2 and (kind := kind_of_row(row)):
                intake.note_left_out(kind, row_number)
                continue
            self._take_row(row_number, row, fields, alone, f"{place}, row {row_number}")

    def _take_row(self, number: int, row: list[str], fields: list[str], alone: str | None, place: str) -> None:
        cells: dict[str, str] = {}
        try:
            cells = check_cells(dict(zip(fields, fit(row, len(fields)), strict=True)), fields)
            cells |= {name: text for (at, name), text in self._corrections.items() if at == number}
            entry = {name: cell.strip() for name, cell in cells.items() if name and cell.strip()}
            self._add(entry, alone, place)
        except _WaitsError as error:
            self.waiting[error.word] += 1
            self._set_aside(cells, alone)
        except UnreadableError as error:
            self._note(error.at(place, "column"), number, cells, alone, error.field)
        except UserError as error:
            named = re.search(r", (?:field|column) (\w+)$", error.place)
            self._note(error, number, cells, alone, named[1] if named else "")

    def _note(self, error: UserError, row: int, cells: Mapping[str, str], alone: str | None, field: str) -> None:
        intake = self.intake
        intake.wrong += 1
        intake.note_fault(error, rows=(row,), column=intake.heading_of(field), text=cells.get(field, "").strip())
        self._set_aside(cells, alone)

    def _set_aside(self, cells: Mapping[str, str], alone: str | None) -> None:
        """Count a row that is set aside, with the part that is not whole without it."""
        self.intake.rows_set_aside += 1
        written = cells.get("part", "").strip()
        part = _PARTS.get(name_key(written)) if written else alone
        self._incomplete |= {(cells.get("patient_id", "").strip(), one) for one in ([part] if part else FIELDS)}

    def _note_examples(self, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        for row in islice(rows, MOST_EXAMPLE_ROWS):
            for cell, text in zip(heading, row, strict=False):
                texts = self.examples.setdefault(cell, []) if cell.strip() else []
                if text.strip() and text.strip() not in texts and len(texts) < MOST_EXAMPLES:
                    texts.append(text.strip())
        for cell in filter(str.strip, heading):
            self.examples.setdefault(cell, [])

    def _add(self, entry: dict[str, str], alone: str | None, place: str) -> None:
        patient, written = entry.pop("patient_id", ""), entry.pop("part", "")
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
        found = self.parts.get(patient, {}).get(part)
        if found is not None and bool(found) != bool(entry):
            problem = f"patient {quoted(patient)} has an entry of {part}, and a row that says there is none."
            raise UserError(place, problem, "Keep one of the two.")
        read = self._read(self._rewritten(entry, part), part, patient, found, place) if entry else []
        self.parts.setdefault(patient, {}).setdefault(part, []).extend(read)
        self._rows[patient, part] += 1

    def _read(
        self, entry: dict[str, str], part: str, patient: str, found: list[Any] | None, place: str
    ) -> Sequence[Any]:
        value: object = entry[part] if part in _ALONE else entry
        read = history_parts({part: value}, place)[part]
        if part in _ONCE and found and found != [read]:
            problem = f"patient {quoted(patient)} has another {part} in an earlier row."
            raise UserError(f"{place}, column {part}", problem, "Keep the row that is true.")
        return read if isinstance(read, tuple) else [read]

    def _rewritten(self, entry: dict[str, str], part: str) -> dict[str, str]:
        """An entry with its payer as we call it and its days month first. Raises _WaitsError for an unknown payer."""
        layout = self._layout
        if "payer" in entry and (layout.payers or layout.known is not None):
            written = entry["payer"]
            known = payer(layout.payers.get(word_key(written), written))
            if layout.known is not None and known not in layout.known:
                raise _WaitsError(written)
            entry = entry | {"payer": known}
        if layout.day_first:
            entry = entry | {name: month_first(entry[name]) for name in _DAYS[part] if name in entry}
        return entry


class _WaitsError(Exception):
    """A row waits until it is said which payer a word is."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def _note_columns(heading: Sequence[str], fields: Sequence[str], place: str, intake: Intake) -> None:
    for cell, field in zip(heading, fields, strict=True):
        if field and fields.count(field) > 1:
            raise UserError(f"{place}, column {field}", "the name is given twice.", "Keep one of them.")
        if field:
            intake.used[cell] = field
        elif cell.strip():
            intake.not_used[cell] = None
    if "patient_id" not in fields:
        raise UserError(place, "there is no column patient_id.", "Add it: a chart is a patient's.")


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


def _history(parts: dict[str, list[Any]]) -> History:
    """The history of the entries."""
    found: dict[str, Any] = {
        part: entries[0] if part in _ONCE else tuple(entries)
        for part, entries in parts.items()
        if entries or part not in _ONCE
    }
    return History(**found)
