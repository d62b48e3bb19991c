"""CMS's add-on codes (NCCI AOC): which primaries each may stand beside."""

from cleanclaim.reference.add_ons import COLUMNS as OURS
from cleanclaim.reference.add_ons import CONTRACTOR_DEFINED
from cleanclaim.reference.publishers.dates import day_in, quarter_in_name
from cleanclaim.reference.publishers.header import code_in, has_heading, rows_under
from cleanclaim.reference.publishers.publication import FileLayout, Publication, Table
from cleanclaim.reference.publishers.publisher_file import PublisherFile

COLUMNS = {
    "code": ("ADDONCODE",),
    "primary": ("PRIMARYCODE",),
    "type": ("AOCEDITTYPE",),
    "from": ("AOCEDITEFF",),
    "to": ("AOCEDITDEL",),
}


def read_add_ons(file: PublisherFile) -> Publication:
    """An add-on and one of its primaries a row; CCCCC stands for primaries that the contractor names."""
    _heading, rows = rows_under(file, COLUMNS, "code")
    table: Table = []
    for number, row in rows:
        code, primary, kind, *days = row.values()
        if kind not in {"1", "2", "3"}:
            raise file.fault(number, f"{kind!r} is not a type of add-on code (1, 2 or 3)")
        if primary != CONTRACTOR_DEFINED:
            primary = code_in(file, number, primary)
        table.append((code_in(file, number, code), primary, kind, *(_day(file, number, cell) for cell in days)))
    return Publication(kind="add_on", columns=OURS, table=table, effective_from=quarter_in_name(file.known_as))


def _day(file: PublisherFile, number: int, cell: str) -> str:
    try:
        found = day_in(cell)
    except ValueError:
        raise file.fault(number, f"{cell!r} is not a date") from None
    return found.isoformat() if found else ""


ADD_ONS = FileLayout("add-on codes (NCCI AOC)", "CMS", has_heading(COLUMNS, "code"), read_add_ons)
