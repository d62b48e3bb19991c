"""Questions from one's own claims: right by the review and the playbook, and nothing in them names a patient."""

from datetime import date
from pathlib import Path

from cleanclaim.compliance.training.lessons import lessons, quarter_before, quarter_of
from cleanclaim.compliance.training.own_claims import items_from_denials, items_from_findings
from cleanclaim.law.basis import Basis
from cleanclaim.law.review.review import review
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.money.denials.denial import Denial
from tests.claims.stories import remittance
from tests.clinic import billed, visit
from tests.compliance.training import oracles_others
from tests.compliance.training.bank import right_texts, wrong_texts
from tests.money.book.folders import fill
from tests.money.denials.refused import denials_in, refused

BASIS = Basis(filed_on=date(2026, 3, 3))


def test_a_fault_of_ones_own_is_asked_and_no_choice_but_one_is_found() -> None:
    visits = [
        visit(billed(minutes=20, units=2, modifiers=()), visit_id="SECRET-1", patient_id="SECRET-2"),
        visit(billed(minutes=30, units=2), visit_id="2"),
    ]
    reviews = review(visits, BASIS).claims
    items = list(items_from_findings(visits, reviews, "1"))
    titles = {one.title for one in reviews[0].findings}
    assert {right_texts(one)[0] for one in items} >= {
        "Units beyond the minutes documented",
        "Discipline modifier missing",
    }
    for one in items:
        assert one.own
        assert set(right_texts(one)) <= titles
        assert not set(wrong_texts(one)) & titles
        assert "SECRET" not in str(one)


def test_a_clean_visit_asks_nothing() -> None:
    visits = [visit(billed(minutes=30, units=2))]
    assert list(items_from_findings(visits, review(visits, BASIS).claims, "1")) == []


def denials(folder: Path) -> list[Denial]:
    fill(folder, [remittance(0, "Q1", refused({0: "CO 197", 1: "CO 399", 2: "PR 27"}))])
    return list(denials_in(folder).denials)


def test_a_denial_of_ones_own_asks_for_the_first_step(tmp_path: Path) -> None:
    found = denials(tmp_path)
    items = list(items_from_denials(found, "1"))
    assert items
    for one in items:
        oracles_others.denials_first_step(one)
        assert one.own
        assert not any(each.claim_id in str(one) for each in found)


def test_a_quarters_lessons_name_what_to_train_by_dollars(tmp_path: Path) -> None:
    found = denials(tmp_path)
    taught = lessons(found)
    assert [one.cause.cents for one in taught] == sorted((one.cause.cents for one in taught), reverse=True)
    assert sum(one.cause.denials for one in taught) == len(found)
    for one in taught:
        families = {rule.partition(".")[0] for rule in one.cause.rules}
        assert set(one.cause.rules) <= rule_set().rules.keys()
        assert one.prevented == bool(families & set(one.competency.families))
        assert one.prevented or one.competency.id == "B1"


def test_quarters_begin_and_end_where_the_calendar_says() -> None:
    first = quarter_of(date(2026, 3, 31))
    assert (first.first, first.last, str(first)) == (date(2026, 1, 1), date(2026, 3, 31), "2026Q1")
    assert str(quarter_before(date(2026, 1, 1))) == "2025Q4"
    assert quarter_of(date(2024, 12, 31)).last == date(2024, 12, 31)
    assert str(quarter_before(date(2026, 12, 1))) == "2026Q3"
