"""Answers leave a claim in the same state in whatever order, however cut, however often they are read."""

import re
from datetime import date, timedelta
from itertools import permutations

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import strategies as some

from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.office.claims import acts, sending
from cleanclaim.office.claims.answers import take_answer
from cleanclaim.office.claims.models import ClaimAsSent, ClaimRecord
from cleanclaim.office.claims.rulings import settle
from cleanclaim.office.claims.timeline import list_happenings, read_versions
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.scope import organization_transaction
from tests.conftest import tries
from tests.office.stored.made_up import House, here, house, text
from tests.office.stored.test_sending import ready, rejection, send

YESTERDAY, TODAY, TOMORROW = (f"{date.today() + timedelta(days=at):%Y%m%d}" for at in (-1, 0, 1))
"""Days of decisions, as far as the clocks of a sender and a receiver are apart."""
Said = tuple[str, bool]
"""The day of a decision, and whether it takes the claim in."""


@pytest.fixture
def lakeside(database: str) -> House:
    assert database
    return house()


def said(sent: ClaimAsSent, *words: Said, number: int = 77) -> bytes:
    """A file with a 277CA a word."""
    found = b""
    for at, (on, accepts) in enumerate(words):
        one = rejection(sent).replace(TODAY.encode(), on.encode()).replace(b"000000077", f"{number + at:09d}".encode())
        if accepts:
            one = one.replace(f"STC*A3:35:IL*{on}*U*136".encode(), f"STC*A2:20:PR*{on}*WQ*136".encode())
        found += one
    return found


def rejected_999(sent: ClaimAsSent, number: int = 91) -> bytes:
    """A 999 that rejects the file of a claim."""
    group = str(sent.batch.control_number)
    head = "ISA*00*          *00*          *ZZ*EXAMPLECH      *ZZ*EXAMPLEWAY     "
    segments = [
        f"{head}*{YESTERDAY[2:]}*1200*^*00501*{number:09d}*0*P*:",
        f"GS*FA*PAYER*EXAMPLEWAY*{YESTERDAY}*1200*{number}*X*005010X231A1",
        "ST*999*0001*005010X231A1", f"AK1*HC*{group}*005010X222A1", "AK2*837*0001*005010X222A1", "IK5*R*5",
        "AK9*R*1*1*0", "SE*6*0001", f"GE*1*{number}", f"IEA*1*{number:09d}",
    ]  # fmt: skip
    return "".join(f"{one}~" for one in segments).encode()


def stands(record: ClaimRecord) -> tuple[object, ...]:
    record.refresh_from_db()
    return record.state, record.needs_work, record.rejections, record.cause, record.payer_claim_number


class UndoneError(Exception):
    """What was read is to be forgotten."""


WORDS = some.tuples(some.sampled_from([YESTERDAY, TODAY]), some.booleans())


def test_any_order_any_cut_and_twice_leave_the_same_state(lakeside: House) -> None:
    with organization_transaction([lakeside.organization.pk]):
        (record,) = ready(lakeside, 1)
        send(lakeside.actor)
        sent = ClaimAsSent.objects.get()

        def read(*files: bytes) -> tuple[object, ...]:
            found: tuple[object, ...] = ()
            try:
                with transaction.atomic():
                    for at, file in enumerate(files):
                        take_answer(f"{at}.277ca", file, lakeside.actor)
                    found = stands(record)
                    raise UndoneError
            except UndoneError:
                record.refresh_from_db()
            return found

        @given(words=some.lists(WORDS, min_size=1, max_size=4), rejects=some.booleans(), data=some.data())
        @tries(16, suppress_health_check=list(HealthCheck), deadline=None)
        def check(words: list[Said], rejects: bool, data: some.DataObject) -> None:
            syntax = [rejected_999(sent)] * rejects
            whole = read(*syntax, said(sent, *words))
            pieces = [said(sent, one, number=100 + at) for at, one in enumerate(words)]
            mixed = data.draw(some.permutations([*pieces, *syntax, pieces[0].replace(b"*1200*", b"*1300*")]))
            assert read(*mixed) == whole
            at = data.draw(some.integers(0, len(words)))
            cut = [said(sent, *part) for part in (words[at:], words[:at]) if part]
            assert read(*cut, *syntax) == whole
            last = {accepts for on, accepts in words if on == max(on for on, _accepts in words)}
            state = "disagree" if len(last) == 2 else "accepted" if last == {True} else "rejected"
            assert whole[0] == state

        check()


