r"""Statements of the bank as CSV: a day, an amount and a text a line; the payers' addenda (CCD+) stand in the text.

    Date        Description                                          Amount
    04/03/2026  MEDICARE HCCLAIMPMT TRN*1*EFT1*1512345678\           736.16

A bank that has two columns, for what came in and what went out, is read too. The other columns are not used.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from cleanclaim.exchange.files import visit_values as values
from cleanclaim.exchange.files.csv_rows import csv_rows
from cleanclaim.exchange.files.headings import find_heading, fit
from cleanclaim.exchange.files.intake import Intake
from cleanclaim.exchange.files.name_keys import name_key
from cleanclaim.exchange.files.open_file import as_text, lines, open_text
from cleanclaim.model.bank_line import BankLine
from cleanclaim.model.errors import UserError
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.model.money import cents

_NAMES: Mapping[str, tuple[str, ...]] = {
    "on": ("date", "posted date", "posting date", "post date", "transaction date", "effective date", "value date"),
    "text": (
        "description",
        "addenda",
        "details",
        "memo",
        "transaction description",
        "text",
        "narrative",
        "payee",
        "name",
    ),
    "amount": ("amount", "transaction amount", "amount usd"),
    "came_in": (
        "credit",
        "deposit",
        "deposits",
        "credits",
        "credit amount",
        "amount credit",
        "money in",
        "deposit amt",
    ),
    "went_out": (
        "debit",
        "withdrawal",
        "withdrawals",
        "debits",
        "debit amount",
        "amount debit",
        "money out",
        "withdrawal amt",
    ),
}
"""What a bank calls its columns, the surest first."""
_OF_VISITS = frozenset({"patientid", "code", "cpt", "minutes", "patient", "visitid", "mrn"})
_ADDENDA = re.compile(r"TRN\s*\*\s*1\s*\*\s*([^*\\~\s]+)(?:\s*\*\s*([A-Za-z0-9]{1,10}))?")
_BRACKETS = re.compile(r"\((.+)\)")


@cache
def _keys() -> dict[str, tuple[str, ...]]:
    return {field: tuple(map(name_key, (field, *names))) for field, names in _NAMES.items()}


def _columns(heading: Sequence[str]) -> dict[str, int]:
    """Where each field stands: under the surest of its names."""
    at = {name_key(cell): place for place, cell in reversed(list(enumerate(heading[:1_000])))}
    found = {field: next((at[key] for key in keys if key in at), -1) for field, keys in _keys().items()}
    return {field: place for field, place in found.items() if place >= 0}


def is_bank_statement(path: Path) -> bool:
    """Whether a file is a statement by the names of its columns: a day, a text and an amount, and nothing of visits."""
    if path.suffix.casefold() not in {".csv", ".tsv", ".txt"}:
        return False
    try:
        with open_text(path) as stream, as_text(stream, intake := Intake(str(path))) as text:
            rows = csv_rows(lines(text, intake), intake, lambda row: len(_columns(row)))
            (_, heading), _ = find_heading(rows, intake, lambda row: len(_columns(row)))
    except UserError:
        return False
    found = _columns(heading)
    return (
        {"on", "text"} <= found.keys()
        and bool(found.keys() & {"amount", "came_in"})
        and not (_OF_VISITS & {name_key(cell) for cell in heading})
    )


def read_bank_statement(path: Path, name: str) -> tuple[list[BankLine], list[str]]:
    """The lines of a statement, which goes by `name`, and the columns that are not used.

    Raises UserError with every line that cannot be read.
    """
    found: list[BankLine] = []
    wrong: list[str] = []
    with open_text(path) as stream, as_text(stream, intake := Intake(str(path))) as text:
        rows = csv_rows(lines(text, intake), intake, lambda row: len(_columns(row)))
        (_, heading), rest = find_heading(rows, intake, lambda row: len(_columns(row)))
        columns = _columns(heading)
        for number, row in rest:
            try:
                fit(row, len(heading))
                cells = {field: row[at].strip() for field, at in columns.items()}
                found.append(_line(cells, EntrySource(name, number)))
            except values.UnreadableError as error:
                wrong.append(f"row {number}: {error.problem}")
            except ValueError as error:
                wrong.append(f"row {number}: {error}")
    if wrong:
        more = f"; and {len(wrong) - 3:,} more" if len(wrong) > 3 else ""
        raise UserError(name, "; ".join(wrong[:3]) + more, "Correct these rows, or export the statement anew.")
    used = set(columns.values())
    return found, [cell for at, cell in enumerate(heading) if at not in used and cell.strip()]


def _line(cells: Mapping[str, str], source: EntrySource) -> BankLine:
    if cells.get("amount"):
        amount = _signed(cells["amount"])
    else:
        came_in, went_out = (_signed(cells.get(one) or "0") for one in ("came_in", "went_out"))
        amount = came_in - abs(went_out)
    text = " ".join(cells["text"].split())
    addenda = _ADDENDA.search(text)
    return BankLine(
        on=values.date(cells["on"]),
        cents=amount,
        text=text,
        trace=addenda[1] if addenda else "",
        originator=(addenda[2] or "") if addenda else "",
        source=source,
    )


def _signed(text: str) -> int:
    """Cents of an amount that may be below 0: `-12.50`, `(12.50)`, `+$1,200.00`."""
    text = text.replace(" ", "")
    in_brackets = _BRACKETS.fullmatch(text)
    plain = in_brackets[1] if in_brackets else text
    sign = -1 if in_brackets or plain.startswith(("-", "$-")) else 1
    return sign * cents(plain.replace("$", "").lstrip("+-"))
