"""What people write in money.toml, and files that overlap or disagree: every cent in its place, nothing in silence."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from cleanclaim.model.errors import UserError
from cleanclaim.model.remittance import ProviderAdjustment
from cleanclaim.model.submitted_claim import Party
from cleanclaim.money.balances import claim_balances
from cleanclaim.money.book.by_hand import read_money_file
from cleanclaim.money.book.read_book import read_book
from cleanclaim.money.deposits_at_bank import reconcile
from cleanclaim.money.waiting import WaitingItem, waiting_items
from tests.claims.stories import AETNA, decision, remittance
from tests.money.book.folders import claim_file, fill, remittance_file

PAID = decision({0: 4500, 1: 2500, 2: 2000}, "ICN1")
BACK = decision({0: 4500, 1: 2500, 2: 2000}, "ICN1", "22")
LESS = decision({0: 4500, 1: 2500, 2: 800}, "ICN1")
RECEIPT = '[[patient_payment]]\non = 2026-05-02\nclaim = "PT1"\namount = "25.00"\nnumber = "17"\n'
REFUND = """[[payer_refund]]
on = 2026-05-09
payer = "Medicare Part B"
amount = "90.00"
claim = "PT1"
number = "check 5"
reason = "paid twice"
by = "Dana Ortiz"
"""


def found(folder: Path) -> dict[str, int]:
    return {str(account): cents for account, cents in read_book(folder).ledger().balances().items()}


def waiting(folder: Path) -> list[WaitingItem]:
    book = read_book(folder)
    ledger = book.ledger()
    return waiting_items(book, ledger, claim_balances(ledger))


def by_hand(folder: Path, text: str, name: str = ".") -> None:
    (folder / name).mkdir(exist_ok=True, parents=True)
    (folder / name / "money.toml").write_text(text, encoding="utf-8")


def adjusted(day: int, trace: str, *claims: object, plb: Sequence[ProviderAdjustment]) -> object:
    """A remittance with amounts of the provider's level, and what is left of it as its payment."""
    made = remittance(day, trace, *claims)  # type: ignore[arg-type]
    total = sum(one.paid or 0 for one in made.claims) - sum(one.amount or 0 for one in plb)
    payment = structs.replace(made.payment, amount=abs(total), credit=total >= 0, adjustments=tuple(plb))
    return structs.replace(made, payment=payment)


def test_a_receipt_in_two_files_counts_once_and_two_in_one_file_count_twice(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", PAID)])
    by_hand(tmp_path, RECEIPT)
    once = found(tmp_path)["cash patient"]
    by_hand(tmp_path, f"# all of 2026\n{RECEIPT}", "year")
    assert found(tmp_path)["cash patient"] == once == 2500
    assert [str(one) for one in read_book(tmp_path).overlaps] == ["year/money.toml, segment 1"]
    by_hand(tmp_path, RECEIPT * 2, "year")
    assert found(tmp_path)["cash patient"] == 5000


def test_a_payment_on_paper_is_posted_as_an_835_is(tmp_path: Path) -> None:
    fill(tmp_path, [])
    by_hand(
        tmp_path,
        '[[payer_payment]]\non = 2026-04-02\npayer = "MEDICARE PART B"\nnumber = "88123"\nclaim = "PT1"\n'
        'paid = "90.00"\ntaken_off = ["CO 45 79.00", "PR-2 20"]\n',
    )
    assert found(tmp_path) == {
        "charges": -18900,
        "cash MEDICARE PART B": 9000,
        "adjustment CO 45": 7900,
        "receivable patient": 2000,
    }
    [one] = read_book(tmp_path).remittances
    assert (one.payment.trace, one.payment.deposit, one.payment.claims) == ("88123", 9000, 1)


def test_a_payment_on_paper_that_came_as_an_835_too_counts_once(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "88123", PAID)])
    as_835 = found(tmp_path)
    by_hand(
        tmp_path,
        '[[payer_payment]]\non = 2026-04-03\npayer = "Medicare Part B"\nnumber = "88123"\nclaim = "PT1"\npaid = "90"\n',
    )
    assert found(tmp_path) == as_835
    assert read_book(tmp_path).repeated == ("88123",)


