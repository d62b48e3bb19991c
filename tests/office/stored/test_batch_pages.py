"""The pages of files that went out: a test file says so, and a file's page shows what was sent then."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cleanclaim.office.claims.models import Batch, ClaimRecord
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.tasks.worker import do_next_task
from tests.office.stored.claims_made_up import claims_of, practice, signed, stored_patient, visit
from tests.office.stored.made_up import here, text


def one_ready(usage: str) -> None:
    one = here()
    with organization_transaction([one.organization.pk]):
        practice(one, usage)
        claims_of([signed(one, stored_patient(one), visit("V1"))])


def sent(client: Client) -> tuple[Batch, str]:
    """The file that a sending makes, and the page that follows."""
    answer: Any = client.post("/claims/send", {"until": timezone.now().isoformat(), "looked": "on"})
    while do_next_task("worker"):
        pass
    page = text(client.get(answer.headers["Location"]))
    with organization_transaction([here().organization.pk]):
        return Batch.objects.order_by("-control_number")[0], page


@pytest.mark.parametrize("usage", ["test", "production"])
def test_queue_sheet_and_file_say_whether_it_is_a_test(client: Client, usage: str) -> None:
    one_ready(usage)
    is_test = usage == "test"
    assert ("What is sent now is a test file" in text(client.get("/claims/"))) is is_test
    sheet = text(client.get("/claims/send"))
    assert ("This sends a test file." in sheet) is is_test
    assert ("Send 1 claim as a test" in sheet) is is_test
    batch, page = sent(client)
    assert ("1 claim sent in a test file, $136.00" in page) is is_test
    assert ("Its claims stayed ready." in text(client.get(f"/claims/files/{batch.pk}/"))) is is_test
    assert ("Test file</span>" in text(client.get("/claims/files/"))) is is_test
    with organization_transaction([here().organization.pk]):
        claim = ClaimRecord.objects.get()
    assert claim.state == ("ready" if is_test else "sent")
    assert ("As sent" in text(client.get(f"/claims/{claim.pk}/"))) is not is_test
