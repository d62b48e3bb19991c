"""Looking up: every reading of a text, a code's fee and history, a rule by words."""

from datetime import date

import pytest

from cleanclaim.explanations.lookup.code_fee import price_one_unit
from cleanclaim.explanations.lookup.code_history import list_code_changes
from cleanclaim.explanations.lookup.non_service_pages import ModifierPage
from cleanclaim.explanations.lookup.reason_pages import ReasonPage
from cleanclaim.explanations.lookup.rule_search import list_topics, search_rules
from cleanclaim.explanations.lookup.search_all import look_up, look_up_non_service, search_all
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.errors import UserError
from cleanclaim.pricing.payment_locality import NATIONAL, PaymentLocality
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.library import shipped
from cleanclaim.reference.ncci import pair_history

ON = date(2026, 3, 2)


def test_a_text_may_name_several_things_and_nothing_is_no_error() -> None:
    assert [type(page) for page in look_up_non_service("59", ON)] == [ModifierPage, ReasonPage]
    assert look_up_non_service("gait training", ON) == look_up_non_service("CO-9999", ON) == []
    with pytest.raises(UserError):
        look_up("CO-9999", ON, "medicare")


def test_words_of_a_diagnosis_leave_services_out() -> None:
    fits = search_all(["low", "back", "pain"], ON)
    assert fits.diagnoses
    assert fits.unmatched == ()


def test_a_fee_is_what_the_published_values_come_to() -> None:
    office, facility = price_one_unit("97110", ON, "medicare", PaymentLocality(locality=NATIONAL))
    assert office.allowed == facility.allowed == round((45 + 41 + 1) * 334009 / 10_000)
    assert office.formula == "(0.45 × 1.000 + 0.41 × 1.000 + 0.01 × 1.000) × $33.4009"


def test_a_payer_with_prices_of_its_own_has_no_fee_and_says_so() -> None:
    office, _ = price_one_unit("97110", ON, "aetna", PaymentLocality(locality=NATIONAL))
    assert office.allowed is None
    assert office.priced.open[0].title == "Aetna has prices of its own"


@pytest.mark.parametrize("code", ["97140", "97014", "95831", "G0283"])
def test_a_history_is_newest_first_and_has_every_edit_that_ended(code: str) -> None:
    events = list_code_changes(code)
    assert [event.on for event in events] == sorted((event.on for event in events), reverse=True)
    ended = " ".join(event.text for event in events if event.text.startswith("ended"))
    releases = shipped().known("ncci")
    for other in catalogue():
        for row in pair_history(code, other, date.max, releases):
            if row.to and row.to != row.from_ and row.indicator != 9:
                assert other in ended


def test_a_code_that_ended_says_what_to_bill() -> None:
    (ended,) = [event for event in list_code_changes("97001") if event.what == "code"]
    assert ended.on == date(2017, 1, 1)
    assert "97161" in ended.text


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("KX missing", "threshold.missing"),
        ("overlapping patients", "days.overlap"),
        ("timely filing", "visits.late"),
        ("CO-236", "pairs.bundled"),
        ("bundled into another code", "pairs.bundled"),
    ],
)
def test_a_rule_is_found_by_what_the_fault_is_called(words: str, rule: str) -> None:
    assert rule in [found.page.id for found in search_rules(words)[:3]]


def test_every_rule_stands_in_a_topic_and_is_found_by_its_title() -> None:
    pages = [page for topic in list_topics() for page in topic.rules]
    assert {page.id for page in pages} == set(rule_set().rules)
    for page in pages:
        assert page.id in [found.page.id for found in search_rules(page.title)[:3]], page.title


def test_words_of_no_rule_find_none() -> None:
    assert search_rules("xyzzy") == search_rules("") == []
