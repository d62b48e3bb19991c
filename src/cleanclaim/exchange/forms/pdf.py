"""Filled forms as a PDF: the entries alone, to be printed on blank forms, or with plain boxes and our words for them.

The ruled sheet is for people: to check, to file, to fax where a payer takes that. Payers who scan want the entries on
the printed red form.
"""

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.pagesizes import letter
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas

from cleanclaim.exchange.forms.cms1500 import Sheet
from cleanclaim.exchange.forms.layout import (
    CHARACTERS_AN_INCH,
    LINES_AN_INCH,
    SERVICES_A_SHEET,
    FormLayout,
    load_layout,
)
from cleanclaim.exchange.forms.text import typed_entries

_WIDTH, _HEIGHT = letter
_COLUMN = inch / CHARACTERS_AN_INCH
_LINE = inch / LINES_AN_INCH
_FONT, _SIZE = "Courier", 10
_SPREAD = _COLUMN - 0.6 * _SIZE  # a Courier letter is 0.6 of its size wide; the grid wants a tenth of an inch
_LAST_COLUMN = 80


def render_pdf(sheets: Sequence[Sheet], *, ruled: bool, right: float = 0, down: float = 0) -> bytes:
    """The sheets, one a page. `ruled` draws the boxes too. `right` and `down` shift everything by so many inches, for a
    printer that is off. The same sheets give the same bytes.
    """
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=letter, invariant=1)
    canvas.setTitle("CMS-1500")
    form = load_layout()
    for sheet in sheets:
        canvas.translate((form.left + right) * inch, _HEIGHT - (form.top + down) * inch)
        if ruled:
            _rule(canvas, form)
        text = canvas.beginText()
        text.setFont(_FONT, _SIZE)
        text.setCharSpace(_SPREAD)
        for line, column, entry in typed_entries(sheet):
            text.setTextOrigin((column - 1) * _COLUMN, -line * _LINE + 0.25 * _LINE)
            text.textOut(entry)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _rule(canvas: Canvas, form: FormLayout) -> None:
    """What the sheet is, each row's boxes with their labels, the boxes to be crossed, the point of each amount."""
    canvas.setFont("Helvetica-Bold", 11)
    canvas.drawString(0, -2 * _LINE, "Health insurance claim")
    canvas.setFont("Helvetica", 7)
    canvas.drawString(0, -3 * _LINE, "The entries of a CMS-1500 (02/12) on a plain sheet. Not the printed form.")
    canvas.setLineWidth(0.4)
    canvas.setStrokeGray(0.55)
    canvas.setFillGray(0.35)
    _rows(canvas, form)
    for box, (line, column, width) in form.places.items():
        _name, _, word = box.partition(" ")
        if width == 1 and word != "indicator":
            _choice(canvas, word, line, column)
        elif word == "cents":
            _point(canvas, line, column)
    service = form.service
    for at in range(SERVICES_A_SHEET):
        _point(canvas, service.first + service.step * at, service.places["24F cents"][0])
    canvas.setFillGray(0)


def _rows(canvas: Canvas, form: FormLayout) -> None:
    canvas.setFont("Helvetica", 5.5)
    for row in form.rows:
        top, bottom = -(row.lines[0] - 1) * _LINE, -(row.lines[1] - 1) * _LINE
        edges = [column for column, _label in row.boxes] + [_LAST_COLUMN]
        for (column, label), end in zip(row.boxes, edges[1:], strict=True):
            left, right = (column - 1.3) * _COLUMN, (end - 1.3) * _COLUMN
            canvas.rect(left, bottom, right - left, top - bottom)
            canvas.drawString(left + 2, top - 6, label)


def _choice(canvas: Canvas, word: str, line: int, column: int) -> None:
    """A box to be crossed, with the word that says for what."""
    left, bottom = (column - 1) * _COLUMN - 1, -line * _LINE + 1
    canvas.rect(left, bottom, _COLUMN, _LINE - 4)
    canvas.setFont("Helvetica", 4.5)
    canvas.drawString(left + _COLUMN + 1, bottom + 1, word)


def _point(canvas: Canvas, line: int, column: int) -> None:
    """The rule between dollars and cents."""
    left = (column - 1.1) * _COLUMN
    canvas.line(left, -line * _LINE + 1, left, -line * _LINE + _LINE - 3)
