"""A licensee's file of CPT descriptors: code and text, with headings or without, as the AMA and others hand it out."""

import re
from datetime import date

from cleanclaim.reference.descriptors import COLUMNS as OURS
from cleanclaim.reference.publishers.dates import year_in_name
from cleanclaim.reference.publishers.header import CODE, code_in, header
from cleanclaim.reference.publishers.publication import FileLayout, Publication, Table
from cleanclaim.reference.publishers.publisher_file import Cells, PublisherFile

COLUMNS = {
    "code": ("CPTCODE", "CPT", "HCPCS", "CODE"),
    "descriptor": ("LONGDESC", "DESCRIPTOR", "DESCRIPTION", "CONSUMER", "LONG", "MEDIUM", "SHORT"),
}
MOST_COLUMNS = 4
"""Files with more are tables of something else, the fee schedule's for one, that have descriptors beside it."""

_WORDS = re.compile(r"[A-Za-z]{3}")


def _is_descriptors(file: PublisherFile) -> bool:
    return _two_columns(file) is not None


def read_descriptors(file: PublisherFile) -> Publication:
    """The text of each code. Rows that hold no code (a title, a license) are left out, and counted."""
    columns = _two_columns(file)
    assert columns is not None  # it was recognized
    code, text = columns
    table: Table = []
    others = 0
    for number, row in enumerate(file.rows(), 1):
        if len(row) <= max(columns) or not CODE.fullmatch(row[code].strip()):
            others += any(cell.strip() for cell in row)
        elif not row[text].strip():
            raise file.fault(number, f"code {row[code].strip()} has no text")
        else:
            table.append((code_in(file, number, row[code]), row[text].strip()))
    year = year_in_name(file.known_as)
    return Publication(
        kind="descriptors",
        columns=OURS,
        table=table,
        effective_from=date(year, 1, 1) if year else None,
        note=f"{others:,} rows without a code are left out." if others else "",
    )


def _two_columns(file: PublisherFile) -> tuple[int, int] | None:
    """Where code and text stand: by their headings, else where the rows themselves show them."""
    if any(len(row) > MOST_COLUMNS for row in file.head):
        return None
    found = header(file, COLUMNS, "code")
    if found:
        return found.places["code"], found.places["descriptor"]
    rows = [row for row in file.head if any(CODE.fullmatch(cell.strip()) for cell in row)]
    if len(rows) < 2:
        return None
    code = _common([next(at for at, cell in enumerate(row) if CODE.fullmatch(cell.strip())) for row in rows])
    text = _common([_wordy(row) for row in rows])
    return (code, text) if code is not None and text is not None and code != text else None


def _wordy(row: Cells) -> int:
    return max(range(len(row)), key=lambda at: len(_WORDS.findall(row[at])))


def _common(places: list[int]) -> int | None:
    return places[0] if len(set(places)) == 1 else None


DESCRIPTORS = FileLayout("CPT descriptors of a licensee", "AMA", _is_descriptors, read_descriptors)
