"""What differs of a claim that goes out once more: whatever its file would say otherwise is named."""

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from msgspec import structs

from cleanclaim.model.adjudication import Adjudication, Adjustment, Attachment
from cleanclaim.model.claim import Claim, ClaimLine
from cleanclaim.model.practice import Site
from cleanclaim.office.claims.changed_claim import compare_claims
from tests.exchange.x12.variants import claim

SENT = claim(Random(7), "secondary")  # noqa: S311 - made-up claims
NUMBERS = {"number", "visit_id", "visit_line", "control_number", "claim_id", "frequency", "payer_claim_number"}
"""What a claim is known by: no difference."""
PAID = Adjudication(payer_id="1", paid=700, on=date(2026, 3, 9))
LINES: dict[str, tuple[Any, ...]] = {
    "code": ("97164",),
    "modifiers": (("GP", "59"),),
    "charge": (123,),
    "units": (9,),
    "service_date": (date(2026, 4, 1),),
    "pointers": ((),),
    "rendering": (structs.replace(SENT.rendering, npi="1000000053"),),
    "adjudications": (
        (PAID,),
        (structs.replace(PAID, paid=800),),
        (structs.replace(PAID, adjustments=(Adjustment("CO", "45", 5, Decimal(1)),)),),
    ),
    "description": ("Dry needling of the neck",),
    "noted": (True,),
}


def compared(before: ClaimLine, after: ClaimLine) -> list[str]:
    with_line = [structs.replace(SENT, lines=(one, *SENT.lines[1:])) for one in (before, after)]
    return [one.what for one in compare_claims(*with_line)]


def test_a_claim_that_is_the_same_but_for_its_numbers_does_not_differ() -> None:
    again = structs.replace(SENT, claim_id="another", frequency="replacement", payer_claim_number="PAYER1")
    assert compare_claims(SENT, again) == []


@pytest.mark.parametrize("field", [one for one in ClaimLine.__struct_fields__ if one not in NUMBERS])
def test_every_field_of_a_line_is_compared(field: str) -> None:
    before = SENT.lines[0]
    for value in LINES[field]:
        after = structs.replace(before, **{field: value})
        assert compared(before, after) == ["line 1"]
        before = after


def test_every_field_of_a_claim_is_compared() -> None:
    of_claim: dict[str, Any] = {
        "patient": structs.replace(SENT.patient, birth_date=date(1950, 1, 2)),
        "coverage": structs.replace(SENT.coverage, member_id="ANOTHER1"),
        "payer": structs.replace(SENT.payer, name="Another payer"),
        "rendering": structs.replace(SENT.rendering, npi="1000000053"),
        "place_of_service": "12",
        "diagnoses": ("M62.81", *SENT.diagnoses[1:]),
        "lines": SENT.lines[1:],
        "charge": SENT.charge + 1,
        "site": Site(name="Another office", address=SENT.patient.address, npi="1000000053"),
        "order": "tertiary",
        "others": (),
        "attachments": (Attachment("OZ", "EL", "7"),),
    }
    assert of_claim.keys() == {*Claim.__struct_fields__} - NUMBERS
    for field, value in of_claim.items():
        assert compare_claims(SENT, structs.replace(SENT, **{field: value})), field
