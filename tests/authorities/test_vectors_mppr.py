"""The therapy reduction and the waterfall of payment: every vector of `mppr_examples.json`.

Vectors that name codes and a fee schedule go through the command line, at national prices; those that give values or
an allowed amount go through the functions behind it.
"""

from decimal import Decimal

import pytest

from cleanclaim.pricing.lines import working
from cleanclaim.pricing.rate import Rate
from cleanclaim.pricing.reduction import Contender, first_of
from cleanclaim.pricing.settlement import Terms, settle
from tests.authorities.command_line import Json, answer, visit
from tests.authorities.vectors import Vector, ids, vectors

NAME = "mppr_examples"
DAYS = {32.3465: "2025-11-03", 33.4009: "2026-03-02"}
TERMS = Terms(
    coinsurance_percent=20,
    assistant_payment_percent=85,
    assistant_payment_basis="payer_share",
    sequestration_percent=2,
)


def by_values(vector: Vector) -> bool:
    return "reduction_on_PE" in vector["input"]


def by_codes(vector: Vector) -> bool:
    return "rvus" in vector["input"]


def by_amount(vector: Vector) -> bool:
    return "allowed_after_mppr" in vector["input"]


def in_cents(dollars: float) -> int:
    return int(Decimal(str(dollars)) * 100)


def test_all_the_vectors_are_asked_here() -> None:
    assert ids(NAME) == ids(NAME, by_values) | ids(NAME, by_codes) | ids(NAME, by_amount)


@pytest.mark.parametrize("vector", vectors(NAME, by_values))
def test_units_of_given_values_are_reduced_as_the_manual_shows(vector: Vector) -> None:
    reduction = round(vector["input"]["reduction_on_PE"] * 100)
    rates = [
        Rate(work=one["work"] * 100, pe=one["pe"] * 100, malpractice=one["mp"] * 100, factor=10_000)
        for one in vector["input"]["units"]
    ]
    first = first_of([Contender(place=(0, place), rate=rate, units=1) for place, rate in enumerate(rates)])
    assert first is not None
    paid = [
        working(rate, 1, first=first.place == (0, place), reduction=reduction)[0].amount
        for place, rate in enumerate(rates)
    ]
    assert sum(paid) == in_cents(vector["expected"]["total"])
    if "no_mppr_total" in vector["expected"]:
        assert sum(rate.fee() for rate in rates) == in_cents(vector["expected"]["no_mppr_total"])
        fixed = sum(rate.fee(0) for rate in rates)
        assert sum(paid) - fixed == in_cents(vector["expected"]["pe_paid"])


@pytest.mark.parametrize("vector", vectors(NAME, by_codes))
def test_a_visit_brings_what_the_vector_says_unit_by_unit(vector: Vector) -> None:
    services = [{"code": line["code"], "units": line["units"]} for line in vector["input"]["lines"]]
    day = DAYS[vector["input"]["cf"]]
    priced = answer("price", "-", "--locality", "national", given=[visit(*services, service_date=day)])["visits"][0]
    expected = vector["expected"]
    assert Decimal(priced["conversion_factor"]) == Decimal(str(vector["input"]["cf"]))
    assert priced["allowed"] == f"{expected['total']:.2f}"
    assert sorted(units_of(priced)) == sorted(
        (one["code"], one["pe"], f"{one['amount']:.2f}") for one in expected["per_unit"]
    )


def units_of(priced: Json) -> list[tuple[str, str, str]]:
    return [(line["code"], unit["pe"], unit["amount"]) for line in priced["lines"] for unit in line["working"]]


@pytest.mark.parametrize("vector", vectors(NAME, by_amount))
def test_an_allowed_amount_is_shared_out_as_the_vector_says(vector: Vector) -> None:
    given, expected = vector["input"], vector["expected"]
    allowed = in_cents(given["allowed_after_mppr"])
    shares = settle(
        allowed, TERMS, deductible_left=in_cents(given["deductible_remaining"]), assistant=given["cq_or_co"]
    )
    assert shares.deductible == in_cents(expected["deductible"])
    assert shares.coinsurance == in_cents(expected["coinsurance"])
    assert shares.payer_pays + shares.sequestration == in_cents(expected["medicare_before_sequestration"])
    assert shares.sequestration == in_cents(expected["sequestration"])
    assert shares.payer_pays == in_cents(expected["medicare_paid"])
    assert shares.payer_pays + shares.patient_owes == in_cents(expected["provider_total"])
