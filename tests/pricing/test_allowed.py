"""Allowed amounts filled in, so that a patient's year can be counted toward the threshold."""

from datetime import date

from cleanclaim.law.chart.patient_history import add_history
from cleanclaim.law.review.coded import code
from cleanclaim.law.review.review import review
from cleanclaim.model.visit import History, Service
from cleanclaim.pricing.allowed import prepare_case
from cleanclaim.pricing.payment_locality import PaymentLocality
from cleanclaim.pricing.price import price
from tests.pricing.test_price import NATIONAL, line, visit


def test_every_service_gets_what_its_line_is_allowed_after_the_reduction() -> None:
    filled = prepare_case(NATIONAL.case_of([visit(line("97110", 2), line("97140"))])).visits[0]
    assert [service.allowed for service in filled.services] == [5127, 2121]


def test_what_was_given_stays() -> None:
    filled = prepare_case(NATIONAL.case_of([visit(line("97110", allowed=1), line("97140"))])).visits[0]
    assert [service.allowed for service in filled.services] == [1, 2121]


def test_what_is_not_known_stays_unknown() -> None:
    held = [visit(line("97110"), payer="aetna"), visit(line("97110", None), visit_id="2", patient_id="p2")]
    assert [each.services[0].allowed for each in prepare_case(NATIONAL.case_of(held)).visits] == [None, None]
    assert list(prepare_case(PaymentLocality().case_of(held)).visits) == held


def test_services_counted_together_share_their_lines_amount_by_minutes_to_the_cent() -> None:
    parts = (
        Service(code="97110", minutes=10, performed_by="PT"),
        Service(code="97110", minutes=20, performed_by="PTA"),
        Service(code="97110", minutes=15, performed_by="PT", mode="group"),
    )
    before = visit(*parts, provider_npi="1234567893")
    filled = prepare_case(NATIONAL.case_of([before])).visits[0]
    allowed = [service.allowed for service in filled.services]
    assert allowed[2] == 0
    assert sum(amount or 0 for amount in allowed) == price(NATIONAL.case_of([before])).visits[0].allowed == 5127


def test_the_threshold_is_asked_with_the_amounts_of_the_fee_schedule() -> None:
    held = visit(line("97110", 1, "GP"), provider_npi="1234567893", history=History(spent=247_500))
    unknown = {finding.rule for finding in review([held]).claims[0].findings if finding.outcome == "fail"}
    assert "threshold.missing" not in unknown
    known = review(prepare_case(NATIONAL.case_of([held])).visits).claims[0].findings
    assert next(finding.outcome for finding in known if finding.rule == "threshold.missing") == "fail"


def test_kx_is_appended_where_the_price_passes_the_threshold_and_necessity_is_attested() -> None:
    held = visit(
        Service(code="97110", minutes=15, performed_by="PT"),
        provider_npi="1234567893",
        necessity_documented=True,
        history=History(spent=247_500),
    )
    lines = code(prepare_case(NATIONAL.case_of([held])).visits).visits[0].lines
    assert lines[0].modifiers == ("GP", "KX")


def test_earlier_visits_count_into_the_year_by_their_prices() -> None:
    earlier = visit(line("97110"), visit_id="0", service_date=date(2026, 2, 2), history=History(spent=100_000))
    now = add_history([visit(line("97110"))], prepare_case(NATIONAL.case_of([earlier])).visits)[0]
    assert now.history is not None
    assert now.history.spent == 102_906
