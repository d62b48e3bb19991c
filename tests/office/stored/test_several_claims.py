"""A claim that went out as several, as one had not the room: they are replaced each by one, or voided together."""

from contextlib import suppress
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from msgspec import structs

from cleanclaim.model.errors import UserError
from cleanclaim.office.claims import acts, resending
from cleanclaim.office.claims.fixing import with_services
from cleanclaim.office.claims.judge import judge
from cleanclaim.office.claims.models import ClaimAsSent, ClaimRecord
from cleanclaim.office.claims.standing import find_obstacle
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.sandbox.payer.state import PayerState
from tests.office.stored.claims_made_up import ON, claims_of, line, practice, signed, stored_patient, visit
from tests.office.stored.made_up import House, here, house, text
from tests.office.stored.test_resending import Trade, claims_in, seen
from tests.office.stored.test_sending import send

DIAGNOSES = (
    *("M25.561", "M25.562", "M25.511", "M25.512", "M25.521", "M25.522", "M25.531", "M25.532"),
    *("M25.551", "M25.552", "M25.571", "M25.572", "M54.2", "M54.50", "M54.6", "M62.81"),
)
"""More than a claim has room for."""


@pytest.fixture
def trade(database: str, tmp_path: Path) -> Trade:
    assert database
    return Trade(house(), tmp_path, PayerState())


def accepted(trade: Trade, one: House) -> ClaimRecord:
    """A claim of a visit with sixteen diagnoses, which the payer has as two."""
    practice(one)
    lines = tuple(
        line(units=1, minutes=15, code=code, diagnoses=DIAGNOSES[at * 4 : at * 4 + 4])
        for at, code in enumerate(("97110", "97112", "97116", "97140"))
    )
    (record,) = claims_of([signed(one, stored_patient(one), visit("V1", ON, services=lines))])
    (batch,) = send(one.actor)
    assert len(claims_in(batch)) == 2
    trade.answered(batch, remits=False)
    record.refresh_from_db()
    assert record.state == "accepted"
    return record


def test_it_is_voided_as_a_whole_each_under_its_own_number_and_billed_again(trade: Trade) -> None:
    one = trade.house
    with organization_transaction([one.organization.pk]):
        record = accepted(trade, one)
        numbers = list(
            record.events.filter(kind="accepted").order_by("sent_id").values_list("payer_claim_number", flat=True)
        )
        assert len(set(numbers)) == 2
        with pytest.raises(UserError, match="2 are wanted"):
            resending.void(seen(record), one.actor, number=numbers[0], reason="Wrong", author="Renee")
        first, last = ClaimAsSent.objects.order_by("pk").values_list("sent_id", flat=True)
        for wrong, words in (
            (f"{numbers[0]}, {numbers[0]}", f"{numbers[0]} is written twice"),
            (f"{numbers[0]},", f"of {last}: is missing"),
            (f" , {numbers[0]}", f"of {first}: is missing"),
            (" ".join(numbers), "2 are wanted"),
        ):
            with pytest.raises(UserError, match=words):
                resending.void(seen(record), one.actor, number=wrong, reason="Wrong", author="Renee")
        with suppress(InterruptedError), transaction.atomic():
            resending.void(seen(record), one.actor, number="N 1, N 2", reason="Wrong", author="Renee")
            changed = changes.newest(record).read().change
            assert changed
            assert changed.numbers == {first: "N 1", last: "N 2"}
            raise InterruptedError
        record.refresh_from_db()
        resending.void(seen(record), one.actor, number=", ".join(numbers), reason="Wrong", author="Renee")
        record.refresh_from_db()
        assert record.state == "voiding"
        (batch,) = send(one.actor)
        assert [(claim.frequency, claim.payer_claim_number) for claim in claims_in(batch)] == [
            ("8", number) for number in numbers
        ]
        assert record.events.filter(words=f"to void the payer's claims {numbers[0]} and {numbers[1]}").exists()
        trade.answered(batch, remits=False)
        record.refresh_from_db()
        assert record.state == "voided"
        resending.bill_again(seen(record), one.actor, reason="Corrected", author="Renee")
        acts.approve(seen(record), one.actor)
        (again,) = send(one.actor)
        assert [claim.frequency for claim in claims_in(again)] == ["1", "1"]
        assert len(set(ClaimAsSent.objects.values_list("sent_id", flat=True))) == 4


