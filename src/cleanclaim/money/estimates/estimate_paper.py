"""A good faith estimate on paper: who is treated by whom and where, each service's charge, and what the law asks."""

from collections.abc import Iterator
from datetime import date

from cleanclaim.exchange.forms.names import city, full_name, street, telephone
from cleanclaim.exchange.forms.paper import (
    Paper,
    PaperFacts,
    PaperHeading,
    PaperPart,
    PaperPoints,
    PaperTable,
    PaperText,
    PaperTitle,
)
from cleanclaim.exchange.forms.superbill import SuperbillVisit
from cleanclaim.law.policies.sources import cite
from cleanclaim.law.wording import day
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.practice import Practice
from cleanclaim.money.estimates.estimate import EstimatedVisits
from cleanclaim.money.estimates.estimate_rules import estimate_rules
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.diagnosis_successors import with_point

_DISCIPLINES = {"PT": "Physical therapy", "OT": "Occupational therapy", "SLP": "Speech-language therapy"}


def estimate_paper(estimate: EstimatedVisits, practice: Practice, on: date) -> Paper:
    """A patient's estimate as it is printed."""
    return Paper(
        title=f"Good faith estimate of {day(on)}",
        author=full_name(practice.billing.name),
        parts=tuple(_parts(estimate, practice, on)),
        foot=f"Good faith estimate, {estimate.patient.patient_id}",
    )


def _parts(estimate: EstimatedVisits, practice: Practice, on: date) -> Iterator[PaperPart]:
    billing, patient = practice.billing, estimate.patient
    yield PaperText("\n".join((full_name(billing.name), street(billing.address), city(billing.address))))
    yield PaperTitle("Good faith estimate of expected charges")
    tax = f", tax number {billing.tax_id[:2]}-{billing.tax_id[2:]}" if billing.tax_id_kind == "EIN" else ""
    what = dict.fromkeys(_DISCIPLINES.get(one.visit.discipline or "", "Therapy") for one in estimate.visits)
    times = f", {estimate.times} times" if estimate.times > 1 else ""
    until = f" until {day(estimate.until)}" if estimate.until else ""
    yield PaperFacts(
        (
            ("Made on", day(on)),
            ("Patient", f"{full_name(patient.name)}, born {day(patient.birth_date)}"),
            ("What for", f"{', '.join(what)}{times}{until}"),
            ("Provider", f"{full_name(billing.name)}, NPI {billing.npi}{tax}"),
            ("Expected in all", dollars_for_people(estimate.charge)),
            ("Questions", f"{billing.contact}, telephone {telephone(billing.phone)}"),
        )
    )
    for one in estimate.visits:
        yield from _visit(one, practice)
    if estimate.times > 1:
        each = dollars_for_people(estimate.charge // estimate.times)
        yield PaperText(f"{each} each time, {estimate.times} times: {dollars_for_people(estimate.charge)}.")
    yield PaperHeading("To be scheduled separately")
    yield PaperText("\n".join(estimate.separately) or "Nothing that we know of.")
    yield PaperHeading("What you should know")
    yield PaperPoints(tuple((f"{number}.", text) for number, text in enumerate(estimate_rules().words(), 1)))
    sources = dict.fromkeys(cite(one.cite).section for one in estimate_rules().statements)
    yield PaperText(f"By {', '.join(sources)}. The words beside the codes are the practice's own.", fine=True)


def _visit(one: SuperbillVisit, practice: Practice) -> Iterator[PaperPart]:
    visit = one.visit
    yield PaperHeading(f"Visit of {day(visit.service_date)}" if visit.service_date else "Visit, not yet scheduled")
    clinician = practice.clinicians.get(visit.provider_npi or "")
    site = next((each for each in practice.find_sites(visit.place_of_service, visit.site) if each is not None), None)
    where = site.address if site else practice.billing.address
    diagnoses = dict.fromkeys(code for line in one.lines for code in line.diagnoses)
    yield PaperFacts(
        (
            (
                "Treated by",
                f"{full_name(clinician.name)}, {clinician.credential}, NPI {clinician.npi}" if clinician else "",
            ),
            ("Where", f"{street(where)}, {city(where)}"),
            ("Diagnoses", "; ".join(_diagnosis(code, one) for code in diagnoses)),
        )
    )
    rows = []
    for line, charge in zip(one.lines, one.charges, strict=True):
        entry = catalogue().get(line.code)
        label = entry.label if entry else ""
        rows.append((line.code, label, str(line.units), dollars_for_people(charge)))
    rows.append(("Together", "", "", dollars_for_people(sum(one.charges))))
    yield PaperTable(
        head=("Code", "Service", "Units", "Expected charge"),
        rows=tuple(rows),
        widths=(0.9, 3.9, 0.7, 1.2),
        right=frozenset({2, 3}),
        total=True,
    )


def _diagnosis(code: str, one: SuperbillVisit) -> str:
    label = one.tables.diagnosis(code).label
    return f"{with_point(code)} {label}" if label else with_point(code)
