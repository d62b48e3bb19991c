"""Where a visit is paid: by the option, by a ZIP code, by the practice's records."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.model.practice import Practice
from cleanclaim.pricing.payment_locality import PaymentLocality
from cleanclaim.pricing.priced import PricedVisit
from tests.pricing.test_price import line, one, titles, visit

PRACTICE = Path(__file__).parents[2] / "examples" / "clinic-day" / "practice.toml"
CHICAGO, AUSTIN = "06102-16", "04412-31"


@pytest.fixture(scope="module")
def practice() -> Practice:
    return read_practice(PRACTICE)


def placed(office: PaymentLocality, **more: Any) -> PricedVisit:
    return one(visit(line("97110"), **more), office)


def test_a_zip_code_leads_to_its_locality_with_five_digits_or_nine() -> None:
    for zip_code in ("60601", "606011234", "60601-1234"):
        assert placed(PaymentLocality(zip_code=zip_code)).locality == CHICAGO


def test_a_locality_that_was_named_is_taken_before_a_zip_code() -> None:
    assert placed(PaymentLocality(zip_code="60601", locality=AUSTIN)).locality == AUSTIN


def test_places_have_prices_of_their_own() -> None:
    prices = {
        placed(PaymentLocality(locality=locality)).allowed for locality in (CHICAGO, AUSTIN, "02102-01", "national")
    }
    assert len(prices) == 4


def test_a_zip_code_nobody_lists_is_undetermined() -> None:
    assert titles(placed(PaymentLocality(zip_code="00000"))) == [
        "The locality of ZIP 00000 is not on file for this date"
    ]


def test_a_zip_code_divided_between_localities_is_undetermined_and_names_the_likelier() -> None:
    priced = placed(PaymentLocality(zip_code="35958"))
    assert "is divided" in titles(priced)[0]
    assert "--locality" in priced.open[0].remedy


def test_a_locality_nobody_publishes_is_undetermined() -> None:
    assert "99999-99" in titles(placed(PaymentLocality(locality="99999-99")))[0]


def test_the_practices_address_tells_the_locality_and_its_fees_stand_in_for_charges(practice: Practice) -> None:
    priced = placed(PaymentLocality(practice=practice))
    assert priced.locality == AUSTIN
    assert priced.lines[0].charge == practice.fees["97110"]
    cheap = structs.replace(practice, fees={"97110": 1500})
    assert placed(PaymentLocality(practice=cheap)).allowed == 1500


def test_at_home_the_patients_address_decides(practice: Practice) -> None:
    patient = practice.patients["P05"]
    moved = structs.replace(patient, address=structs.replace(patient.address, zip_code="60601"))
    there = PaymentLocality(practice=structs.replace(practice, patients={"P05": moved}))
    assert placed(there, patient_id="P05", place_of_service="12").locality == CHICAGO
    assert placed(there, patient_id="P05", place_of_service="11").locality == AUSTIN
    assert titles(placed(there, patient_id="nobody", place_of_service="12")) == ["The patient's home is not known"]


def test_qualifying_participants_have_a_factor_of_their_own_since_2026() -> None:
    qualifying = PaymentLocality(locality="national", qualifying=True)
    assert placed(qualifying).conversion_factor == 335675
    assert placed(qualifying, service_date=date(2025, 12, 31)).conversion_factor == 323465
