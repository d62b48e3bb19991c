"""The proof as a PDF to enclose with an appeal: units, minutes to scale, each step, and its sources."""

import io
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import Drawing, Line, Rect
from reportlab.lib import colors
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from cleanclaim.explanations.visits.minute_bars import Bar
from cleanclaim.law.wording import day, units
from cleanclaim.office.minutes.presenter import MinutesView
from cleanclaim.office.shared.citations import CitedValue, CiteView

TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=15, leading=19, spaceAfter=4)
HEAD = ParagraphStyle("head", fontName="Helvetica-Bold", fontSize=10.5, leading=14, spaceBefore=12, spaceAfter=3)
TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=9.5, leading=13)
SMALL = ParagraphStyle("small", parent=TEXT, fontSize=8, leading=10.5, textColor=colors.HexColor("#444444"))
GREY, INK = colors.HexColor("#dddddd"), colors.black
FLUSH = [("LEFTPADDING", (0, 0), (0, -1), 0)]
WIDE, HIGH = 4.0 * inch, 13


def render_proof(answer: MinutesView, overridden: Sequence[str] = ()) -> bytes:
    """The proof as a PDF whose text can be searched and copied. `overridden`: what was let pass, by whom and why."""
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=LETTER,
        title=f"Units proof, visit {answer.coded.visit_id}",
        author="cleanclaim",
        invariant=1,
    )
    document.build(list(_story(answer, overridden)), onFirstPage=_numbered, onLaterPages=_numbered)
    return buffer.getvalue()


def _story(answer: MinutesView, overridden: Sequence[str]) -> Iterable[Flowable]:
    visit, coded = answer.visit, answer.coded
    yield Paragraph("Units proof", TITLE)
    about = [f"Visit {coded.visit_id}", answer.payer, day(visit.service_date), visit.discipline or "discipline unknown"]
    yield _text(" · ".join(about))
    yield Paragraph("What is billed", HEAD)
    for billed in answer.lines:
        line = billed.line
        count = "units not known" if line.units is None else f"× {line.units}"
        unbilled = "   documented, not billed" if line.units == 0 else ""
        yield _text(f"{line.code} {count} {' '.join(line.modifiers)}   {line.label}{unbilled}")
    yield _text("Units not known." if coded.units is None else f"Together {units(coded.units)}.")
    for choice in answer.choices:
        yield _text(f"{'Shown' if choice.taken else 'Also lawful'}: {choice.text}")
    if answer.bars:
        yield Paragraph("The minutes to scale", HEAD)
        longest = max(bar.minutes for bar in answer.bars)
        rows = [
            [_text(f"{bar.code}   {bar.minutes} min"), _bar(bar, longest), _text(_count(bar))] for bar in answer.bars
        ]
        yield Table(rows, colWidths=[1.2 * inch, WIDE + 14, 0.9 * inch], hAlign="LEFT", style=FLUSH)
    if overridden:
        yield Paragraph("Overridden", HEAD)
        yield from map(_text, overridden)
    yield Paragraph("Step by step", HEAD)
    for step in answer.steps:
        source = step.cite.source
        where = f"{source.section or source.title}{'' if source.read else ' (not verified)'}"
        yield KeepTogether([_text(f"{step.step}: {step.text}"), _text(where, SMALL), Spacer(1, 4)])
    yield Paragraph("Sources", HEAD)
    for cite in {step.cite.id: step.cite for step in answer.steps}.values():
        yield KeepTogether([_text(text, SMALL) for text in _source_lines(cite)] + [Spacer(1, 4)])
    yield Spacer(1, 8)
    yield _text(f"Computed by cleanclaim under rules {answer.law}, as of the date of service.", SMALL)


def _source_lines(cite: CiteView) -> Iterable[str]:
    source = cite.source
    read = "Read by a person." if source.read else "Not re-read; known in the field."
    yield f"{source.title}. {source.section}. {source.url}"
    yield f"{read} {source.note}"
    yield from (_value_line(value) for value in cite.values)


def _value_line(value: CitedValue) -> str:
    until = f"to {day(value.until)}" if value.until else "on, no end known"
    return f"{value.meaning}: {value.answer}, from {day(value.since)} {until}, {value.standing}."


def _count(bar: Bar) -> str:
    return f"{bar.whole} + {bar.over} min"


def _bar(bar: Bar, longest: int) -> Drawing:
    """A code's minutes, its whole quarter-hours filled and ruled off, what is left over in outline."""
    drawing, unit = Drawing(WIDE, HIGH), WIDE / longest
    for minutes, fill in ((bar.minutes, colors.white), (bar.minutes - bar.over, GREY)):
        box = Rect(0, 1, minutes * unit, HIGH - 2)
        box.fillColor, box.strokeColor, box.strokeWidth = fill, INK, 0.6
        drawing.add(box)
    for mark in bar.marks:
        drawing.add(Line(mark * unit, 0, mark * unit, HIGH))
    return drawing


def _text(text: str, style: ParagraphStyle = TEXT) -> Paragraph:
    return Paragraph(escape(text), style)


def _numbered(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawRightString(LETTER[0] - inch, 0.55 * inch, f"page {document.page}")
