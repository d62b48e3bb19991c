"""A claim that the payer has: replaced, voided, billed again; where that cannot be and why; what answers it."""

from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from msgspec import Struct, structs

import cleanclaim
from cleanclaim.exchange.x12.located import Located
from cleanclaim.model.errors import UserError
from cleanclaim.model.remittance import PaidClaim
from cleanclaim.model.submitted_claim import SubmittedClaim
from cleanclaim.office.claims import acts, resending, sending
from cleanclaim.office.claims.answers import take_answer
from cleanclaim.office.claims.course import read_course
from cleanclaim.office.claims.judge import judge
from cleanclaim.office.claims.models import ClaimAsSent, ClaimRecord
from cleanclaim.office.claims.outbox import Batch
from cleanclaim.office.claims.resending import build_resend
from cleanclaim.office.claims.timeline import find_who_has_it, list_happenings, read_versions
from cleanclaim.office.history import changes
from cleanclaim.office.history.following import follow_up
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.visits.models import VisitRecord
from cleanclaim.sandbox.payer.behavior import Behavior
from cleanclaim.sandbox.payer.mailbox import run_mailbox
from cleanclaim.sandbox.payer.state import PayerState
from tests.office.stored.claims_made_up import visit
from tests.office.stored.confirming import seen_on_page
from tests.office.stored.made_up import House, here, house, text
from tests.office.stored.test_answers_in_any_order import TODAY, TOMORROW, said
from tests.office.stored.test_sending import ready, rejection, send


class Trade(Struct):
    """An office with a payer that remembers."""

    house: House
    folder: Path
    state: PayerState

    def answered(self, batch: Batch, *, remits: bool = True) -> list[PaidClaim]:
        """Have the payer answer a file, and the answers read; what it paid."""
        path = self.folder / batch.name
        path.write_bytes(bytes(batch.content))
        run = run_mailbox([path], Behavior(policy="medicare"), self.state, cleanclaim.Basis())
        paid = []
        for name, answer in reversed(run.answers.items()):
            if remits or not name.endswith(".835"):
                take_answer(name, answer.encode(), self.house.actor)
            found = cleanclaim.read(BytesIO(answer.encode()))
            paid += [one.value for one in found if isinstance(one, Located) and isinstance(one.value, PaidClaim)]
        return paid

    def accepted(self) -> ClaimRecord:
        """A claim that the payer has accepted."""
        (record,) = ready(self.house, 1)
        (batch,) = send(self.house.actor)
        self.answered(batch, remits=False)
        record.refresh_from_db()
        assert (record.state, bool(record.payer_claim_number)) == ("accepted", True)
        return record


@pytest.fixture
def trade(database: str, tmp_path: Path) -> Trade:
    assert database
    return Trade(house(), tmp_path, PayerState())


def seen(record: ClaimRecord) -> list[acts.Seen]:
    record.refresh_from_db()
    return [acts.Seen(record, record.version)]


def claims_in(batch: Batch) -> list[SubmittedClaim]:
    found = cleanclaim.read(BytesIO(bytes(batch.content)))
    return [one.value for one in found if isinstance(one, Located) and isinstance(one.value, SubmittedClaim)]


def replace(record: ClaimRecord, here: House, number: str = "") -> acts.Done:
    about = {"number": number or record.payer_claim_number, "reason": "Wrong member", "author": "Renee"}
    return resending.replace(seen(record), here.actor, **about)


def correct_member(here: House, member: str = "1EG4TE5MK73") -> None:
    patient = PatientRecord.objects.get()
    value = changes.newest(patient).read()
    coverage = structs.replace(value.coverages["medicare"], member_id=member)
    changes.change(patient, structs.replace(value, coverages={"medicare": coverage}), here.actor, seen=patient.version)
    follow_up()


def test_a_replacement_is_corrected_approved_sent_and_counts_once_it_is_accepted(trade: Trade) -> None:
    one = trade.house
    with organization_transaction([one.organization.pk]):
        record = trade.accepted()
        number = record.payer_claim_number
        assert replace(record, one).changed == [record]
        assert (record.state, record.cause, record.change) == ("check", "change", "replacement")
        assert "as it was sent before" in find_who_has_it(record, read_course(record))
        assert sending.build_sheet().claims == 0, "nothing goes out that nobody approved"
        left = acts.approve(seen(record), one.actor).left
        assert left[record.pk] == "It says what was sent. Correct it first, or undo that it is replaced."
        correct_member(one)
        (judged,) = judge([record])
        (difference,) = build_resend(judged, read_course(record)).differences  # type: ignore[union-attr]
        assert (difference.what, difference.after) == ("coverage: member id", "1EG4TE5MK73")
        assert acts.approve(seen(record), one.actor).changed
        assert record.state == "ready"
        assert [row.change for row in sending.build_sheet().going] == ["replacement"]
        (batch,) = send(one.actor)
        (claim,) = claims_in(batch)
        assert (claim.frequency, claim.payer_claim_number) == ("7", number)
        record.refresh_from_db()
        assert record.state == "sent"
        assert "Until then the payer has the claim as it was before" in find_who_has_it(record, read_course(record))
        first, second = ClaimAsSent.objects.order_by("id")
        late = said(first, (TODAY, False), number=90)
        take_answer("late", late, one.actor)
        record.refresh_from_db()
        assert record.state == "sent", "an answer to the first sending does not move the replacement"
        undone, paid = trade.answered(batch)
        assert (undone.status, paid.status) == ("22", "1")
        record.refresh_from_db()
        assert (record.state, record.payer_claim_number) == ("accepted", paid.payer_claim_number)
        assert find_who_has_it(record, read_course(record)) == "The payer has decided it."
        words = [happened.text for happened in list_happenings(record, [], read_versions(record))]
        assert any(text.endswith(f"to Example Clearinghouse, to replace the payer's claim {number}.") for text in words)
        assert any("replace: Wrong member" in text for text in words)
        assert (first.sent_id != second.sent_id, second.frequency) == (True, "replacement")


