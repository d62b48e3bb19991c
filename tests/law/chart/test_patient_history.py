"""What a patient spent in the year, added up from the visits before."""

from datetime import date
from typing import Any

import pytest

from cleanclaim.law.basis import Basis
from cleanclaim.law.chart.patient_history import add_history
from cleanclaim.law.review.review import review
from cleanclaim.model.visit import History, Visit
from tests.clinic import DAY, service, visit


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
