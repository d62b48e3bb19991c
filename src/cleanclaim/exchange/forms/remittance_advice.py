"""A remittance advice as a PDF: each payment with its claims, lines and reasons, ready to be posted from or filed.

A payment begins a page. The same remittances give the same bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import KeepTogether, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle
from reportlab.platypus.flowables import Flowable

from cleanclaim.exchange.forms.advice_entries import Advice, AdviceClaim, AdviceLine, AdviceReason
from cleanclaim.model.money import dollars_for_people

_GRAY = colors.HexColor("#555555")
_PLAIN = ParagraphStyle("plain", fontName="Helvetica", fontSize=9, leading=12)
_HEAD = ParagraphStyle("head", parent=_PLAIN, fontName="Helvetica-Bold", fontSize=14, leading=18)
_CLAIM = ParagraphStyle("claim", parent=_PLAIN, fontName="Helvetica-Bold", fontSize=9.5)
_FINE = ParagraphStyle("fine", parent=_PLAIN, fontSize=8, leading=10, textColor=_GRAY)
_LINES = (1.55 * inch, 1.85 * inch, 0.5 * inch, 0.95 * inch, 0.95 * inch, 0.95 * inch)
_REASONS = (0.25 * inch, 0.8 * inch, 0.95 * inch, 4.75 * inch)
_TIGHT: list[Any] = [
    ("TOPPADDING", (0, 0), (-1, -1), 1),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]


def render_advices(advices: Iterable[Advice]) -> bytes:
    """A PDF of the remittances."""
    pages: list[Flowable] = []
    for one in advices:
        pages += [*_payment(one), PageBreak()]
    buffer = BytesIO()
    margin = 0.85 * inch
    SimpleDocTemplate(
        buffer,
        pagesize=letter,
        leftMargin=margin,
        rightMargin=margin,
        topMargin=margin,
        bottomMargin=margin,
        title="Remittance advice",
        invariant=1,
    ).build(pages, onFirstPage=_number_page, onLaterPages=_number_page)
    return buffer.getvalue()


def _number_page(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.setFillColor(_GRAY)
    canvas.drawRightString(letter[0] - 0.85 * inch, 0.5 * inch, f"Page {document.page}")


def _payment(one: Advice) -> Iterator[Flowable]:
    yield Paragraph("Remittance advice", _HEAD)
    yield Spacer(0, 6)
    amount = f"{_money(one.amount)}, {one.payment}"
    yield _pairs((("Payer", one.payer), ("Payee", one.payee), ("Payment", amount)))
    yield Spacer(0, 8)
    for claim in one.claims:
        yield from _claim(claim)
    if one.adjustments:
        yield Spacer(0, 6)
        yield Paragraph("Of no claim", _CLAIM)
        yield _reasons(one.adjustments)
    yield Spacer(0, 10)
    yield KeepTogether(_totals(one))
    if one.groups:
        yield Spacer(0, 8)
        yield _reasons(one.groups)


def _pairs(rows: Sequence[tuple[str, str]]) -> Table:
    cells = [(Paragraph(label, _FINE), Paragraph(escape(text), _PLAIN)) for label, text in rows]
    return Table(cells, colWidths=[0.8 * inch, 5.95 * inch], hAlign="LEFT", style=TableStyle(_TIGHT))


def _claim(claim: AdviceClaim) -> Iterator[Flowable]:
    about = [f"claim {claim.claim_id}", claim.days]
    number = f"payer's number {claim.payer_claim_number}" if claim.payer_claim_number else ""
    head: list[Flowable] = [
        Spacer(0, 8),
        Paragraph(escape("   ·   ".join(filter(None, (claim.patient, *about)))), _CLAIM),
        Paragraph(escape("   ·   ".join(filter(None, (claim.status, number)))), _PLAIN),
        _lines(claim),
    ]
    yield KeepTogether(head)
    of_claim = claim.reasons + claim.remarks
    if of_claim:
        yield Paragraph("On the claim as a whole:", _FINE)
        yield _reasons(of_claim)


def _lines(claim: AdviceClaim) -> Table:
    """The lines, under each why it was not paid in full, then the claim's sums."""
    rows: list[list[object]] = [["Days", "Service", "Units", "Charged", "Allowed", "Paid"]]
    style: list[Any] = [
        *_TIGHT,
        ("FONT", (0, 0), (-1, -1), "Helvetica", 9),
        ("FONT", (0, 0), (-1, 0), "Helvetica", 8),
        ("TEXTCOLOR", (0, 0), (-1, 0), _GRAY),
        ("LINEBELOW", (0, 0), (-1, 0), 0.4, _GRAY),
        ("ALIGN", (2, 0), (-1, -1), "RIGHT"),
    ]
    for line in claim.lines:
        rows.append([line.days, line.service, line.units, *map(_cell, (line.charge, line.allowed, line.paid))])
        for one in _notes(line):
            style.append(("SPAN", (0, len(rows)), (-1, len(rows))))
            rows.append([one, *[""] * 5])
    owes = "" if claim.patient_owes is None else f"patient owes {_money(claim.patient_owes)}"
    style += [
        ("LINEABOVE", (0, len(rows)), (-1, len(rows)), 0.4, _GRAY),
        ("FONT", (0, len(rows)), (-1, len(rows)), "Helvetica-Bold", 9),
    ]
    rows.append(["claim", owes, "", *map(_cell, (claim.charge, claim.allowed, claim.paid))])
    if claim.unexplained != 0:
        style.append(("SPAN", (0, len(rows)), (-1, len(rows))))
        rows.append(
            [
                Paragraph(f"Does not add up: {_money(claim.unexplained)} of the charge is unexplained.", _PLAIN),
                *[""] * 5,
            ]
        )
    return Table(rows, colWidths=_LINES, hAlign="LEFT", repeatRows=1, style=TableStyle(style))


