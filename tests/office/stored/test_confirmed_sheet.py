"""Who confirms a sheet confirms what it showed: where that is another by then, nothing is sent, and it says what."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from msgspec import structs

from cleanclaim.office.claims import acts, sending
from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.claims.outbox import Batch, SendRun
from cleanclaim.office.history import changes
from cleanclaim.office.history.following import follow_up
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.practices.models import PracticeRecord
from cleanclaim.office.tasks.worker import do_next_task
from tests.office.stored.claims_made_up import ON, claims_of, practice, signed, stored_patient, visit
from tests.office.stored.confirming import sheet_fields
from tests.office.stored.made_up import here, text

PRODUCTION = ('usage = "test"', 'usage = "production"')


@pytest.fixture
def ready(client: Client) -> list[ClaimRecord]:  # noqa: ARG001 - whose office it is
    one = here()
    with organization_transaction([one.organization.pk]):
        practice(one, "test")
        patient = stored_patient(one)
        return claims_of([signed(one, patient, visit(f"V{at}", ON - timedelta(days=at))) for at in range(2)])


def change_practice(old: str, new: str, *, judged: bool = True) -> None:
    with organization_transaction([here().organization.pk]):
        record = PracticeRecord.objects.get()
        file = changes.newest(record).read()
        assert old in file.text
        changes.change(
            record, structs.replace(file, text=file.text.replace(old, new)), here().actor, seen=record.version
        )
        if judged:
            follow_up()
    while judged and do_next_task("worker"):
        pass


def sent() -> list[tuple[bool, int]]:
    while do_next_task("worker"):
        pass
    with organization_transaction([here().organization.pk]):
        return list(Batch.objects.values_list("test", "claims"))


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize(("old", "new", "named"), [
    (*PRODUCTION, "Kind of file: it was test file, it is for production."),
    ('id = "EXAMPLECH"', 'id = "ANOTHERCH"', "it is Example Clearinghouse (ANOTHERCH)."),
    ('id = "EXAMPLEWAY"', 'id = "ANOTHERWAY"', "it is Example Way Therapy (ANOTHERWAY)."),
    ('"Example Way Therapy PLLC"', '"Another Way Therapy PLLC"', "file: it was version 1, it is version 2."),
])  # fmt: skip
def test_another_practice_than_on_the_sheet_sends_nothing_and_is_named(
    client: Client, old: str, new: str, named: str
) -> None:
    fields = sheet_fields(client)
    change_practice(old, new)
    answer = client.post("/claims/send", fields)
    page = text(answer)
    assert answer.status_code == 409
    assert named in page
    assert "Nothing was sent" in page
    assert sent() == []
    assert client.post("/claims/send", sheet_fields(client)).status_code == 302
    assert sent() == [(new != PRODUCTION[1], 2)]


def test_fewer_claims_than_on_the_sheet_are_named_and_the_new_sheet_sends_them(
    client: Client, ready: list[ClaimRecord]
) -> None:
    fields = sheet_fields(client)
    with organization_transaction([here().organization.pk]):
        acts.hold([acts.Seen(ready[0], 1)], here().actor, reason="Wait", until=None)
    answer = client.post("/claims/send", fields)
    assert answer.status_code == 409
    assert "Claims: it was 2, it is 1." in text(answer)
    assert "Dollars: it was $272.00, it is $136.00." in text(answer)
    assert "Send 1 claim" in text(answer)
    assert sent() == []


@pytest.mark.usefixtures("ready")
def test_claims_that_came_after_the_sheet_do_not_stop_it_and_stay(client: Client) -> None:
    fields = sheet_fields(client)
    with organization_transaction([here().organization.pk]):
        record = ClaimRecord.objects.select_related("patient").first()
        assert record is not None
        claims_of([signed(here(), record.patient, visit("V9", ON - timedelta(days=9)))])
    assert client.post("/claims/send", fields).status_code == 302
    assert sent() == [(True, 2)]


@pytest.mark.usefixtures("ready")
def test_a_practice_changed_after_the_confirmation_writes_no_file(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it changes at the last moment: the files are written, and none of them is stored."""
    answer: Any = client.post("/claims/send", sheet_fields(client))
    write_files = sending.write_files

    def meanwhile(*args: Any) -> list[sending.OutgoingFile]:
        files = write_files(*args)
        change_practice(*PRODUCTION, judged=False)
        return files

    monkeypatch.setattr(sending, "write_files", meanwhile)
    assert sent() == []
    page = text(client.get(answer.headers["Location"]))
    assert "Nothing was sent" in page
    assert "file was changed after this was confirmed." in page
    assert sent() == []


@pytest.mark.usefixtures("ready")
def test_a_practice_changed_before_the_task_begins_writes_no_file(client: Client) -> None:
    answer: Any = client.post("/claims/send", sheet_fields(client))
    change_practice(*PRODUCTION)
    assert sent() == []
    assert "file was changed after this was confirmed." in text(client.get(answer.headers["Location"]))
    assert sent() == []
    with organization_transaction([here().organization.pk]):
        assert SendRun.objects.get().ended_at is not None
