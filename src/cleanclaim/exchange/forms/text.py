"""A filled form as it is typed: each entry at its line and column, truncated to its box.

Both the printed text and the PDF are made from this.
"""

from collections.abc import Iterator

from cleanclaim.exchange.forms.cms1500 import Sheet
from cleanclaim.exchange.forms.layout import load_layout

LINES_A_PAGE = 66
COLUMNS = 80
_RIGHT = ("dollars",)


def typed_entries(sheet: Sheet) -> Iterator[tuple[int, int, str]]:
    """Line, column and text of every entry. Dollars end at the right of their box."""
    form = load_layout()
    for box, text in sheet.boxes.items():
        line, column, width = form.places[box]
        yield line, *_fitted(box, text, column, width)
    for at, service in enumerate(sheet.services):
        for box, text in service.items():
            column, width = form.service.places[box]
            row = form.service.first + form.service.step * at - (box in form.service.shaded)
            yield row, *_fitted(box, text, column, width)


def _fitted(box: str, text: str, column: int, width: int) -> tuple[int, str]:
    shortened = text[:width]
    return (column + width - len(shortened), shortened) if box.endswith(_RIGHT) else (column, shortened)


def render_page(sheet: Sheet) -> str:
    """The sheet as 66 lines of text, to be printed on a blank form at ten characters and six lines an inch."""
    grid = [[" "] * COLUMNS for _line in range(LINES_A_PAGE)]
    for line, column, text in typed_entries(sheet):
        grid[line - 1][column - 1 : column - 1 + len(text)] = text
    return "\n".join("".join(row).rstrip() for row in grid)


def render_pages(sheets: list[Sheet]) -> str:
    """All sheets, a form feed between them."""
    return "\f".join(render_page(sheet) + "\n" for sheet in sheets)


def truncated_entries(sheet: Sheet) -> list[tuple[str, str]]:
    """The entries that are longer than their boxes, as the box and its whole entry; what is typed is truncated."""
    form = load_layout()
    widths = {box: width for box, (_line, _column, width) in form.places.items()}
    long = [(box, text) for box, text in sheet.boxes.items() if len(text) > widths[box]]
    for at, service in enumerate(sheet.services, 1):
        long += [
            (f"{box}, line {at}", text) for box, text in service.items() if len(text) > form.service.places[box][1]
        ]
    return long
