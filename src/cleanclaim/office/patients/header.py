"""The head of every page of a patient: who, which payers, what runs out, and the ways to the patient's other pages."""

from datetime import date

from msgspec import Struct

from cleanclaim.explanations.visits.chart_clocks import ChartClock, list_chart_clocks
from cleanclaim.law.case import Case
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.practices.payer_names import name_payers
from cleanclaim.office.shared.office_basis import build_basis


class PatientHeader(Struct, frozen=True, kw_only=True):
    """A patient as the head of a page shows one, and the clocks as they stand on a day. `here` is the page's tab."""

    record: PatientRecord
    years: int
    payers: str
    clocks: list[ChartClock]
    here: str


def build_patient_header(record: PatientRecord, on: date, case: Case, here: str) -> PatientHeader:
    """The head; the clocks count with the first visit of the case and its history."""
    basis = build_basis()
    born = record.birth_date
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    payers = ", then ".join(name_payers(record.payers, case.practice, on))
    clocks = list_chart_clocks(case.visits[0], basis)
    return PatientHeader(record=record, years=years, payers=payers, clocks=clocks, here=here)
