"""Bills that are hard to tell apart, and decisions that are hard to place: each with the right cents, by hand."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from cleanclaim.model.remittance import PaidClaim, Remittance
from cleanclaim.model.submitted_claim import Adjustment
from cleanclaim.money.balances import claim_balances
from cleanclaim.money.book.read_book import read_book
from cleanclaim.money.posted import posted_remittances
from cleanclaim.money.waiting import waiting_items
from tests.claims.stories import AETNA, CHARGES, decision, remittance
from tests.exchange.x12.files import ANSWERS_277CA, written
from tests.money.book.folders import claim_file, fill
from tests.money.posting.test_claim_entries import FIRST, shared

PAID = decision({0: 4500, 1: 2500, 2: 2000}, "ICN1")
BACK = decision({0: 4500, 1: 2500, 2: 2000}, "ICN1", "22")
FEWER = decision({0: 5000, 1: 2500}, "ICN2", claim_id="PT2")
REPLACES = {"11:B:1*": "11:B:7*", "DTP*431": "REF*F8*ICN1~DTP*431"}
TO_AETNA = {"SBR*P*18*******MB": "SBR*S*18*******CI", "*MEDICARE PART B*": "*AETNA*"}


def on(day: str, content: bytes, time: bytes = b"1200") -> bytes:
    """The file as one made on another day."""
    return content.replace(b"*260302*1200*", b"*" + day.encode() + b"*" + time + b"*", 1)


def found(folder: Path) -> dict[str, int]:
    return {str(account): cents for account, cents in read_book(folder).ledger().balances().items()}


def waits(folder: Path) -> list[tuple[str, str]]:
    book = read_book(folder)
    ledger = book.ledger()
    return [(one.kind, one.claim_id) for one in waiting_items(book, ledger, claim_balances(ledger))]


def charges(folder: Path) -> list[tuple[str, int]]:
    return [(one.claim_id, one.charge) for one in claim_balances(read_book(folder).ledger())]


def test_a_claim_to_the_next_payer_under_the_same_id_is_the_same_bill(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", FIRST)])
    (tmp_path / "second.837").write_bytes(on("260420", claim_file("PT1", CHARGES, **TO_AETNA)))
    assert found(tmp_path)["receivable AETNA"] == 2500
    crossed = shared({0: (1000, 250), 1: (625, 0), 2: (625, 0)}, "S1", "2", prior=99999)
    fill(tmp_path, [remittance(0, "Q1", FIRST), remittance(40, "Q2", crossed, payer=AETNA)])
    assert found(tmp_path) == {
        "charges": -18900,
        "cash MEDICARE PART B": 10000,
        "cash AETNA": 2250,
        "adjustment CO 45": 6400,
        "receivable patient": 250,
    }


def test_an_id_of_two_days_of_service_is_two_bills_with_their_own_decisions(tmp_path: Path) -> None:
    april = structs.replace(
        PAID, lines=tuple(structs.replace(line, first_date=date(2026, 4, 2)) for line in PAID.lines)
    )
    fill(tmp_path, [remittance(9, "Q1", april)])
    (tmp_path / "april.837").write_bytes(claim_file("PT1", CHARGES, **{"DTP*472*D8*20260302": "DTP*472*D8*20260402"}))
    first, second = claim_balances(read_book(tmp_path).ledger())
    assert (first.claim_id, first.charge, first.paid) == ("PT1", 18900, 0)
    assert (second.claim_id, second.charge, second.paid) == ("PT1 of 2026-04-02", 18900, 9000)


@pytest.mark.parametrize("sent", [(9600, 4500, 4800), (9600, 4500)])
def test_of_a_claim_sent_twice_on_a_day_the_later_counts(tmp_path: Path, sent: Sequence[int]) -> None:
    before = (9600, 4500) if len(sent) == 3 else (9600, 4500, 4800)
    fill(tmp_path, [], claim=on("260302", claim_file(charges=sent), b"2300"))
    (tmp_path / "earlier.837").write_bytes(claim_file(charges=before))
    assert charges(tmp_path) == [("PT1", sum(sent))]


@pytest.mark.parametrize("names", [("b", "c"), ("c", "b")])
def test_a_replacement_of_a_replacement_comes_after_it(tmp_path: Path, names: tuple[str, str]) -> None:
    fill(tmp_path, [remittance(0, "Q1", PAID), remittance(9, "Q2", BACK, FEWER)])
    second = claim_file("PT2", (9600, 4500), **REPLACES)
    third = claim_file("PT3", (9600,), **(REPLACES | {"DTP*431": "REF*F8*ICN2~DTP*431"}))
    for name, content in zip(names, (second, third), strict=True):
        (tmp_path / f"{name}.837").write_bytes(on("260420", content))
    assert charges(tmp_path) == [("PT1", 9600)]


def test_a_replacement_is_known_without_the_remittance_that_numbered_the_claim(tmp_path: Path) -> None:
    fill(tmp_path, [])
    (tmp_path / "second.837").write_bytes(on("260420", claim_file("PT2", (9600, 4500), **REPLACES)))
    assert charges(tmp_path) == [("PT1", 14100)]


@pytest.mark.parametrize("reversed_as", ["PT1", "PT2"])
@pytest.mark.parametrize("number", ["ICN1", "ICN2"])
def test_a_payer_may_keep_its_number_and_reverse_under_the_new_id(
    tmp_path: Path, reversed_as: str, number: str
) -> None:
    back = structs.replace(BACK, claim_id=reversed_as)
    fill(
        tmp_path,
        [remittance(0, "Q1", PAID), remittance(20, "Q2", back, structs.replace(FEWER, payer_claim_number=number))],
    )
    (tmp_path / "second.837").write_bytes(on("260410", claim_file("PT2", (9600, 4500), **REPLACES)))
    assert found(tmp_path) == {"charges": -14100, "cash MEDICARE PART B": 7500, "adjustment CO 45": 6600}


def test_a_late_word_about_what_was_replaced_changes_nothing(tmp_path: Path) -> None:
    late = decision({0: 0, 1: 0, 2: 0}, "ICN9", "4", "197")
    made = [remittance(0, "Q1", PAID), remittance(20, "Q2", BACK, FEWER), remittance(30, "Q3", late)]
    fill(tmp_path, made)
    (tmp_path / "second.837").write_bytes(on("260410", claim_file("PT2", (9600, 4500), **REPLACES)))
    assert found(tmp_path) == {"charges": -14100, "cash MEDICARE PART B": 7500, "adjustment CO 45": 6600}


def test_only_what_is_new_in_a_claim_sent_again_is_decided_anew(tmp_path: Path) -> None:
    refused = mixed({0: 4500, 1: 2500}, {2: ("CO", "16")}, "ICN1")
    again = mixed({2: 2000}, {0: ("OA", "18"), 1: ("OA", "18")}, "ICN2")
    fill(tmp_path, [remittance(0, "Q1", refused), remittance(9, "Q2", again)])
    assert found(tmp_path) == {"charges": -18900, "cash MEDICARE PART B": 9000, "adjustment CO 45": 9900}


def mixed(paid: dict[int, int], off: dict[int, tuple[str, str]], number: str) -> PaidClaim:
    """A claim of which some lines are paid and others are not, by these groups and reasons."""
    made = decision({**paid, **dict.fromkeys(off, 0)}, number)
    lines = tuple(
        structs.replace(line, adjustments=(Adjustment(*off[at], line.charge),)) if at in off else line
        for line in made.lines
        for at in [int((line.control_number or "")[1:])]
    )
    return structs.replace(made, lines=lines)


def test_previously_paid_decides_nothing_anew(tmp_path: Path) -> None:
    again = decision({0: 0, 1: 0, 2: 0}, "ICN2", "4", "B13")
    fill(tmp_path, [remittance(0, "Q1", FIRST), remittance(9, "Q2", again)])
    assert found(tmp_path)["receivable patient"] == 2500


def test_a_reversal_of_one_line_leaves_the_others(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", FIRST), remittance(9, "Q2", shared({1: (2500, 625)}, "ICN1", "22"))])
    assert found(tmp_path) == {
        "charges": -18900,
        "cash MEDICARE PART B": 7500,
        "adjustment CO 45": 6400 - 1375,
        "receivable patient": 1875,
        "receivable MEDICARE PART B": 4500,
    }


@pytest.mark.parametrize("trace", ["A1", "Z1"])
def test_a_reversal_of_the_same_day_finds_its_payment_whatever_its_number(tmp_path: Path, trace: str) -> None:
    fill(tmp_path, [remittance(0, trace, BACK), remittance(0, "B1", PAID)])
    assert found(tmp_path) == {"charges": -18900, "receivable MEDICARE PART B": 18900}
    assert waits(tmp_path) == [("taken back", "PT1")]


def test_what_is_reversed_twice_waits(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", PAID), remittance(3, "Q2", BACK), remittance(9, "Q3", BACK)])
    assert found(tmp_path)["unapplied MEDICARE PART B"] == 9000
    assert ("reversal", "PT1") in waits(tmp_path)


def test_a_void_leaves_nothing_but_what_was_paid(tmp_path: Path) -> None:
    gone = on("260410", claim_file("PT1", CHARGES, **(REPLACES | {"11:B:1*": "11:B:8*"})))
    fill(tmp_path, [remittance(0, "Q1", FIRST)])
    (tmp_path / "void.837").write_bytes(gone)
    assert found(tmp_path) == {"cash MEDICARE PART B": 10000, "receivable MEDICARE PART B": -10000}
    assert waits(tmp_path) == [("not answered", "PT1")]
    fill(tmp_path, [remittance(0, "Q1", decision({0: 0, 1: 0, 2: 0}, "ICN1", "4", "197"))])
    assert found(tmp_path) == {}


def test_a_denial_of_the_wrong_payer_ends_when_the_right_one_has_the_claim(tmp_path: Path) -> None:
    made = [remittance(0, "Q1", decision({0: 0, 1: 0, 2: 0}, "ICN1", "4", "109"))]
    fill(tmp_path, made)
    (tmp_path / "right.837").write_bytes(on("260420", claim_file("PT1", CHARGES, **{"*MEDICARE PART B*": "*AETNA*"})))
    assert found(tmp_path) == {"charges": -18900, "receivable AETNA": 18900}


def test_one_insurer_may_be_first_and_second(tmp_path: Path) -> None:
    first, second = FIRST, shared({0: (1000, 250), 1: (625, 0), 2: (625, 0)}, "S1", "2", prior=99999)
    claim = claim_file("PT1", CHARGES, **{"*MEDICARE PART B*": "*AETNA*"})
    fill(tmp_path, both_of_aetna(first, second), claim=claim)
    (tmp_path / "second.837").write_bytes(on("260420", claim_file("SEC1", CHARGES, **TO_AETNA)))
    assert found(tmp_path)["receivable patient"] == 250
    assert found(tmp_path)["adjustment CO 45"] == 6400


def both_of_aetna(first: PaidClaim, second: PaidClaim) -> list[Remittance]:
    return [remittance(0, "Q1", first, payer=AETNA), remittance(40, "Q2", second, payer=AETNA)]


def test_a_later_payer_that_pays_too_much_of_a_line_is_seen(tmp_path: Path) -> None:
    second = shared({0: (0, 1250), 1: (1625, 0), 2: (625, 0)}, "S1", "2", prior=99999)
    fill(tmp_path, [remittance(0, "Q1", FIRST), remittance(40, "Q2", second, payer=AETNA)])
    assert (found(tmp_path)["receivable patient"], found(tmp_path)["receivable AETNA"]) == (1250, -1000)


def test_a_correction_that_was_refused_changed_nothing_and_waits(tmp_path: Path) -> None:
    fill(tmp_path, [remittance(0, "Q1", PAID)])
    (tmp_path / "second.837").write_bytes(on("260302", claim_file("PT2", (9600, 4500), **REPLACES)))
    answer = written(ANSWERS_277CA).replace(b"TRN*2*PT1", b"TRN*2*PT2")
    (tmp_path / "answer.277ca").write_bytes(answer)
    assert charges(tmp_path) == [("PT1", 18900)]
    assert waits(tmp_path) == [("refused", "PT2")]


def test_a_co_share_is_not_the_patients_and_what_the_patient_was_paid_is(tmp_path: Path) -> None:
    lines = tuple(structs.replace(one, adjustments=(Adjustment("CO", "2", one.charge),), paid=0) for one in PAID.lines)
    fill(tmp_path, [remittance(0, "Q1", structs.replace(PAID, lines=lines, paid=0))])
    assert "receivable patient" not in found(tmp_path)
    lines = tuple(structs.replace(one, adjustments=(Adjustment("OA", "100", one.charge),)) for one in lines)
    fill(tmp_path, [remittance(0, "Q1", structs.replace(PAID, lines=lines, paid=0))])
    assert found(tmp_path)["receivable patient"] == 18900


def test_lines_of_one_number_are_charged_together(tmp_path: Path) -> None:
    fill(tmp_path, [], claim=claim_file().replace(b"LX*2", b"LX*1").replace(b"LX*3", b"LX*1"))
    assert charges(tmp_path) == [("PT1", 18900)]


@pytest.mark.parametrize(
    ("amount", "owed_by"), [("1890.00", "MEDICARE PART B"), ("10.00", "UNITED"), ("-5.00", "patient")]
)
def test_nothing_is_written_off_that_is_not_owed(tmp_path: Path, amount: str, owed_by: str) -> None:
    fill(tmp_path, [])
    (tmp_path / "money.toml").write_text(
        f'[[write_off]]\non = 2026-06-01\nclaim = "PT1"\namount = "{amount}"\nowed_by = "{owed_by}"\n'
        'reason = "small"\nby = "Dana Ortiz"\n'
    )
    assert found(tmp_path) == {"charges": -18900, "receivable MEDICARE PART B": 18900}
    assert waits(tmp_path) == [("not placed", "PT1")]


def test_a_copay_before_the_payer_decides_waits_for_nobody(tmp_path: Path) -> None:
    fill(tmp_path, [])
    (tmp_path / "money.toml").write_text('[[patient_payment]]\non = 2026-03-02\nclaim = "PT1"\namount = "20.00"\n')
    assert found(tmp_path)["receivable patient"] == -2000
    assert waits(tmp_path) == []


@pytest.mark.parametrize("group", ["PR", "OA", "CO"])
def test_a_predetermination_decides_nothing_whatever_its_group(tmp_path: Path, group: str) -> None:
    lines = tuple(
        structs.replace(one, adjustments=(Adjustment(group, "101", one.charge),), paid=0) for one in PAID.lines
    )
    priced = structs.replace(PAID, status="25", lines=lines, paid=0, payer_claim_number="ICN0", patient_owes=18900)
    fill(tmp_path, [remittance(0, "Q0", priced)])
    assert found(tmp_path) == {"charges": -18900, "receivable MEDICARE PART B": 18900}
    assert waits(tmp_path) == []
    (posted,) = posted_remittances(read_book(tmp_path).remittances, read_book(tmp_path).ledger())
    assert posted.counts == {"predetermination": 1}
    late = structs.replace(priced, claim_id="PT9")
    fill(tmp_path, [remittance(0, "Q1", FIRST), remittance(9, "Q0", priced, late)])
    assert found(tmp_path)["receivable patient"] == 2500
    assert waits(tmp_path) == []