def test_what_was_accepted_after_all_is_not_sent_again(lakeside: House) -> None:
    with organization_transaction([lakeside.organization.pk]):
        (record,) = ready(lakeside, 1)
        (batch,) = send(lakeside.actor)
        sent = ClaimAsSent.objects.get()
        take_answer("no", said(sent, (YESTERDAY, False)), lakeside.actor)
        assert stands(record)[0] == "rejected"
        acts.approve([acts.Seen(record, record.version)], lakeside.actor)
        assert record.state == "ready", "it would go out a second time"
        take_answer("yes", said(sent, (TODAY, True), number=80), lakeside.actor)
        assert stands(record)[0] == "accepted"
        assert send(lakeside.actor) == []
        with pytest.raises(UserError, match="stays as it went out"):
            acts.store(acts.Seen(record, record.version), changes.newest(record).read(), lakeside.actor, "x")
        take_answer("no again", said(sent, (TOMORROW, False), number=81), lakeside.actor)
        assert stands(record)[0] == "rejected", "the approval was of the first rejection"
        assert batch.claims == 1


@pytest.mark.parametrize("order", list(permutations([True, False])))
def test_answers_that_disagree_wait_for_a_person(lakeside: House, order: tuple[bool, bool]) -> None:
    with organization_transaction([lakeside.organization.pk]):
        (record,) = ready(lakeside, 1)
        send(lakeside.actor)
        sent = ClaimAsSent.objects.get()
        for at, accepts in enumerate(order):
            take_answer(f"{at}", said(sent, (YESTERDAY, accepts), number=80 + at), lakeside.actor)
        assert stands(record)[:2] == ("disagree", True)
        assert "A3:35:IL" in record.worst
        done = acts.approve([acts.Seen(record, record.version)], lakeside.actor)
        assert "stays as it went out" in done.left[record.pk]
        assert sending.build_sheet().claims == 0
        with pytest.raises(UserError, match="is empty"):
            settle([acts.Seen(record, record.version)], lakeside.actor, accepts=True, reason=" ")
        seen = [acts.Seen(record, record.version)]
        assert settle(seen, lakeside.actor, accepts=True, reason="Payer's portal").changed
        assert stands(record)[0] == "accepted"
        assert settle(seen, lakeside.actor, accepts=True, reason="Again").left
        assert settle(seen, lakeside.actor, accepts=False, reason="They looked again").changed
        assert stands(record)[:2] == ("rejected", True)
        assert "They looked again" in record.worst
        assert any(
            "found out that it was rejected: They looked" in one.text
            for one in list_happenings(record, [], read_versions(record))
        )
        acts.approve(seen, lakeside.actor)
        assert record.state == "ready"


def test_the_page_names_what_disagrees_and_takes_what_was_found_out(client: Client) -> None:
    one = here()
    with organization_transaction([one.organization.pk]):
        (record,) = ready(one, 1)
        send(one.actor)
        sent = ClaimAsSent.objects.get()
        take_answer("a", said(sent, (YESTERDAY, True), (YESTERDAY, False)), one.actor)
        record.refresh_from_db()
    page = text(client.get(f"/claims/{record.pk}/"))
    when = day(date.today() - timedelta(days=1))
    assert "The answers to it disagree." in page
    assert f"The 277CA of {when} accepts it." in page
    assert f"Rejected of {when}. 277CA: A3:35:IL" in page
    assert "It was accepted</button>" in page
    assert "It was rejected</button>" in page
    queue = text(client.get("/claims/"))
    assert "Answers disagree" in queue
    assert re.search(r"<strong>|1 to work on", queue)
    assert text(client.get("/claims/?view=disagree")).count("data-claim=") == 1
    act = {"act": "was-accepted", "claim": f"{record.pk}:{record.version}", "reason": "Asked by phone"}
    assert client.post("/claims/act", act).status_code == 302
    page = text(client.get(f"/claims/{record.pk}/"))
    assert page.count("What was found out counts: Asked by phone.") == 1
    assert "It was accepted</button>" not in page
    assert "It was rejected</button>" in page


def test_a_claim_that_the_payer_has_twice_is_named(client: Client) -> None:
    one = here()
    with organization_transaction([one.organization.pk]):
        (record,) = ready(one, 1)
        send(one.actor)
        first = ClaimAsSent.objects.get()
        take_answer("no", said(first, (YESTERDAY, False)), one.actor)
        record.refresh_from_db()
        acts.approve([acts.Seen(record, record.version)], one.actor)
        send(one.actor)
        take_answer("yes", said(first, (TODAY, True), number=80), one.actor)
        assert stands(record)[0] == "sent"
    assert "The payer may have it twice." in text(client.get(f"/claims/{record.pk}/"))
