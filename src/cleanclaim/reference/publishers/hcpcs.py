"""CMS's own codes (HCPCS Level II, the alpha-numeric file), as a table and in columns of fixed width."""

import re
from datetime import date

from cleanclaim.reference.hcpcs import COLUMNS as OURS
from cleanclaim.reference.publishers.dates import day_in, month_in_name, year_in_name
from cleanclaim.reference.publishers.header import code_in, has_heading, rows_under
from cleanclaim.reference.publishers.publication import FileLayout, Publication, Table
from cleanclaim.reference.publishers.publisher_file import PublisherFile

COLUMNS = {
    "code": ("HCPC",),
    "record": ("RECID",),
    "label": ("LONGDESCRIPTION",),
    "coverage": ("COV",),
    "from": ("ADDDT", "ADDDATE"),
    "to": ("TERMDT", "TERMDATE"),
}
WIDTHS = {
    "code": (0, 5),
    "record": (10, 11),
    "label": (11, 91),
    "coverage": (229, 230),
    "from": (268, 276),
    "to": (284, 292),
}
"""Where each value begins and ends, counted from 0 (CMS's record layout of the contractor file)."""

CODE, MORE_OF_CODE, MODIFIER, MORE_OF_MODIFIER = "3", "4", "7", "8"
_RECORD = re.compile(r"[A-Z ][0-9 ]{2}[0-9A-Z]{2}[0-9]{5}[3478]")


class Codes:
    """The codes being gathered. Long names run over several records; modifiers are counted, not kept."""

    def __init__(self, file: PublisherFile) -> None:
        self.file = file
        self.table: Table = []
        self.modifiers = 0

    def add(self, number: int, cells: dict[str, str]) -> None:
        """Take one record in. Raises UserError where it cannot be right."""
        record = cells["record"].strip()
        if record == CODE:
            code = code_in(self.file, number, cells["code"])
            days = [self._day(number, cells[name]) for name in ("from", "to")]
            self.table.append((code, cells["label"].strip(), cells["coverage"].strip(), *days))
        elif record == MORE_OF_CODE:
            if not self.table or self.table[-1][0] != cells["code"].strip():
                raise self.file.fault(number, "it continues a code that does not stand above it")
            code, label, *rest = self.table[-1]
            self.table[-1] = (code, f"{label} {cells['label'].strip()}", *rest)
        elif record == MODIFIER:
            self.modifiers += 1
        elif record != MORE_OF_MODIFIER:
            raise self.file.fault(number, f"{record!r} is not a kind of record (3, 4, 7 or 8)")

    def _day(self, number: int, cell: str) -> str:
        try:
            found = day_in(cell)
        except ValueError:
            raise self.file.fault(number, f"{cell.strip()!r} is not a date such as 20260101") from None
        return found.isoformat() if found else ""

    def publication(self) -> Publication:
        """What was gathered."""
        if not self.table:
            raise self.file.fault(None, "it has the layout of the HCPCS file, but no code")
        left_out = f"{self.modifiers:,} modifiers are left out: cleanclaim has its own list of them."
        return Publication(
            kind="hcpcs",
            columns=OURS,
            table=self.table,
            effective_from=_effective(self.file.known_as),
            note=left_out if self.modifiers else "",
        )


def read_table(file: PublisherFile) -> Publication:
    """The codes of the workbook or CSV."""
    _heading, rows = rows_under(file, COLUMNS, "code")
    codes = Codes(file)
    for number, row in rows:
        codes.add(number, row)
    return codes.publication()


def _is_fixed(file: PublisherFile) -> bool:
    return file.mostly(_RECORD)


def read_fixed(file: PublisherFile) -> Publication:
    """The codes of the .txt."""
    codes = Codes(file)
    before = ""
    for number, line in enumerate(file.each_line(), 1):
        if not line.strip() or line == before:
            continue
        before = line
        needed = WIDTHS["from"][0] if line[10:11] == CODE else 11
        if not _RECORD.match(line) or len(line) < needed:
            raise file.fault(number, "this is not a whole record of the HCPCS file")
        codes.add(number, {name: line[begin:end] for name, (begin, end) in WIDTHS.items()})
    return codes.publication()


def _effective(names: str) -> date | None:
    year, month = year_in_name(names), month_in_name(names)
    found = re.search(r"HCPC(20[0-9][0-9])", names, re.IGNORECASE)
    year = int(found[1]) if found else year
    return date(year, month, 1) if year and month else None


HCPCS = FileLayout("HCPCS Level II codes (ANWEB)", "CMS", has_heading(COLUMNS, "code"), read_table)
HCPCS_FIXED = FileLayout("HCPCS Level II codes (ANWEB)", "CMS", _is_fixed, read_fixed)
