"""Claims for the tests: the example day signed, or visits that each have one fault."""

from datetime import date
from pathlib import Path
from typing import Any

import cleanclaim
from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.model.visit import Service, Visit
from cleanclaim.office.claims.models import ClaimRecord, ClaimVisit
from cleanclaim.office.history import changes
from cleanclaim.office.history.following import follow_up
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.practices.models import PracticeFile, PracticeRecord
from cleanclaim.office.visits.models import VisitRecord, VisitState
from tests.office.stored.made_up import House, patient

DAY = Path("examples/clinic-day")
ON = date(2026, 11, 20)


def practice(here: House, usage: str = "production", more: str = "") -> PracticeRecord:
    """The example practice's file, past its tests with the receiver; `more` is written before its fees."""
    text = (DAY / "practice.toml").read_text()
    assert text.count('usage = "test"') == text.count("\n[fees]") == 1
    text = text.replace('usage = "test"', f'usage = "{usage}"').replace("\n[fees]", f"\n{more}\n[fees]")
    return changes.add(PracticeRecord(), PracticeFile(text), here.actor)


def example_patients(here: House) -> dict[str, PatientRecord]:
    """The example practice's patients."""
    known = read_practice(DAY / "practice.toml").patients
    return {number: changes.add(PatientRecord(), one, here.actor) for number, one in known.items()}


def signed(here: House, record: PatientRecord, visit: Visit) -> VisitRecord:
    """A visit of the patient, signed."""
    row = VisitRecord(patient=record, state=VisitState.SIGNED)
    return changes.add(row, visit, here.actor)


def example_day(here: House) -> list[ClaimRecord]:
    """The claims of the example day."""
    practice(here)
    patients = example_patients(here)
    visits = cleanclaim.read_visits(DAY / "visits.csv")
    rows = [signed(here, patients[one.patient_id or ""], one) for one in visits if one.patient_id in patients]
    return claims_of(rows)


def claims_of(rows: list[VisitRecord]) -> list[ClaimRecord]:
    """The claims that follow from visits, in their order."""
    follow_up()
    links = ClaimVisit.objects.filter(visit__in=[one.pk for one in rows]).select_related("claim__patient")
    claims = {link.visit_id: link.claim for link in links}
    return list({claims[one.pk].pk: claims[one.pk] for one in rows if one.pk in claims}.values())


def visit(number: str, on: date = ON, patient_id: str = "P01", **more: Any) -> Visit:
    """A visit of 30 minutes that earns two units and bills them."""
    services = more.pop("services", (line(units=2),))
    about = {"payer": "medicare", "discipline": "PT", "provider_npi": "1000000012", "place_of_service": "11"}
    return Visit(visit_id=number, patient_id=patient_id, service_date=on, services=services, **about | more)


def line(units: int | None = 2, minutes: int = 30, code: str = "97110", **more: Any) -> Service:
    """A line as it is billed."""
    about: dict[str, Any] = {"performed_by": "PT", "modifiers": ("GP",), "diagnoses": ("M25.561",)}
    return Service(code=code, minutes=minutes, units=units, charge=6800 * (units or 0), **about | more)


def overbilled(number: str, on: date = ON, patient_id: str = "P01") -> Visit:
    """A visit that bills a unit more than its minutes earn: one key fixes it."""
    return visit(number, on, patient_id, services=(line(units=3),))


def stored_patient(here: House, number: str = "P01", last: str = "Example") -> PatientRecord:
    """A patient of Medicare, referred, as a claim needs it."""
    known = read_practice(DAY / "practice.toml").patients["P01"]
    from msgspec import structs

    value = structs.replace(known, patient_id=number, name=structs.replace(known.name, last=last))
    return changes.add(PatientRecord(), value, here.actor)


__all__ = [
    "ON", "claims_of", "example_day", "line", "overbilled", "patient", "practice", "signed", "stored_patient", "visit",
]  # fmt: skip
