"""A made-up practice's book with planted denials, takebacks, repeats, payments made twice and money without a
remittance: all of it is found to the cent, and nothing is invented.

What is true is added up here from the remittances themselves, apart from the book.
"""

from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from msgspec import Struct, field, structs

from cleanclaim.claims.remittance_history import distinct_remittances
from cleanclaim.exchange.x12.claim_files import read_remittances
from cleanclaim.law.basis import Basis
from cleanclaim.model.remittance import Remittance
from cleanclaim.money.balances import claim_balances
from cleanclaim.money.book.book import Book
from cleanclaim.money.book.read_book import read_book
from cleanclaim.money.denials.deadlines import LimitReader
from cleanclaim.money.denials.find_denials import find_denials
from cleanclaim.money.waiting import WaitingItem, waiting_items
from cleanclaim.sandbox.payer.behavior import Behavior
from cleanclaim.sandbox.payer.mailbox import run_mailbox
from cleanclaim.sandbox.payer.state import PayerState
from cleanclaim.sandbox.synth.make import SynthSettings, made_files, synthesize
from tests.money.book.folders import remittance_file

DENIED_BY_CHANCE = [
    *("4", "11", "15", "16", "22", "27", "29", "31", "50", "96"),
    *("97", "109", "119", "140", "151", "197", "198", "204", "236", "252"),
]
"""20 kinds."""
FIRST = date(2026, 3, 2)
TAKEN_BACK = "216"


class Planted(Struct):
    """What was planted: payments made twice by claim, deposits without a remittance, payments not at the bank."""

    twice: dict[str, int] = field(default_factory=dict)
    without_remittance: list[int] = field(default_factory=list)
    not_at_bank: set[str] = field(default_factory=set)


def plant_book(folder: Path, seed: int, years: float, clinicians: int) -> Planted:
    """A book in a folder, and what was planted in it."""
    chance = Random(seed)  # noqa: S311 - a made-up practice's
    settings = SynthSettings(years=years, clinicians=clinicians, seed=seed, first=FIRST, clean=True)
    folder.mkdir()
    for name, content in made_files(settings, synthesize(settings)):
        if name.endswith(".837"):
            (folder / Path(name).name).write_bytes(content)
    behavior = Behavior(
        seed=seed, denials=dict.fromkeys(DENIED_BY_CHANCE, 0.02), takebacks=0.05, takeback_days=20, doubled=0.3
    )
    state = PayerState()
    for at, path in enumerate(sorted(folder.glob("*.837"))):
        done = run_mailbox([path], behavior, state, Basis(filed_on=settings.last + timedelta(days=at + 5)))
        write(folder, done.answers, f"{at:04}")
    last = run_mailbox([], behavior, state, Basis(filed_on=settings.last + timedelta(days=400)))
    write(folder, last.answers, "last")
    return plant_payments(folder, chance)


def write(folder: Path, answers: dict[str, str], prefix: str) -> None:
    for name, text in answers.items():
        (folder / f"{prefix}-{name}").write_text(text, encoding="ascii")


def remittances_in(folder: Path) -> list[Remittance]:
    every = [one for path in sorted(folder.glob("*.835")) for one in read_remittances(path)]
    return list(distinct_remittances(every).remittances)


