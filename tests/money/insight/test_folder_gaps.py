"""A file that is missing is named: what follows from it is neither billed again, nor sent back, nor called late."""

from datetime import date

import pytest
from msgspec import structs

from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.law.basis import Basis
from cleanclaim.model.adjudication import Adjustment
from cleanclaim.model.remittance import PaidClaim, Remittance
from cleanclaim.model.submitted_claim import Party
from cleanclaim.model.visit import Service, Visit
from cleanclaim.money.book.book import Book
from cleanclaim.money.denials.deadlines import LimitReader
from cleanclaim.money.insight.find_opinion import find_opinion
from cleanclaim.money.insight.opinion import Opinion
from cleanclaim.money.insight.unbilled_visits import unbilled_visits
from cleanclaim.money.variance.variances import Variances
from tests.cli.calling import CLINIC_DAY
from tests.money.insight.claims import billed, decided, paid
from tests.money.insight.test_opinion import line

ON = date(2026, 6, 1)
PRACTICE = read_practice(CLINIC_DAY / "practice.toml")
CARD = next(iter(PRACTICE.patients["P01"].coverages.values())).member_id


def of_day(claim: PaidClaim, on: date) -> PaidClaim:
    return structs.replace(claim, first_date=on, patient=Party("EXAMPLE", "ADA", id=CARD))


def remittance_of(*days: date) -> Remittance:
    return decided(date(2026, 4, 2), "Q1", *(of_day(paid(f"X{on}", 4500, 2500, 2000), on) for on in days))


def opinion(book: Book) -> Opinion:
    return find_opinion(book, ON, LimitReader(Basis(today=ON)), None, None)


def visit(on: date) -> Visit:
    services = (Service(code="97110", minutes=23, charge=4500),)
    return Visit(visit_id=f"V{on}", patient_id="P01", payer="medicare", service_date=on, services=services)


def test_payments_of_a_month_without_claims_are_not_called_anybody_elses() -> None:
    march, april = date(2026, 3, 2), date(2026, 4, 1)
    book = Book(billed=(billed("A1", april, april),), remittances=(remittance_of(march, april),))
    found = opinion(book)
    unknown = [one for one in found.lines if one.kind == "paid for a claim that nobody knows"]
    assert [one.claim_id for one in unknown] == [f"X{april}"], "of a month that has claims, and not this one"
    assert (
        found.open_questions[0]
        == "The folder has no claims (837P) of Mar 2026, for which payers paid $90.00 (claims: 1): put them into the"
        " folder."
    )


def test_without_any_remittance_nothing_is_called_unanswered() -> None:
    book = Book(billed=(billed("A1", date(2026, 3, 2), date(2026, 3, 4)),))
    found = opinion(book)
    assert not found.lines
    assert "has no remittance (835): whether claims sent 45 days ago or earlier (1, $189.00)" in found.open_questions[0]


def test_a_month_that_no_remittance_decided_is_named_and_its_claims_are_asked_about() -> None:
    march, april = date(2026, 3, 2), date(2026, 4, 1)
    answered = paid("A1", 4500, 2500, 2000)
    book = Book(
        billed=(billed("A1", march, march), billed("A2", april, april)),
        remittances=(decided(date(2026, 4, 2), "Q1", answered),),
    )
    found = opinion(book)
    assert [one.claim_id for one in found.lines if one.kind == "not answered"] == ["A2"]
    assert found.open_questions[0].startswith("No claim of Apr 2026 was decided by a remittance of the folder")


@pytest.mark.parametrize("voided", [False, True])
def test_a_visit_that_a_payer_decided_was_billed_and_one_of_a_month_without_claims_is_a_question(
    *, voided: bool
) -> None:
    march, april, may = date(2026, 3, 2), date(2026, 4, 1), date(2026, 5, 4)
    of_march = billed("A1", date(2026, 3, 30), march)
    of_april = billed("A2", april, april, frequency="8" if voided else "1", patient=CARD or "")
    book = Book(billed=(of_march, of_april), remittances=(remittance_of(march),))
    found = unbilled_visits("visits.csv", [visit(on) for on in (march, april, may)], PRACTICE, book)
    assert [one.on for one in found.visits] == ([april] if voided else [])
    (question,) = found.open_questions
    assert "no claims (837P) of May 2026, so that visits of then (1, $45.00 at your charges)" in question


def test_of_what_a_payer_paid_nothing_nothing_goes_back_to_it() -> None:
    book = Book(billed=(billed("A1", date(2026, 3, 2), date(2026, 3, 4)),))
    put = structs.replace(line("A1", 2000, 2500), paid=0, left=2500)
    found = find_opinion(book, ON, LimitReader(Basis(today=ON)), Variances((put,), ()), None)
    (one,) = [one for one in found.lines if one.kind == "allowed too much"]
    assert one.by is None
    assert one.to_do.startswith("Nothing goes back to the payer")


def test_what_patients_owe_is_a_sum_where_their_payments_are_not_known() -> None:
    owing = paid("A1", 4500, 2500, 2000)
    put = [
        structs.replace(one, adjustments=tuple(Adjustment("PR", "1", each.amount) for each in one.adjustments))
        for one in owing.lines
    ]
    book = Book(
        billed=(billed("A1", date(2026, 3, 2), date(2026, 3, 4)),),
        remittances=(decided(date(2026, 4, 2), "Q1", structs.replace(owing, lines=tuple(put))),),
    )
    (text,) = [one for one in opinion(book).open_questions if "payments of patients" in one]
    assert text.startswith("Patients owe $99.00 by what payers decided (claims: 1).")
