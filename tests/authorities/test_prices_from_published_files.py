"""Prices worked out a second time, from the published figures and in decimals, beside what the program answers.

Therapy codes in ten localities, every year from 2020 to 2026, in an office and in a facility, whole and reduced.
"""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from cleanclaim.reference.catalogue import catalogue
from tests.authorities.command_line import answer, visit
from tests.reference.extracts import BOTH, FeeRow, Indices, cost_indices, fee_releases

RELEASES = ("RVU20A", "RVU20D", "RVU21A", "RVU22C", "RVU23D", "RVU24A", "RVU24AR", "RVU25D", "RVU26C")
LOCALITIES = (
    "10112-00",  # Alabama
    "02102-01",  # Alaska, with the highest work index
    "03102-00",  # Arizona
    "09102-04",  # Miami, with dear malpractice
    "06102-16",  # Chicago
    "06302-00",  # Wisconsin, with cheap malpractice
    "13202-01",  # Manhattan
    "13282-99",  # rest of New York
    "12502-01",  # Philadelphia
    "04412-31",  # Austin
)


def cents(amount: Decimal) -> str:
    return str(amount.quantize(Decimal("0.01"), ROUND_HALF_UP))


def expected(row: FeeRow, index: Indices, factor: Decimal, *, facility: bool) -> list[tuple[str, str]]:
    """Two units of one code, alone on their day: the first whole, the second reduced where it is subject."""
    pe = row.facility if facility else row.office
    work, expense, malpractice = row.work * index.work, pe * index.expense, row.malpractice * index.malpractice
    whole = cents((work + expense + malpractice) * factor)
    if row.mult_proc != "5":
        return [("not subject", whole)] * 2
    return [("full", whole), ("reduced", cents((work + expense / 2 + malpractice) * factor))]


def priced_by_value(rows: dict[str, FeeRow]) -> list[str]:
    """The therapy codes of our catalogue that the release prices by relative values."""
    return [code for code in catalogue() if code in rows and rows[code].status in "ART" and rows[code].office_total > 0]


@pytest.mark.parametrize("files", BOTH)
@pytest.mark.parametrize("release", RELEASES)
def test_every_therapy_code_costs_what_the_published_files_make_it_cost(release: str, files: str) -> None:
    published = fee_releases(files)[release]
    rows = dict(published.rows)
    asked = priced_by_value(rows)
    assert len(asked) > (60 if files == "whole" else 25)
    indices = cost_indices(files, int(published.on[:4]))
    for locality in LOCALITIES:
        for place in ("11", "22"):
            given = [
                visit(
                    {"code": code, "units": 2},
                    visit_id=code,
                    patient_id=code,  # a patient each, so that no code reduces another
                    service_date=published.on,
                    place_of_service=place,
                )
                for code in asked
            ]
            priced = answer("price", "-", "--locality", locality, given=given)["visits"]
            assert [one["visit_id"] for one in priced] == asked
            for one in priced:
                paid = [(unit["pe"], unit["amount"]) for unit in one["lines"][0]["working"]]
                right = expected(rows[one["visit_id"]], indices[locality], published.factor, facility=place == "22")
                assert paid == right, f"{one['visit_id']} in {locality}, {published.on}, place {place}"
                assert Decimal(one["allowed"]) == sum(Decimal(amount) for _pe, amount in right)