def test_its_page_offers_both_with_the_payers_numbers_in_their_order(client: Client, tmp_path: Path) -> None:
    trade = Trade(here(), tmp_path, PayerState())
    with organization_transaction([trade.house.organization.pk]):
        record = accepted(trade, trade.house)
        numbers = list(
            record.events.filter(kind="accepted").order_by("sent_id").values_list("payer_claim_number", flat=True)
        )
    page = text(client.get(f"/claims/{record.pk}/"))
    assert "It went out as 2 claims" in page
    assert f'data-number="{numbers[0]}, {numbers[1]}">Correct and send a replacement</button>' in page
    assert f'data-number="{numbers[0]}, {numbers[1]}">Void</button>' in page


def numbers_of(record: ClaimRecord) -> list[str]:
    """The payer's numbers of the claims that it went out as."""
    accepted_ones = record.events.filter(kind="accepted").order_by("sent_id")
    return list(accepted_ones.values_list("payer_claim_number", flat=True))


def correct(one: House, record: ClaimRecord, diagnoses: tuple[str, ...]) -> None:
    """Have the first line billed for other diagnoses."""
    (judged,) = judge([record])
    (visit_of_claim,) = judged.visits
    first, *more = visit_of_claim.visit.services
    after = structs.replace(
        visit_of_claim.visit, services=(structs.replace(first, diagnoses=diagnoses, modifiers=("GP", "59")), *more)
    )
    work = with_services(judged.work, visit_of_claim, after)
    acts.store(seen(record)[0], work, one.actor, "corrected")
    record.refresh_from_db()


def test_each_part_is_replaced_by_one_under_its_own_number(trade: Trade) -> None:
    one = trade.house
    with organization_transaction([one.organization.pk]):
        record = accepted(trade, one)
        numbers, before = numbers_of(record), [sent.read() for sent in ClaimAsSent.objects.order_by("pk")]
        about = {"reason": "Wrong modifier", "author": "Renee"}
        with pytest.raises(UserError, match="2 are wanted"):
            resending.replace(seen(record), one.actor, number=numbers[0], **about)
        assert resending.replace(seen(record), one.actor, number=", ".join(numbers), **about).changed
        (judged,) = judge([record])
        obstacle = find_obstacle(judged)
        assert obstacle is not None
        assert obstacle.why == "It says what was sent"
        correct(one, record, DIAGNOSES[:4])
        (judged,) = judge([record])
        assert judged.changed
        (difference,) = [one for one in judged.changed.compare(judged.claims) if "line" in one.what]
        assert difference.what == f"claim {before[0].claim_id}, line 1"
        assert acts.approve(seen(record), one.actor).changed
        (batch,) = send(one.actor)
        assert [(claim.frequency, claim.payer_claim_number) for claim in claims_in(batch)] == [
            ("7", number) for number in numbers
        ]
        ids = list(batch.sent_claims.order_by("pk").values_list("sent_id", flat=True))
        assert set(ids).isdisjoint(claim.claim_id for claim in before)
        assert record.events.filter(words=f"to replace the payer's claims {numbers[0]} and {numbers[1]}").exists()
        trade.answered(batch, remits=False)
        record.refresh_from_db()
        assert record.state == "accepted"


def test_what_makes_fewer_claims_than_went_out_cannot_replace_them(trade: Trade) -> None:
    one = trade.house
    with organization_transaction([one.organization.pk]):
        record = accepted(trade, one)
        about = {"reason": "Fewer diagnoses", "author": "Renee"}
        resending.replace(seen(record), one.actor, number=", ".join(numbers_of(record)), **about)
        (judged,) = judge([record])
        (of_claim,) = judged.visits
        services = tuple(structs.replace(service, diagnoses=DIAGNOSES[:2]) for service in of_claim.visit.services)
        work = with_services(judged.work, of_claim, structs.replace(of_claim.visit, services=services))
        acts.store(seen(record)[0], work, one.actor, "corrected")
        (judged,) = judge([record])
        assert not judged.claims
        assert [reason.reason for reason in judged.reasons] == [
            "Claims that it makes now: 1, that went out: 2. Each is replaced by one."
        ]
