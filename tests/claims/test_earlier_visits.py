"""Claims of earlier years as visits: each visit once, whatever was sent again, replaced or taken back."""

from pathlib import Path

from cleanclaim.claims.earlier_visits import EarlierVisits, earlier_visits
from tests.exchange.x12.files import CLAIM_837P


def of(*claims: list[str], at: Path) -> EarlierVisits:
    """The earlier visits of claims that one file has."""
    begin = next(number for number, line in enumerate(CLAIM_837P) if line.startswith("CLM"))
    end = next(number for number, line in enumerate(CLAIM_837P) if line.startswith("SE"))
    lines = [*CLAIM_837P[:begin], *(line for claim in claims for line in claim), *CLAIM_837P[end:]]
    file = at / "claims.837"
    file.write_text("~\n".join(lines) + "~\n")
    return earlier_visits(file, None, by_card=True)


def claim(*changes: tuple[str, str]) -> list[str]:
    """The lines of the claim, changed."""
    begin = next(number for number, line in enumerate(CLAIM_837P) if line.startswith("CLM"))
    end = next(number for number, line in enumerate(CLAIM_837P) if line.startswith("SE"))
    lines = CLAIM_837P[begin:end]
    for before, after in changes:
        lines = [line.replace(before, after) for line in lines]
    return lines


REPLACES = ("11:B:1", "11:B:7")
NEXT_DAY = ("20260302", "20260304")


def test_a_claim_that_was_sent_twice_is_one_visit(tmp_path: Path) -> None:
    found = of(claim(), claim(), at=tmp_path)
    assert [one.visit_id for one in found.visits] == ["PT1"]
    assert found.again == ("PT1",)


def test_a_replacement_stands_in_the_place_of_what_it_replaces(tmp_path: Path) -> None:
    found = of(claim(), claim(REPLACES, ("HC:97110", "HC:97112")), at=tmp_path)
    assert [[service.code for service in one.services] for one in found.visits] == [["97112", "97140"]]
    assert found.again == ("PT1",)


def test_claims_with_the_patients_account_number_are_a_visit_each_day(tmp_path: Path) -> None:
    found = of(claim(), claim(NEXT_DAY), at=tmp_path)
    assert [one.visit_id for one in found.visits] == ["PT1", "PT1#2"]
    assert found.again == ()


def test_a_void_takes_back_the_claim_of_its_day_alone(tmp_path: Path) -> None:
    found = of(claim(), claim(NEXT_DAY), claim(("11:B:1", "11:B:8")), at=tmp_path)
    assert [str(one.service_date) for one in found.visits] == ["2026-03-04"]
