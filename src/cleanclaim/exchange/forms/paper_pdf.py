"""A paper as a PDF, on letter-size pages with numbers; its text can be searched and copied.

The same paper gives the same bytes.
"""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.platypus.flowables import Flowable

from cleanclaim.exchange.forms.paper import (
    PageEnd,
    Paper,
    PaperFacts,
    PaperHeading,
    PaperPart,
    PaperPoints,
    PaperTable,
    PaperText,
    PaperTitle,
    PaperTogether,
)

MARGIN = 0.9 * inch
WIDTH = letter[0] - 2 * MARGIN
_GRAY = colors.HexColor("#555555")
_TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=9.5, leading=13, spaceAfter=5)
_CELL = ParagraphStyle("cell", parent=_TEXT, fontSize=9, leading=12, spaceAfter=0)
_RIGHT = ParagraphStyle("right", parent=_CELL, alignment=2)
_BOLD = ParagraphStyle("bold", parent=_CELL, fontName="Helvetica-Bold")
_BOLD_RIGHT = ParagraphStyle("bold right", parent=_BOLD, alignment=2)
_HEAD_CELL = ParagraphStyle("head cell", parent=_CELL, fontSize=8, leading=10, textColor=_GRAY)
_HEAD_RIGHT = ParagraphStyle("head right", parent=_HEAD_CELL, alignment=2)
_FINE = ParagraphStyle("fine", parent=_TEXT, fontSize=8, leading=11, textColor=_GRAY)
_TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=14, leading=18, spaceAfter=6, keepWithNext=True)
_HEADING = ParagraphStyle(
    "heading", fontName="Helvetica-Bold", fontSize=10.5, leading=14, spaceBefore=8, spaceAfter=3, keepWithNext=True
)
_TIGHT: list[Any] = [
    ("TOPPADDING", (0, 0), (-1, -1), 1.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (0, -1), 0),
]


def render_paper(paper: Paper) -> bytes:
    """The paper as a PDF."""
    return render_papers([paper])


def render_papers(papers: Sequence[Paper]) -> bytes:
    """Several papers in one PDF, each with pages numbered from 1; title and author are those of the first."""
    buffer = BytesIO()
    document = BaseDocTemplate(buffer, pagesize=letter, title=papers[0].title, author=papers[0].author, invariant=1)
    frame = Frame(MARGIN, MARGIN, WIDTH, letter[1] - 2 * MARGIN, leftPadding=0, rightPadding=0)
    story: list[Flowable] = []
    for number, paper in enumerate(papers):
        document.addPageTemplates(PageTemplate(str(number), [frame], onPage=_foot(paper)))
        if number:
            story += [NextPageTemplate(str(number)), PageBreak()]
        story += map(_drawn, paper.parts)
    document.build(story)
    return buffer.getvalue()


def _foot(paper: Paper) -> Callable[[Canvas, BaseDocTemplate], None]:
    """What is drawn at the foot of every page of a paper."""
    first: list[int] = []

    def draw(canvas: Canvas, document: BaseDocTemplate) -> None:
        first[:] = first or [document.page]
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(_GRAY)
        canvas.drawString(MARGIN, 0.5 * inch, paper.foot)
        canvas.drawRightString(letter[0] - MARGIN, 0.5 * inch, f"Page {document.page - first[0] + 1}")

    return draw


def _drawn(part: PaperPart) -> Flowable:
    drawn: Flowable
    match part:
        case PaperTitle(text=text):
            drawn = _paragraph(text, _TITLE)
        case PaperHeading(text=text):
            drawn = _paragraph(text, _HEADING)
        case PaperText(text=text, fine=fine):
            drawn = _paragraph(text, _FINE if fine else _TEXT) if text else Spacer(0, 8)
        case PaperPoints(points=points):
            drawn = _pairs(points, 0.25 * inch)
        case PaperFacts(rows=rows):
            drawn = _pairs(tuple(one for one in rows if one[1]), 1.45 * inch)
        case PaperTable():
            drawn = _table(part)
        case PageEnd():
            drawn = PageBreak()
        case PaperTogether(parts=parts):
            drawn = KeepTogether([_drawn(one) for one in parts])
    return drawn


def _paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text).replace("\n", "<br/>"), style)


def _pairs(rows: Sequence[tuple[str, str]], first: float) -> Table:
    cells = [(_paragraph(label, _HEAD_CELL), _paragraph(text, _CELL)) for label, text in rows]
    return Table(
        cells or [("", "")],
        colWidths=[first, WIDTH - first],
        hAlign="LEFT",
        style=TableStyle(_TIGHT),
        spaceAfter=6,
    )


def _table(part: PaperTable) -> Table:
    rows = [[_paragraph(text, _HEAD_RIGHT if at in part.right else _HEAD_CELL) for at, text in enumerate(part.head)]]
    for row in part.rows:
        plain, right = (_BOLD, _BOLD_RIGHT) if part.total and row is part.rows[-1] else (_CELL, _RIGHT)
        rows.append([_paragraph(text, right if at in part.right else plain) for at, text in enumerate(row)])
    style: list[Any] = [*_TIGHT, ("LINEBELOW", (0, 0), (-1, 0), 0.5, _GRAY)]
    if part.total:
        style.append(("LINEABOVE", (0, -1), (-1, -1), 0.5, _GRAY))
    widths = [one * inch for one in part.widths]
    return Table(rows, colWidths=widths, hAlign="LEFT", repeatRows=1, style=TableStyle(style), spaceAfter=8)
