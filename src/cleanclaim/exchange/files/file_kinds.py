"""Which kind of file one is, by what it holds: visits or claims, remittances, charts, notes, patients, appointments."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from cleanclaim.exchange.files.chart_rows import tells_part
from cleanclaim.exchange.files.column_guess import head_of
from cleanclaim.exchange.files.column_names import patient_name
from cleanclaim.exchange.files.headings import FIRST_ROWS, names_columns
from cleanclaim.exchange.files.history import NAMES as OF_A_CHART
from cleanclaim.exchange.files.intake import Intake
from cleanclaim.exchange.files.mapping import ColumnMapping
from cleanclaim.exchange.files.name_keys import name_key
from cleanclaim.exchange.files.open_file import open_text
from cleanclaim.exchange.files.schedule import is_schedule, names_time
from cleanclaim.exchange.x12.lexer import begins_as_x12
from cleanclaim.model.errors import UserError

FileKind = Literal["visits", "remittances", "charts", "notes", "patients", "appointments"]
_REMITTANCE = re.compile(rb"[~\r\n]\s*ST.835")


def file_kind(path: Path, mapping: ColumnMapping | None = None) -> FileKind | None:
    """The kind of a file by its contents; None where they do not tell, or cannot be read.

    Visits are those too that belong to a history, and claims (837P). `mapping`: what the columns of visits stand for.
    """
    if begins_as_x12(path):
        with path.open("rb") as stream:
            return "remittances" if _REMITTANCE.search(stream.read(4_000)) else "visits"
    return kind_and_heading(path, mapping)[0]


def kind_and_heading(path: Path, mapping: ColumnMapping | None = None) -> tuple[FileKind | None, Sequence[str]]:
    """The kind of a file of rows or objects, and the row that names its columns, under titles if there are any."""
    intake = Intake(str(path), mapping, strict=False)
    try:
        with open_text(path) as stream:
            heading, rows = head_of(stream, intake)
    except UserError:
        return None, ()
    if names_columns(heading, intake):
        return "visits", heading
    for row in (heading, *rows[:FIRST_ROWS]):
        if kind := _kind_of_paper(row):
            return kind, row
    return None, heading


def _kind_of_paper(heading: Sequence[str]) -> FileKind | None:
    """What goes with visits, by its columns or keys."""
    keys = {name_key(cell) for cell in heading[:1_000] if len(cell) < 60}
    if {"visitid", "text"} <= keys:
        return "notes"
    if is_schedule(heading) and (names_time(heading) or not tells_part(heading)):
        return "appointments"
    if tells_part(heading) or ("patientid" in keys and keys & set(map(name_key, OF_A_CHART))):
        return "charts"
    return "patients" if "birth_date" in map(patient_name, keys) else None
