"""Rows of a payer's claims: first answers in their order, a patient's run of denials once, what is allowed as usual."""

from datetime import date, timedelta

import pytest
from msgspec import structs

from cleanclaim.law.basis import Basis
from cleanclaim.model.submitted_claim import ClaimHeader, Party
from cleanclaim.money.book.book import Book
from cleanclaim.money.insight.dated_changes import changes_near
from cleanclaim.money.insight.payer_series import PayerSeries, payer_answers, series_of
from tests.claims.stories import AETNA
from tests.money.insight.claims import billed, decided, denied, paid

MARCH = date(2026, 3, 2)
AETNAS = ClaimHeader(payer=Party("AETNA"), filing="CI")


def rows(*outcomes: tuple[str, str], least: int = 1) -> dict[str, PayerSeries]:
    """The rows of a payer that decides one claim a week: patient, and `paid`, `less` or a reason of denial."""
    claims, remittances = [], []
    for at, (patient, outcome) in enumerate(outcomes):
        on = MARCH + timedelta(weeks=at)
        claims.append(billed(f"C{at}", on, on, AETNA, patient=patient))
        name = f"C{at}"
        made = paid(name, 5000, 2000, 1000) if outcome == "paid" else denied(name, outcome)
        made = paid(name, 4000, 1600, 800) if outcome == "less" else made
        remittances.append(decided(on + timedelta(days=20), f"Q{at}", made, payer=AETNA))
    (payer,) = payer_answers(Book(billed=tuple(claims), remittances=tuple(remittances)))
    return {f"{one.kind} {one.reason}".strip(): one for one in series_of(payer, least_denied=least)}


def test_a_row_for_all_denials_for_each_reason_and_for_what_is_allowed() -> None:
    found = rows(("A", "paid"), ("B", "197"), ("C", "50"), ("D", "paid"))
    assert set(found) == {"denied", "denied for 197", "denied for 50", "allowed"}
    assert [one.value for one in found["denied"].values] == [0, 1, 1, 0]
    assert [one.value for one in found["denied for 50"].values] == [0, 0, 1, 0]
    assert found["denied"].claims[0].dated.on == MARCH + timedelta(days=20)
    assert set(rows(("A", "paid"), ("B", "197"), least=2)) == {"denied", "allowed"}


def test_claims_of_a_patient_that_are_denied_one_after_another_count_once() -> None:
    found = rows(("A", "197"), ("A", "197"), ("B", "197"), ("A", "197"), ("A", "paid"), ("A", "197"))
    assert [one.claim_id for one in found["denied for 197"].claims] == ["C0", "C2", "C4", "C5"]


def test_what_is_allowed_stands_beside_what_is_usual() -> None:
    values = [one.value for one in rows(("A", "paid"), ("B", "less"), ("C", "197"))["allowed"].values]
    assert values == pytest.approx([8000 / 7200, 6400 / 7200])


def test_visits_are_compared_with_visits_of_the_same_lines_only() -> None:
    reduced = decided(MARCH, "Q1", paid("C0", 5000, 2000, 1000), paid("C1", 4000, 1600, 800), payer=AETNA)
    other_lines = billed("C1", MARCH, MARCH, AETNA, patient="B")
    longer = structs.replace(
        other_lines.claim, lines=tuple(structs.replace(one, units=2) for one in other_lines.claim.lines)
    )
    bills = (billed("C0", MARCH, MARCH, AETNA), structs.replace(other_lines, claim=longer))
    (payer,) = payer_answers(Book(billed=bills, remittances=(reduced,)))
    allowed = [one for one in series_of(payer, least_denied=5) if one.kind == "allowed"]
    assert [one.claims for one in allowed] == [()]  # neither has its like


def test_what_changed_of_the_payers_policy_and_of_the_tables_stands_beside() -> None:
    def beside(code: str, on: date, header: ClaimHeader = AETNAS) -> list[str]:
        kind = "denied for" if code else "allowed"
        return [f"{one.on} {one.what}" for one in changes_near(header, kind, code, on, on, Basis())]  # type: ignore[arg-type]

    policy = beside("197", date(2023, 5, 1))
    assert any(one.startswith("2023-04-18 Aetna, extra_pairs") for one in policy)
    assert not any("extra_pairs" in one for one in beside("197", date(2023, 7, 5)))
    assert any("code pairs (NCCI" in one for one in beside("97", date(2024, 7, 10)))
    assert any("unit limits (MUE" in one for one in beside("151", date(2024, 7, 10)))
    assert not any("NCCI" in one for one in beside("197", date(2024, 7, 10)))
    medicare = ClaimHeader(payer=Party("MEDICARE PART B"), filing="MB")
    assert any("GPCI 2026" in one for one in beside("", date(2026, 1, 12), medicare))
