"""A superbill: what a patient who pays was treated for, by whom, and what it costs, to hand in to an insurer or keep.

One page a visit. It is no claim: where the practice has to bill a payer, the patient must not be given the work.
"""

from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from msgspec import Struct
from reportlab.lib import colors
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle
from reportlab.platypus.flowables import Flowable

from cleanclaim.exchange.forms.names import city, full_name, street, telephone
from cleanclaim.model.days import day_for_people
from cleanclaim.model.line import Line
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.practice import Address, Billing, Patient, Practice
from cleanclaim.model.visit import Visit
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.diagnosis_successors import with_point
from cleanclaim.reference.places import places
from cleanclaim.reference.tables import Tables


class SuperbillVisit(Struct, frozen=True):
    """A visit ready for a superbill: its patient, its lines with the charge of each in cents, the tables in force."""

    visit: Visit
    patient: Patient
    lines: Sequence[Line]
    charges: Sequence[int]
    tables: Tables


_PLAIN = ParagraphStyle("plain", fontName="Helvetica", fontSize=9.5, leading=13)
_HEAD = ParagraphStyle("head", parent=_PLAIN, fontName="Helvetica-Bold", fontSize=14, leading=18)
_FINE = ParagraphStyle("fine", parent=_PLAIN, fontSize=8, leading=11, textColor=colors.HexColor("#555555"))
_RULES = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), "Helvetica", 9.5),
        ("FONT", (0, 0), (-1, 0), "Helvetica-Bold", 8.5),
        ("FONT", (0, -1), (-1, -1), "Helvetica-Bold", 9.5),
        ("LINEBELOW", (0, 0), (-1, 0), 0.6, colors.black),
        ("LINEABOVE", (0, -1), (-1, -1), 0.6, colors.black),
        ("ALIGN", (3, 0), (-1, -1), "RIGHT"),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
)
_WIDTHS = [0.7 * inch, 3.4 * inch, 0.9 * inch, 0.8 * inch, 0.6 * inch, 0.8 * inch]


def render_superbills(charged: Sequence[SuperbillVisit], practice: Practice) -> bytes:
    """A PDF with a page for each visit. The same visits give the same bytes."""
    pages: list[Flowable] = []
    for one in charged:
        pages += [*_page(one, practice), PageBreak()]
    buffer = BytesIO()
    margin = 0.9 * inch
    SimpleDocTemplate(
        buffer,
        pagesize=letter,
        leftMargin=margin,
        rightMargin=margin,
        topMargin=margin,
        bottomMargin=margin,
        title="Superbill",
        author=full_name(practice.billing.name),
        invariant=1,
    ).build(pages)
    return buffer.getvalue()


def _page(one: SuperbillVisit, practice: Practice) -> list[Flowable]:
    billing = practice.billing
    return [
        Paragraph(escape(full_name(billing.name)), _HEAD),
        _joined(_where(billing.address), f"Telephone {telephone(billing.phone)}"),
        _joined(f"NPI {billing.npi}", _tax_number(billing)),
        Spacer(0, 18),
        Paragraph("Superbill", _HEAD),
        Spacer(0, 6),
        _facts(one, practice),
        Spacer(0, 14),
        _services(one),
        Spacer(0, 18),
        Paragraph("Paid by the patient: ____________      on: ____________", _PLAIN),
        Spacer(0, 24),
        Paragraph(
            "This is a statement of services, not a claim. The words beside the codes are the practice's own.",
            _FINE,
        ),
    ]


def _facts(one: SuperbillVisit, practice: Practice) -> Table:
    visit, patient = one.visit, one.patient
    assert visit.service_date
    clinician = practice.clinicians.get(visit.provider_npi or "")
    place = places().get(visit.place_of_service or "")
    codes = dict.fromkeys(code for line in one.lines for code in line.diagnoses)
    by = f"{full_name(clinician.name)}, {clinician.credential}, NPI {clinician.npi}" if clinician else ""
    rows = [
        ("Patient", f"{full_name(patient.name)}, born {day_for_people(patient.birth_date)}"),
        ("Address", _where(patient.address)),
        ("Treated on", day_for_people(visit.service_date)),
        ("Treated by", by),
        ("Place", f"{visit.place_of_service}, {place.name}" if place else ""),
        ("Diagnoses", "; ".join(_diagnosis(code, one) for code in codes)),
    ]
    table = Table(
        [(Paragraph(label, _FINE), Paragraph(escape(text), _PLAIN)) for label, text in rows if text],
        colWidths=[1.0 * inch, 5.7 * inch],
        hAlign="LEFT",
    )
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]))
    return table


def _services(one: SuperbillVisit) -> Table:
    rows: list[tuple[object, ...]] = [("Code", "Service", "Modifiers", "Minutes", "Units", "Charge")]
    for line, charge in zip(one.lines, one.charges, strict=True):
        entry = catalogue().get(line.code)
        label = Paragraph(escape(entry.label if entry else ""), _PLAIN)
        minutes = "" if line.minutes is None else str(line.minutes)
        rows.append((line.code, label, " ".join(line.modifiers), minutes, str(line.units), dollars_for_people(charge)))
    rows.append(("Total", "", "", "", "", dollars_for_people(sum(one.charges))))
    table = Table(rows, colWidths=_WIDTHS, hAlign="LEFT", repeatRows=1)
    table.setStyle(_RULES)
    return table


def _diagnosis(code: str, one: SuperbillVisit) -> str:
    label = one.tables.diagnosis(code).label
    return f"{with_point(code)} {label}" if label else with_point(code)


def _tax_number(billing: Billing) -> str:
    """The employer's number; a Social Security number is not printed."""
    return f"Tax number {billing.tax_id[:2]}-{billing.tax_id[2:]}" if billing.tax_id_kind == "EIN" else ""


def _joined(*parts: str) -> Paragraph:
    return Paragraph(escape("   ·   ".join(filter(None, parts))), _PLAIN)


def _where(address: Address) -> str:
    return f"{street(address)}, {city(address)}"
