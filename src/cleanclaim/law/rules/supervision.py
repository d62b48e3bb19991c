"""Supervision: an assistant treats only under a therapist of the practice, and the visit goes out on that one's number.

Who may supervise is written once, in `model/supervision.py`: any therapist whom the practice's file has, no assistant.
How near the therapist has to be while an assistant treats is the payer's `assistant_supervision`: *direct* is in the
office suite, *general* is within reach. (42 CFR 410.60)

    provider_npi | credential | supervised_by | code  | minutes | units || broken
    1234567893   | PT         |               | 97110 | 15      | 1     ||
    -
    1234567893   | PTA        | 1000000012    | 97110 | 15      | 1     ||
    -
    1234567893   | PTA        |               | 97110 | 15      | 1     || unsupervised
    -
    1234567893   | PTA        | 1000000004    | 97110 | 15      | 1     || unsupervised    # nobody of the practice
    -
    1234567893   | PTA        | 1234567893    | 97110 | 15      | 1     || unsupervised    # an assistant, and the same one
    -
    1234567893   | OTA        | 1000000012    | 97110 | 15      | 1     || other_profession # under a physical therapist
"""

from cleanclaim.kernel import fact, rule
from cleanclaim.model import supervision
from cleanclaim.model.practice import Clinician

NEEDS = "practice"

NEARNESS = {
    "direct": "On that day a private practice's therapist had to be in the office while an assistant treated.",
    "general": "The therapist need not be in the room, and has to be within reach.",
}
"""How near the supervising therapist has to be, by the payer's `assistant_supervision`."""


def unsupervised_message(assistant_supervision: str | None = None) -> str:
    """That no supervisor is entered, and how near one has to be."""
    unknown = "The state and the contract say how near the therapist has to be."
    return (
        f"No therapist is entered as the assistant's supervisor. {NEARNESS.get(assistant_supervision or '', unknown)}"
    )


@fact
def is_assistant(clinician: Clinician | None = None) -> bool:
    """Whether an assistant rendered the visit."""
    return clinician is not None and supervision.is_assistant(clinician)


@rule(
    title="Assistant without a supervisor",
    cite="42-cfr-410-60",
    when="is_assistant",
    message=unsupervised_message,
    remedy="Enter the supervising therapist's NPI as supervised_by, if there was one; else do not bill the visit.",
    carc="B7",
    required=True,
    aliases=("practice.unsupervised", "staff.unsupervised"),
)
def unsupervised(renders: Clinician | None = None) -> bool:
    """An assistant treats only under a therapist, on whose number the visit goes out."""
    return renders is None


@fact
def supervisor_credential(renders: Clinician | None = None) -> str | None:
    """The credential of whoever's number the visit goes out on."""
    return None if renders is None else renders.credential


@rule(
    title="Assistant supervised by another profession",
    cite="42-cfr-410-60",
    when="is_assistant",
    message="The assistant is {number_credential}, and the supervisor entered is {supervisor_credential}.",
    remedy="Enter the therapist of the assistant's own profession who supervised; else do not bill the visit.",
    carc="B7",
)
def other_profession(clinician: Clinician | None = None, renders: Clinician | None = None) -> bool:
    """A PTA treats under a PT and an OTA under an OT; on another's number the claim names who could not have treated."""
    return clinician is not None and renders is not None and supervision.is_other_profession(clinician, renders)
