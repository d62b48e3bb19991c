"""What a patient spent in the year, added up from the visits before."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.law.basis import Basis
from cleanclaim.law.chart.patient_history import add_history
from cleanclaim.law.review.review import review
from cleanclaim.model.chart import Authorization, Benefit
from cleanclaim.model.visit import History, Visit
from tests.clinic import DAY, service, visit
from tests.conftest import tries


def before(day: date, allowed: int | None, **others: Any) -> Visit:
    return visit(service(units=1, allowed=allowed), **{"service_date": day, "history": None, **others})


def spent(*earlier: Visit, **others: Any) -> int | None:
    (held,) = add_history([visit(service(), **{"history": None, **others})], earlier)
    return held.history.spent if held.history else None


JANUARY = before(date(2026, 1, 5), 3_000, history=History(spent=0))
"""The first visit of the year: nothing spent before it, 30 dollars with it."""


def test_the_year_adds_up_from_the_visit_that_knows_it() -> None:
    assert spent(JANUARY, before(date(2026, 2, 2), 2_500)) == 5_500


def test_without_a_visit_that_knows_the_year_it_stays_unknown() -> None:
    assert spent(before(date(2026, 1, 5), 3_000)) is None
    assert spent() is None


def test_an_amount_not_known_makes_the_year_unknown_until_it_is_told_again() -> None:
    assert spent(JANUARY, before(date(2026, 1, 12), None)) is None
    told = before(date(2026, 1, 19), 1_000, history=History(spent=9_000))
    assert spent(JANUARY, before(date(2026, 1, 12), None), told) == 10_000


@pytest.mark.parametrize(
    "other",
    [
        before(date(2025, 12, 31), 9_000, history=History(spent=5)),  # last year
        before(date(2026, 1, 6), 9_000, patient_id="p2"),
        before(date(2026, 1, 6), 9_000, discipline="OT"),  # another pool
        before(DAY, 9_000),  # the same day is not before
        before(date(2026, 4, 1), 9_000),
    ],
)
def test_what_is_of_another_year_patient_or_pool_does_not_count(other: Visit) -> None:
    assert spent(JANUARY, other) == 3_000


def test_physical_and_speech_therapy_share_a_pool() -> None:
    assert spent(JANUARY, before(date(2026, 1, 6), 1_000, discipline="SLP")) == 4_000


def test_the_earlier_visits_may_come_in_any_order() -> None:
    assert spent(before(date(2026, 2, 2), 2_500), JANUARY) == 5_500


def test_what_a_visit_says_itself_stays() -> None:
    assert spent(JANUARY, history=History(spent=42)) == 42


def test_the_reviewed_file_as_its_own_history_counts_nothing_twice() -> None:
    held = [
        visit(
            visit_id=str(number), service_date=date(2026, 3, number), history=History(spent=0 if number == 2 else None)
        )
        for number in (2, 4, 6)
    ]
    told = add_history(held, held)
    assert [one.history.spent for one in told if one.history] == [0, 2_500, 5_000]
    alone, again = (review(given, Basis(filed_on=date(2026, 3, 7))).claims for given in (held, told))
    faults = [{f.rule for f in claim.findings if f.outcome == "fail"} for claim in again]
    assert faults == [{f.rule for f in claim.findings if f.outcome == "fail"} for claim in alone]


def findings(visits: list[Visit], rule: str) -> list[str]:
    """The messages of a rule's faults by visit; empty for a visit without."""
    claims = review(visits, Basis(filed_on=date(2026, 10, 20))).claims
    return ["".join(f.message for f in claim.findings if f.rule == rule and f.outcome == "fail") for claim in claims]


def week(*days: int, **others: Any) -> list[Visit]:
    """Visits of October 2026, 100 dollars each."""
    return [before(date(2026, 10, day), 10_000, **{"visit_id": f"w{day}", "history": None, **others}) for day in days]


def test_the_year_adds_up_through_the_file_from_what_the_chart_says() -> None:
    told = add_history(week(14, 5, 9, 7, 12), [], {"p1": History(spent=220_000)})
    assert [one.history.spent for one in told if one.history] == [260_000, 220_000, 240_000, 230_000, 250_000]
    assert [bool(found) for found in findings(told, "threshold.missing")] == [True, False, True, False, True]
    assert all(one.history and one.history.visits is None for one in told)  # a file is no history


def test_the_file_adds_to_what_the_history_tells() -> None:
    told = add_history(week(5, 7), [JANUARY, before(date(2026, 2, 2), 2_500)])
    assert [one.history.spent for one in told if one.history] == [5_500, 15_500]


