"""Sending: what goes out and what stays, control numbers, files; what comes back, and what is sent again."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone
from msgspec import structs

import cleanclaim
from cleanclaim.exchange.x12.located import Located
from cleanclaim.model.errors import UserError
from cleanclaim.model.submitted_claim import SubmittedClaim
from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.claims import acts, sending
from cleanclaim.office.claims.answer_reading import AnswerTaken
from cleanclaim.office.claims.answers import AnswerRead, read_folder, take_all, take_answer
from cleanclaim.office.claims.delivery import try_now
from cleanclaim.office.claims.models import ClaimAsSent, ClaimEvent, ClaimRecord, ClaimState
from cleanclaim.office.claims.outbox import Batch, ExchangeFolders
from cleanclaim.office.claims.places import check_folder
from cleanclaim.office.claims.refresh import place_visits
from cleanclaim.office.claims.timeline import WHO_HAS_IT, list_happenings, read_versions
from cleanclaim.office.history import changes
from cleanclaim.office.history.following import follow_up
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.tasks.worker import do_next_task
from cleanclaim.office.visits.models import VisitRecord
from cleanclaim.sandbox.payer.behavior import Behavior
from cleanclaim.sandbox.payer.mailbox import run_mailbox
from cleanclaim.sandbox.payer.state import PayerState
from tests.office.stored.claims_made_up import ON, claims_of, overbilled, practice, signed, stored_patient, visit
from tests.office.stored.made_up import House, house

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def here() -> House:
    return house()


def ready(here: House, number: int = 2) -> list[ClaimRecord]:
    """Claims that are ready to be sent."""
    practice(here)
    patient = stored_patient(here)
    rows = [signed(here, patient, visit(f"V{at}", ON - timedelta(days=at))) for at in range(number)]
    return claims_of(rows)


def send(actor: Actor) -> list[Batch]:
    return sending.send(actor, timezone.now()).batches


def payer_answers(batch: Batch, folder: Path, behavior: Behavior | None = None) -> dict[str, bytes]:
    """What the test payer answers."""
    (folder / batch.name).write_bytes(bytes(batch.content))
    run = run_mailbox([folder / batch.name], behavior or Behavior(), PayerState(), cleanclaim.Basis())
    return {name: text.encode() for name, text in run.answers.items() if not name.endswith(".835")}


def rejection(sent: ClaimAsSent) -> bytes:
    """A 277CA that rejects a claim: the subscriber is not found."""
    now = f"{date.today():%Y%m%d}"
    usage = "T" if sent.batch.test else "P"
    body = [
        "ST*277*0001*005010X214", f"BHT*0085*08*277X*{now}*1200*TH", "HL*1**20*1", "NM1*PR*2*PAYER*****PI*12345",
        "TRN*1*R1", f"DTP*050*D8*{now}", f"DTP*009*D8*{now}", "HL*2*1*21*1", "NM1*41*2*EXAMPLE*****46*EXAMPLEWAY",
        f"TRN*2*{sent.batch.control_number:09d}-1", f"STC*A1:19:PR*{now}*WQ*136", "HL*3*2*19*1",
        "NM1*85*2*EXAMPLE*****XX*1000000004", "TRN*2*0", f"STC*A1:19:PR*{now}*WQ*136", "HL*4*3*PT",
        "NM1*QC*1*EXAMPLE*ADA****MI*1EX0XX0XX01", f"TRN*2*{sent.sent_id}", f"STC*A3:35:IL*{now}*U*136",
        f"DTP*472*D8*{now}",
    ]  # fmt: skip
    places = "ISA*00*          *00*          *ZZ*EXAMPLECH      *ZZ*EXAMPLEWAY     "
    head = f"{places}*{now[2:]}*1200*^*00501*000000077*0*{usage}*:"
    segments = [head, f"GS*HN*PAYER*EXAMPLEWAY*{now}*1200*77*X*005010X214", *body, f"SE*{len(body) + 1}*0001"]
    return "".join(f"{one}~" for one in [*segments, "GE*1*77", "IEA*1*000000077"]).encode()


def test_what_is_ready_goes_out_whole_and_once(here: House, tmp_path: Path) -> None:
    with organization_transaction([here.organization.pk]):
        first, _second = ready(here)
        sheet = sending.build_sheet()
        assert (sheet.claims, sheet.cents) == (2, 27200)
        (batch,) = send(here.actor)
        path = tmp_path / batch.name
        path.write_bytes(bytes(batch.content))
        assert list(cleanclaim.validate(path)) == []
        sent = [item.value for item in cleanclaim.read(path) if isinstance(item, Located)]
        ids = {one.claim_id for one in sent if isinstance(one, SubmittedClaim)}
        assert ids == set(ClaimAsSent.objects.values_list("sent_id", flat=True))
        first.refresh_from_db()
        assert (first.state, first.needs_work) == ("sent", False)
        assert send(here.actor) == []
        assert batch.control_number == 1
        with pytest.raises(UserError, match="stays as it went out"):
            acts.store(acts.Seen(first, first.version), changes.newest(first).read(), here.actor, "x")
        done = acts.step([acts.Seen(first, first.version)], here.actor, "undo")
        assert "stays as it went out" in done.left[first.pk]
        for change in (
            lambda: Batch.objects.filter(pk=batch.pk).update(claims=9),
            lambda: ClaimAsSent.objects.filter(batch=batch).delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


def test_a_claim_changed_after_the_sheet_stays(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        first, _second = ready(here)
        until = timezone.now()
        acts.hold([acts.Seen(first, 1)], here.actor, reason="Wait", until=None)
        acts.release([acts.Seen(first, 2)], here.actor)
        result = sending.send(here.actor, until)
        assert [one.claims for one in result.batches] == [1]
        assert [(record.pk, why) for record, why in result.left] == [
            (first.pk, "It was changed since the sheet was made.")
        ]


def test_what_is_no_more_clean_on_the_day_stays(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        first, second = ready(here)
        patient = PatientRecord.objects.get()
        value = changes.newest(patient).read()
        changes.change(patient, structs.replace(value, coverages={}), here.actor, seen=1)
        result = sending.send(here.actor, timezone.now())
        assert result.batches == []
        assert {record.pk for record, _why in result.left} == {first.pk, second.pk}
        first.refresh_from_db()
        assert first.state == "hold"


def test_answers_come_back_once_and_say_who_has_the_claim(here: House, tmp_path: Path) -> None:
    with organization_transaction([here.organization.pk]):
        first, _second = ready(here)
        (batch,) = send(here.actor)
        answers = payer_answers(batch, tmp_path)
        said = {name.rpartition(".")[2]: take_answer(name, text, here.actor) for name, text in answers.items()}
        assert (said["999"].files_accepted, said["277ca"].accepted) == (1, 2)
        first.refresh_from_db()
        assert first.state == "accepted"
        assert first.payer_claim_number
        events = ClaimEvent.objects.count()
        assert all(take_answer(name, text, here.actor).known for name, text in answers.items())
        assert ClaimEvent.objects.count() == events
        words = [one.text for one in list_happenings(first, [], read_versions(first))]
        assert words[0] == "The payer accepted the claim for processing."
        assert any("sent it to Example Clearinghouse with 1 other." in one for one in words)
        assert WHO_HAS_IT[ClaimState(first.state)].startswith("The payer has it")


def test_a_test_file_consumes_no_claim_and_what_answers_it_is_its_own(here: House, tmp_path: Path) -> None:
    with organization_transaction([here.organization.pk]):
        entered = practice(here, "test")
        patient = stored_patient(here)
        (first,) = claims_of([signed(here, patient, visit("V0"))])
        (trial,) = send(here.actor)
        first.refresh_from_db()
        assert trial.test
        assert b"*T*:~" in bytes(trial.content)[:120]
        assert (first.state, first.needs_work) == ("ready", False)
        for name, text in payer_answers(trial, tmp_path).items():
            assert "test file: its claims stay as they are" in take_answer(name, text, here.actor).summary
        (sent,) = ClaimAsSent.objects.all()
        assert take_answer("277ca", rejection(sent), here.actor).rejected == 1
        first.refresh_from_db()
        assert (first.state, first.rejections, first.payer_claim_number) == ("ready", 0, "")
        assert not any(
            "sent" in one.text or "rejected" in one.text for one in list_happenings(first, [], read_versions(first))
        )
        assert {one.kind for one in ClaimEvent.objects.filter(batch=trial)} >= {"accepted", "rejected"}
        written = changes.newest(entered).read()
        production = structs.replace(written, text=written.text.replace('usage = "test"', 'usage = "production"'))
        changes.change(entered, production, here.actor, seen=1)
        follow_up()
        (batch,) = send(here.actor)
        first.refresh_from_db()
        assert (batch.test, first.state) == (False, "sent")
        late = rejection(sent).replace(b"000000077", b"000000078")
        take_answer("late", late, here.actor)
        first.refresh_from_db()
        assert first.state == "sent", "an answer to the test file does not reject what was sent"


def test_a_rejected_claim_is_corrected_and_sent_again_as_a_new_one(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        (first,) = ready(here, 1)
        (batch,) = send(here.actor)
        sent = ClaimAsSent.objects.get()
        taken = take_answer("277ca", rejection(sent), here.actor)
        assert (taken.rejected, taken.accepted) == (1, 0), taken
        first.refresh_from_db()
        assert (first.state, first.needs_work, first.cause) == ("rejected", True, "rejected")
        assert "A3:35:IL" in first.worst
        patient = PatientRecord.objects.get()
        value = changes.newest(patient).read()
        coverage = structs.replace(value.coverages["medicare"], member_id="1EG4TE5MK73")
        changes.change(patient, structs.replace(value, coverages={"medicare": coverage}), here.actor, seen=1)
        follow_up()
        first.refresh_from_db()
        assert first.state == "rejected", "it waits until somebody says that it may go out"
        acts.approve([acts.Seen(first, first.version)], here.actor)
        assert first.state == "ready"
        (again,) = send(here.actor)
        ids = set(ClaimAsSent.objects.values_list("sent_id", flat=True))
        assert len(ids) == 2, "a new claim has an id of its own"
        found = [item.value for item in cleanclaim.read(BytesIO(bytes(again.content))) if isinstance(item, Located)]
        (claim,) = [one for one in found if isinstance(one, SubmittedClaim)]
        assert claim.frequency == "1", "the payer never took the first one in: it is no replacement"
        assert claim.header.subscriber
        assert claim.header.subscriber.id == "1EG4TE5MK73"
        late = take_answer("late", rejection(sent).replace(b"000000077", b"000000078"), here.actor)
        assert late.rejected == 1
        first.refresh_from_db()
        assert first.state == "sent", "an answer to the first claim does not reject the second"
        assert batch.control_number + 1 == again.control_number


def test_a_rejected_file_rejects_its_claims(here: House, tmp_path: Path) -> None:
    with organization_transaction([here.organization.pk]):
        records = ready(here)
        (batch,) = send(here.actor)
        answers = payer_answers(batch, tmp_path, Behavior(submitters=["SOMEBODYELSE"]))
        for name, text in answers.items():
            take_answer(name, text, here.actor)
        for record in records:
            record.refresh_from_db()
            assert record.state == "rejected", answers.keys()


def test_what_is_none_of_ours_is_named(here: House, tmp_path: Path) -> None:
    other = house("Hillside")
    with organization_transaction([other.organization.pk]):
        ready(other)
        (theirs,) = send(other.actor)
        answers = payer_answers(theirs, tmp_path)
    with organization_transaction([here.organization.pk]):
        said = {name.rpartition(".")[2]: take_answer(name, text, here.actor) for name, text in answers.items()}
        assert "is none of ours" in said["277ca"].summary
        with pytest.raises(UserError):
            take_answer("notes.txt", b"hello", here.actor)


def test_a_file_of_endless_segments_is_refused_soon(here: House) -> None:
    with organization_transaction([here.organization.pk]), pytest.raises(UserError, match="more than 2,000 faults"):
        take_answer("endless.999", b"ISA*~" + b"A~" * 5_000, here.actor)


def test_files_lie_in_the_named_folders(here: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, back = tmp_path / "out", tmp_path / "back"
    out.mkdir()
    back.mkdir()
    monkeypatch.setattr(settings, "EXCHANGE", str(tmp_path))
    with pytest.raises(UserError, match="does not lie under"):
        check_folder("/")
    with pytest.raises(UserError, match="is not there"):
        check_folder(str(tmp_path / "nowhere"))
    with organization_transaction([here.organization.pk]):
        ready(here)
        folders = {"out": check_folder(str(out)), "answers": check_folder(str(back))}
        ExchangeFolders.objects.create(organization=here.organization, **folders)
        batches = send(here.actor)
        for _ in range(2):
            try_now(batches[0], here.actor)
    assert do_next_task("worker")
    assert not do_next_task("worker"), "one task a file, however often somebody asks"
    with organization_transaction([here.organization.pk]):
        try_now(batches[0], here.actor)
        assert (out / batches[0].name).read_bytes() == bytes(batches[0].content)
        assert batches[0].deliveries.count() == 1
        for name, text in payer_answers(batches[0], tmp_path).items():
            (back / name).write_bytes(text)
        (back / "readme.txt").write_text("hello")
    found = read_folder(back, here.organization.pk)  # before the transaction that writes begins
    assert {type(one) for one in found} == {AnswerRead, AnswerTaken}
    with organization_transaction([here.organization.pk]):
        taken = take_all(found, here.actor)
        assert sum(one.accepted for one in taken) == 2
        assert any("no X12 file" in one.summary for one in taken)
        assert sum(one.known for one in take_all(found, here.actor)) == len(found) - 1
    again = read_folder(back, here.organization.pk)
    assert all(isinstance(one, AnswerTaken) and "no X12" in one.summary for one in again)


def test_a_visit_changed_after_its_claim_was_sent_leaves_the_claim(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        (first,) = ready(here, 1)
        send(here.actor)
        row = VisitRecord.objects.get()
        changes.change(row, overbilled("V0"), here.actor, seen=1)
        follow_up()
        place_visits([row], here.actor)
        first.refresh_from_db()
        assert (first.state, first.cents) == ("sent", 13600)
        assert ClaimEvent.objects.filter(claim=first, kind="visit").count() == 1
