"""What a visit lacks for a claim after its review: values and formats without which the file cannot be written.

Each reason names the rule by which a review finds the same thing (`law/rules/practice.py`, `supervision.py`,
`visits.py`, `charges.py`, `codes.py`, `modifiers.py`,
`diagnoses.py`). Such a rule is `required`: nobody can let it pass.
It is checked here again for visits that are put on claims without a review.
"""

from collections.abc import Iterator, Sequence

from cleanclaim.law.coding.modifiers import SLOTS
from cleanclaim.law.policies.policy import Policy
from cleanclaim.model.claim import HoldReason
from cleanclaim.model.claim_text import is_diagnosis_code, is_modifier, is_place_of_service, is_procedure_code
from cleanclaim.model.line import Line
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.practice import Clinician, Patient, PayerId, Practice
from cleanclaim.model.supervision import find_supervisor, is_assistant
from cleanclaim.model.visit import Visit
from cleanclaim.reference.element_notes import element_note


def rendering_clinician(visit: Visit, practice: Practice, policy: Policy | None) -> Clinician | None:
    """The clinician named on the claim as rendering; None where the practice has none to name.

    The visit's clinician; or, for an assistant whom the payer does not accept as rendering, the supervising therapist.
    Only a payer known to accept assistants gets an assistant's own number.
    """
    clinician = practice.clinicians.get(visit.provider_npi or "")
    if clinician is None or not is_assistant(clinician):
        return clinician
    if policy and policy.assistant_may_render:
        return clinician
    return find_supervisor(clinician, practice.clinicians)


def missing_for_claim(
    visit: Visit, lines: Sequence[Line], practice: Practice, policy: Policy | None
) -> Iterator[HoldReason]:
    """Everything the visit lacks for a claim. `policy` is the payer's on that day, None if unknown."""
    billed = [line for line in lines if line.units != 0]
    for rule, missing in (*_missing(visit, practice, policy), *_missing_of_lines(billed)):
        yield HoldReason(
            f"A claim cannot be written without {missing}.", "`cleanclaim review --practice` says what to enter.", rule
        )
    if visit.place_of_service and not is_place_of_service(visit.place_of_service):
        yield HoldReason(
            f'"{visit.place_of_service}" is not a place of service.',
            "Write its two digits, such as 11 for an office.",
            "visits.place_unknown",
        )
    for line in billed:
        yield from _line(line)


def _missing(visit: Visit, practice: Practice, policy: Policy | None) -> Iterator[tuple[str, str]]:
    """Values of the visit that a claim needs and that are not known or cannot be, each with its rule."""
    patient = practice.patients.get(visit.patient_id or "")
    yield from _missing_of_coverage(visit, patient, practice)
    if visit.provider_npi not in practice.clinicians:
        yield "practice.clinician_missing", "a clinician of the practice's file"
    elif (rendering := rendering_clinician(visit, practice, policy)) is None:
        yield "supervision.unsupervised", "a clinician of the practice's file who may be named on it"
    elif not rendering.taxonomy:
        yield "practice.taxonomy_missing", f"the taxonomy code of {rendering.name.first} {rendering.name.last}"
    if visit.service_date is None:
        yield "visits.in_future", "the date of service"
    elif patient is not None and visit.service_date < patient.birth_date:
        yield "practice.service_before_birth", "a date of service after the patient's birth"
    if not visit.place_of_service:
        yield "visits.place_unknown", "the place of service"
    if len(practice.find_sites(visit.place_of_service, visit.site)) != 1:
        yield "practice.site_unknown", "the office where it was given"


def _missing_of_coverage(visit: Visit, patient: Patient | None, practice: Practice) -> Iterator[tuple[str, str]]:
    """Whom and under which coverage to bill; a coverage is looked for where patient and payer are known."""
    if patient is None:
        yield "practice.patient_missing", "a patient of the practice's file"
    payer = visit.billed_payer or ""
    lacking = [one.name for one in _payers(patient, payer, practice) if one.takes_claims and not one.can_be_sent_to]
    if lacking:
        yield "practice.payer_id_missing", f"the id of {' and '.join(lacking)}"
    if payer not in practice.payers:
        yield "practice.payer_missing", "a payer of the practice's file"
    elif patient is not None and payer not in patient.coverages:
        yield "practice.coverage_missing", "a coverage of the patient by the payer"
    elif patient is not None and patient.coverages[payer].order not in {None, "primary"}:
        yield "practice.not_first", "the primary payer's decision"


def _payers(patient: Patient | None, payer: str, practice: Practice) -> Iterator[PayerId]:
    """Those that the claim names: the visit's, and those that pay after it."""
    if payer in practice.payers:
        yield practice.payers[payer]
    if patient is not None:
        yield from practice.find_later_payers(patient, payer)


def _missing_of_lines(billed: Sequence[Line]) -> Iterator[tuple[str, str]]:
    if not billed:
        yield "visits.nothing_to_bill", "a line that earned a unit"
    elif not any(line.diagnoses for line in billed):
        yield "diagnoses.missing", "a diagnosis"
    for line in billed:
        where = f"line {line.number} ({line.code})"
        if line.units is None:
            yield "visits.charge_missing", f"the units of {where}"
        if line.charge is None or line.charge <= 0:
            yield "visits.charge_missing", f"the charge of {where}"


def _line(line: Line) -> Iterator[HoldReason]:
    where = f"line {line.number} ({line.code})"
    if not is_procedure_code(line.code):
        yield HoldReason(
            f"The code of {where} is not a procedure code.", "Enter a code of five characters.", "codes.malformed"
        )
    if line.charge and not element_note("charge").has_room(line.charge):
        yield HoldReason(
            f"The charge of {where} has no room on a claim: {dollars_for_people(line.charge)}.",
            "Correct the charge.",
            "charges.too_large",
        )
    if len(line.modifiers) > SLOTS or not all(map(is_modifier, line.modifiers)):
        yield HoldReason(
            f'"{" ".join(line.modifiers)}" on {where} cannot be sent.',
            f"Enter at most {SLOTS} modifiers of two capital letters or digits each.",
            "modifiers.too_many" if len(line.modifiers) > SLOTS else "modifiers.malformed",
        )
    if len(set(line.modifiers)) < len(line.modifiers):
        yield HoldReason(
            f'"{" ".join(line.modifiers)}" on {where} names a modifier twice.',
            "Write each modifier once.",
            "modifiers.repeated",
        )
    for diagnosis in line.diagnoses:
        if not is_diagnosis_code(diagnosis):
            yield HoldReason(
                f'"{diagnosis}" on {where} is not an ICD-10 code.', "Correct the diagnosis.", "diagnoses.malformed"
            )
