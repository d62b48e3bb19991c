"""A fee table: what a payer pays for a unit of each code, from a CSV file or a workbook, as payers send them.

Fee schedule, effective 1/1/2026      a title: passed over
CPT      Rate
97110    35.00
97140    $31.50
"""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from cleanclaim.budget import MOST_UNPACKED
from cleanclaim.exchange.files.csv_rows import csv_rows
from cleanclaim.exchange.files.headings import Numbered, find_heading, kind_of_row
from cleanclaim.exchange.files.intake import Intake
from cleanclaim.exchange.files.name_keys import name_key
from cleanclaim.exchange.files.open_file import as_text, lines
from cleanclaim.exchange.files.sheet_rows import sheet_rows
from cleanclaim.exchange.files.visit_values import quoted
from cleanclaim.model.claim_text import is_procedure_code
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import cents
from cleanclaim.whole_file import read_whole_bytes

_CODE = ("code", "cpt", "cptcode", "hcpcs", "hcpcscode", "cpthcpcs", "procedure", "procedurecode", "proccode")
_FEE = ("fee", "rate", "allowed", "allowedamount", "amount", "price", "contractrate", "feeschedule", "contractedrate")
WORKBOOK = b"PK\x03\x04"
"""The first bytes of a workbook (.xlsx)."""
_HEADING = "Name the columns code and fee, with dollars of one unit under fee."


def read_fee_table(path: Path, faults: list[UserError]) -> dict[str, int]:
    """The cents of a unit by code. What is wrong in a row is put with the `faults`, by its row; a file that is no such
    table is one fault.
    """
    try:
        content = read_whole_bytes(path, pipe=False, most=MOST_UNPACKED)
        intake = Intake(str(path))
        if content.startswith(WORKBOOK):
            return _fees(list(sheet_rows(content, intake, _is_heading, "fees")), intake, faults)
        stream: io.BufferedReader = io.BufferedReader(cast("io.RawIOBase", io.BytesIO(content)))
        with as_text(stream, intake) as text:
            return _fees(list(csv_rows(lines(text, intake), intake, _count)), intake, faults)
    except UserError as wrong:
        faults.append(wrong)
        return {}


def _column(row: Sequence[str], names: Sequence[str]) -> int | None:
    """The column that has the surest of the names; None where none has any."""
    keys = [name_key(cell) if len(cell) < 60 else "" for cell in row]
    return next((keys.index(name) for name in names if name in keys), None)


def _count(row: Sequence[str]) -> int:
    return sum(_column(row, names) is not None for names in (_CODE, _FEE))


def _is_heading(row: Sequence[str]) -> bool:
    return _count(row) == 2


def _fees(rows: Sequence[Numbered], intake: Intake, faults: list[UserError]) -> dict[str, int]:
    (number, heading), rest = find_heading(rows, intake, _count, _is_heading)
    code_at, fee_at = _column(heading, _CODE), _column(heading, _FEE)
    if code_at is None or fee_at is None:
        missing = "the code" if code_at is None else "the fee"
        faults.append(UserError(f"{intake.file}, row {number or 1}", f"no column is {missing}", _HEADING))
        return {}
    fees: dict[str, int] = {}
    for row_number, row in rest:
        cells = [*row, *[""] * len(heading)]
        code, fee = cells[code_at].strip().upper(), cells[fee_at].strip()
        if not code and (not fee or kind_of_row(row)):
            continue
        place = f"{intake.file}, row {row_number}"
        if not is_procedure_code(code):
            faults.append(UserError(place, f"{quoted(code)} is no procedure code", "Write one such as 97110."))
            continue
        try:
            found = cents(fee)
        except ValueError:
            faults.append(UserError(place, f"{quoted(fee)} is no fee of {code}", "Write dollars, such as 35.00."))
            continue
        if fees.setdefault(code, found) != found:
            faults.append(
                UserError(place, f"{code} stands here with another fee than above", "Leave one of the two rows.")
            )
    if not fees and not faults:
        faults.append(UserError(intake.file, "the table has no fee", _HEADING))
    return fees
