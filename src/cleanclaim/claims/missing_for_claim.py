"""What a visit lacks for a claim after its review: values and formats without which the file cannot be written.

Rules check who, where, for whom and for how much (`law/rules/practice.py`, `supervision.py`, `visits.py`,
`diagnoses.py`), so that a review finds it too. Checked here are characters, lengths and counts. They matter where a
rule that checks for them was overridden, and where visits are put on claims without a review.
"""

import re
from collections.abc import Iterator, Sequence

from cleanclaim.law.coding.modifiers import SLOTS
from cleanclaim.law.policies.policy import Policy
from cleanclaim.model.claim import HoldReason
from cleanclaim.model.line import Line
from cleanclaim.model.practice import Clinician, Practice
from cleanclaim.model.supervision import find_supervisor, is_assistant
from cleanclaim.model.visit import Visit

_CODE = re.compile(r"[0-9A-Z]{5}")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
_DIAGNOSIS = re.compile(r"[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?")
_PLACE = re.compile(r"[0-9]{2}")


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
    missing = [*_missing(visit, practice, policy), *_missing_of_lines(billed)]
    if missing:
        yield HoldReason(
            f"A claim cannot be written without {', '.join(missing)}.",
            "`cleanclaim review --practice` says what to enter.",
        )
    if visit.place_of_service and not _PLACE.fullmatch(visit.place_of_service):
        yield HoldReason(
            f'"{visit.place_of_service}" is not a place of service.',
            "Write its two digits, such as 11 for an office.",
            "visits.place_unknown",
        )
    for line in billed:
        yield from _line(line)


def _missing(visit: Visit, practice: Practice, policy: Policy | None) -> Iterator[str]:
    """Values of the visit that a claim needs and that are not known."""
    patient = practice.patients.get(visit.patient_id or "")
    if patient is None or visit.payer not in practice.payers or visit.payer not in patient.coverages:
        yield "a patient and a payer of the practice's file, and a coverage of the one by the other"
    elif patient.coverages[visit.payer].order not in {None, "primary"}:
        yield "the primary payer's decision"
    if rendering_clinician(visit, practice, policy) is None:
        yield "a clinician of the practice's file who may be named on it"
    if visit.service_date is None:
        yield "the date of service"
    if not visit.place_of_service:
        yield "the place of service"


def _missing_of_lines(billed: Sequence[Line]) -> Iterator[str]:
    if not billed:
        yield "a line that earned a unit"
    elif not any(line.diagnoses for line in billed):
        yield "a diagnosis"
    for line in billed:
        where = f"line {line.number} ({line.code})"
        if line.units is None:
            yield f"the units of {where}"
        if line.charge is None or line.charge <= 0:
            yield f"the charge of {where}"


def _line(line: Line) -> Iterator[HoldReason]:
    where = f"line {line.number} ({line.code})"
    if not _CODE.fullmatch(line.code):
        yield HoldReason(
            f"The code of {where} is not a procedure code.", "Enter a code of five characters.", "codes.unlisted"
        )
    if len(line.modifiers) > SLOTS or not all(map(_MODIFIER.fullmatch, line.modifiers)):
        yield HoldReason(
            f'"{" ".join(line.modifiers)}" on {where} cannot be sent.',
            f"Enter at most {SLOTS} modifiers of two capital letters or digits each.",
            "modifiers.too_many" if len(line.modifiers) > SLOTS else "modifiers.malformed",
        )
    for diagnosis in line.diagnoses:
        if not _DIAGNOSIS.fullmatch(diagnosis):
            yield HoldReason(
                f'"{diagnosis}" on {where} is not an ICD-10 code.', "Correct the diagnosis.", "diagnoses.unlisted"
            )
