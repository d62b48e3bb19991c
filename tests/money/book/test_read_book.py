"""A folder as a book: the same ledger however its files are cut, named, ordered and repeated; and what is refused."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from cleanclaim.model.errors import UserError
from cleanclaim.model.ledger_entry import Account, EntrySource, LedgerEntry
from cleanclaim.model.remittance import ProviderAdjustment, Remittance
from cleanclaim.money.balances import age_balances, claim_balances
from cleanclaim.money.book.read_book import read_book
from cleanclaim.money.deposits_at_bank import reconcile
from cleanclaim.money.ledger import Ledger
from cleanclaim.money.posted import posted_remittances
from cleanclaim.money.waiting import WaitingItem, waiting_items
from tests.claims.stories import AETNA, APRIL, CHARGES, MEDICARE, decision, remittance, story
from tests.conftest import tries
from tests.exchange.x12.files import ANSWERS_277CA, written
from tests.money.book.folders import after, claim_file, fill, remittance_file

PAID = decision({0: 4500, 1: 2500, 2: 2000}, "ICN1")


def without_places(ledger: Ledger) -> list[LedgerEntry]:
    return [structs.replace(entry, source=EntrySource()) for entry in ledger.entries]


@tries(40)
@given(data=st.data())
def test_the_same_ledger_however_the_files_are_cut_ordered_and_repeated(data: st.DataObject) -> None:
    made: list[Remittance] = []
    for payer, place in ((MEDICARE, "1"), (AETNA, "2")):
        made += data.draw(st.composite(story)(payer, place))[0]
    shuffled = data.draw(st.permutations(made))
    cuts = data.draw(st.sets(st.integers(0, len(made))))
    with TemporaryDirectory() as name:
        once = read_book(fill(Path(name) / "once", made))
        cut = fill(Path(name) / "cut", shuffled, cuts=cuts)
        (cut / "again").mkdir()
        for path in data.draw(st.sets(st.sampled_from(sorted(cut.glob("*.8*"))))):
            (cut / "again" / path.name).write_bytes(path.read_bytes())
        book = read_book(cut)
    ledger = book.ledger()
    assert without_places(ledger) == without_places(once.ledger())
    for one in posted_remittances(book.remittances, ledger):
        assert one.deposit == one.placed
    for balance in claim_balances(ledger):
        rest = balance.adjusted + balance.written_off + balance.open_cents + balance.unapplied
        assert balance.charge == balance.paid + rest


def test_every_cent_of_a_deposit_has_a_place(tmp_path: Path) -> None:
    stranger = decision({0: 3333}, "N1", claim_id="NOTOURS")
    amounts = (
        ProviderAdjustment("L6", "PT1", -123),
        ProviderAdjustment("WO", "OLD1", 1250),
        ProviderAdjustment("FB", "EFT0", -11000),
        ProviderAdjustment("LE", "LEVY", 500),
    )
    total = 9000 + 3333 + 123 - 1250 + 11000 - 500
    one = remittance(0, "EFT1", PAID, stranger, adjustments=amounts, amount=total)
    book = read_book(fill(tmp_path, [one]))
    ledger = book.ledger()
    (posted,) = posted_remittances(book.remittances, ledger)
    assert (posted.deposit, posted.placed) == (total, total)
    assert posted.counts == {"payment": 1, "unknown claim": 1, "provider level": 4}
    found = ledger.balances()
    assert found[Account("unapplied", MEDICARE[0])] == -3333
    assert found[Account("takebacks", MEDICARE[0])] == 1250 - 11000
    assert found[Account("provider level", "L6")] == -123
    waits = [(item.kind, item.cents) for item in waiting_items(book, ledger, claim_balances(ledger))]
    assert waits == [("unknown claim", 3333), ("provider level", 500), ("takeback", -11000), ("takeback", 1250)]


def test_a_replacement_and_a_claim_to_the_next_payer_are_the_same_bill(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", PAID)])
    corrected = claim_file("PT2", (9600, 4500), **{"11:B:1*": "11:B:7*", "DTP*431": "REF*F8*ICN1~DTP*431"})
    (tmp_path / "corrected.837").write_bytes(
        corrected.replace(b"DTP*431*D8*20260201~\nHI", b"DTP*431*D8*20260201~\nHI")
    )
    book = read_book(tmp_path)
    assert [one.name for one in book.files if one.use == "refused"] == []
    (bill,) = book.bills()
    assert [one.claim.claim_id for one in bill.billed] == ["PT1", "PT2"]
    (balance,) = claim_balances(book.ledger())
    assert (balance.claim_id, balance.charge, balance.paid) == ("PT1", 14100, 9000)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda text: text[: len(text) // 3], "is not whole"),
        (lambda text: text.replace("CLP*PT1*1*189*90", "CLP*PT1*1*189*91"), "it does not balance"),
        (lambda text: text.replace("SVC*HC:97110:GP*96*45", "SVC*HC:97110:GP*96*45.005"), "cannot be read"),
    ],
)
def test_a_remittance_that_is_not_right_is_refused_whole_and_named(tmp_path: Path, spoil: object, why: str) -> None:
    fill(tmp_path, [])
    text = remittance_file([remittance(0, "Q1", PAID), remittance(9, "Q2", PAID)])
    spoilt = spoil(text)  # type: ignore[operator]
    assert spoilt != text
    (tmp_path / "wrong.835").write_text(spoilt, encoding="ascii")
    book = read_book(tmp_path)
    (refused,) = [one for one in book.files if one.use == "refused"]
    assert refused.name == "wrong.835"
    assert why in refused.why
    assert (book.remittances, book.ledger().total("cash")) == ((), 0)


def test_what_is_not_of_money_and_what_repeats_is_named(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", PAID)])
    (tmp_path / "notes.txt").write_text("remember the milk")
    (tmp_path / ".hidden").write_text("ISA")
    (tmp_path / "copy.835").write_bytes((tmp_path / "00.835").read_bytes())
    (tmp_path / "again.835").write_text(remittance_file([remittance(0, "Q1", PAID)]) + "\n")
    book = read_book(tmp_path)
    found = {one.name: (one.use, one.why) for one in book.files}
    assert found["notes.txt"][0] == "not used"
    assert "says nothing of money" in found["notes.txt"][1]
    assert found["copy.835"] == ("the same as another", "it repeats 00.835")
    assert ".hidden" not in found
    assert book.repeated == ("Q1",)
    assert book.ledger().total("cash") == 9000


def test_a_folder_of_nothing_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("remember the milk")
    with pytest.raises(UserError, match="holds no claims, remittances or answers"):
        read_book(tmp_path)
    with pytest.raises(UserError, match="is no folder"):
        read_book(tmp_path / "nowhere")


MONEY = """
[[patient_payment]]
on = 2026-05-02
claim = "PT1"
amount = "25.00"
number = "receipt 17"