def test_undo_leaves_a_claim_as_the_payer_has_it(trade: Trade) -> None:
    one = trade.house
    with organization_transaction([one.organization.pk]):
        record = trade.accepted()
        cents = record.cents
        replace(record, one)
        row = VisitRecord.objects.get()
        changes.change(row, visit("V0", services=()), one.actor, seen=1)
        follow_up()
        record.refresh_from_db()
        assert record.cents != cents
        assert acts.step(seen(record), one.actor, "undo").changed == [record]
        assert (record.state, record.cents, record.needs_work, record.cause) == ("accepted", cents, False, "")
        assert acts.step(seen(record), one.actor, "undo").left, "it is at the payer"
        assert judge([record])[0].visits[0].visit.services, "it is shown as it was sent"


def test_a_rejected_replacement_goes_out_as_a_replacement_again(trade: Trade) -> None:
    one = trade.house
    with organization_transaction([one.organization.pk]):
        record = trade.accepted()
        number = record.payer_claim_number
        replace(record, one)
        correct_member(one)
        acts.approve(seen(record), one.actor)
        send(one.actor)
        take_answer("no", rejection(ClaimAsSent.objects.order_by("-id")[0]), one.actor)
        record.refresh_from_db()
        assert (record.state, record.payer_claim_number) == ("rejected", number)
        acts.approve(seen(record), one.actor)
        (again,) = send(one.actor)
        (claim,) = claims_in(again)
        assert (claim.frequency, claim.payer_claim_number) == ("7", number)
        take_answer("no", rejection(ClaimAsSent.objects.order_by("-id")[0]).replace(b"000000077", b"78"), one.actor)
        record.refresh_from_db()
        acts.approve(seen(record), one.actor)
        while record.version > 1:
            acts.step(seen(record), one.actor, "undo")
            record.refresh_from_db()
            if record.state == "accepted":
                break
        assert record.state == "accepted", "without the replacement the payer has what it accepted"
        assert send(one.actor) == []


def test_a_void_repeats_the_claim_and_leaves_nothing_at_the_payer(trade: Trade) -> None:
    one = trade.house
    with organization_transaction([one.organization.pk]):
        record = trade.accepted()
        number = record.payer_claim_number
        about = {"reason": "Wrong patient", "author": "Renee"}
        for wrong in ("", "NUMBER*1", "N" * 51):
            with pytest.raises(UserError, match="payer's claim number"):
                resending.void(seen(record), one.actor, number=wrong, **about)
        assert resending.void(seen(record), one.actor, number=number, **about).changed
        assert (record.state, record.needs_work) == ("voiding", False)
        correct_member(one)
        record.refresh_from_db()
        assert record.state == "voiding", "whatever is changed of the patient"
        sheet = sending.build_sheet()
        assert (sheet.claims, sheet.cents) == (1, 0)
        acts.step(seen(record), one.actor, "undo")
        assert record.state == "accepted"
        resending.void(seen(record), one.actor, number=number, **about)
        (batch,) = send(one.actor)
        assert (batch.claims, batch.cents) == (1, 0), "as the sheet has it"
        first, second = ClaimAsSent.objects.order_by("id")
        assert (first.sent_id, second.frequency) == (second.sent_id, "void")
        (claim,) = claims_in(batch)
        assert (claim.frequency, claim.payer_claim_number) == ("8", number)
        before, after = (part(bytes(sent.batch.content)) for sent in (first, second))
        after.remove(f"REF*F8*{number}")
        assert after == before
        trade.answered(batch)
        record.refresh_from_db()
        assert record.state == "voided"
        assert find_who_has_it(record, read_course(record)) == "Nobody: the payer took it back."
        assert resending.void(seen(record), one.actor, number=number, **about).left
        assert resending.bill_again(seen(record), one.actor, reason="Right patient", author="Renee").changed
        assert (record.state, record.change) == ("check", "original")
        acts.approve(seen(record), one.actor)
        (again,) = send(one.actor)
        (claim,) = claims_in(again)
        assert (claim.frequency, claim.payer_claim_number) == ("1", None)
        assert claim.claim_id != first.sent_id
        (paid,) = trade.answered(again)
        assert paid.status == "1", "it is no duplicate: the one before was taken back"
        record.refresh_from_db()
        assert record.state == "accepted"


