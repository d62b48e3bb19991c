"""Interest on late payment, by contract alone: worked out by hand, taken from the payment's own, never guessed.

100.00 paid 50 days after receipt, 20 days late at 12 % a year: 100.00 × 0.12 × 20 / 365 = 0.6575, so 0.66.
"""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec import structs

from cleanclaim.model.errors import UserError
from cleanclaim.model.remittance import PaidClaim, ProviderAdjustment
from cleanclaim.pricing.contracts.contract import InterestRule
from tests.claims.stories import AETNA, APRIL, CHARGES, decision, remittance
from tests.cli.calling import call
from tests.exchange.x12.files import ANSWERS_277CA, changed, written
from tests.money.book.folders import claim_file, fill
from tests.pricing.contracts.files import HEAD, contracts

CONTRACT = HEAD.replace('["Aetna"]', '["AETNA"]') + "charge_percent = 50\nmultiple_procedure_reduction = false\n"
LATE = "interest_percent = 12\ninterest_after_days = 30\n"
PAID = structs.replace(decision({0: 5000, 1: 2500, 2: 2500}, "ICN1"), received=APRIL - timedelta(days=50))


def found(
    folder: Path,
    claim: PaidClaim = PAID,
    *,
    terms: str = LATE,
    interest: int = 0,
    reference: str | None = None,
    sent: dict[str, str] | None = None,
) -> list[tuple[str, str]]:
    """What is due and what was paid of it, of each claim of which interest is missing."""
    adjustments = (ProviderAdjustment("L6", reference, -interest),) if interest else ()
    paid = remittance(0, "Q1", claim, payer=AETNA, adjustments=adjustments, amount=10_000 + interest)
    fill(folder, [paid], claim=claim_file("PT1", CHARGES, **({"*MEDICARE PART B*": "*AETNA*"} | (sent or {}))))
    (folder / "contracts.toml").write_text(CONTRACT + terms, encoding="utf-8")
    lines = json.loads(call("variance", str(folder), "--format", "json").out)["lines"]
    missing = [one for one in lines if "interest missing" in (one["causes"] or "")]
    assert all(one["causes"] == "interest missing (paid 20 days late)" for one in missing)
    return [(one["expected"], one["allowed"]) for one in missing]


def test_what_a_contract_sets_on_late_payment_is_missing(tmp_path: Path) -> None:
    assert found(tmp_path) == [("0.66", "0.00")]
    out = " ".join(call("variance", str(tmp_path), "--claim", "PT1").out.split())
    assert "$100.00 × 12 % a year × 20 / 365 = $0.66." in out
    opinion = json.loads(call("second-opinion", str(tmp_path), "--format", "json").out)
    assert [one["about"] for one in opinion["lines"] if "interest" in one["about"]] == ["interest interest missing"]


@pytest.mark.parametrize(
    ("interest", "reference", "missing"),
    [
        (66, "PT1", []),
        (66, "ICN1", []),
        (66, None, []),
        (50, "PT1", [("0.66", "0.50")]),
        (500, "PT1", []),
    ],
)
def test_interest_of_the_payment_counts(tmp_path: Path, interest: int, reference: str | None, missing: object) -> None:
    assert found(tmp_path, interest=interest, reference=reference) == missing


def test_in_time_without_a_day_without_terms_or_sent_again_nothing_is_said(tmp_path: Path) -> None:
    in_time = structs.replace(PAID, received=APRIL - timedelta(days=30))
    assert found(tmp_path / "1", in_time) == []
    assert found(tmp_path / "2", structs.replace(PAID, received=None)) == []
    assert found(tmp_path / "3", terms="") == []
    assert found(tmp_path / "4", sent={"11:B:1*": "11:B:7*"}) == []


def test_without_the_remittance_s_day_the_277ca_says_when_it_came_in(tmp_path: Path) -> None:
    on = f"{APRIL - timedelta(days=50):%Y%m%d}"
    answer = changed(ANSWERS_277CA, "STC*A7", f"STC*A2:20:PR*{on}*WQ*127.5")
    tmp_path.joinpath("answer.277ca").write_bytes(written(answer))
    assert found(tmp_path, structs.replace(PAID, received=None)) == [("0.66", "0.00")]


def test_terms_stand_together(tmp_path: Path) -> None:
    text = "charge_percent = 50\nmultiple_procedure_reduction = false\n"
    made = contracts(tmp_path, text + LATE).of("AETNA", date(2026, 3, 2))
    assert made is not None
    assert made.interest == InterestRule(1200, 30)
    for part in LATE.splitlines():
        with pytest.raises(UserError, match=r"interest_(percent|after_days)"):
            contracts(tmp_path, f"{text}{part}\n")
