"""The work queue: what needs nobody before a day, what numbers find, which change of which claim is undone."""

from datetime import timedelta

import pytest
from django.test import Client

from cleanclaim.law.policies.sources import sources
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.office.claims import acts
from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.claims.queue import ListLength, QueueFilter, count_claims, count_work, find_claims, measure_list
from cleanclaim.office.day import today
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from tests.office.stored.claims_made_up import claims_of, overbilled, practice, signed, stored_patient
from tests.office.stored.made_up import House, house, text
from tests.office.stored.test_claim_pages import claim, client, do, said  # noqa: F401 - a fixture


@pytest.fixture
def here(database: str) -> House:  # noqa: ARG001 - on one of the databases
    return house()


def as_seen(record: ClaimRecord) -> acts.Seen:
    return acts.Seen(record, record.version)


def test_a_claim_that_is_held_until_a_day_needs_nobody_before_unless_its_limit_comes_first(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        practice(here)
        (record,) = claims_of([signed(here, stored_patient(here), overbilled("V1"))])
        assert record.deadline
        acts.hold([as_seen(record)], here.actor, reason="Card expected", until=today() + timedelta(days=5))
        record.refresh_from_db()
        counts = count_claims(today())
        assert (record.state, counts.of("hold"), counts.later) == ("hold", (0, 0), 1)
        assert not find_claims(QueueFilter(), today()).claims
        assert find_claims(QueueFilter(view="later"), today()).claims == [record]
        assert count_work() == {}
        acts.release([as_seen(record)], here.actor)
        record.refresh_from_db()
        acts.hold([as_seen(record)], here.actor, reason="Card expected", until=record.deadline)
        assert find_claims(QueueFilter(), today()).claims == [record]


def test_a_claim_is_found_by_the_number_of_its_patient(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        practice(here)
        (record,) = claims_of([signed(here, stored_patient(here, "P00311"), overbilled("V1", patient_id="P00311"))])
        for text in ("P00311", "p00311", "V1"):
            assert find_claims(QueueFilter(text=text), today()).claims == [record]
        assert not find_claims(QueueFilter(text="P0031"), today()).claims


def test_a_list_says_how_long_it_is_past_its_first_page(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        practice(here)
        stored_patient(here)
        for number in range(5):
            claims_of(
                [
                    signed(
                        here,
                        PatientRecord.objects.get(),
                        overbilled(f"V{number}", today() - timedelta(days=9 + number)),
                    )
                ]
            )
        first = find_claims(QueueFilter(), today(), most=2)
        assert measure_list(QueueFilter(), today(), first) == ListLength(5, 3)
        second = find_claims(QueueFilter(), today(), first.after, most=2)
        assert measure_list(QueueFilter(), today(), second) == ListLength(5, 1)
        last = find_claims(QueueFilter(), today(), second.after, most=2)
        assert measure_list(QueueFilter(), today(), last) == ListLength(5, 0)
        assert measure_list(QueueFilter(view="all"), today(), first) is None


def test_what_is_undone_is_named_with_its_claim(client: Client) -> None:  # noqa: F811
    do(client, "hold", claim("V1"), reason="Card expected")
    assert said(do(client, "undo", claim("V1")))["text"] == (
        "Undone: hold: Card expected, on Example, Ada, Nov 20, 2026."
    )
    assert said(do(client, "redo", claim("V1")))["text"] == (
        "Redone: hold: Card expected, on Example, Ada, Nov 20, 2026."
    )


def test_the_sheet_names_the_client_who_bills_and_what_kind_of_file_it_is(client: Client) -> None:  # noqa: F811
    page = text(client.get("/claims/send"))
    assert "For <b>" in page
    assert "billed by <b>Example Way Therapy PLLC (NPI 1000000004)</b>: for <b>production</b>" in page
    assert "<h2>Not checked</h2>" in page


def test_a_rejection_is_a_sentence_before_the_next_one(client: Client) -> None:  # noqa: F811
    record = claim("V1")
    with organization_transaction([record.organization_id]):
        ClaimRecord.objects.update(state="rejected", rejections=1, worst="no subscriber with that member number")
    assert "no subscriber with that member number. Correct it, or approve" in text(client.get(f"/claims/{record.pk}/"))
    form = text(client.get(f"/claims/{record.pk}/correct"))
    assert "for a line that is taken off, say where the record has that, or why it is not billed." in form


def test_a_rule_on_every_payer_cites_no_law_of_medicare_alone() -> None:
    source = sources()[rule_set().rules["staff.left"].cite]
    assert "other payers: their contracts, as reported" in source.section
