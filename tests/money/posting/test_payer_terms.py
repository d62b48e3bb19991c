"""Terms of payers: what is paid by the head is no denial, and workers' compensation puts nothing to the patient."""

from pathlib import Path

import pytest
from msgspec import structs

from cleanclaim.law.basis import Basis
from cleanclaim.model.remittance import ProviderAdjustment
from cleanclaim.model.submitted_claim import Adjustment
from cleanclaim.money.balances import claim_balances
from cleanclaim.money.book.read_book import read_book
from cleanclaim.money.insight.find_kpis import find_kpis
from cleanclaim.money.insight.kpi_facts import kpi_facts
from cleanclaim.money.insight.payer_series import payer_answers
from cleanclaim.money.waiting import waiting_items
from tests.claims.stories import AETNA, CHARGES, decision, remittance
from tests.money.book.folders import claim_file, fill
from tests.money.denials.refused import denials_in, refused

HMO = {"*MEDICARE PART B*": "*AETNA*", "*******MB": "*******HM"}
NOTHING_PAID = refused({0: "CO 24", 1: "CO 24", 2: "CO 24"}, status="1")
CONTRACT = """
[[contracts]]
name = "Aetna HMO"
payers = ["AETNA"]
from = 2026-01-01
capitated = true
"""
APART = CONTRACT + 'lesser_of_charge = false\nassistant_percent = 100\n[contracts.codes.97110]\nfee = "30.00"\n'


def folder_with(place: Path, contract: str = "", **more: object) -> Path:
    fill(place, [remittance(0, "Q1", NOTHING_PAID, payer=AETNA, **more)], claim=claim_file("PT1", CHARGES, **HMO))
    if contract:
        (place / "contracts.toml").write_text(contract, encoding="utf-8")
    return place


def denial_rate(folder: Path) -> object:
    book = read_book(folder)
    assert book.last_day
    (found,) = find_kpis(kpi_facts(book, book.last_day), only=["denial_ct"])
    return found.measured.numerator if found.measured else None


def kinds(folder: Path) -> list[str]:
    return [entry.kind for entry in read_book(folder).ledger().entries]


def waits(folder: Path) -> list[str]:
    book = read_book(folder)
    ledger = book.ledger()
    return [one.kind for one in waiting_items(book, ledger, claim_balances(ledger))]


@pytest.mark.parametrize("contract", [CONTRACT, CONTRACT.replace("2026-01-01", "2025-06-01\nuntil = 2026-12-31")])
def test_what_a_capitated_contract_pays_nothing_for_is_no_denial(tmp_path: Path, contract: str) -> None:
    folder = folder_with(tmp_path, contract)
    book = read_book(folder)
    assert denials_in(folder).denials == ()
    assert kinds(folder) == ["charge", "capitated"]
    assert {str(one): cents for one, cents in book.ledger().balances().items()} == {
        "adjustment CO 24": 18900,
        "charges": -18900,
    }
    assert waits(folder) == []
    assert book.last_day
    assert kpi_facts(book, book.last_day).capitated == 1
    assert denial_rate(folder) is None  # it is no answer either: nothing was due
    assert payer_answers(book) == []


def test_what_the_remittance_pays_by_the_head_says_so_too(tmp_path: Path) -> None:
    capitation = (ProviderAdjustment("CT", "APRIL", -120000),)
    folder = folder_with(tmp_path, amount=120000, adjustments=capitation)
    assert sorted(kinds(folder)) == ["capitated", "charge", "provider level"]
    assert (denials_in(folder).denials, waits(folder)) == ((), [])


@pytest.mark.parametrize(
    "contract",
    ["", APART, CONTRACT.replace("2026-01-01", "2026-03-03"), CONTRACT.replace('"AETNA"', '"AETNA OF TEXAS"')],
)
def test_without_such_a_contract_for_the_service_it_is_a_denial(tmp_path: Path, contract: str) -> None:
    folder = folder_with(tmp_path, contract)
    (found,) = denials_in(folder).denials
    assert (found.codes, found.play.name, found.cents) == ("CO 24", "managed_plan", 18900)
    assert kinds(folder) == ["charge", "denial"]
    assert denial_rate(folder) == 1


def test_what_is_denied_besides_stays_a_denial(tmp_path: Path) -> None:
    mixed = refused({0: "CO 24", 1: "CO 197", 2: "CO 24"}, status="1")
    fill(tmp_path, [remittance(0, "Q1", mixed, payer=AETNA)], claim=claim_file("PT1", CHARGES, **HMO))
    (tmp_path / "contracts.toml").write_text(CONTRACT, encoding="utf-8")
    (found,) = denials_in(tmp_path).denials
    assert (found.codes, found.lines) == ("CO 197", ("2",))
    book = read_book(tmp_path)
    (item,) = waiting_items(book, book.ledger(), claim_balances(book.ledger()))
    assert item.why == "CO 197"


def test_a_contract_with_a_fault_refuses_the_file_and_counts_nothing(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, CONTRACT + "per_visit = 80\n")
    (refused_file,) = [one for one in read_book(folder).files if one.use == "refused"]
    assert refused_file.name == "contracts.toml"
    assert "per_visit is written too" in refused_file.why
    assert len(denials_in(folder).denials) == 1


def test_what_workers_compensation_puts_to_the_patient_waits_for_a_person(tmp_path: Path) -> None:
    paid = decision({0: 4500, 1: 2500, 2: 2000}, "ICN1")
    lines = tuple(
        structs.replace(line, adjustments=(Adjustment("PR", "1", line.adjustments[0].amount),)) for line in paid.lines
    )
    to_patient = structs.replace(paid, lines=lines)
    workers = {"*MEDICARE PART B*": "*STATE FUND*", "*******MB": "*******WC"}
    fill(
        tmp_path,
        [remittance(0, "Q1", to_patient, payer=("STATE FUND", "1888888888"))],
        claim=claim_file("PT1", CHARGES, **workers),
    )
    book = read_book(tmp_path, Basis())
    assert {str(one) for one in book.ledger().balances() if one.kind == "receivable"} == {"receivable another payer"}
    assert waits(tmp_path) == ["another payer"]
