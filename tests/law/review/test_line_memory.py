"""What is remembered of single lines never answers for another law: not for other rules, another payer, another day."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from cleanclaim.law.basis import Basis
from cleanclaim.law.review import law_in_force, review, rule_set
from cleanclaim.law.review.review import ClaimReview, reviewed
from cleanclaim.model.visit import Visit
from tests.clinic import billed, visit
from tests.conftest import tries

FILED = Basis(filed_on=date(2026, 7, 1))
BEGINS, ENDS = date(2026, 2, 15), date(2026, 4, 15)


@pytest.fixture(scope="module")
def _dated_rules() -> Iterator[None]:
    """Two rules that are asked of a line alone begin and end amid the quarters, as no rule of ours does today."""
    rules = rule_set.rule_set().rules
    dated = {
        "modifiers.again": structs.replace(rules["modifiers.again"], since=BEGINS),
        "codes.unlisted": structs.replace(rules["codes.unlisted"], until=ENDS),
    }
    with pytest.MonkeyPatch.context() as patch:
        for rule_id, entry in dated.items():
            patch.setitem(rules, rule_id, entry)
        forget()
        yield
    forget()


def forget() -> None:
    """The rules compiled anew and findings worded anew, so that nothing is remembered."""
    review._worded_once.cache_clear()
    review._remembered.clear()
    for work in (law_in_force._in_force, rule_set.compiled, rule_set._compiled):
        work.cache_clear()


LINES = st.sampled_from(
    [
        billed("97110"),
        billed("97110", modifiers=("76", "GP")),
        billed("97999"),
        billed("97014"),
        billed("97001"),
        billed("97161", modifiers=("GO",)),
        billed("97140", units=None, minutes=None),
        billed("97110", diagnoses=("M54.5",)),
    ]
)
DAYS = st.sampled_from(
    [
        date(2026, 2, 10),
        date(2026, 2, 14),
        date(2026, 2, 15),
        date(2026, 3, 31),
        date(2026, 4, 1),
        date(2026, 4, 15),
        date(2026, 4, 16),
        date(2019, 12, 30),
        None,
    ]
)
PAYERS = st.sampled_from(["medicare", "aetna", "self_pay", "workers_comp", "acme", None])
VISITS = st.builds(
    lambda services, day, payer, discipline: visit(*services, service_date=day, payer=payer, discipline=discipline),
    st.lists(LINES, min_size=1, max_size=3),
    DAYS,
    PAYERS,
    st.sampled_from(["PT", "OT", None]),
)
BOOKS = st.lists(VISITS, min_size=1, max_size=5).map(
    lambda book: [structs.replace(one, visit_id=f"{n}", patient_id=f"P{n}") for n, one in enumerate(book)]
)


def by_visit(visits: list[Visit]) -> dict[str, ClaimReview]:
    return {claim.visit_id: claim for claim in reviewed(visits, FILED)}


@pytest.mark.usefixtures("_dated_rules")
def test_a_rule_that_begins_between_two_visits_is_asked_of_the_later_one_in_either_order() -> None:
    lines = billed("97110", modifiers=("76", "GP")), billed("97999")
    days = {"before": date(2026, 2, 10), "after": date(2026, 2, 20), "last": date(2026, 4, 20)}
    visits = [visit(*lines, visit_id=name, patient_id=name, service_date=day) for name, day in days.items()]
    for book in (visits, visits[::-1]):
        forget()
        faults = {
            name: {f.rule for f in claim.findings if f.outcome == "fail"} for name, claim in by_visit(book).items()
        }
        assert {name: {"modifiers.again", "codes.unlisted"} & found for name, found in faults.items()} == {
            "before": {"codes.unlisted"},
            "after": {"modifiers.again", "codes.unlisted"},
            "last": {"modifiers.again"},
        }


@pytest.mark.usefixtures("_dated_rules")
@tries(20)
@given(BOOKS, st.data())
def test_visits_reviewed_in_any_order_are_answered_as_each_by_itself(book: list[Visit], data: st.DataObject) -> None:
    forget()
    together = by_visit(data.draw(st.permutations(book)))
    for one in book:
        forget()
        assert by_visit([one])[one.visit_id] == together[one.visit_id]


def test_the_same_finding_of_two_visits_is_worded_once() -> None:
    twins = [visit(billed(modifiers=("GO",)), visit_id=name, patient_id=name) for name in ("a", "b")]
    first, second = (claim.findings for claim in by_visit(twins).values())
    assert first
    assert all(one is other for one, other in zip(first, second, strict=True))


def test_a_finding_under_another_policy_is_another() -> None:
    pooled = billed(minutes=8, units=1), billed("97140", minutes=9, units=1)
    verified, reported = (by_visit([visit(*pooled, payer=payer)])["1"].findings[0] for payer in ("medicare", "tricare"))
    assert (verified.rule, verified.severity) == ("minutes.overbilled", "stop")
    assert (reported.rule, reported.severity) == ("minutes.overbilled", "warn")


def test_a_finding_on_a_value_that_cannot_be_remembered_by_is_worded_all_the_same() -> None:
    twins = [visit(billed("97014"), visit_id=name, patient_id=name) for name in ("a", "b")]
    first, second = by_visit(twins).values()
    assert "codes.replaced" in {finding.rule for finding in first.findings}
    assert first.findings == second.findings
