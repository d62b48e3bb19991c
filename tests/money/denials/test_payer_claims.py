"""Whose limits a denial has where the payer that decided got no 837P of ours: that payer's, never the first one's."""

from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from cleanclaim.law.basis import Basis
from cleanclaim.model.remittance import PaidClaim, Remittance
from cleanclaim.model.submitted_claim import Party
from cleanclaim.money.appeals.disputes import find_dispute
from cleanclaim.money.book.read_book import read_book
from cleanclaim.money.denials.deadlines import Deadline, LimitReader
from cleanclaim.money.denials.payer_claims import header_of
from tests.claims.stories import AETNA, MEDICARE, remittance
from tests.exchange.x12.files import recounted, written
from tests.money.book.folders import claim_file, fill
from tests.money.denials.refused import TODAY, denials_in, refused

NOVITAS = ("NOVITAS SOLUTIONS PART B TX", "1111111111")
FIRST_SHARES = refused({0: "PR 2", 1: "PR 2", 2: "PR 2"})
REFUSED = refused(dict.fromkeys(range(3), "CO 50"), "S1", status="2")


def claim_to(payer: str, filing: str, *, second: str = "", second_filing: str = "", member: str = "") -> bytes:
    """The claim of the stories to a payer, with the next one in loop 2320 where one is named."""
    begin, lines = claim_file().decode().split("LX*1~", 1)
    begin = begin.replace("SBR*P*18*******MB", f"SBR*P*18*******{filing}").replace("*MEDICARE PART B*", f"*{payer}*")
    if second:
        begin += (
            f"SBR*S*18*******{second_filing}~OI***Y***Y~NM1*IL*1*DOE*JO****MI*{member}~N3*1 A ST~N4*AUSTIN*TX*78701~"
            f"NM1*PR*2*{second}*****PI*04412~"
        )
    return written(recounted([one for one in f"{begin}LX*1~{lines}".replace("\n", "").split("~") if one]))


def answered(day: int, payer: tuple[str, str], filing: str, claim: PaidClaim) -> Remittance:
    """A remittance of a payer whose CLP06 says which kind of insurance it is."""
    made = remittance(day, f"Q{day}", claim, payer=payer)
    return structs.replace(made, claims=tuple(structs.replace(one, filing=filing) for one in made.claims))


def appeal_of_second(
    folder: Path, claim: bytes, first: tuple[str, str], second: tuple[str, str], filing: str
) -> Deadline:
    """The appeal against what the second payer refused on May 4, 2026."""
    fill(folder, [remittance(0, "Q1", FIRST_SHARES, payer=first), answered(32, second, filing, REFUSED)], claim=claim)
    (one,) = denials_in(folder).denials
    assert one.payer == second[0]
    return next(each for each in one.deadlines if each.way == "appeal")


@pytest.mark.parametrize("named", [True, False])
def test_medicare_as_second_payer_has_medicare_s_redetermination(tmp_path: Path, *, named: bool) -> None:
    second = {"second": NOVITAS[0], "second_filing": "MB", "member": "1EG4TE5MK01"} if named else {}
    claim = claim_to("AETNA", "CI", **second)
    found = appeal_of_second(tmp_path, claim, AETNA, NOVITAS, "MB")
    assert (found.on, found.send_by) == (date(2026, 9, 8), date(2026, 9, 4))  # May 4 + 5 + 120, Labor Day after it
    assert (found.standing, found.level) == ("verified", 1)


@pytest.mark.parametrize("second_filing", ["CI", ""])
def test_a_medigap_insurer_after_medicare_has_not_medicare_s(tmp_path: Path, second_filing: str) -> None:
    second = {"second": "AARP MEDIGAP", "second_filing": "CI", "member": "1"} if second_filing else {}
    claim = claim_to("MEDICARE PART B", "MB", **second)
    found = appeal_of_second(tmp_path, claim, MEDICARE, ("AARP MEDIGAP", "1666666666"), "12")
    assert "redetermination" not in found.name
    assert found.standing != "verified"
    assert found.on != date(2026, 9, 8)


def test_medicaid_after_medicare_is_known_by_loop_2320_where_its_own_remittance_says_hm(tmp_path: Path) -> None:
    claim = claim_to("MEDICARE PART B", "MB", second="AMERIGROUP TEXAS", second_filing="MC", member="1")
    found = appeal_of_second(tmp_path, claim, MEDICARE, ("AMERIGROUP TEXAS", "1666666666"), "HM")
    assert "redetermination" not in found.name


def test_a_remittance_of_another_payer_in_the_first_place_goes_by_that_payer(tmp_path: Path) -> None:
    made = answered(32, NOVITAS, "MB", refused(dict.fromkeys(range(3), "CO 50")))
    (one,) = denials_in(fill(tmp_path, [made], claim=claim_to("AETNA", "CI"))).denials
    appeal = next(each for each in one.deadlines if each.way == "appeal")
    assert (appeal.on, appeal.standing) == (date(2026, 9, 8), "verified")


def test_a_letter_to_the_second_payer_has_its_own_member_number_and_no_claim_sent_to_it(tmp_path: Path) -> None:
    claim = claim_to("AETNA", "CI", second=NOVITAS[0], second_filing="MB", member="1EG4TE5MK01")
    appeal_of_second(tmp_path, claim, AETNA, NOVITAS, "MB")
    limits = LimitReader(Basis(today=TODAY))
    book = read_book(tmp_path)
    found = find_dispute(book, limits, "PT1", way=None, codes="", on=date(2026, 5, 10))
    header = found.billed.claim.header
    assert header.payer == Party(NOVITAS[0], id="04412")
    assert header.subscriber is not None
    assert (header.subscriber.id, header.sequence, found.sent) == ("1EG4TE5MK01", "S", False)
    (bill,) = book.bills()
    assert header_of(bill, NOVITAS[0]).filing == "MB"
    assert header_of(bill, "AETNA").filing == "CI"
    assert header_of(bill, "nobody").filing == "CI"