def _notes(line: AdviceLine) -> Iterator[Table | Paragraph]:
    if line.billed_as:
        yield Paragraph(f"billed as {escape(line.billed_as)}", _FINE)
    if line.reasons or line.remarks:
        yield _reasons(line.reasons + line.remarks)


def _reasons(reasons: Sequence[AdviceReason]) -> Table:
    rows = [
        ("", one.code, "" if one.amount is None else _money(one.amount), Paragraph(escape(one.words), _FINE))
        for one in reasons
    ]
    style: list[Any] = [*_TIGHT, ("FONT", (0, 0), (-1, -1), "Helvetica", 8), ("ALIGN", (2, 0), (2, -1), "RIGHT")]
    return Table(rows, colWidths=_REASONS, hAlign="LEFT", style=TableStyle(style))


def _totals(one: Advice) -> list[Flowable]:
    rows = [
        ("Charged on these claims", _money(one.charge)),
        ("Paid on these claims", _money(one.claims_paid)),
        *((f"{each.code}: {each.words}", _money(each.amount)) for each in one.adjustments),
        *([("Explained by nothing: ask the payer", _money(one.unexplained))] if one.unexplained != 0 else []),
        ("Payment", _money(one.amount)),
    ]
    style: list[Any] = [
        *_TIGHT,
        ("FONT", (0, 0), (-1, -1), "Helvetica", 9),
        ("FONT", (0, -1), (-1, -1), "Helvetica-Bold", 9),
        ("LINEABOVE", (0, -1), (-1, -1), 0.6, colors.black),
        ("ALIGN", (1, 0), (1, -1), "RIGHT"),
    ]
    return [
        Paragraph("Totals", _CLAIM),
        Table(rows, colWidths=[4.0 * inch, 1.2 * inch], hAlign="LEFT", style=TableStyle(style)),
    ]


def _money(amount: int | None) -> str:
    return "unreadable" if amount is None else dollars_for_people(amount)


def _cell(amount: int | None) -> str:
    return "" if amount is None else dollars_for_people(amount)
