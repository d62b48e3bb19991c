"""An answer that does not say to which of a claim's sendings it is changes nothing before a person has chosen."""

import re
from pathlib import Path

import pytest
from django.test import Client

from cleanclaim.model.errors import UserError
from cleanclaim.office.claims import resending
from cleanclaim.office.claims.answers import choose, find_ties, take_answer
from cleanclaim.office.claims.models import AnswerFile, ClaimAsSent, ClaimEvent, ClaimRecord
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.sandbox.payer.state import PayerState
from tests.office.stored.made_up import here, house, text
from tests.office.stored.test_answers_in_any_order import TOMORROW, said
from tests.office.stored.test_resending import Trade, seen
from tests.office.stored.test_sending import send


def sent_twice(trade: Trade) -> tuple[ClaimRecord, ClaimAsSent, ClaimAsSent]:
    """A claim that went out, and on the same day to be taken back."""
    record = trade.accepted()
    resending.void(seen(record), trade.house.actor, number="N1", reason="Twice", author="Renee")
    send(trade.house.actor)
    first, second = ClaimAsSent.objects.order_by("id")
    assert first.sent_id == second.sent_id
    record.refresh_from_db()
    return record, first, second


def without_batch(answer: bytes, sent: ClaimAsSent) -> bytes:
    """A 277CA that does not name the file that it is to."""
    named = f"TRN*2*{sent.batch.control_number:09d}-1~".encode()
    assert named in answer
    return answer.replace(named, b"TRN*2*0~")


@pytest.fixture
def trade(database: str, tmp_path: Path) -> Trade:
    assert database
    return Trade(house(), tmp_path, PayerState())


@pytest.mark.parametrize("is_void", [True, False])
def test_a_tie_changes_nothing_until_somebody_chooses(trade: Trade, is_void: bool) -> None:
    one = trade.house
    with organization_transaction([one.organization.pk]):
        record, first, second = sent_twice(trade)
        answer = without_batch(said(second, (TOMORROW, True), number=81), second)
        taken = take_answer("late.277", answer, one.actor)
        record.refresh_from_db()
        assert (record.state, taken.accepted) == ("sent", 0)
        assert f"277CA on claim {first.sent_id} is to {first.batch.name} or {second.batch.name}" in taken.summary
        assert "none of ours" not in taken.summary
        file = AnswerFile.objects.get(name="late.277")
        assert taken.file == file.pk
        (tie,) = find_ties(file)
        assert [sent.pk for sent in tie.sent] == [first.pk, second.pk]
        with pytest.raises(UserError, match="cannot be meant"):
            choose(file, {first.sent_id: file.pk}, one.actor)
        meant = second if is_void else first
        assert choose(file, {first.sent_id: meant.pk}, one.actor) == 1
        assert ClaimEvent.objects.get(answer=file).sent == meant
        record.refresh_from_db()
        assert record.state == ("voided" if is_void else "sent")
        assert find_ties(file) == ()
        with pytest.raises(UserError, match="not open any more"):
            choose(file, {first.sent_id: meant.pk}, one.actor)
        assert take_answer("late.277", answer, one.actor).known


def test_an_answer_that_names_its_file_is_no_tie(trade: Trade) -> None:
    with organization_transaction([trade.house.organization.pk]):
        record, _first, second = sent_twice(trade)
        assert take_answer("a", said(second, (TOMORROW, True), number=82), trade.house.actor).ties == ()
        record.refresh_from_db()
        assert record.state == "voided"


def test_the_page_lets_a_person_choose(client: Client, tmp_path: Path) -> None:
    one = here()
    with organization_transaction([one.organization.pk]):
        _record, first, second = sent_twice(Trade(one, tmp_path, PayerState()))
        answer = without_batch(said(second, (TOMORROW, True), number=81), second)
    (tmp_path / "late.277").write_bytes(answer)
    with (tmp_path / "late.277").open("rb") as file:
        read = text(client.post("/claims/files/answers", {"file": file}))
    address = re.search(r'<a href="(/claims/files/answers/[^"]+)">Choose</a>', read)
    assert address
    page = text(client.get(address[1]))
    assert "to take the claim back" in page
    assert "as a first claim" in page
    assert page.count(f'name="to-{first.sent_id}"') == 2
    assert client.post(address[1], {}).status_code == 400
    assert client.post(address[1], {f"to-{first.sent_id}": "what"}).status_code == 400
    assert client.post(address[1], {f"to-{first.sent_id}": str(second.pk)}).status_code == 302
    page = text(client.get(address[1]))
    assert "1 answer noted." in page
    assert "Nothing of it is open." in page
    assert address[1] in text(client.get("/claims/files/"))