[[patient_payment]]
on = 2026-05-03
claim = "PT7"
amount = 10

[[write_off]]
on = 2026-06-01
claim = "PT1"
amount = "99.00"
owed_by = "MEDICARE PART B"
denied = true
reason = "no authorization"
by = "Dana Ortiz"
"""


def test_what_patients_paid_and_people_decided(tmp_path: Path) -> None:
    refused = decision({0: 0, 1: 0, 2: 0}, "ICN1", "4", "197")
    fill(tmp_path, [remittance(0, "Q1", refused)])
    (tmp_path / "money.toml").write_text(MONEY)
    ledger = read_book(tmp_path).ledger()
    found = {str(account): cents for account, cents in ledger.balances().items()}
    assert found == {
        "cash patient": 3500,
        "charges": -sum(CHARGES),
        "denied MEDICARE PART B": sum(CHARGES) - 9900,
        "receivable patient": -2500,
        "unapplied patient": -1000,
        "write-off no authorization": 9900,
    }
    by_hand = next(entry for entry in ledger.entries if entry.kind == "write-off")
    assert (by_hand.source.person, by_hand.note) == ("Dana Ortiz", "no authorization (Dana Ortiz)")


def test_everything_that_is_wrong_with_the_decisions_is_said(tmp_path: Path) -> None:
    fill(tmp_path, [])
    (tmp_path / "money.toml").write_text(
        MONEY.replace('"25.00"', '"a lot"').replace('by = "Dana Ortiz"', 'by = " "') + "\n[[gift]]\non = 2026-01-01\n"
    )
    book = read_book(tmp_path)
    (refused,) = [one for one in book.files if one.use == "refused"]
    for part in ("[gift] is nothing", "patient_payment 1: 'a lot'", "write_off 1: by is empty"):
        assert part in refused.why
    assert book.patient_payments == ()


def test_ages_count_from_the_service_and_credits_stand_apart(tmp_path: Path) -> None:
    twice = decision({0: 5000, 1: 2500, 2: 2000}, "ICN2")
    book = read_book(fill(tmp_path, [remittance(0, "Q1", PAID), remittance(9, "Q2", twice)]))
    assert book.last_day == APRIL.replace(day=11)
    assert book.last_day
    (aged,) = age_balances(claim_balances(book.ledger()), book.last_day)
    assert (aged.owed_by, aged.by_age, aged.credits) == (MEDICARE[0], (0, 0, 0, 0, 0), -9000)


def waits(folder: Path) -> list[WaitingItem]:
    book = read_book(folder)
    ledger = book.ledger()
    return waiting_items(book, ledger, claim_balances(ledger))


def test_a_refused_claim_waits_until_it_is_sent_again_or_decided(tmp_path: Path) -> None:
    fill(tmp_path, [])
    (tmp_path / "answer.277ca").write_bytes(written(ANSWERS_277CA))
    (refused,) = waits(tmp_path)
    assert (refused.kind, refused.claim_id, refused.cents) == ("refused", "PT1", sum(CHARGES))
    assert "A7:562:85" in refused.why
    again = tmp_path / "a-later-file.837"
    again.write_bytes(claim_file().replace(b"*260302*1200*", b"*260309*1200*", 1))
    assert waits(tmp_path) == []
    again.unlink()
    assert waits(tmp_path)
    assert waits(fill(tmp_path, [remittance(0, "Q1", PAID)])) == []


STATEMENT = r"""Account,****1234
Posted Date,Description,Reference,Amount
04/03/2026,MEDICARE HCCLAIMPMT TRN*1*Q1*1512345678\,001,90.00
04/12/2026,REMOTE DEPOSIT,002,"$1,000.00"
04/13/2026,RENT,003,(800.00)
04/14/2026,AETNA CHECK,004,22.50
"""


def test_payments_are_found_at_the_bank_by_number_else_by_amount_and_day(tmp_path: Path) -> None:
    crossed = decision({0: 1125, 1: 625, 2: 500}, "S1", "2", "23")
    missing = decision({0: 4500, 1: 2500, 2: 2000}, "ICN9", claim_id="PT9")
    made = [
        remittance(0, "Q1", PAID),
        remittance(9, "Q2", crossed, payer=AETNA),
        remittance(5, "Q3", missing),
    ]
    fill(tmp_path, made)
    (tmp_path / "bank.csv").write_text(STATEMENT)
    book = read_book(tmp_path)
    bank = next(one for one in book.files if one.name == "bank.csv")
    assert (bank.use, bank.deposits, bank.not_used) == ("read", 3, ("Reference",))
    found = reconcile(book.remittances, book.statement)
    assert {one.remittance.payment.trace: one.found for one in found.payments} == {
        "Q1": "by number",
        "Q2": "likely",
        "Q3": "not at the bank",
    }
    assert [line.text for line in found.left] == ["REMOTE DEPOSIT"]
    kinds = [(item.kind, item.cents, item.payment) for item in waits(tmp_path)]
    assert ("not at the bank", 9000, "Q3") in kinds
    assert ("deposit without a remittance", 100_000, "") in kinds


def test_a_deposit_of_another_amount_and_one_that_two_payments_fit(tmp_path: Path) -> None:
    made = [remittance(0, "Q1", PAID), remittance(1, "Q2", decision({0: 9000}, "ICN2", claim_id="PT9"))]
    fill(tmp_path, made)
    (tmp_path / "bank.csv").write_text("Date,Memo,Credit,Debit\n04/03/2026,CHECK,90.00,\n04/20/2026,FEE,,3.00\n")
    found = reconcile(read_book(tmp_path).remittances, read_book(tmp_path).statement)
    assert [one.found for one in found.payments] == ["not at the bank", "not at the bank"]
    assert len(found.left) == 1
    (tmp_path / "bank.csv").write_text("Date,Memo,Credit,Debit\n04/03/2026,TRN*1*Q1*1512345678,80.00,\n")
    (one, _) = reconcile(read_book(tmp_path).remittances, read_book(tmp_path).statement).payments
    assert (one.found, one.deposit and one.deposit.cents) == ("another amount", 8000)
    (refused,) = (item for item in waits(tmp_path) if item.kind == "not at the bank" and item.payment == "Q1")
    assert refused.cents == -1000


def test_a_statement_that_cannot_be_read_is_refused_and_named(tmp_path: Path) -> None:
    fill(tmp_path, [])
    (tmp_path / "bank.csv").write_text("Date,Memo,Amount\n13/45/2026,CHECK,90.00\n04/20/2026,FEE,lots\n")
    (refused,) = [one for one in read_book(tmp_path).files if one.use == "refused"]
    assert "row 2" in refused.why
    assert "row 3" in refused.why


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        (('"appealed"', '"won"'), "denial 1: Invalid enum value 'won'"),
        (("level = 1\n", ""), "denial 1: level is missing"),
        (("level = 1", "level = 6"), "denial 1: 6 is no level of an appeal"),
        (('"appealed"', '"working"'), "denial 1: 1 is no level of an appeal"),
        (('"Dana Ortiz"', '""'), "denial 1: by is empty"),
    ],
)
def test_a_step_of_a_denial_that_cannot_be_is_refused(tmp_path: Path, changed: tuple[str, str], wrong: str) -> None:
    text = '[[denial]]\non = 2026-06-01\nclaim = "PT1"\nstate = "appealed"\nlevel = 1\nby = "Dana Ortiz"\n'
    fill(tmp_path, [])
    (tmp_path / "money.toml").write_text(text)
    book = read_book(tmp_path)
    assert [(one.state, one.level, one.source.person) for one in book.denial_steps] == [("appealed", 1, "Dana Ortiz")]
    (tmp_path / "money.toml").write_text(text.replace(*changed))
    (refused,) = [one for one in read_book(tmp_path).files if one.use == "refused"]
    assert wrong in refused.why


def test_what_is_known_of_payers_is_found_once_for_a_book(tmp_path: Path) -> None:
    book = read_book(fill(tmp_path, []))
    assert book.payer_names is book.payer_names
    assert book.payer_terms is book.payer_terms


@tries(40)
@given(data=st.data())
def test_a_book_as_of_a_day_is_that_of_what_had_come_by_then(data: st.DataObject) -> None:
    made: list[Remittance] = []
    for payer, place in ((MEDICARE, "1"), (AETNA, "2")):
        made += data.draw(st.composite(story)(payer, place))[0]
    day = APRIL + timedelta(days=data.draw(st.integers(-40, 90)))
    had_come = [one for one in made if one.payment.on and one.payment.on <= day]
    receipt = '[[patient_payment]]\non = 2026-05-02\nclaim = "PT1"\namount = "25.00"\nnumber = "17"\n'
    with TemporaryDirectory() as place:
        whole, then = Path(place, "whole"), Path(place, "then")
        for folder, remittances in ((whole, made), (then, had_come)):
            fill(folder, remittances, cuts=data.draw(st.sets(st.integers(0, len(remittances)))))
            if folder == whole or day >= date(2026, 5, 2):
                (folder / "money.toml").write_text(receipt, encoding="utf-8")
        found, wanted = read_book(whole, is_late=after(day)), read_book(then, is_late=after(day))
    assert without_places(found.posted_ledger()) == without_places(wanted.posted_ledger())
    assert len(found.left_out) == len(made) - len(had_come) + (day < date(2026, 5, 2)) + len(wanted.left_out)
    assert len(found.remittances) == len(wanted.remittances)
