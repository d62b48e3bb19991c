"""Who may supervise an assistant (PTA, OTA): a therapist of the same practice, named in its file as `supervised_by`.

Read here by whoever reads the practice's file, reviews a visit or writes a claim. How near the therapist has to be, and
what a review says where nobody supervises, stands in `law/rules/supervision.py`.
"""

from collections.abc import Mapping, Sequence

from cleanclaim.model.practice import Clinician
from cleanclaim.model.visit import ASSISTANTS, PERFORMERS, Service, Visit

THERAPISTS = frozenset(PERFORMERS) - ASSISTANTS
THERAPIST_OF: dict[str, str] = {"PTA": "PT", "OTA": "OT"}
"""Under whom an assistant treats: a therapist of the same profession (42 CFR 410.59 and 410.60)."""


def is_assistant(clinician: Clinician) -> bool:
    """Whether the clinician is an assistant, who treats only under a therapist (42 CFR 410.60)."""
    return clinician.credential in ASSISTANTS


def may_supervise(clinician: Clinician) -> bool:
    """Whether the clinician may supervise an assistant: every therapist may, no assistant may."""
    return not is_assistant(clinician)


def find_supervisor(assistant: Clinician, clinicians: Mapping[str, Clinician]) -> Clinician | None:
    """The therapist who supervises an assistant, of a practice's clinicians by NPI; None where none is entered."""
    entered = clinicians.get(assistant.supervised_by or "")
    return entered if entered is not None and may_supervise(entered) else None


def is_other_profession(assistant: Clinician, supervisor: Clinician) -> bool:
    """Whether the supervisor is of another profession than the assistant."""
    return is_assistant(assistant) and supervisor.credential != THERAPIST_OF[assistant.credential]


def took_part_both(services: Sequence[Service]) -> bool:
    """Whether therapist and assistant each gave a part of these services, or one of them together."""
    gave = {one.performed_by for one in services}
    together = any(one.mode == "together" for one in services)
    return together or not (gave.isdisjoint(ASSISTANTS) or gave.isdisjoint(THERAPISTS))


def awaits_cosignature(visit: Visit) -> bool:
    """Whether an assistant alone signed the note of a visit in which the therapist took part."""
    note = visit.note
    by_assistant = note is not None and note.credential in ASSISTANTS and note.cosigned_on is None
    return by_assistant and took_part_both(visit.services)
