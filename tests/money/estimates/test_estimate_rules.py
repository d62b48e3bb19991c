"""By when a good faith estimate is due, and that every rule of it has a source."""

from datetime import date

import pytest

from cleanclaim.law.policies.sources import sources
from cleanclaim.money.estimates.estimate_rules import estimate_due, estimate_rules

MONDAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("visit", "due"),
    [
        (date(2026, 11, 4), None),  # two workdays ahead: no rule
        (date(2026, 11, 5), date(2026, 11, 3)),  # three: the next workday
        (date(2026, 11, 16), date(2026, 11, 3)),  # Veterans Day between: nine
        (date(2026, 11, 17), date(2026, 11, 5)),  # ten: three workdays
    ],
)
def test_scheduling_tells_by_when(visit: date, due: date | None) -> None:
    found = estimate_due(scheduled_on=MONDAY, visit_on=visit, requested_on=None)
    assert (found.on if found else None) == due


def test_who_asks_gets_it_in_three_workdays_and_the_earlier_day_counts() -> None:
    friday = date(2026, 11, 6)
    asked = estimate_due(scheduled_on=None, visit_on=None, requested_on=friday)
    assert asked is not None
    assert asked.on == date(2026, 11, 12)  # over a weekend and Veterans Day
    both = estimate_due(scheduled_on=friday, visit_on=date(2026, 11, 13), requested_on=friday)
    assert both is not None
    assert both.on == date(2026, 11, 9)
    assert estimate_due(scheduled_on=None, visit_on=MONDAY, requested_on=None) is None


def test_one_estimate_covers_recurring_visits_for_a_year() -> None:
    assert estimate_rules().last_recurring(MONDAY) == date(2027, 11, 2)


def test_every_rule_cites_a_source_that_fits_its_standing() -> None:
    rules = estimate_rules()
    cited = [(one.cite, one.standing) for one in (*rules.due, rules.requested)]
    cited += [(rules.in_excess.cite, rules.in_excess.standing), (rules.recurring.cite, rules.recurring.standing)]
    for source, standing in cited:
        assert sources()[source].read == (standing == "verified")
    assert all(one.cite in sources() for one in rules.statements)
    assert "$400.00 or more above this estimate" in " ".join(rules.words())
