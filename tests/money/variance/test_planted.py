"""Underpayments planted in a made-up practice's book by the test payer: all are found, to the cent, and no other."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from cleanclaim.claims.visits_from_837p import payer_lookup
from cleanclaim.exchange.x12.claim_files import read_remittances
from cleanclaim.law.basis import Basis
from cleanclaim.model.remittance import PaidLine
from cleanclaim.money.book.read_book import read_book
from cleanclaim.money.variance.variances import Variances, find_variances
from cleanclaim.pricing.contracts.expected import Prices
from cleanclaim.pricing.contracts.read_contracts import read_contracts
from cleanclaim.pricing.payment_locality import PaymentLocality
from cleanclaim.sandbox.payer.behavior import Behavior
from cleanclaim.sandbox.payer.mailbox import run_mailbox
from cleanclaim.sandbox.payer.short_pay import CAUSES
from cleanclaim.sandbox.payer.state import PayerState
from cleanclaim.sandbox.synth.make import SynthSettings, made_files, synthesize

AUSTIN = "78701"
FILED = Basis(filed_on=date(2026, 5, 20))
CONTRACTS = """
[[contracts]]
name = "Aetna"
payers = ["AETNA"]
from = 2026-01-01
medicare_percent = 112.5
lesser_of_charge = true
multiple_procedure_reduction = true
assistant_percent = 85
sequestration_percent = 0

[[contracts]]
name = "Aetna before"
payers = ["AETNA"]
from = 2025-01-01
until = 2025-12-31
medicare_percent = 109
lesser_of_charge = true
multiple_procedure_reduction = true
assistant_percent = 85

[[contracts]]
name = "United"
payers = ["UNITEDHEALTHCARE"]
from = 2026-01-01
fees = "united.csv"
charge_percent = 55
lesser_of_charge = false
multiple_procedure_reduction = false
assistant_percent = 88

[[contracts]]
name = "United before"
payers = ["UNITEDHEALTHCARE"]
from = 2024-01-01
until = 2025-12-31
charge_percent = 52
lesser_of_charge = false
multiple_procedure_reduction = false
assistant_percent = 88

[[contracts]]
name = "Cigna"
payers = ["CIGNA"]
from = 2025-01-01
per_visit = "81.37"
lesser_of_charge = true

[[contracts]]
name = "Advantage"
payers = ["EXAMPLE ADVANTAGE"]
from = 2025-01-01
medicare_percent = 100
medicare_year = 2025
cap_per_visit = "110.00"
lesser_of_charge = true
multiple_procedure_reduction = true
assistant_percent = 85
sequestration_percent = 2
"""
UNITED = "code,fee\n97110,33.17\n97140,29.41\n97530,38.73\n97112,34.59\n"
Line = tuple[str, str | None]


def made_up_book(folder: Path, seed: int) -> list[Path]:
    """A month of a made-up practice's claims, and its contracts."""
    settings = SynthSettings(years=0.2, clinicians=4, seed=seed, first=date(2026, 3, 2), clean=True)
    folder.mkdir()
    for name, content in made_files(settings, synthesize(settings)):
        if name.endswith(".837"):
            (folder / Path(name).name).write_bytes(content)
    (folder / "contracts.toml").write_text(CONTRACTS, encoding="utf-8")
    (folder / "united.csv").write_text(UNITED, encoding="utf-8")
    return sorted(folder.glob("*.837"))


def pay(files: list[Path], behavior: Behavior, into: Path) -> dict[str, str]:
    """Have the claims answered; the cause of each that is paid otherwise than it should be."""
    done = run_mailbox(files, behavior, PayerState(), FILED)
    for name, text in done.answers.items():
        (into / name).write_text(text, encoding="ascii")
    return {claim: cause for one in done.taken for claim, cause in one.short.items()}


def lines_of(folder: Path) -> dict[Line, PaidLine]:
    remittances = [one for path in sorted(folder.glob("*.835")) for one in read_remittances(path)]
    return {
        (claim.claim_id, line.control_number): line
        for one in remittances
        for claim in one.claims
        for line in claim.lines
    }


def allowed(line: PaidLine, *, with_withheld: bool) -> int:
    """What a line brings: paid, left to the patient, and, where that was not what is wrong, withheld."""
    left = sum(one.amount or 0 for one in line.adjustments if one.group == "PR")
    withheld = sum(one.amount or 0 for one in line.adjustments if one.reason == "253")
    return (line.paid or 0) + left + (withheld if with_withheld else 0)


def variances_of(folder: Path) -> Variances:
    prices = Prices(read_contracts(folder / "contracts.toml"), PaymentLocality(zip_code=AUSTIN), Basis())
    return find_variances(read_book(folder).bills(), prices, payer_lookup(None))


@pytest.mark.parametrize("seed", [11, 3])
def test_every_planted_underpayment_is_found_to_the_cent_and_none_is_invented(tmp_path: Path, seed: int) -> None:
    book, honest = tmp_path / "book", tmp_path / "honest"
    files = made_up_book(book, seed)
    honest.mkdir()
    behavior = Behavior(prices_at=AUSTIN, seed=seed, contracts=str(book / "contracts.toml"))
    assert pay(files, behavior, honest) == {}
    planted = pay(files, structs.replace(behavior, short_pays=dict.fromkeys(CAUSES, 0.3)), book)
    assert set(planted.values()) == set(CAUSES)

    right, wrong = lines_of(honest), lines_of(book)
    truth: dict[str, int] = defaultdict(int)
    for (claim, number), line in right.items():
        withheld = not planted.get(claim, "").startswith("sequestration")
        off = allowed(wrong[claim, number], with_withheld=withheld) - allowed(line, with_withheld=withheld)
        if off:
            truth[f"{claim} {planted.get(claim)}"] += off

    found = variances_of(book)
    seen: dict[str, int] = defaultdict(int)
    alone = 0
    for one in found.compared:
        if one.difference:
            kinds = [cause.kind for cause in one.causes]
            cause = planted.get(one.claim_id)
            assert cause in kinds, (one, cause)
            alone += kinds == [cause]
            seen[f"{one.claim_id} {cause}"] += one.difference
    assert seen == truth
    assert len(truth) == len(planted)
    assert alone > 0.9 * sum(one.difference != 0 for one in found.compared)


def test_nothing_differs_where_the_payer_pays_as_it_should(tmp_path: Path) -> None:
    book = tmp_path / "book"
    files = made_up_book(book, 5)
    pay(files, Behavior(prices_at=AUSTIN, deductible=60, contracts=str(book / "contracts.toml")), book)
    found = variances_of(book)
    assert [one for one in found.compared if one.difference] == []
    assert {one.contract for one in found.compared} == {"", "Aetna", "United", "Cigna", "Advantage"}
    assert len(found.compared) > 300