def test_a_refund_waits_for_the_payer_and_is_settled_by_its_reversal_with_plb_72(tmp_path: Path) -> None:
    paid = [remittance(0, "Q1", PAID), remittance(5, "Q2", decision({0: 4500, 1: 2500, 2: 2000}, "ICN2"))]
    fill(tmp_path, paid)
    assert ("overpaid", -9000) in [(one.kind, one.cents) for one in waiting(tmp_path)]
    by_hand(tmp_path, REFUND)
    assert ("paid back", -9000) in [(one.kind, one.cents) for one in waiting(tmp_path)]
    assert found(tmp_path)["takebacks MEDICARE PART B"] == 9000
    assert not [one for one in waiting(tmp_path) if one.kind == "takeback"]
    back = adjusted(60, "Q3", BACK, plb=[ProviderAdjustment("72", "ICN1", -9000)])
    fill(tmp_path, [*paid, back])  # type: ignore[list-item]
    assert "takebacks MEDICARE PART B" not in found(tmp_path)
    assert not [one for one in waiting(tmp_path) if one.kind == "takeback"]


def test_takebacks_under_different_references_are_named_though_they_come_to_nothing(tmp_path: Path) -> None:
    taken = adjusted(9, "Q1", PAID, plb=[ProviderAdjustment("WO", "ICN7", 3000)])
    back = adjusted(19, "Q2", LESS, plb=[ProviderAdjustment("WO", "ICN8", -3000)])
    fill(tmp_path, [taken, back])  # type: ignore[list-item]
    items = [one for one in waiting(tmp_path) if one.kind == "takeback"]
    assert [(one.cents, one.payment) for one in items] == [(3000, "Q1"), (-3000, "Q2")]
    same = adjusted(19, "Q2", LESS, plb=[ProviderAdjustment("WO", "ICN7", -3000)])
    fill(tmp_path, [taken, same])  # type: ignore[list-item]
    assert not [one for one in waiting(tmp_path) if one.kind == "takeback"]


@pytest.mark.parametrize("names", [("a.835", "b.835"), ("b.835", "a.835")])
def test_of_two_versions_of_a_payment_the_one_made_last_counts_and_both_are_named(
    tmp_path: Path, names: Sequence[str]
) -> None:
    fill(tmp_path, [])
    first = remittance_file([remittance(0, "Q1", PAID)])
    other = decision({0: 2500, 1: 4500, 2: 2000}, "ICN1")
    last = remittance_file([remittance(0, "Q1", other)])
    made = first.split("*")[9] + "*" + first.split("*")[10]
    later = last.replace(f"*{made}*", "*261231*2359*", 1)
    for name, text in zip(names, (first, later), strict=True):
        (tmp_path / name).write_text(text, encoding="ascii")
    book = read_book(tmp_path)
    assert [one.paid for one in book.remittances[0].claims[0].lines] == [2500, 4500, 2000]
    assert [one.kind for one in waiting(tmp_path) if one.kind == "two versions"] == ["two versions"]
    assert not book.repeated


def test_what_is_marked_as_done_comes_back_when_its_amount_changes(tmp_path: Path) -> None:
    levy = adjusted(9, "Q1", PAID, plb=[ProviderAdjustment("AH", "FEE", 310)])
    fill(tmp_path, [levy])  # type: ignore[list-item]
    mark = '[[done]]\non = 2026-06-02\nwhat = "provider level"\namount = "3.10"\npayment = "Q1"\nby = "Dana"\n'
    by_hand(tmp_path, mark)
    [item] = [one for one in waiting(tmp_path) if one.kind == "provider level"]
    assert item.done
    assert item.done.person == "Dana"
    by_hand(tmp_path, mark.replace("3.10", "3.20"))
    assert [one.done for one in waiting(tmp_path) if one.kind == "provider level"] == [None]