def part(content: bytes) -> list[str]:
    """The segments of the claim, but for what is otherwise in a void."""
    segments = content.decode().replace("\n", "").split("~")
    begins = next(at for at, one in enumerate(segments) if one.startswith("CLM*"))
    claim = segments[begins : next(at for at, one in enumerate(segments) if one.startswith("SE*"))]
    return [one.replace(":B:8*", ":B:1*") if one.startswith("CLM*") else one for one in claim]


def test_an_answer_to_a_void_does_not_move_what_it_voids(trade: Trade) -> None:
    one = trade.house
    with organization_transaction([one.organization.pk]):
        record = trade.accepted()
        resending.void(seen(record), one.actor, number="N1", reason="Twice", author="Renee")
        send(one.actor)
        first, second = ClaimAsSent.objects.order_by("id")
        take_answer("late", said(first, (TOMORROW, True), number=80), one.actor)
        record.refresh_from_db()
        assert record.state == "sent", "it speaks of the claim, by the number of its batch"
        take_answer("no", said(second, (TOMORROW, False), number=81), one.actor)
        record.refresh_from_db()
        assert record.state == "rejected"
        assert "payer has it as it was sent before" in find_who_has_it(record, read_course(record))
        acts.approve(seen(record), one.actor)
        assert record.state == "voiding"


def test_what_cannot_be_replaced_says_why(trade: Trade) -> None:
    one = trade.house
    with organization_transaction([one.organization.pk]):
        (record,) = ready(one, 1)
        assert resending.void(seen(record), one.actor, number="N1", reason="x", author="R").left == {
            record.pk: "It was never sent."
        }
        (batch,) = send(one.actor)
        assert "once the payer has accepted it" in replace(record, one, "N1").left[record.pk]
        trade.answered(batch, remits=False)
        record.refresh_from_db()
        assert not resending.bill_again(seen(record), one.actor, reason="x", author="R").changed
        replace(record, one)
        patient = PatientRecord.objects.get()
        work = changes.newest(record).read()
        assert work.change.number == record.payer_claim_number
        value = changes.newest(patient).read()
        coverages = {**value.coverages, "aetna": structs.replace(value.coverages["medicare"], payer="aetna")}
        changes.change(patient, structs.replace(value, coverages=coverages), one.actor, seen=patient.version)
        row = VisitRecord.objects.get()
        changes.change(row, visit("V0", payer="aetna"), one.actor, seen=1)
        follow_up()
        record.refresh_from_db()
        assert (record.state, record.cause) == ("hold", "change")
        assert record.worst == "A replacement cannot be of another payer."


def test_the_pages_offer_it_preview_it_and_say_what_is_missing(client: Client, tmp_path: Path) -> None:
    trade = Trade(here(), tmp_path, PayerState())
    with organization_transaction([trade.house.organization.pk]):
        record = trade.accepted()
        number = record.payer_claim_number
    page = text(client.get(f"/claims/{record.pk}/"))
    assert f'data-number="{number}">Correct and send a replacement</button>' in page
    assert "is said to take no replacement or void" in page, "Medicare"
    act = {"claim": seen_on_page(client, record), "reason": "Wrong member"}
    page = text(client.post("/claims/act", {**act, "act": "replace", "number": ""}, follow=True))
    assert "claim number: is missing" in page
    client.post("/claims/act", {**act, "act": "replace", "number": number})
    page = text(client.get(f"/claims/{record.pk}/"))
    assert page.count(f"It replaces the payer's claim {number}") == 1
    assert "nothing is corrected yet" in page
    assert 'is-fyi">Replacement</span>' in page
    with organization_transaction([trade.house.organization.pk]):
        correct_member(trade.house)
        acts.approve(seen(record), trade.house.actor)
    assert "1EG4TE5MK73" in text(client.get(f"/claims/{record.pk}/"))
    assert "837P, replaces a claim" in text(client.get("/claims/send"))
    with organization_transaction([trade.house.organization.pk]):
        (batch,) = send(trade.house.actor)
    assert f"Replaces {number}</span>" in text(client.get(f"/claims/files/{batch.pk}/"))
    with organization_transaction([trade.house.organization.pk]):
        trade.answered(batch)
        record.refresh_from_db()
    act = {"act": "void", "claim": seen_on_page(client, record), "reason": "Twice"}
    client.post("/claims/act", {**act, "number": record.payer_claim_number})
    assert text(client.get("/claims/?view=voiding")).count("data-claim=") == 1
    sheet = text(client.get("/claims/send"))
    assert "837P, takes a claim back" in sheet
    assert "Send 1 claim" in sheet
    for view in ("work", "ready", "sent", "accepted", "voided", "all"):
        assert client.get("/claims/", {"view": view}).status_code == 200
