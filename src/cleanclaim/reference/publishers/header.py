"""Find a table's columns by their headings, whatever their order and however many rows the heading has.

CMS stacks its headings: "WORK" in one row, "RVU" in the next. The words of a column are joined, letters and digits
only, and compared by their beginning.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from cleanclaim.reference.publishers.publisher_file import Cells, PublisherFile

CODE = re.compile(r"[0-9A-Z][0-9]{3}[0-9A-Z]")
"""A procedure code of any kind: 97110, 0552T, G0283."""

TOO_FEW_CELLS = "this row has {found} cells of {width}: the file is cut off or damaged here"
TOO_MANY_CELLS = "this row has {found} cells, more than the {width} that have a heading: its cells have shifted"

Wanted = Mapping[str, Sequence[str]]
"""Our name of each column, and how its heading may begin."""


class TableHeader(Struct, frozen=True):
    """The heading of a table: the columns wanted, the number of columns, the rows before the data, their title."""

    places: dict[str, int]
    width: int
    rows: int
    title: str


def header(file: PublisherFile, wanted: Wanted, key: str) -> TableHeader | None:
    """The heading over the wanted columns, None where there is none such. `key` is the column that has no empty cell.

    Rows of one cell are titles. The heading ends where its columns are complete and the key's cell is filled again.
    """
    stacked: list[str] = []
    titles: list[str] = []
    places: dict[str, int] = {}
    for number, row in enumerate(file.head):
        if len(places) == len(wanted) and places[key] < len(row) and row[places[key]].strip():
            return TableHeader(places, _width(stacked), number, " ".join(titles))
        filled = [cell for cell in row if cell.strip()]
        titles += filled
        if len(filled) > 1:
            stacked += [""] * (len(row) - len(stacked))
            stacked = [
                above + letters(cell) for above, cell in zip(stacked, [*row, *[""] * len(stacked)], strict=False)
            ]
            places = _places(stacked, wanted)
    if len(places) == len(wanted):
        return TableHeader(places, _width(stacked), len(file.head), " ".join(titles))
    return None


def has_heading(wanted: Wanted, key: str) -> Callable[[PublisherFile], bool]:
    """A test that recognizes a file by the heading over the wanted columns."""
    return lambda file: header(file, wanted, key) is not None


def rows_under(
    file: PublisherFile, wanted: Wanted, key: str
) -> tuple[TableHeader, Iterator[tuple[int, dict[str, str]]]]:
    """The heading of a file that was recognized by it, and the wanted cells of each row below, by our names."""
    found = header(file, wanted, key)
    assert found is not None  # it was recognized
    places = found.places
    return found, ((n, {name: row[places[name]].strip() for name in wanted}) for n, row in data_rows(file, found, key))


def letters(text: str) -> str:
    """The letters and digits of a heading, in capitals."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def data_rows(file: PublisherFile, found: TableHeader, key: str) -> Iterator[tuple[int, Cells]]:
    """The rows below the heading, with their numbers from 1; empty ones are left out.

    Raises UserError for a row with fewer cells than there are columns, or with more.
    """
    place, width = found.places[key], found.width
    for number, row in enumerate(file.rows(), 1):
        if number <= found.rows:
            continue
        if len(row) != width:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) < width:
                raise file.fault(number, TOO_FEW_CELLS.format(found=len(row), width=width))
            if any(cell.strip() for cell in row[width:]):
                raise file.fault(number, TOO_MANY_CELLS.format(found=len(row), width=width))
        if row[place] or any(cell.strip() for cell in row):
            yield number, row


def code_in(file: PublisherFile, number: int, cell: str) -> str:
    """The procedure code in a cell. Excel takes the leading zeros off one that is all digits; they are put back.

    Raises UserError where the cell holds none.
    """
    code = cell.strip().upper()
    if file.is_workbook and code.isascii() and code.isdecimal():
        code = code.zfill(5)
    if not CODE.fullmatch(code):
        raise file.fault(number, f"{cell!r} is not a procedure code")
    return code


def _places(stacked: Sequence[str], wanted: Wanted) -> dict[str, int]:
    places = {}
    for name, beginnings in wanted.items():
        found = [at for at, heading in enumerate(stacked) if heading.startswith(tuple(beginnings))]
        if found:
            places[name] = found[0]
    return places


def _width(stacked: Sequence[str]) -> int:
    return max((at + 1 for at, heading in enumerate(stacked) if heading), default=0)