def test_payments_of_a_day_in_one_deposit_are_found_together(tmp_path: Path) -> None:
    paid = [remittance(0, "Q1", PAID), remittance(0, "Q2", LESS), remittance(0, "Q3", LESS, payer=AETNA)]
    fill(tmp_path, paid)
    (tmp_path / "bank.csv").write_text("Date,Description,Amount\n2026-04-03,DEPOSIT,168.00\n", encoding="utf-8")
    book = read_book(tmp_path)
    at_bank = {one.remittance.payment.trace: one.found for one in reconcile(book.remittances, book.statement).payments}
    assert at_bank == {"Q1": "in one deposit", "Q2": "in one deposit", "Q3": "not at the bank"}


def test_everything_wrong_in_a_file_is_named_at_once(tmp_path: Path) -> None:
    by_hand(
        tmp_path,
        '[[payer_payment]]\non = 2026-04-02\npayer = "A"\nnumber = "1"\nclaim = "PT1"\npaid = "9"\n'
        'taken_off = ["45 CO"]\n[[payer_refund]]\non = 2026-04-02\npayer = "A"\namount = "-1"\nreason = "r"\nby = "D"\n'
        '[[done]]\non = 2026-04-02\nwhat = "everything"\namount = "1"\nby = "D"\n[[seen]]\n',
    )
    with pytest.raises(UserError) as wrong:
        read_money_file(tmp_path / "money.toml", "money.toml")
    for text in (
        "[seen]",
        'taken_off has "45 CO"',
        "payer_refund 1: amount",
        "done 1: Invalid enum value 'everything'",
    ):
        assert text in wrong.value.problem


WRITE_OFF = '[[write_off]]\non = 2026-04-20\nclaim = "PT1"\namount = "{}"\nowed_by = "MEDICARE PART B"\n'
REFUSED = decision({0: 0, 1: 0, 2: 0}, "ICN1", "4", "197")
PATIENT = Party("SMITH", "JANE", "W123456789", "MI")


def written_off(amount: str, on: str = "2026-04-20") -> str:
    text = WRITE_OFF.format(amount).replace("2026-04-20", on)
    return f'{text}denied = true\nreason = "no authorization"\nby = "Dana Ortiz"\n'


