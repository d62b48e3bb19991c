"""Who may supervise an assistant: a therapist of the practice, never another assistant."""

import pytest
from msgspec import structs

from cleanclaim.model.practice import Clinician, Name
from cleanclaim.model.supervision import find_supervisor, may_supervise

THERAPIST = Clinician(npi="1000000012", name=Name(last="SAMPLE", first="PAT"), credential="PT", taxonomy="225100000X")
ASSISTANT = structs.replace(THERAPIST, npi="1234567893", credential="PTA")
STAFF = {one.npi: one for one in (THERAPIST, ASSISTANT)}


@pytest.mark.parametrize(
    ("credential", "may"), [("PT", True), ("OT", True), ("SLP", True), ("PTA", False), ("OTA", False)]
)
def test_therapists_may_supervise_and_assistants_may_not(credential: str, may: bool) -> None:
    assert may_supervise(structs.replace(THERAPIST, credential=credential)) is may


@pytest.mark.parametrize(
    ("entered", "supervisor"), [(THERAPIST.npi, THERAPIST), (ASSISTANT.npi, None), ("1000000004", None), (None, None)]
)
def test_the_supervisor_is_a_therapist_of_the_practice(entered: str | None, supervisor: Clinician | None) -> None:
    assert find_supervisor(structs.replace(ASSISTANT, supervised_by=entered), STAFF) == supervisor
