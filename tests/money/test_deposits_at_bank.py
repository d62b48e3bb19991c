"""Checks of several days that came as one deposit: found by their sum, where no other checks have it."""

from collections.abc import Sequence
from datetime import date

import pytest

from cleanclaim.model.bank_line import BankLine
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.model.remittance import Payment, Remittance
from cleanclaim.money.deposits_at_bank import reconcile


def payment(trace: str, cents: int, day: int, method: str = "CHK") -> Remittance:
    paid = Payment(amount=cents, method=method, on=date(2026, 4, day), trace=trace, payer=f"PAYER {trace}")
    return Remittance(paid, source=EntrySource(f"{trace}.835", 1))


def deposit(cents: int, day: int = 6) -> BankLine:
    return BankLine(on=date(2026, 4, day), cents=cents, text="REMOTE DEPOSIT", source=EntrySource("bank.csv", day))


THREE = [payment("C1", 7000, 1), payment("C2", 6000, 2), payment("C3", 5550, 2), payment("E1", 5200, 2, "ACH")]


@pytest.mark.parametrize(
    ("others", "cents", "found"),
    [
        ([], 18550, "likely in one deposit"),
        ([payment("C9", 1000, 3)], 18550, "likely in one deposit"),
        ([payment("C9", 7000, 3)], 18550, "not at the bank"),  # two sums fit
        ([], 18650, "not at the bank"),
        ([payment(f"D{at}", 100 + at, 3) for at in range(12)], 18550, "not at the bank"),  # too many to tell
    ],
)
def test_only_the_one_exact_sum_of_checks_is_proposed(others: Sequence[Remittance], cents: int, found: str) -> None:
    made = reconcile([*THREE, *others], [deposit(cents)])
    assert [one.found for one in made.payments[:3]] == [found] * 3
    assert {one.found for one in made.payments[3:]} == {"not at the bank"}  # a transfer is no check
    assert len(made.left) == (found == "not at the bank")


def test_checks_of_long_before_are_not_among_them() -> None:
    made = reconcile(THREE, [deposit(18550, 25)])
    assert [one.found for one in made.payments] == ["not at the bank"] * 4
