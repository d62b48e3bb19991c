"""Whether the practice accepts assignment and is paid itself: on the 837P and the CMS-1500, by the practice's file.

pyx12 accepts every kind of claim that we write so, and payments to a post office box (2010AB).
"""

from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest
from msgspec import structs

from cleanclaim.exchange.files.practice import parse_practice
from cleanclaim.exchange.forms.cms1500 import fill_sheets
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.write_837p import write_837p
from cleanclaim.model.practice import Address
from tests.cli.calling import CLINIC_DAY
from tests.cli.oracle import refusal
from tests.exchange.x12.synthetic import BILLING, practice
from tests.exchange.x12.test_variants import items
from tests.exchange.x12.variants import VARIANTS, claim

BOX = Address(line1="PO BOX 12", city="AUSTIN", state="TX", zip_code="787670012")
NOT_ACCEPTING = practice(billing=structs.replace(BILLING, accepts_assignment=False, pay_to=BOX))
CREATED = datetime(2026, 3, 30, 18, 5)


def segments(text: str, name: str) -> list[list[str]]:
    return [one.split("*") for one in text.replace("\n", "").split("~") if one.startswith(f"{name}*")]


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_kind_of_claim_may_be_written_without_assignment(variant: str) -> None:
    random = Random(variant)  # noqa: S311 - made up
    claims = [claim(random, variant, number) for number in range(40)]
    text = write_837p(claims, NOT_ACCEPTING, created=CREATED)
    assert [one for one in items(text) if isinstance(one, Diagnostic)] == []
    assert {(one[7], one[8]) for one in segments(text, "CLM")} == {("C", "N")}
    assert {one[3] for one in segments(text, "OI")} <= {"N"}
    assert ["N3", "PO BOX 12"] in segments(text, "N3")
    assert refusal(text) == ""


@pytest.mark.parametrize(
    ("accepts", "benefits", "sent"),
    [(None, None, ("C", "N")), (True, None, ("A", "Y")), (None, True, ("C", "Y")), (True, False, ("A", "N"))],
)
def test_a_payer_may_have_its_own(accepts: bool | None, benefits: bool | None, sent: tuple[str, str]) -> None:
    one = claim(Random(1), "original")  # noqa: S311 - made up
    payer = structs.replace(one.payer, accepts_assignment=accepts, benefits_assigned=benefits)
    one = structs.replace(one, payer=payer)
    (clm,) = segments(write_837p([one], NOT_ACCEPTING, created=CREATED), "CLM")
    assert (clm[7], clm[8]) == sent
    (sheet,) = fill_sheets(one, NOT_ACCEPTING, date(2026, 3, 30))
    assert ("27 yes" in sheet.boxes, "27 no" in sheet.boxes) == (sent[0] == "A", sent[0] == "C")
    assert ("13" in sheet.boxes) == (sent[1] == "Y")


def test_the_practice_file_says_it() -> None:
    text, people = ((Path(CLINIC_DAY) / name).read_text() for name in ("practice.toml", "patients.csv"))
    told = text.replace("[billing]", "[billing]\naccepts_assignment = false").replace(
        "[payers.aetna]", "[payers.aetna]\naccepts_assignment = true\nbenefits_assigned = false"
    )
    before, after = parse_practice(text, people), parse_practice(told, people)
    aetna, medicare = after.payers["aetna"], after.payers["medicare"]
    assert before.billing.accepts(medicare)
    assert not after.billing.accepts(medicare)
    assert not after.billing.is_paid(medicare)
    assert after.billing.accepts(aetna)
    assert not after.billing.is_paid(aetna)
