"""Why a visit cannot go on a claim: what the practice's records or the visit itself still lack.

Whether the visit is coded rightly is the review's question. Here it is only whether a lawful 837P can be
made of it, for a claim is written whole or not at all.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cleanclaim.law.policies.policy import Policy
from cleanclaim.model.line import Line
from cleanclaim.model.practice import Clinician, Practice
from cleanclaim.model.visit import ASSISTANTS, Visit

_CODE = re.compile(r"[0-9A-Z]{5}")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
_DIAGNOSIS = re.compile(r"[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?")
_PLACE = re.compile(r"[0-9]{2}")


class Hold(NamedTuple):
    """What stands in the way, and what to do about it."""

    reason: str
    remedy: str


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
    """Everything that keeps the visit off a claim, in the order in which a biller would look.

    `policy` is the payer's on the date of service, None where we have none of that payer.
    """
    yield from _unrecorded(visit)
    if visit.payer and visit.payer not in practice.payers:
        yield Hold(
            f'The practice file has no payer "{visit.payer}".',
            f"Add [payers.{visit.payer}] with its name, id and claim_filing, or bill the patient if no insurer pays.",
        )
    elif visit.patient_id and visit.payer:
        yield from _coverage(visit.patient_id, visit.payer, practice, policy)
    if visit.provider_npi:
        yield from _clinician(visit.provider_npi, visit, practice, policy)
    billed = [line for line in lines if line.units != 0]
    if not billed:
        yield Hold("No line earned a unit, so there is nothing to bill.", "Check the minutes; else leave it unbilled.")
    elif not any(line.diagnoses for line in billed):
        yield Hold("The visit has no diagnosis.", "Enter at least one ICD-10 code.")
    for line in billed:
        yield from _line(line)


def _unrecorded(visit: Visit) -> Iterator[Hold]:
    needed = {
        "patient_id": visit.patient_id,
        "payer": visit.payer,
        "service_date": visit.service_date,
        "provider_npi": visit.provider_npi,
        "place_of_service": visit.place_of_service,
    }
    for field, value in needed.items():
        if not value:
            yield Hold(f"{field} is not recorded.", f"Enter the visit's {field}.")
    if visit.place_of_service and not _PLACE.fullmatch(visit.place_of_service):
        yield Hold(
            f'"{visit.place_of_service}" is not a place of service.', "Write its two digits, such as 11 for an office."
        )


def _coverage(patient_id: str, payer: str, practice: Practice, policy: Policy | None) -> Iterator[Hold]:
    patient = practice.patients.get(patient_id)
    if patient is None:
        yield Hold(f'Patient "{patient_id}" is not in the patients file.', "Add the patient, or correct the visit.")
        return
    coverage = patient.coverages.get(payer)
    if coverage is None:
        yield Hold(
            f'Patient "{patient_id}" has no coverage by {payer}.',
            f"Add a row for the patient with payer {payer}, or correct the visit's payer.",
        )
    elif coverage.order not in {None, "primary"}:
        yield Hold(
            f'{practice.payers[payer].name} is entered as the {coverage.order} payer of patient "{patient_id}".',
            "Bill the primary payer first, then this one with `cleanclaim secondary`, or correct the order.",
        )
    elif coverage.referrer is None and policy and _wants_referrer(policy):
        yield Hold(
            f"{practice.payers[payer].name} wants to know who certified the plan of care.",
            f'Enter referring_npi, referring_last_name and referring_first_name for patient "{patient_id}".',
        )


def _wants_referrer(policy: Policy) -> bool:
    # What nobody has verified never stops a claim.
    return bool(policy.certifying_referrer_required) and "certifying_referrer_required" not in policy.unverified


def _clinician(npi: str, visit: Visit, practice: Practice, policy: Policy | None) -> Iterator[Hold]:
    if npi not in practice.clinicians:
        yield Hold(f"Clinician {npi} is not in the practice file.", "Add the clinician under [[clinicians]].")
    elif rendering_clinician(visit, practice, policy) is None:
        yield Hold(
            f"Clinician {npi} is an assistant, and {visit.payer} is not known to let an assistant bill.",
            "Enter the supervising therapist's NPI as supervised_by of the assistant.",
        )


def _line(line: Line) -> Iterator[Hold]:
    where = f"line {line.number} ({line.code})"
    if line.units is None:
        yield Hold(f"The units of {where} are not known.", "Enter the minutes, or the units.")
    elif line.charge is None:
        yield Hold(f"The charge of {where} is not known.", f"Enter the charge, or a fee for {line.code} under [fees].")
    elif line.charge <= 0:
        yield Hold(f"The charge of {where} is zero.", "Enter what the practice charges.")
    if not _CODE.fullmatch(line.code):
        yield Hold(f"The code of {where} is not a procedure code.", "Enter a code of five characters.")
    if len(line.modifiers) > 4 or not all(map(_MODIFIER.fullmatch, line.modifiers)):
        written = " ".join(line.modifiers)
        yield Hold(f'"{written}" on {where} cannot be sent.', "Enter at most four modifiers of two characters each.")
    for diagnosis in line.diagnoses:
        if not _DIAGNOSIS.fullmatch(diagnosis):
            yield Hold(f'"{diagnosis}" on {where} is not an ICD-10 code.', "Correct the diagnosis.")
