"""Why a visit can still not go on a claim after its review: what the format of the file cannot carry.

Who, where, for whom and for how much is asked by rules (`law/rules/practice.py`, `visits.py`, `diagnoses.py`), so that
a review finds it too. Left are characters, lengths and counts. They matter where somebody let the rule pass that asks
for them, and where visits are put on claims without a review, which may lack anything.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cleanclaim.law.coding.modifiers import SLOTS
from cleanclaim.law.policies.policy import Policy
from cleanclaim.model.line import Line
from cleanclaim.model.practice import Clinician, Practice
from cleanclaim.model.visit import ASSISTANTS, Visit

_CODE = re.compile(r"[0-9A-Z]{5}")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
_DIAGNOSIS = re.compile(r"[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?")
_PLACE = re.compile(r"[0-9]{2}")


class Hold(NamedTuple):
    """What stands in the way, what to do about it, and the rule that asks for it where one does."""

    reason: str
    remedy: str
    rule: str = ""


def rendering_clinician(visit: Visit, practice: Practice, policy: Policy | None) -> Clinician | None:
    """Who is named on the claim as having treated; None where the practice has nobody to name.

    The visit's clinician; or the supervising therapist of an assistant whom the payer does not let
    stand on a claim. Only a payer known to allow it gets an assistant's own number.
    """
    clinician = practice.clinicians.get(visit.provider_npi or "")
    if clinician is None or clinician.credential not in ASSISTANTS:
        return clinician
    if policy and policy.assistant_may_render:
        return clinician
    return practice.clinicians.get(clinician.supervised_by or "")


def holds(visit: Visit, lines: Sequence[Line], practice: Practice, policy: Policy | None) -> Iterator[Hold]:
    """Everything that keeps the visit off a claim. `policy` is the payer's on the date of service, None where we have
    none of that payer.
    """
    billed = [line for line in lines if line.units != 0]
    missing = [*_missing(visit, practice, policy), *_missing_of_lines(billed)]
    if missing:
        yield Hold(
            f"A claim cannot be written without {', '.join(missing)}.",
            "`cleanclaim review --practice` says what to enter.",
        )
    if visit.place_of_service and not _PLACE.fullmatch(visit.place_of_service):
        yield Hold(
            f'"{visit.place_of_service}" is not a place of service.',
            "Write its two digits, such as 11 for an office.",
            "visits.place_unknown",
        )
    for line in billed:
        yield from _line(line)


def _missing(visit: Visit, practice: Practice, policy: Policy | None) -> Iterator[str]:
    """What a claim says of the visit and is not known."""
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


def _line(line: Line) -> Iterator[Hold]:
    where = f"line {line.number} ({line.code})"
    if not _CODE.fullmatch(line.code):
        yield Hold(
            f"The code of {where} is not a procedure code.", "Enter a code of five characters.", "codes.unlisted"
        )
    if len(line.modifiers) > SLOTS or not all(map(_MODIFIER.fullmatch, line.modifiers)):
        yield Hold(
            f'"{" ".join(line.modifiers)}" on {where} cannot be sent.',
            f"Enter at most {SLOTS} modifiers of two capital letters or digits each.",
            "modifiers.too_many" if len(line.modifiers) > SLOTS else "modifiers.malformed",
        )
    for diagnosis in line.diagnoses:
        if not _DIAGNOSIS.fullmatch(diagnosis):
            yield Hold(
                f'"{diagnosis}" on {where} is not an ICD-10 code.', "Correct the diagnosis.", "diagnoses.unlisted"
            )
