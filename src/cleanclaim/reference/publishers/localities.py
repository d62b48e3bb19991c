"""CMS's files on where a practice lies: cost indices (GPCI), counties of localities (LOCCO), ZIP codes (ZIP5)."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from cleanclaim.reference.gpci import COLUMNS, COUNTY_COLUMNS, ZIP_COLUMNS
from cleanclaim.reference.publishers.publication import FileLayout, Publication, Table
from cleanclaim.reference.publishers.publisher_file import PublisherFile
from cleanclaim.reference.quarters import quarter

_YEAR = re.compile(r"\b(20[0-9][0-9])\b")
_QUARTER = re.compile(r"20[0-9][0-9][1-4]")
_ZIP_RECORD = re.compile(r"[A-Z]{2}[0-9]{5}[0-9]{5}\w{2}.{61}")


_GPCI_HEADINGS = ("PW GPCI", "PE GPCI", "MP GPCI")


def _is_gpci(file: PublisherFile) -> bool:
    return any(_index_places(row) for row in file.head)


def read_gpci(file: PublisherFile) -> Publication:
    """The cost indices of a calendar year: contractor, state, number, name and three indices, then footnotes."""
    heading = next(row for row in file.head if _index_places(row))
    places = _index_places(heading)
    assert places is not None  # it was recognized
    table: Table = []
    for number, row in enumerate(file.rows(), 1):
        if re.fullmatch(r"[0-9]{5}", row[0].strip() if row else "") or (file.is_workbook and _contractor(row)):
            if len(row) <= max(places):
                raise file.fault(number, "this row is cut off before its cost indices")
            indices = [_thousandths(file, number, row[place]) for place in places]
            table.append((_key(row[0], row[2]), row[1].strip(), row[3].strip(" *"), *indices))
    if not table:
        raise file.fault(None, "it has the heading of the cost indices, but no locality")
    return Publication(kind="gpci", columns=COLUMNS, table=table, effective_from=_new_year(" ".join(heading)))


def _index_places(row: list[str]) -> tuple[int, ...] | None:
    """Where work, practice expense and malpractice stand in a heading that names all three; else None."""
    if not row or "CONTRACTOR" not in row[0].upper() or len(row) < 7 or "LOCALITY NUMBER" not in row[2].upper():
        return None
    found = [[at for at, cell in enumerate(row) if name in cell.upper()] for name in _GPCI_HEADINGS]
    return tuple(places[0] for places in found) if all(found) else None


def _contractor(row: list[str]) -> bool:
    return len(row) > 2 and all(cell.isascii() and cell.strip().isdecimal() for cell in (row[0], row[2]))


def _is_locco(file: PublisherFile) -> bool:
    return any(
        "COUNTIES" in " ".join(row).upper() and "FEE SCHEDULE AREA" in " ".join(row).upper() for row in file.head
    )


def read_locco(file: PublisherFile) -> Publication:
    """The counties of each locality. The state stands only on the first of its rows; leading zeros may be lost."""
    title = next((text for row in file.head if "LOCALIT" in (text := " ".join(row).upper()) and _YEAR.search(text)), "")
    table: Table = []
    state = ""
    for row in file.rows():
        if len(row) >= 5 and re.fullmatch(r"[0-9]{4,5}", row[0].strip()):
            state = row[2].strip() or state
            table.append((_key(row[0], row[1]), state, row[3].strip(" *"), row[4].strip()))
    if not table:
        raise file.fault(None, "it has the heading of the localities, but no county")
    return Publication(kind="locality", columns=COUNTY_COLUMNS, table=table, effective_from=_new_year(title))


def _is_zip5(file: PublisherFile) -> bool:
    return file.mostly(_ZIP_RECORD)


def read_zip5(file: PublisherFile) -> Publication:
    """The locality of each ZIP code, 80 characters a line; the last five say the year and quarter."""
    table: Table = []
    marked = ""
    for number, line in enumerate(file.each_line(), 1):
        if not line.strip():
            continue
        if not _ZIP_RECORD.match(line) or len(line.rstrip()) != 80 or not _QUARTER.fullmatch(line[75:80]):
            problem = (
                "this is not a whole record of 80 characters: state, ZIP, carrier, locality, ..., year and quarter"
            )
            raise file.fault(number, problem)
        if marked and line[75:80] != marked:
            raise file.fault(number, f"its quarter {line[75:80]} is not that of the rows above, {marked}")
        marked = line[75:80]
        table.append((line[2:7], line[:2], _key(line[7:12], line[12:14]), "1" if line[20] == "1" else "0"))
    first, _last = quarter(int(marked[:4]), int(marked[4]))
    return Publication(kind="zip", columns=ZIP_COLUMNS, table=table, effective_from=first)


def _key(contractor: str, number: str) -> str:
    return f"{contractor.strip().zfill(5)}-{number.strip().zfill(2)}"


def _thousandths(file: PublisherFile, number: int, cell: str) -> str:
    try:
        return str(round(Decimal(cell.strip()) * 1000))
    except (InvalidOperation, ValueError, OverflowError):
        raise file.fault(number, f"{cell!r} is not a cost index such as 0.869") from None


def _new_year(text: str) -> date | None:
    found = _YEAR.search(text)
    return date(int(found[1]), 1, 1) if found else None


GPCI = FileLayout("geographic cost indices (GPCI)", "CMS", _is_gpci, read_gpci)
LOCCO = FileLayout("counties of the localities (LOCCO)", "CMS", _is_locco, read_locco)
ZIP5 = FileLayout("ZIP codes and localities (ZIP5)", "CMS", _is_zip5, read_zip5)
