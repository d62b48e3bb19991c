"""A remittance of another practice that lies in the folder counts nothing, and is named."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from cleanclaim.model.remittance import Remittance
from cleanclaim.money.book.payees import OtherPayee
from cleanclaim.money.book.read_book import read_book
from tests.claims.stories import decision, remittance
from tests.cli.calling import call
from tests.money.book.folders import fill
from tests.money.known.comparing import assert_same

OURS = decision({0: 4500, 1: 2500, 2: 2000}, "ICN1")
THEIRS = structs.replace(OURS, claim_id="LK77", payer_claim_number="ICN9")
LAKESIDE: dict[str, Any] = {"payee": "LAKESIDE HAND THERAPY INC", "payee_id": "1000000020", "payee_id_kind": "XX"}


def others(folder: Path, remittances: Sequence[Remittance]) -> tuple[OtherPayee, ...]:
    book = fill(folder, remittances, cuts=range(len(remittances)))
    assert_same(book)
    found = read_book(book).other_payees
    counting = len(remittances) - sum(not one.counts for one in found)
    assert len(read_book(book).remittances) == counting
    return found


def test_a_remittance_of_another_practice_counts_nothing_and_is_named_by_every_verb(tmp_path: Path) -> None:
    foreign = remittance(3, "Q9", THEIRS, **LAKESIDE)
    (found,) = others(tmp_path, [remittance(0, "Q1", OURS), foreign])
    assert (found.payment, found.payee_id, found.cents, found.counts) == ("Q9", "1000000020", 9000, False)
    for verb in ("book", "post", "balances", "aging", "denials", "kpi", "second-opinion"):
        out = " ".join(call(verb, str(tmp_path)).out.split())
        assert "payment Q9, $90.00, is of LAKESIDE HAND THERAPY INC (1000000020)" in out, verb
        assert "LK77" not in out, verb


def test_a_remittance_that_decides_a_claim_of_ours_counts_whomever_it_pays(tmp_path: Path) -> None:
    (found,) = others(tmp_path, [remittance(0, "Q1", OURS, THEIRS, **LAKESIDE)])
    assert found.counts
    assert "it decides claims of yours, and counts" in " ".join(call("post", str(tmp_path)).out.split())


@pytest.mark.parametrize(
    "payee",
    [
        {},
        {"payee": "Riverbend Physical Therapy PLLC", "payee_id": "1000000038", "payee_id_kind": "XX"},  # another site's
        {"payee": "RIVERBEND", "payee_id": "74-1234567", "payee_id_kind": "FI"},
    ],
)
def test_who_bills_is_known_by_number_tax_id_or_name(tmp_path: Path, payee: dict[str, Any]) -> None:
    assert others(tmp_path, [remittance(3, "Q9", THEIRS, **payee)]) == ()


def test_without_claims_nobody_knows_whose_a_remittance_is(tmp_path: Path) -> None:
    book = fill(tmp_path, [remittance(3, "Q9", THEIRS, **LAKESIDE)])
    (book / "claims.837").unlink()
    assert_same(book)
    assert (read_book(book).other_payees, len(read_book(book).remittances)) == ((), 1)
