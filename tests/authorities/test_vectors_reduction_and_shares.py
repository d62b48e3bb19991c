"""The therapy reduction and the waterfall of payment: every vector of `reduction_and_shares.json`.

Vectors that name codes and a fee schedule go through the command line, at national prices; those that give values or
an allowed amount go through the functions behind it.
"""

from decimal import Decimal

import pytest

from cleanclaim.model.money import cents
from cleanclaim.pricing.lines import price_units
from cleanclaim.pricing.rate import Rate
from cleanclaim.pricing.reduction import TherapyLine, full_paid_line
from cleanclaim.pricing.settlement import Terms, settle
from tests.authorities.command_line import Json, answer, visit
from tests.authorities.vectors import Vector, ids, vectors

NAME = "reduction_and_shares"
TERMS = Terms(
    coinsurance_percent=20,
    assistant_payment_percent=85,
    assistant_payment_basis="payer_share",
    sequestration_percent=2,
)


def by_values(vector: Vector) -> bool:
    return "values" in vector


def by_codes(vector: Vector) -> bool:
    return "working" in vector


def by_amount(vector: Vector) -> bool:
    return "payer_pays" in vector


def test_all_the_vectors_are_asked_here() -> None:
    assert ids(NAME) == ids(NAME, by_values) | ids(NAME, by_codes) | ids(NAME, by_amount)


@pytest.mark.parametrize("vector", vectors(NAME, by_values))
def test_units_of_given_values_are_reduced_as_the_manual_shows(vector: Vector) -> None:
    rates = [
        Rate(work=work, pe=pe, malpractice=malpractice, factor=10_000)
        for work, pe, malpractice in (map(cents, one) for one in vector["values"])
    ]
    first = full_paid_line([TherapyLine(place=(0, place), rate=rate, units=1) for place, rate in enumerate(rates)])
    assert first is not None
    paid = [
        price_units(rate, 1, first=first.place == (0, place), reduction=vector["reduction"])[0].amount
        for place, rate in enumerate(rates)
    ]
    assert sum(paid) == cents(vector["total"])
    if "unreduced" in vector:
        assert sum(rate.fee() for rate in rates) == cents(vector["unreduced"])
        fixed = sum(rate.fee(0) for rate in rates)
        assert sum(paid) - fixed == cents(vector["expense_paid"])


@pytest.mark.parametrize("vector", vectors(NAME, by_codes))
def test_a_visit_brings_what_the_vector_says_unit_by_unit(vector: Vector) -> None:
    services = [{"code": code, "units": number} for code, number in vector["units"].items()]
    given = visit(*services, service_date=vector["service_date"])
    priced = answer("price", "-", "--locality", "national", given=[given])["visits"][0]
    assert Decimal(priced["conversion_factor"]) == Decimal(vector["factor"])
    assert priced["allowed"] == vector["total"]
    assert sorted(units_of(priced)) == sorted(map(tuple, vector["working"]))


def units_of(priced: Json) -> list[tuple[str, str, str]]:
    return [(line["code"], unit["pe"], unit["amount"]) for line in priced["lines"] for unit in line["working"]]


@pytest.mark.parametrize("vector", vectors(NAME, by_amount))
def test_an_allowed_amount_is_shared_out_as_the_vector_says(vector: Vector) -> None:
    left = cents(vector["deductible_left"])
    shares = settle(cents(vector["allowed"]), TERMS, deductible_left=left, assistant=vector["assistant"])
    assert shares.deductible == cents(vector["deductible"])
    assert shares.coinsurance == cents(vector["coinsurance"])
    assert shares.payer_pays + shares.sequestration == cents(vector["before_sequestration"])
    assert shares.sequestration == cents(vector["sequestration"])
    assert shares.payer_pays == cents(vector["payer_pays"])
    assert shares.payer_pays + shares.patient_owes == cents(vector["practice_receives"])
