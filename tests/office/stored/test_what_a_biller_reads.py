"""What the queue, the sheet and a claim's page say: in words, whole, and right."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from cleanclaim.office.claims import acts
from cleanclaim.office.claims.answers import take_answer
from cleanclaim.office.claims.judge import judge
from cleanclaim.office.claims.models import ClaimAsSent, ClaimRecord
from cleanclaim.office.day import today
from cleanclaim.office.organizations.scope import organization_transaction
from tests.office.stored.claims_made_up import ON, claims_of, line, overbilled, practice, signed, stored_patient, visit
from tests.office.stored.confirming import seen_on_page, send_sheet
from tests.office.stored.made_up import House, here, text
from tests.office.stored.test_sending import rejection, send


@pytest.fixture
def one(client: Client) -> House:
    assert client is not None
    return here()


def made(one: House, *visits: Any) -> list[ClaimRecord]:
    with organization_transaction([one.organization.pk]):
        practice(one)
        patient = stored_patient(one)
        return claims_of([signed(one, patient, each) for each in visits])


def test_a_claim_on_hold_has_no_form_and_says_so(client: Client, one: House) -> None:
    on_hold, ready = made(one, overbilled("V1"), visit("V2", ON.replace(day=2)))
    page = text(client.get(f"/claims/{on_hold.pk}/"))
    assert "cms1500.pdf" not in page
    assert "No CMS-1500 yet: something holds the claim." in page
    assert "cms1500.pdf" in text(client.get(f"/claims/{ready.pk}/"))
    assert "Nov 20, 2026</td>" in text(client.get("/claims/")), "a day has its year"


def test_what_was_chosen_and_is_not_ready_any_more_is_named(client: Client, one: House) -> None:
    on_hold, ready = made(one, overbilled("V1"), visit("V2", ON.replace(day=2)))
    chosen = {"claim": [str(on_hold.pk), str(ready.pk)]}
    assert "It is not ready: on hold" in text(client.get("/claims/send", chosen))
    answer: Any = send_sheet(client, chosen)
    from cleanclaim.office.tasks.worker import do_next_task

    while do_next_task("worker"):
        pass
    page = text(client.get(answer.headers["Location"]))
    assert "1 claim sent, $136.00" in page
    assert re.search(r"V1</a>: It is not ready: on hold", page)


def test_another_amount_in_an_answer_is_named(one: House) -> None:
    made(one, visit("V1"))
    with organization_transaction([one.organization.pk]):
        send(one.actor)
        sent = ClaimAsSent.objects.get()
        other = rejection(sent).replace(b"*U*136~", b"*U*140~")
        summary = take_answer("back.277ca", other, one.actor).summary
        assert (
            f"claim {sent.sent_id}, which stays as it is: it was sent with $136.00, and the answer says $140.00"
            in summary
        )
        same = rejection(sent).replace(b"000000077", b"000000078")
        assert "was sent with" not in take_answer("same.277ca", same, one.actor).summary


def test_what_an_assistant_gave_is_expected_for_less(one: House) -> None:
    given = line(performed_by="PTA", modifiers=("GP", "CQ"))
    plain, reduced = made(one, visit("V1"), visit("V2", ON.replace(day=2), services=(given,)))
    with organization_transaction([one.organization.pk]):
        whole, less = judge([plain, reduced])
        assert whole.expected == whole.allowed
        assert less.allowed
        assert less.expected == less.allowed - less.reduction
        assert 0 < less.reduction < less.allowed * 16 // 100
        assert acts.release([acts.Seen(plain, 1)], one.actor).changed == []


@pytest.mark.parametrize("asked", ["status=nonsense", "order=x", "weight=x", "most=x", "after=-1"])
def test_a_filter_of_review_that_cannot_be_read_is_refused_in_words(client: Client, asked: str) -> None:
    answer = client.get(f"/review/example/?{asked}")
    assert answer.status_code == 400
    assert "This cannot be read." in text(answer) or "not known here" in text(answer)


def test_an_overridden_finding_says_who_and_why_on_page_and_proof(client: Client, one: House) -> None:
    (claim,) = made(one, overbilled("V1"))
    sent = {"act": "override", "rule": "minutes.overbilled", "visit": "V1", "line": "1"}
    sent |= {"ground": "answer", "reason": "Payer agreed by letter", "author": "x"}
    until = {"expires": (today() + timedelta(days=30)).isoformat(), "claim": seen_on_page(client, claim)}
    assert client.post("/claims/act", {**sent, **until}).status_code == 302
    page = text(client.get(f"/claims/{claim.pk}/"))
    assert re.search(r"overridden by Owner until [^:]+: The payer answered in writing: Payer agreed by letter", page)
    sheet = text(client.get("/claims/send"))
    assert "Going out with a finding that was let pass" in sheet
    assert "minutes.overbilled, line 1: The payer answered in writing: Payer agreed by letter (Owner, through" in sheet
    pdf: Any = client.get(f"/claims/{claim.pk}/proof.pdf")
    printed = " ".join("".join(part.extract_text() for part in PdfReader(BytesIO(pdf.content)).pages).split())
    why = "The payer answered in writing: Payer agreed by letter"
    assert re.search(rf"Overridden Units beyond .*: overridden by Owner until .*: {why}", printed)
