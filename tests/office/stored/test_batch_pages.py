"""The pages of files that went out: a test file says so, and a file's page shows what was sent then."""

from pathlib import Path
from typing import Any, get_args

import pytest
from django.test import Client
from django.urls import reverse

import cleanclaim
from cleanclaim.office.claims import acts
from cleanclaim.office.claims.answers import take_answer
from cleanclaim.office.claims.batch_rows import MARKS
from cleanclaim.office.claims.models import ClaimAsSent, ClaimRecord
from cleanclaim.office.claims.outbox import Batch
from cleanclaim.office.claims.weighing import AnswerOutcome
from cleanclaim.office.history import changes
from cleanclaim.office.history.following import follow_up
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.tasks.worker import do_next_task
from cleanclaim.office.visits.models import VisitRecord
from cleanclaim.sandbox.payer.behavior import Behavior
from cleanclaim.sandbox.payer.mailbox import run_mailbox
from cleanclaim.sandbox.payer.state import PayerState
from tests.office.stored.claims_made_up import claims_of, line, practice, signed, stored_patient, visit
from tests.office.stored.confirming import send_sheet
from tests.office.stored.made_up import here, text
from tests.office.stored.test_sending import rejection


def one_ready(usage: str) -> None:
    one = here()
    with organization_transaction([one.organization.pk]):
        practice(one, usage)
        claims_of([signed(one, stored_patient(one), visit("V1"))])


def sent(client: Client) -> tuple[Batch, str]:
    """The file that a sending makes, and the page that follows."""
    answer: Any = send_sheet(client)
    while do_next_task("worker"):
        pass
    page = text(client.get(answer.headers["Location"]))
    with organization_transaction([here().organization.pk]):
        return Batch.objects.order_by("-control_number")[0], page


@pytest.mark.parametrize("usage", ["test", "production"])
def test_queue_sheet_and_file_say_whether_it_is_a_test(client: Client, usage: str) -> None:
    one_ready(usage)
    is_test = usage == "test"
    queue = text(client.get("/claims/"))
    assert ("What is sent now is a test file" in queue) is is_test
    edit = reverse("practices:edit")
    assert (f'<a href="{edit}">Change it</a>' in queue) is is_test
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


def test_a_files_page_shows_what_was_sent_then(client: Client) -> None:
    one_ready("production")
    first, _page = sent(client)
    one = here()
    with organization_transaction([one.organization.pk]):
        take_answer("back.277ca", rejection(ClaimAsSent.objects.get()), one.actor)
        claim = ClaimRecord.objects.get()
    corrected = {"version": claim.version, "0.0.charge": "140.00"}
    assert client.post(f"/claims/{claim.pk}/correct", corrected).status_code == 302
    second, _page = sent(client)
    before = text(client.get(f"/claims/files/{first.pk}/"))
    after = text(client.get(f"/claims/files/{second.pk}/"))
    assert "$136.00" in before
    assert "$140.00" not in before, "it went out for less"
    assert 'is-hold">Rejected' in before
    assert "A3:35:IL" in before
    assert "back.277ca" in before
    assert "$140.00" in after
    assert "No answer yet" in after
    assert "back.277ca" not in after


def test_everything_that_answers_can_come_to_has_its_word() -> None:
    assert set(MARKS) == set(get_args(AnswerOutcome))


@pytest.mark.parametrize("last", [".999", ".277ca", ".835"])
def test_a_files_page_says_what_counts_whatever_was_read_last(client: Client, tmp_path: Path, last: str) -> None:
    one_ready("production")
    batch, _page = sent(client)
    path = tmp_path / batch.name
    path.write_bytes(bytes(batch.content))
    run = run_mailbox([path], Behavior(policy="medicare"), PayerState(), cleanclaim.Basis())
    answers = sorted(run.answers.items(), key=lambda one: one[0].endswith(last))
    assert answers[-1][0].endswith(last)
    with organization_transaction([here().organization.pk]):
        for name, answer in answers:
            take_answer(name, answer.encode(), here().actor)
    page = text(client.get(f"/claims/files/{batch.pk}/"))
    assert 'is-clean">Decided' in page
    assert "paid $" in page


def test_a_sent_claim_shows_its_visits_as_they_went_out(client: Client) -> None:
    one_ready("production")
    sent(client)
    one = here()
    with organization_transaction([one.organization.pk]):
        row = VisitRecord.objects.get()
        changes.change(row, visit("V1", services=(line(units=1, minutes=15),)), one.actor, seen=1)
        follow_up()
        claim = ClaimRecord.objects.get()
        assert not acts.release([acts.Seen(claim, claim.version)], one.actor).changed
    page = text(client.get(f"/claims/{claim.pk}/"))
    assert "$136.00" in page
    assert "$68.00" not in page
    assert "Changed after it was sent" in page
