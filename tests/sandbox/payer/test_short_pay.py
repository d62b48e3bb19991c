"""The test payer pays by contracts, and short on purpose: to the cent what the way of it says."""

from pathlib import Path

import pytest
from msgspec import structs

from cleanclaim.model.errors import UserError
from cleanclaim.model.remittance import PaidClaim
from cleanclaim.sandbox.payer.behavior import Behavior, read_behavior
from tests.exchange.x12.files import CLAIM_837P
from tests.pricing.contracts.files import HEAD, write_contracts
from tests.sandbox.payer.post import ASSISTED, MEDICARE, Post, paid, reasons

# Austin 2026: 97110 × 2 at 29.85 + 22.60 = 52.45, 97140 × 1 at 21.58; whole it is 28.47.


def paid_short(tmp_path: Path, cause: str, lines: list[str] = MEDICARE) -> tuple[PaidClaim, dict[str, str]]:
    post = Post(tmp_path, Behavior(short_pays={cause: 1.0}))
    taken, done = post.one(lines)
    (one,) = paid(done)
    return one, taken.short


@pytest.mark.parametrize(
    ("cause", "allowed"),
    [
        ("multiple procedure reduction not due", [4520, 2158]),
        ("multiple procedure reduction not applied", [5970, 2847]),
        ("units cut", [2985, 2158]),
        ("bundled", [5245, None]),
        ("sequestration twice", [5245, 2158]),
    ],
)
def test_each_way_changes_what_it_says(tmp_path: Path, cause: str, allowed: list[int | None]) -> None:
    one, short = paid_short(tmp_path, cause)
    assert [line.allowed for line in one.lines] == allowed
    assert short == {"PT1": cause}


def test_sequestration_is_taken_twice_or_not_at_all(tmp_path: Path) -> None:
    twice, _ = paid_short(tmp_path, "sequestration twice")
    assert ("CO", "253", 168) in reasons(twice)[0]
    assert twice.lines[0].paid == 4196 - 168
    none, _ = paid_short(tmp_path, "sequestration not applied")
    assert none.lines[0].paid == 4196


def test_the_assistants_reduction_twice_or_without_an_assistant(tmp_path: Path) -> None:
    twice, _ = paid_short(tmp_path, "assistant reduction twice", ASSISTED)
    assert twice.lines[0].paid == 3032 - 61  # 85 % of 85 % of 41.96, less 2 %
    without, _ = paid_short(tmp_path, "assistant reduction without CQ")
    assert without.lines[0].paid == 3496


def test_another_code_is_named_beside_the_one_billed(tmp_path: Path) -> None:
    one, _ = paid_short(tmp_path, "code changed")
    line = one.lines[0]
    assert (line.code, line.submitted_code) == ("97140", "97110")
    assert (line.allowed or 0) < 5245


def test_a_way_that_changes_nothing_is_none(tmp_path: Path) -> None:
    one, short = paid_short(tmp_path, "assistant reduction twice")
    assert [line.allowed for line in one.lines] == [5245, 2158]
    assert short == {}


def test_a_payer_with_a_contract_pays_by_it(tmp_path: Path) -> None:
    text = 'fees = "fees.csv"\nmultiple_procedure_reduction = false\nsequestration_percent = 2\n'
    head = HEAD.replace('"Aetna"', '"Acme Health Plan"')
    contracts = write_contracts(tmp_path, head + text)
    behavior = Behavior(policy="commercial", contracts=str(contracts))
    _, done = Post(tmp_path, behavior).one(CLAIM_837P)
    (one,) = paid(done)
    assert [line.allowed for line in one.lines] == [7000, 3150]
    assert [line.paid for line in one.lines] == [5600 - 112, 2520 - 50]


def test_a_contract_is_found_beside_the_behavior_and_must_be_right(tmp_path: Path) -> None:
    write_contracts(tmp_path, f'{HEAD}per_visit = "90.00"\n')
    path = tmp_path / "habits.toml"
    path.write_text('contracts = "contracts.toml"\n[short_pays]\n"units cut" = 0.5\n', encoding="utf-8")
    found = read_behavior(path)
    assert found == structs.replace(
        Behavior(), contracts=str(tmp_path / "contracts.toml"), short_pays={"units cut": 0.5}
    )
    write_contracts(tmp_path, HEAD)
    with pytest.raises(UserError, match="does not say how the payer pays"):
        read_behavior(path)


@pytest.mark.parametrize(
    ("text", "problem"),
    [('"units lost" = 0.5', "is no way to pay short"), ('"units cut" = 5', "is no share")],
)
def test_a_way_that_is_none_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "habits.toml"
    path.write_text(f"[short_pays]\n{text}\n", encoding="utf-8")
    with pytest.raises(UserError, match=problem):
        read_behavior(path)
