"""The price of visits: which lines are paid, which unit keeps its practice expense, what stays unknown and why."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import cleanclaim
from cleanclaim.law.basis import Basis
from cleanclaim.model.visit import Service, Visit
from cleanclaim.pricing.payment_locality import PaymentLocality
from cleanclaim.pricing.price import price
from cleanclaim.pricing.priced import PricedVisit

NATIONAL = PaymentLocality(locality="national")
DAY = date(2026, 3, 2)


def visit(*services: Service, **more: Any) -> Visit:
    whole: dict[str, Any] = {
        "visit_id": "1",
        "patient_id": "p1",
        "payer": "medicare",
        "service_date": DAY,
        "discipline": "PT",
        "place_of_service": "11",
    }
    return Visit(**whole | more, services=services)


def line(code: str, units: int | None = 1, *modifiers: str, **more: Any) -> Service:
    return Service(code=code, units=units, modifiers=modifiers, **more)


def one(given: Visit, office: PaymentLocality = NATIONAL, **options: Any) -> PricedVisit:
    return price(office.case_of([given]), **options).visits[0]


def titles(priced: PricedVisit) -> list[str]:
    return [missing.title for missing in priced.open]


def test_the_verb_is_one_of_the_package() -> None:
    assert cleanclaim.price is price


def test_without_a_place_nothing_is_priced_and_the_answer_says_what_to_give() -> None:
    priced = price([visit(line("97110"))]).visits[0]
    assert (priced.allowed, priced.lines[0].allowed, priced.payer_pays) == (None, None, None)
    assert titles(priced) == ["Where the visit took place is not known"]
    assert "--zip" in priced.open[0].remedy


def test_the_highest_practice_expense_is_paid_whole_wherever_it_stands() -> None:
    priced = one(visit(line("97110", 2), line("97530", 2)))
    assert [[unit.pe for unit in each.working] for each in priced.lines] == [["reduced"] * 2, ["full", "reduced"]]


def test_the_day_is_one_for_all_disciplines_and_visits() -> None:
    physical = visit(line("97110"), visit_id="a")
    occupational = visit(line("97530", 1, "GO"), visit_id="b", discipline="OT")
    alone, together = one(physical), price(NATIONAL.case_of([physical, occupational])).visits[0]
    assert alone.lines[0].working[0].pe == "full"
    assert together.lines[0].working[0].pe == "reduced"


def test_the_proof_says_which_line_and_visit_keeps_its_practice_expense() -> None:
    physical = visit(line("97110"), line("97140"), visit_id="a")
    occupational = visit(line("97535", 1, "GO"), line("97530", 1, "GO"), visit_id="b", discipline="OT")
    of_day = price(NATIONAL.case_of([physical, occupational])).visits
    texts = [next(step.text for step in each.proof if step.step == "reduction") for each in of_day]
    assert "one of 97530 on line 2 of visit b, the highest, keeps" in texts[0]
    assert "one of 97530 on line 2, the highest, keeps" in texts[1]


@pytest.mark.parametrize(
    "other", [{"patient_id": "p2"}, {"patient_id": None}, {"service_date": date(2026, 3, 3)}, {"payer": "aetna"}]
)
def test_another_patient_day_or_payer_takes_nothing_away(other: dict[str, Any]) -> None:
    held = [visit(line("97110"), visit_id="a"), visit(line("97530"), visit_id="b", **other)]
    assert price(NATIONAL.case_of(held)).visits[0].lines[0].working[0].pe == "full"


def test_a_code_outside_the_reduction_is_paid_whole_and_reduces_nothing() -> None:
    priced = one(visit(line("97110"), line("97129")))
    assert [each.working[0].pe for each in priced.lines] == ["full", "not subject"]


def test_of_equal_lines_the_therapists_keeps_its_practice_expense() -> None:
    priced = one(visit(line("97110", 1, "CQ"), line("97110", 1)))
    assert [each.working[0].pe for each in priced.lines] == ["reduced", "full"]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("97010", "inside other services"),  # status B
        ("97014", "another code"),  # status I
        ("97037", "does not cover"),  # status N
    ],
)
def test_what_medicare_does_not_pay_is_nothing_with_the_reason(code: str, reason: str) -> None:
    priced = one(visit(line(code), line("97110")))
    assert (priced.lines[0].status, priced.lines[0].allowed) == ("not paid", 0)
    assert reason in str(priced.lines[0].reason)
    assert priced.lines[1].working[0].pe == "full"
    assert not priced.open


def test_what_the_contractor_prices_is_undetermined_unless_somebody_entered_it() -> None:
    unknown = one(visit(line("97039")))
    assert (unknown.lines[0].status, unknown.allowed) == ("undetermined", None)
    assert titles(unknown) == ["Medicare's contractor sets the price of this code"]
    given = one(visit(line("97039", allowed=1234)))
    assert (given.lines[0].status, given.allowed, given.open) == ("given", 1234, [])


def test_a_code_without_a_row_is_undetermined() -> None:
    assert "no such code" in titles(one(visit(line("99999"))))[0]


def test_units_nobody_knows_are_undetermined_and_never_one() -> None:
    priced = one(visit(line("97110", None)))
    assert (priced.lines[0].units, priced.lines[0].allowed, priced.allowed) == (None, None, None)
    assert priced.open[0].line == 1


def test_a_line_whose_units_are_unknown_leaves_open_which_unit_is_paid_whole() -> None:
    higher = one(visit(line("97140"), line("97530", None)))
    assert [each.allowed for each in higher.lines] == [None, None]
    assert "hangs on another line" in titles(higher)[0]
    lower = one(visit(line("97530"), line("97140", None)))
    assert lower.lines[0].working[0].pe == "full"


def test_units_come_from_minutes_where_nobody_entered_them() -> None:
    service = Service(code="97110", minutes=33, performed_by="PT")
    priced = one(visit(service, Service(code="97140", minutes=7, performed_by="PT"), provider_npi="1234567893"))
    assert [(each.code, each.units) for each in priced.lines] == [("97110", 2), ("97140", 1)]


def test_a_documented_service_without_a_unit_brings_nothing() -> None:
    priced = one(visit(line("97110", 0), line("97140")))
    assert (priced.lines[0].status, priced.lines[0].allowed) == ("not billed", 0)


def test_the_lesser_of_charge_and_price_is_allowed() -> None:
    priced = one(visit(line("97110", charge=2000)))
    assert (priced.lines[0].fee, priced.lines[0].allowed, priced.allowed) == (2906, 2000, 2000)
    assert one(visit(line("97110", charge=9000))).allowed == 2906


@pytest.mark.parametrize(
    ("day", "factor"),
    [
        (date(2024, 3, 8), 327442),
        (date(2024, 3, 9), 332875),
        (date(2025, 12, 31), 323465),
        (date(2026, 1, 1), 334009),
    ],
)
def test_the_conversion_factor_is_that_of_the_day(day: date, factor: int) -> None:
    assert one(visit(line("97110"), service_date=day)).conversion_factor == factor


def test_a_facility_has_a_practice_expense_of_its_own() -> None:
    office, hospital = (one(visit(line("97597"), place_of_service=place)).allowed for place in ("11", "22"))
    assert office is not None
    assert hospital is not None
    assert hospital < office


@pytest.mark.parametrize("place", [None, "99999"])
def test_an_unknown_place_of_service_is_undetermined(place: str | None) -> None:
    assert titles(one(visit(line("97110"), place_of_service=place))) == ["Place of service not recorded"]


@pytest.mark.parametrize(
    ("payer", "title"),
    [
        ("aetna", "Aetna has prices of its own"),
        ("va", "Not known of VA Community Care: fee schedule"),
        ("acme", "Payer not known"),
        (None, "Payer not known"),
    ],
)
def test_other_payers_are_never_priced_like_medicare(payer: str | None, title: str) -> None:
    priced = one(visit(line("97110"), payer=payer))
    assert (priced.allowed, titles(priced)) == (None, [title])


def test_what_an_own_price_list_allows_is_shown_as_given() -> None:
    priced = one(visit(line("97110", allowed=4500), payer="aetna"))
    assert (priced.allowed, priced.payer_pays) == (4500, None)


def test_medicare_advantage_is_allowed_by_the_schedule_and_shared_out_by_nobody_we_read() -> None:
    priced = one(visit(line("97110"), payer="medicare_advantage"))
    assert priced.allowed == 2906
    assert "fee_schedule" in priced.rests_on
    assert priced.payer_pays is None
    assert "coinsurance" in titles(priced)[0]


def test_a_date_before_the_tables_is_undetermined() -> None:
    assert one(visit(line("97110"), service_date=date(2019, 6, 3))).allowed is None
    assert titles(one(visit(line("97110"), service_date=None))) == ["Date of service not recorded"]


def test_the_releases_an_amount_rests_on_are_named_and_stale_where_they_are() -> None:
    summary = price(PaymentLocality(zip_code="60601").case_of([visit(line("97110"))])).summary
    assert summary["reference"]["MPFS RVU26C"] == {"kind": "mpfs", "stale": False}
    assert summary["reference"]["GPCI 2026"]["kind"] == "gpci"
    assert price(NATIONAL.case_of([visit(line("97110"), service_date=date(2026, 10, 2))])).summary["reference"] == {
        "MPFS RVU26C": {"kind": "mpfs", "stale": True}
    }


def test_every_step_has_a_source_of_the_bibliography() -> None:
    from cleanclaim.law.policies.sources import sources

    priced = one(visit(line("97110", 2, charge=4000), line("97140", 1, "CQ")), PaymentLocality(zip_code="60601"))
    steps = [step.step for step in priced.proof]
    assert steps[:4] == ["locality", "place", "conversion factor", "reduction"]
    assert steps[-4:] == ["coinsurance", "assistant", "sequestration", "payment"]
    assert all(step.cite in sources() for step in priced.proof)


def test_a_contract_that_goes_by_medicares_schedule_is_priced_by_it(tmp_path: Path) -> None:
    (tmp_path / "acme.toml").write_text(
        """
name = "Acme Health"
kind = "commercial"
extends = "commercial"
about = "A plan that pays by Medicare's schedule, every unit whole."

[fee_schedule]
reviewed = 2026-11-23
"2020-01-01" = { value = "mpfs", cite = "payer-contract", verified = true }

[mppr_reduction_percent]
reviewed = 2026-11-23
"2020-01-01" = { value = 0, cite = "payer-contract", verified = true }
""",
        encoding="utf-8",
    )
    priced = one(visit(line("97110", 2), payer="acme"), basis=Basis(payers=tmp_path))
    assert priced.allowed == 2 * 2906
    assert priced.rests_on == []
    assert "Not known of Acme Health" in titles(priced)[0]  # its copayment
