"""Caregiver training: whoever cares for the patient learns how to help, and the patient is not there.

The first half hour is a code of its own for one patient's caregivers; caregivers of several patients taught together
have another. Minutes in which the same clinician treated the patient are not training. (Medicare contractor and
therapists' association, 2024)

    payer    | code  | minutes | start | performed_by | mode       | units || broken
    medicare | 97550 |      30 | 09:00 | PT           | individual |     1 ||
    medicare | 97110 |      15 | 09:30 | PT           | individual |     1 ||
    -
    medicare | 97550 |      30 | 09:00 | PT           | individual |     1 || patient_there
    medicare | 97110 |      15 | 09:15 | PT           | individual |     1 ||
    -
    medicare | 97550 |      30 | 09:00 | PT           | individual |     1 ||                  # the assistant treats in another room
    medicare | 97110 |      15 | 09:15 | PTA          | individual |     1 ||
    -
    medicare | 97550 |      30 |       | PT           | individual |     1 || patient_there?   # the visit does not show when
    medicare | 97110 |      15 |       | PT           | individual |     1 ||
    -
    medicare | 97550 |      30 | 09:00 | PT           | group      |     1 || taught_together
"""

from collections.abc import Sequence

from cleanclaim.kernel import fact, rule
from cleanclaim.law.coding.modifiers import separate_blocks
from cleanclaim.model.visit import Service
from cleanclaim.reference.catalogue import Code


@fact
def is_caregiver_training(billed: bool, entry: Code | None = None) -> bool:
    """Whether the line bills the first half hour of training one patient's caregivers."""
    return billed and entry is not None and entry.kind == "caregiver"


@fact(missing="start")
def taught_apart(code: str, services: Sequence[Service]) -> bool | None:
    """Whether the visit shows that who taught did not treat the patient meanwhile."""
    teaching = [service for service in services if service.code == code]
    teachers = {service.performed_by for service in teaching}
    others = [s for s in services if s.code != code and (s.performed_by in teachers or s.performed_by is None)]
    return separate_blocks(teaching, others)


@rule(
    title="Caregiver taught while the patient is treated",
    cite="caregiver-training-2024",
    when="is_caregiver_training",
    unknown="info",
    message="{code} runs into the time in which the same clinician treated the patient.",
    remedy="Correct the start times, or bill only the service that was given in those minutes.",
    carc="16",
)
def patient_there(taught_apart: bool) -> bool:
    """Training is paid because the patient is not there; minutes of treatment are paid already."""
    return not taught_apart


@rule(
    title="Caregivers of several patients under the code for one",
    cite="caregiver-training-2024",
    when="is_caregiver_training",
    message="{code} was given to a group, but it is paid for the caregivers of one patient.",
    remedy="Bill the code for caregivers taught together: 97552, or G0543 in place of G0541.",
    carc="16",
    verified=False,
)
def taught_together(mode: str) -> bool:
    """A class billed as single training is paid several times over."""
    return mode == "group"
