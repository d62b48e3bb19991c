"""What a new office does first, in its order, with where each is done: shown on Today until a claim went out."""

from django.urls import reverse
from msgspec import Struct

from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.claims.outbox import Batch
from cleanclaim.office.organizations.member import Member
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.visits.models import VisitRecord, VisitState
from cleanclaim.office.visits.presenter import Clinicians

PATIENT_STEP = 2


class FirstStep(Struct, frozen=True, kw_only=True):
    """A step: what it is and why, whether it was taken, and the link to where it is taken.

    `address` is empty where it was taken, what it needs is not there yet, or the user may not take it.
    """

    what: str
    why: str
    done: bool
    address: str
    link: str


def list_first_steps(member: Member, clinicians: Clinicians) -> list[FirstStep]:
    """The steps of an office that has sent nothing yet; none of one that has."""
    if Batch.objects.exists():
        return []
    practice, patient = clinicians.practice is not None, PatientRecord.objects.exists()
    signed = VisitRecord.objects.exclude(state=VisitState.OPEN).exists() or ClaimRecord.objects.exists()

    def step(what: str, why: str, permission: str, address: str, link: str, *, done: bool, ready: bool) -> FirstStep:
        open_now = ready and not done and member.may(permission)
        return FirstStep(what=what, why=why, done=done, address=address if open_now else "", link=link)

    file, people, add = reverse("practices:begin"), reverse("practices:page"), reverse("patients:add")
    return [
        step("Enter how the practice bills", "Who bills and who treats; the rest when claims are sent",
             "practice.change", file, "Begin", done=practice, ready=True),
        step("Say which clinician you are", "Who gave a visit signs it", "people.change", people,
             "Choose", done=clinicians.mine is not None, ready=practice),
        step("Add a patient", "Or import those of another system", "patients.change", add,
             "Add a patient", done=patient, ready=True),
        step("Write a visit and sign it", "An appointment, then minutes and a note", "visits.write", "#whom",
             "New appointment", done=signed, ready=patient),
        step("Send its claim", "What is signed becomes a claim in the work queue", "claims.send",
             reverse("claims:page"), "Work queue", done=False, ready=signed),
    ]  # fmt: skip
