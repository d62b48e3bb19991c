"""Takebacks (PLB) beside claims: one that names a claim, and that no reversal explains, is taken off it to the cent."""

from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from cleanclaim.model.remittance import PaidClaim, ProviderAdjustment, Remittance
from cleanclaim.money.balances import claim_balances
from cleanclaim.money.book.read_book import read_book
from cleanclaim.money.posted import posted_remittances
from cleanclaim.money.waiting import WaitingItem, waiting_items
from tests.claims.stories import CHARGES, decision, remittance
from tests.money.book.folders import claim_file, fill

PAID = decision({0: 4500, 1: 2500, 2: 2000}, "ICN1")
MORE = decision({0: 6000, 1: 2500, 2: 2000}, "ICN2")
BACK = decision({0: 4500, 1: 2500, 2: 2000}, "ICN1", "22")


def with_plb(day: int, trace: str, *claims: PaidClaim, plb: tuple[tuple[str, str, int], ...]) -> Remittance:
    """A remittance with amounts of the provider's level: code, reference, cents."""
    made = remittance(day, trace, *claims)
    adjustments = tuple(ProviderAdjustment(code, reference or None, cents) for code, reference, cents in plb)
    left = sum(one.paid or 0 for one in claims) - sum(cents for _code, _reference, cents in plb)
    payment = structs.replace(made.payment, amount=abs(left), credit=left >= 0, adjustments=adjustments)
    return structs.replace(made, payment=payment)


def open_and_waiting(folder: Path) -> tuple[list[tuple[str, int, int, int]], list[tuple[str, int]]]:
    """Of each claim its id, what stands paid, was taken off and is open; and what waits."""
    ledger = read_book(folder).ledger()
    balances = claim_balances(ledger)
    rows = [(one.claim_id, one.paid, one.adjusted, one.open_cents) for one in balances]
    assert all(one.charge == one.paid + one.adjusted + one.open_cents + one.unapplied for one in balances)
    return rows, [(one.kind, one.cents) for one in items(folder)]


def items(folder: Path) -> list[WaitingItem]:
    book = read_book(folder)
    ledger = book.ledger()
    return waiting_items(book, ledger, claim_balances(ledger))


@pytest.mark.parametrize("reference", ["ICN1 PT1", "ICN1", "PT1"])
def test_a_correction_without_a_reversal_whose_first_payment_is_taken_back_is_settled(
    tmp_path: Path, reference: str
) -> None:
    fill(tmp_path, [remittance(0, "Q1", PAID), with_plb(30, "Q2", MORE, plb=(("WO", reference, 9000),))])
    assert open_and_waiting(tmp_path) == ([("PT1", 10500, 8400, 0)], [])
    (_first, second) = posted_remittances(read_book(tmp_path).remittances, read_book(tmp_path).ledger())
    assert second.counts == {"payment": 1, "takeback": 1}
    assert second.placed == second.deposit == 1500


def test_takebacks_that_name_a_paid_claim_are_taken_off_it_and_it_waits_as_taken_back(tmp_path: Path) -> None:
    made = [remittance(0, "Q1", PAID)]
    made += [with_plb(day, f"Q{day}", plb=(("WO", "ICN1 PT1", cents),)) for day, cents in ((30, 3000), (37, 4000))]
    fill(tmp_path, made)
    assert open_and_waiting(tmp_path) == ([("PT1", 2000, 9900, 7000)], [("taken back", 7000)])


def test_what_a_reversal_explains_stays_off_the_claim(tmp_path: Path) -> None:
    less = decision({0: 3000, 1: 2500, 2: 2000}, "ICN2")
    announced = with_plb(30, "Q2", BACK, less, plb=(("WO", "ICN1 PT1", -1500),))
    fill(tmp_path, [remittance(0, "Q1", PAID), announced])
    assert open_and_waiting(tmp_path) == ([("PT1", 7500, 11400, 0)], [("takeback", -1500)])
    taken = [with_plb(37, "Q3", plb=(("WO", "ICN1 PT1", 1000),)), with_plb(44, "Q4", plb=(("WO", "ICN1 PT1", 500),))]
    fill(tmp_path, [remittance(0, "Q1", PAID), announced, *taken])
    assert open_and_waiting(tmp_path) == ([("PT1", 7500, 11400, 0)], [])
    taken[1] = with_plb(44, "Q4", plb=(("WO", "ICN1 PT1", 700),))  # 2.00 more than was announced
    fill(tmp_path, [remittance(0, "Q1", PAID), announced, *taken])
    assert open_and_waiting(tmp_path) == ([("PT1", 7300, 11400, 200)], [("taken back", 200)])


NAMED = '[[takeback]]\npayment = "{payment}"\namount = "{amount}"\nclaim = "{claim}"\nby = "Dana Ortiz"\n'


