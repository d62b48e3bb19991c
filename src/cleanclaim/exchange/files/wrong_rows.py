"""Rows of patients that cannot be used, each with all that is wrong with it, as the door tells them."""

import re
from collections.abc import Sequence

from msgspec import Struct, structs

from cleanclaim.exchange.files.intake import MOST_FAULTS, SeveralFaultsError
from cleanclaim.exchange.files.toml_entries import Entries
from cleanclaim.model.errors import UserError
from cleanclaim.model.file_reading import FileReading, RowFault


class WrongRow(Struct, frozen=True):
    """A row of patients that cannot be used, with all that is wrong with it."""

    row: Entries
    faults: list[UserError]

    @property
    def patient_id(self) -> str | None:
        """The patient's id, where the row says one."""
        return self.row.written("patient_id")


def several_faults(wrong: Sequence[WrongRow]) -> SeveralFaultsError:
    """What is wrong with the rows, as one error."""
    errors = [fault for row in wrong for fault in row.faults]
    return SeveralFaultsError(errors, len(errors), len(wrong), "row")


_PLACE = re.compile(r", row (\d+)(?:, column (\S+))?$", re.ASCII)
"""The end of a place in a table: its row, and the column where one is meant."""


def _row_fault(error: UserError, row: Entries) -> RowFault:
    at = _PLACE.search(error.place)
    rows, column = ((int(at[1]),), at[2] or "") if at else ((), "")
    return RowFault(
        place=error.place, problem=error.problem, remedy=error.remedy, rows=rows, column=column,
        text=row.written(column) or "",
    )  # fmt: skip


def note_wrong_rows(reading: FileReading, wrong: Sequence[WrongRow]) -> FileReading:
    """What came of reading a patients file, with the rows that cannot be used."""
    faults = [_row_fault(one, row.row) for row in wrong for one in row.faults]
    return structs.replace(
        reading,
        faults=(*reading.faults, *faults)[:MOST_FAULTS],
        faults_counted=reading.faults_counted + len(faults),
        rows_set_aside=reading.rows_set_aside + len(wrong),
    )