def plant_payments(folder: Path, chance: Random) -> Planted:
    """Claims paid a second time, money at the bank without a remittance, and remittances without money."""
    planted = Planted()
    real = remittances_in(folder)
    reversed_ids = {claim.claim_id for one in real for claim in one.claims if claim.status == "22"}
    paid = [(one, claim) for one in real for claim in one.claims if claim.paid and claim.claim_id not in reversed_ids]
    for at, (one, claim) in enumerate(chance.sample(paid, 5)):
        again = structs.replace(claim, payer_claim_number=f"AGAIN{at}")
        on = (one.payment.on or FIRST) + timedelta(days=40)
        amount = claim.paid or 0
        payment = structs.replace(
            one.payment, on=on, trace=f"AGAIN{at}", amount=amount, claims_paid=amount, claims=1, adjustments=()
        )
        (folder / f"again{at}.835").write_text(remittance_file([Remittance(payment, (again,))]), encoding="ascii")
        planted.twice[claim.claim_id] = amount
    lines = ["Date,Description,Amount"]
    for one in remittances_in(folder):
        payment = one.payment
        if (payment.deposit or 0) <= 0:
            continue
        if chance.random() < 0.1:
            planted.not_at_bank.add(payment.trace or "")
            continue
        text = f"ACH TRN*1*{payment.trace}*{payment.payer_id}"
        lines.append(f"{payment.on},{text},{(payment.deposit or 0) / 100:.2f}")
    for number in range(3):
        cents = chance.randrange(10_000, 90_000)
        planted.without_remittance.append(cents)
        lines.append(f"{FIRST + timedelta(days=30)},ACH TRN*1*LOST{number}*1999999999,{cents / 100:.2f}")
    lines.append(f"{FIRST + timedelta(days=2000)},FEE,-1.00")
    (folder / "bank.csv").write_text("\n".join(lines), encoding="utf-8")
    return planted


def denied_in_the_end(remittances: list[Remittance]) -> dict[tuple[str, str], int]:
    """Cents denied by claim and reason, of the decision that stands."""
    last: dict[str, dict[tuple[str, str], int]] = {}
    for one in remittances:
        for claim in one.claims:
            if claim.status == "22":
                last.pop(claim.claim_id, None)
                continue
            found: dict[tuple[str, str], int] = defaultdict(int)
            for line in claim.lines:
                for each in line.adjustments:
                    if each.group in {"CO", "OA"} and each.reason in {*DENIED_BY_CHANCE, TAKEN_BACK}:
                        found[claim.claim_id, each.reason] += each.amount or 0
            last[claim.claim_id] = found
    return {key: cents for found in last.values() for key, cents in found.items() if cents}


def waiting_of(book: Book) -> list[WaitingItem]:
    ledger = book.ledger()
    return waiting_items(book, ledger, claim_balances(ledger))


SEEDS = [(7, 0.12, 3), *(pytest.param(seed, 2, 12, marks=pytest.mark.long) for seed in (1, 2, 3))]


@pytest.mark.parametrize(("seed", "years", "clinicians"), SEEDS)
def test_everything_planted_is_found_and_nothing_invented(
    tmp_path: Path, seed: int, years: float, clinicians: int
) -> None:
    folder = tmp_path / "book"
    planted = plant_book(folder, seed, years, clinicians)
    real = remittances_in(folder)
    book = read_book(folder)
    assert not [one for one in book.files if one.use in {"refused", "not used"}]
    assert book.repeated or [one for one in book.files if one.use == "the same as another"]

    ledger = book.ledger()
    assert ledger.total("cash") == sum(one.payment.deposit or 0 for one in real)
    balances = {one.claim_id: one for one in claim_balances(ledger)}
    paid: dict[str, int] = defaultdict(int)
    for one in real:
        for claim in one.claims:
            paid[claim.claim_id] += claim.paid or 0
    assert {claim_id: one.paid for claim_id, one in balances.items() if one.paid} == {
        claim_id: cents for claim_id, cents in paid.items() if cents
    }

    denied = {
        (one.claim_id, one.code): one.open_cents
        for one in find_denials(book, LimitReader(Basis())).denials
        if one.open_cents
    }
    truth = denied_in_the_end(real)
    assert denied == truth
    assert {reason for _, reason in truth} >= set(DENIED_BY_CHANCE if years >= 2 else DENIED_BY_CHANCE[:5])

    waits = waiting_of(book)
    overpaid = {one.claim_id: -one.cents for one in waits if one.kind == "overpaid"}
    assert overpaid == planted.twice
    left = sorted(one.cents for one in waits if one.kind == "deposit without a remittance")
    assert left == sorted(planted.without_remittance)
    assert {one.payment for one in waits if one.kind == "not at the bank"} == planted.not_at_bank
    still_to_take = sum(each.amount or 0 for one in real for each in one.payment.adjustments)
    assert sum(one.cents for one in waits if one.kind == "takeback") == still_to_take != 0
    assert {one.kind for one in waits} == {
        "overpaid",
        "deposit without a remittance",
        "not at the bank",
        "denied",
        "takeback",
    }