def test_a_person_says_of_which_claim_a_takeback_is(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", PAID), with_plb(30, "Q2", MORE, plb=(("WO", "", 9000),))])
    assert open_and_waiting(tmp_path)[1] == [("overpaid", -9000), ("takeback", 9000)]
    (tmp_path / "money.toml").write_text(NAMED.format(payment="Q2", amount="90.00", claim="PT1"))
    assert open_and_waiting(tmp_path) == ([("PT1", 10500, 8400, 0)], [])


@pytest.mark.parametrize(("payment", "amount", "claim"), [("Q2", "9.00", "PT1"), ("Q9", "90.00", "PT1")])
def test_what_a_person_says_of_no_such_takeback_waits(tmp_path: Path, payment: str, amount: str, claim: str) -> None:
    fill(tmp_path, [remittance(0, "Q1", PAID), with_plb(30, "Q2", MORE, plb=(("WO", "", 9000),))])
    (tmp_path / "money.toml").write_text(NAMED.format(payment=payment, amount=amount, claim=claim))
    assert ("not placed", 0) in open_and_waiting(tmp_path)[1]


@pytest.mark.parametrize(
    ("code", "cents", "words"),
    [
        ("WO", 4500, "WO X1: an overpayment taken back (PLB 45.00: taken from the payment)"),
        ("WO", -4500, "WO X1: an overpayment taken back (PLB -45.00: added to the payment)"),
        ("L6", -310, "L6 X1: interest (PLB -3.10: added to the payment)"),
        ("L6", 310, "L6 X1: interest (PLB 3.10: taken from the payment)"),
    ],
)
def test_the_words_for_a_provider_s_amount_match_its_sign(tmp_path: Path, code: str, cents: int, words: str) -> None:
    fill(tmp_path, [with_plb(0, "Q1", PAID, plb=((code, "X1", cents),))])
    (entry,) = (one for one in read_book(tmp_path).ledger().entries if one.kind == "provider level")
    assert (entry.note, entry.cash) == (words, -cents)


def test_a_refund_that_the_payer_names_and_nobody_entered_is_to_be_entered(tmp_path: Path) -> None:
    less = decision({0: 3000, 1: 2500, 2: 2000}, "ICN2")
    fill(tmp_path, [remittance(0, "Q1", PAID), with_plb(30, "Q2", BACK, less, plb=(("72", "ICN1 PT1", -1500),))])
    (one,) = items(tmp_path)
    assert (one.kind, one.cents, one.on) == ("refund not entered", -1500, date(2026, 5, 2))
    (tmp_path / "money.toml").write_text(
        '[[payer_refund]]\non = 2026-04-20\npayer = "MEDICARE PART B"\namount = "15.00"\nclaim = "PT1"\n'
        'reason = "paid twice"\nby = "Dana Ortiz"\n'
    )
    assert items(tmp_path) == []


def test_payers_under_one_number_stay_apart_by_their_names(tmp_path: Path) -> None:
    """A vendor pays for Aetna and for United under its own number (TRN03): what one takes is not the other's."""
    vendor = "1999999999"
    less = decision({0: 3000, 1: 2500, 2: 2000}, "ICN2")
    announced = with_plb(30, "Q2", BACK, less, plb=(("WO", "ICN1 PT1", -1500),))
    taken = with_plb(37, "Q3", structs.replace(PAID, claim_id="PT2"), plb=(("WO", "OTHER", 1500),))
    made = [remittance(0, "Q1", PAID), announced]
    of_aetna = [structs.replace(one, payment=structs.replace(one.payment, payer_id=vendor)) for one in made]
    of_united = structs.replace(taken, payment=structs.replace(taken.payment, payer="UNITED", payer_id=vendor))
    fill(tmp_path, [*of_aetna, of_united])
    (tmp_path / "united.837").write_bytes(claim_file("PT2", CHARGES, **{"*MEDICARE PART B*": "*UNITED*"}))
    found = [(one.payer, one.cents, "come to nothing" in one.why) for one in items(tmp_path) if one.kind == "takeback"]
    assert found == [("MEDICARE PART B", -1500, False), ("UNITED", 1500, False)]
    (tmp_path / "money.toml").write_text(
        '[[payer_refund]]\non = 2026-05-20\npayer = "United"\namount = "20.00"\nclaim = "PT2"\n'
        'reason = "overpaid"\nby = "Dana Ortiz"\n'
    )
    balances = read_book(tmp_path).ledger().balances()
    assert {str(one): cents for one, cents in balances.items() if one.kind == "takebacks"} == {
        "takebacks MEDICARE PART B": -1500,
        "takebacks UNITED": 3500,
    }


def test_one_payer_of_two_spellings_under_one_number_is_one(tmp_path: Path) -> None:
    less = decision({0: 3000, 1: 2500, 2: 2000}, "ICN2")
    announced = with_plb(30, "Q2", BACK, less, plb=(("WO", "X", -1500),))
    for name in ("MEDICARE PART B TX", "NOVITAS"):
        taken = with_plb(37, "Q3", structs.replace(PAID, claim_id="PT2"), plb=(("WO", "X", 1500),))
        taken = structs.replace(taken, payment=structs.replace(taken.payment, payer=name))
        fill(tmp_path, [remittance(0, "Q1", PAID), announced, taken])
        (tmp_path / "other.837").write_bytes(claim_file("PT2", CHARGES))
        assert items(tmp_path) == []
