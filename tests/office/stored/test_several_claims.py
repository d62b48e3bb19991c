"""A claim that went out as several, as one had not the room: they are voided together, and billed again."""

from contextlib import suppress
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from cleanclaim.model.errors import UserError
from cleanclaim.office.claims import acts, resending
from cleanclaim.office.claims.models import ClaimAsSent, ClaimRecord
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
        replaced = resending.replace(seen(record), one.actor, number="N1", reason="Wrong", author="Renee")
        assert "Void it, which takes all of them back" in replaced.left[record.pk]
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


def test_its_page_offers_the_void_alone_with_the_payers_numbers_in_their_order(client: Client, tmp_path: Path) -> None:
    trade = Trade(here(), tmp_path, PayerState())
    with organization_transaction([trade.house.organization.pk]):
        record = accepted(trade, trade.house)
        numbers = list(
            record.events.filter(kind="accepted").order_by("sent_id").values_list("payer_claim_number", flat=True)
        )
    page = text(client.get(f"/claims/{record.pk}/"))
    assert "It went out as 2 claims" in page
    assert ">Correct and send a replacement</button>" not in page
    assert f'data-number="{numbers[0]}, {numbers[1]}">Void</button>' in page