def test_of_one_day_the_lower_number_comes_first() -> None:
    told = add_history(
        [*week(5, visit_id="b"), *week(5, visit_id="a", discipline="SLP")], [], {"p1": History(spent=1_000)}
    )
    assert [one.history.spent for one in told if one.history] == [11_000, 1_000]


def test_what_the_chart_says_was_spent_is_of_the_year_of_the_first_visit() -> None:
    held = [
        before(day, 6_000, visit_id=day.isoformat())
        for day in (date(2026, 1, 5), date(2025, 12, 29), date(2025, 12, 31))
    ]
    told = add_history(held, [], {"p1": History(spent=239_000)})
    assert [one.history and one.history.spent for one in told] == [None, 239_000, 245_000]


def test_what_the_chart_says_was_spent_is_of_one_pool() -> None:
    both = [*week(5), *week(7, discipline="OT")]
    assert [one.history for one in add_history(both, [], {"p1": History(spent=1_000)})] == [None, None]


def test_another_payers_dollars_are_not_of_the_year() -> None:
    held = [*week(5), *week(7, payer="aetna"), *week(9)]
    told = add_history(held, [], {"p1": History(spent=1_000)})
    assert [one.history.spent for one in told if one.history] == [1_000, 1_000, 11_000]


def test_what_is_documented_with_no_units_adds_nothing() -> None:
    first = visit(
        service(units=1, allowed=2_000), service(units=0), service_date=date(2026, 10, 5), visit_id="1", history=None
    )
    told = add_history([first, *week(7)], [], {"p1": History(spent=1_000)})
    assert [one.history.spent for one in told if one.history] == [1_000, 3_000]


def test_a_file_counts_on_under_authorization_and_benefit() -> None:
    chart = History(
        authorizations=(
            Authorization(number="A", payer="aetna", begins=DAY, visits=12, used=11, counted_on=date(2026, 10, 4)),
        ),
        benefits=(
            Benefit(
                payer="aetna",
                unit="visits",
                limit=30,
                begins=DAY,
                ends=date(2026, 12, 31),
                used=29,
                counted_on=date(2026, 10, 4),
            ),
        ),
    )
    earlier = [before(date(2026, 10, 1), 10_000, payer="aetna", visit_id="e")]
    told = add_history(week(5, 7, 9, payer="aetna"), earlier, {"p1": chart})
    assert findings(told, "authorizations.used_up") == [
        "",
        "Visit 13 of 12 under authorization A.",
        "Visit 14 of 12 under authorization A.",
    ]
    assert [bool(found) for found in findings(told, "benefits.used_up")] == [False, True, True]


def test_a_progress_report_is_due_by_the_days_of_history_and_file() -> None:
    days = [date(2026, 9, 1) + timedelta(days=3 * number) for number in range(13)]
    held = [
        visit(service("97161" if day == days[0] else "97110"), service_date=day, visit_id=day.isoformat(), history=None)
        for day in days
    ]
    told = add_history(held[6:], held[:6], {"p1": History(progress_reports=())})
    assert [bool(found) for found in findings(told, "progress.overdue")] == [False] * 4 + [True] * 3


@tries(60)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 500),
            st.sampled_from(["p1", "p2"]),
            st.sampled_from(["PT", "SLP", "OT"]),
            st.sampled_from(["medicare", "aetna"]),
            st.sampled_from([None, 0, 2_500]),
            st.sampled_from([None, None, None, 0, 70_000]),
        ),
        max_size=14,
    ),
    st.sets(st.integers(0, 13)),
    st.sets(st.integers(0, 13)),
)
def test_however_visits_are_divided_between_history_and_file_they_tell_the_same(
    told: list[tuple[int, str, Any, str, int | None, int | None]], reviewed: set[int], both: set[int]
) -> None:
    held = [
        before(
            date(2025, 6, 1) + timedelta(days=days),
            allowed,
            visit_id=f"v{number}",
            patient_id=patient,
            discipline=discipline,
            payer=payer,
            history=None if spent is None else History(spent=spent),
        )
        for number, (days, patient, discipline, payer, allowed, spent) in enumerate(told)
    ]
    held += [before(date(2025, 5, 1), 100, visit_id=f"first{patient}", patient_id=patient) for patient in ("p1", "p2")]
    whole = {one.visit_id: one for one in add_history(held, held)}
    file = [one for number, one in enumerate(held) if number in reviewed]
    history = [
        one for number, one in enumerate(held) if number not in reviewed or number in both or number >= len(told)
    ]
    assert add_history(file, history) == [whole[one.visit_id] for one in file]