def test_a_write_off_is_taken_back_where_the_payer_pays_after_all(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", REFUSED)])
    by_hand(tmp_path, written_off("189.00"))
    assert found(tmp_path)["write-off no authorization"] == 18900
    fill(tmp_path, [remittance(0, "Q1", REFUSED), remittance(40, "Q2", PAID)])
    assert found(tmp_path) == {"charges": -18900, "cash MEDICARE PART B": 9000, "adjustment CO 45": 9900}
    assert not waiting(tmp_path)
    paid = next(one for one in read_book(tmp_path).ledger().entries if one.payment == "Q2")
    assert "taken back: $189.00 of a write-off, no authorization" in paid.note


def test_what_was_passed_on_to_the_patient_is_the_patients_credit_where_the_payer_pays_after_all(
    tmp_path: Path,
) -> None:
    passed_on = written_off("189.00").replace("write_off", "transfer") + 'to = "patient"\n'
    paid = '[[patient_payment]]\non = 2026-04-25\nclaim = "PT1"\namount = "189.00"\n'
    fill(tmp_path, [remittance(0, "Q1", REFUSED), remittance(40, "Q2", PAID)])
    by_hand(tmp_path, passed_on + paid)
    assert found(tmp_path)["receivable patient"] == -18900
    [item] = waiting(tmp_path)
    assert (item.kind, item.payer, item.cents) == ("overpaid", "patient", -18900)


def test_a_write_off_is_undone_by_one_below_nothing(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", REFUSED)])
    by_hand(tmp_path, written_off("189.00") + written_off("-100.00", "2026-04-21"))
    assert (found(tmp_path)["write-off no authorization"], found(tmp_path)["denied MEDICARE PART B"]) == (8900, 10000)
    by_hand(tmp_path, written_off("189.00") + written_off("-200.00", "2026-04-21"))
    assert found(tmp_path)["write-off no authorization"] == 18900
    assert "to be taken back, and $189.00 stand moved" in waiting(tmp_path)[0].why


def test_two_versions_of_a_payment_with_another_amount_are_versions_too(tmp_path: Path) -> None:
    less = decision({0: 4500, 1: 2500, 2: 1000}, "ICN1")
    fill(tmp_path, [remittance(0, "Q1", PAID), remittance(0, "Q1", less)], cuts=[1])
    assert found(tmp_path)["cash MEDICARE PART B"] in {9000, 8000}
    assert [one.kind for one in waiting(tmp_path)] == ["two versions"]


def test_payments_of_one_number_about_other_claims_are_two(tmp_path: Path) -> None:
    other = decision({0: 4500}, "N1", claim_id="PT7")
    fill(tmp_path, [remittance(0, "Q1", PAID), remittance(0, "Q1", other)], cuts=[1])
    assert found(tmp_path)["cash MEDICARE PART B"] == 13500


def paper(number: str, paid: str, *taken_off: str, payer: str = "MEDICARE PART B", claim: str = "PT1") -> str:
    return (
        f'[[payer_payment]]\non = 2026-04-02\npayer = "{payer}"\nnumber = "{number}"\nclaim = "{claim}"\n'
        f'paid = "{paid}"\ntaken_off = {list(taken_off)}\n'
    )


def test_a_check_typed_twice_in_other_letters_counts_once(tmp_path: Path) -> None:
    fill(tmp_path, [])
    by_hand(tmp_path, paper("88123", "90.00", "CO 45 79.00", "PR 2 20.00"))
    by_hand(tmp_path, paper("88123", "90.00", "PR 2 20.00", "CO 45 79.00", payer="Medicare part b"), "year")
    assert found(tmp_path)["cash MEDICARE PART B"] == 9000


def test_part_of_a_check_on_paper_and_all_of_it_as_an_835(tmp_path: Path) -> None:
    stranger = decision({0: 3333}, "N1", claim_id="NOTOURS")
    fill(tmp_path, [remittance(0, "0088123", PAID, stranger)])
    by_hand(tmp_path, paper("88123", "90.00", "CO 45 99.00"))
    assert found(tmp_path)["cash MEDICARE PART B"] == 12333
    assert read_book(tmp_path).repeated == ("88123",)


def test_an_entry_that_does_not_explain_the_charge_counts_nothing_and_waits(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", PAID)])
    before = found(tmp_path)
    by_hand(tmp_path, paper("9", "5.00"))
    assert found(tmp_path) == before
    [item] = waiting(tmp_path)
    assert (item.kind, item.why.startswith("It explains $5.00 of $189.00")) == ("not placed", True)
    by_hand(tmp_path, paper("9", "100.00", "CO 45 89.00") + paper("9", "9.00", "CO 45 180.00"))
    assert [one.why.split(":")[0] for one in waiting(tmp_path) if one.kind == "not placed"] == [
        "Check 9 has claim PT1 twice"
    ]


@pytest.mark.parametrize("name", ["AETNA", "AETNA LIFE"])
def test_a_refund_finds_the_payer_under_both_its_names(tmp_path: Path, name: str) -> None:
    claim = claim_file("PT1", (9600, 4500, 4800), **{"*MEDICARE PART B*": "*AETNA*"})
    twice = [
        remittance(0, "Q1", PAID, payer=("AETNA LIFE", "1222222222")),
        remittance(5, "Q2", structs.replace(PAID, payer_claim_number="ICN2"), payer=("AETNA LIFE", "1222222222")),
    ]
    fill(tmp_path, twice, claim=claim)
    by_hand(tmp_path, REFUND.replace("Medicare Part B", name))
    assert [one.kind for one in waiting(tmp_path)] == ["paid back"]
    back = adjusted(60, "Q3", BACK, plb=[ProviderAdjustment("72", "ICN1", -9000)])
    back = structs.replace(back, payment=structs.replace(back.payment, payer="AETNA LIFE", payer_id="1222222222"))  # type: ignore[attr-defined,type-var]
    fill(tmp_path, [*twice, back], claim=claim)  # type: ignore[list-item]
    assert "takebacks AETNA LIFE" not in found(tmp_path)
    assert not waiting(tmp_path)


@pytest.mark.parametrize(
    ("returned", "sent"),
    [
        ("A-100/7", "a-100/7"),
        ("00A1007", "A-100/7"),
        ("A1007", "A-100/7"),
        ("XX00A10077", "00A10077"),
        ("A100/789", "A100/7890123"),
    ],
)
def test_a_claim_that_comes_back_under_an_altered_number_is_found(tmp_path: Path, returned: str, sent: str) -> None:
    paid = structs.replace(PAID, claim_id=returned, first_date=date(2026, 3, 2), patient=PATIENT)
    fill(tmp_path, [remittance(0, "Q1", paid)], claim=claim_file(sent))
    assert found(tmp_path)["cash MEDICARE PART B"] == 9000
    assert not waiting(tmp_path)
    assert [(one.returned, one.claim_id) for one in read_book(tmp_path).renumbered] == [(returned, sent)]


def test_a_claim_under_a_number_of_the_payers_own_is_named_and_a_person_says_it(tmp_path: Path) -> None:
    paid = structs.replace(PAID, claim_id="88", first_date=date(2026, 3, 2), patient=PATIENT)
    fill(tmp_path, [remittance(0, "Q1", paid)])
    [item] = waiting(tmp_path)
    assert (item.kind, "It may be claim PT1" in item.why) == ("unknown claim", True)
    by_hand(tmp_path, '[[claim_number]]\nreturned = "88"\nclaim = "PT1"\nby = "Dana"\n')
    assert found(tmp_path)["cash MEDICARE PART B"] == 9000
    assert not waiting(tmp_path)


def test_another_patients_claim_is_not_taken_for_it(tmp_path: Path) -> None:
    other = Party("OTHER", "ANN", "Z9", "MI")
    paid = structs.replace(PAID, claim_id="0PT1", first_date=date(2026, 3, 2), patient=other)
    fill(tmp_path, [remittance(0, "Q1", paid)])
    assert [one.kind for one in waiting(tmp_path)] == ["unknown claim"]


def test_a_claim_in_other_letters_in_money_toml_is_the_claim(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", PAID)])
    by_hand(tmp_path, RECEIPT.replace("PT1", "pt1"))
    assert not [one for one in waiting(tmp_path) if one.kind == "not placed"]


def test_a_mark_is_for_one_item_and_for_a_payer(tmp_path: Path) -> None:
    two = [ProviderAdjustment("LE", "A", 500), ProviderAdjustment("E3", "B", 500)]
    fill(tmp_path, [adjusted(9, "Q1", PAID, plb=two)])  # type: ignore[list-item]
    mark = '[[done]]\non = 2026-06-02\nwhat = "provider level"\namount = "5.00"\npayment = "Q1"\nby = "Dana"\n'
    by_hand(tmp_path, mark)
    assert [bool(one.done) for one in waiting(tmp_path)] == [True, False]
    by_hand(tmp_path, mark + 'payer = "CIGNA"\n')
    assert [bool(one.done) for one in waiting(tmp_path)] == [False, False]


def test_days_that_have_not_come_are_named(tmp_path: Path) -> None:
    fill(tmp_path, [])
    by_hand(tmp_path, RECEIPT.replace("2026", "2062"))
    [(on, source)] = read_book(tmp_path).after(date(2026, 12, 1))
    assert (on, source.file) == (date(2062, 5, 2), "money.toml")
