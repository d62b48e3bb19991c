"""Lines that a payer pays together as one (CARC 94 below nothing beside 97): nothing of a bundle is refused."""

from pathlib import Path

import pytest
from msgspec import structs

from cleanclaim.model.remittance import PaidClaim, PaidLine
from cleanclaim.model.submitted_claim import Adjustment
from cleanclaim.money.balances import claim_balances
from cleanclaim.money.book.read_book import read_book
from tests.claims.stories import decision, remittance
from tests.money.book.folders import fill
from tests.money.denials.refused import denials_in

PAID = decision({0: 0, 1: 0, 2: 2000}, "ICN1")


def bundle(first: tuple[int, tuple[Adjustment, ...]], second: tuple[Adjustment, ...], *, as_code: str) -> PaidClaim:
    """The claim of the stories: lines 1 (96.00) and 2 (45.00) paid as one code, line 3 by itself."""
    one, other, third = PAID.lines
    lines: tuple[PaidLine, ...] = (
        structs.replace(one, code="97530", submitted_code="97110", paid=first[0], adjustments=first[1]),
        structs.replace(other, code=as_code, submitted_code="97110", adjustments=second),
        third,
    )
    return structs.replace(PAID, lines=lines, paid=first[0] + 2000)


def money(folder: Path) -> tuple[int, int, int, list[str]]:
    """What is paid, taken off and open of the claim, and the codes of its denials."""
    (one,) = claim_balances(read_book(folder).ledger())
    return one.paid, one.adjusted, one.open_cents, [each.codes for each in denials_in(folder).denials]


@pytest.mark.parametrize("group", ["OA", "CO"])
@pytest.mark.parametrize("as_code", ["97530", "97110"])
def test_what_94_and_97_cancel_is_not_refused(tmp_path: Path, group: str, as_code: str) -> None:
    first = (
        11000,
        (Adjustment(group, "94", -4500), Adjustment("CO", "45", 1500), Adjustment("PR", "2", 1600)),
    )
    fill(tmp_path, [remittance(0, "Q1", bundle(first, (Adjustment(group, "97", 4500),), as_code=as_code))])
    # 96.00 + 45.00 charged, 110.00 paid, 16.00 the patient's: 15.00 taken off, and 28.00 of line 3
    assert money(tmp_path) == (13000, 1500 + 2800, 1600, [])


def test_a_bundle_of_one_code_need_not_cancel_to_the_cent(tmp_path: Path) -> None:
    first = (11000, (Adjustment("OA", "94", -3000), Adjustment("PR", "2", 1600)))
    fill(tmp_path, [remittance(0, "Q1", bundle(first, (Adjustment("CO", "97", 4500),), as_code="97530"))])
    assert money(tmp_path) == (13000, 1500 + 2800, 1600, [])


def test_a_line_refused_as_bundled_beside_another_paid_is_refused(tmp_path: Path) -> None:
    first = (8000, (Adjustment("CO", "45", 1600),))
    fill(tmp_path, [remittance(0, "Q1", bundle(first, (Adjustment("CO", "97", 4500),), as_code="97110"))])
    assert money(tmp_path) == (10000, 1600 + 2800, 4500, ["CO 97"])
