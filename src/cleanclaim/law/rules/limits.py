"""Limits a payer itself sets on visits: so many for an injury or year, so many a week.

    payer        | policy         | code  | minutes | units | earlier                  || broken
    workers_comp | visit_limit=24 | 97110 |      15 |     1 | payer=workers_comp 2026-01-05*23 ||
    -
    workers_comp | visit_limit=24 | 97110 |      15 |     1 | payer=workers_comp 2026-01-05*24 || visits   # the 25th
    -
    workers_comp | visit_limit=24 | 97110 |      15 |     1 | 2026-01-05*24            ||                  # another payer's
    -
    workers_comp | visit_limit=24 | 97110 |      15 |     1 |                          || visits?
    -
    workers_comp |                | 97110 |      15 |     1 | none                     || visits?          # each state decides
    -
    medicare     |                | 97110 |      15 |     1 |                          ||

By week, from Monday:

    payer        | service_date | policy                            | code  | minutes | units | earlier || broken
    self_pay     | 2026-03-06   | weekly_visit_limit=3              | 97110 |      15 |     1 | payer=self_pay 2026-03-02*2 ||
    -
    self_pay     | 2026-03-06   | weekly_visit_limit=3              | 97110 |      15 |     1 | payer=self_pay 2026-03-02*3 || week
    -
    self_pay     | 2026-03-06   | weekly_visit_limit=3              | 97110 |      15 |     1 | payer=self_pay 2026-02-25*4 ||
    -
    self_pay     | 2026-03-06   | weekly_visit_limit=3              | 97110 |      15 |     1 |         || week?
"""

from datetime import date, timedelta

from cleanclaim.kernel import fact, rule
from cleanclaim.law.chart.authorization_use import first_of_week
from cleanclaim.law.chart.visit_history import PayerVisits
from cleanclaim.law.policies.keys import NO_LIMIT

NEEDS = "chart"


@fact
def has_visit_limit(visit_limit: int | None = None) -> bool | None:
    """Whether the payer limits visits; unknown where its practice is."""
    return None if visit_limit is None else visit_limit < NO_LIMIT


@fact
def has_weekly_limit(weekly_visit_limit: int | None = None) -> bool | None:
    """Whether the payer limits the visits of a week."""
    return None if weekly_visit_limit is None else weekly_visit_limit < NO_LIMIT


@fact
def visit_number(own_visits: PayerVisits, service_date: date) -> int:
    """The visit's number among all that the patient had with this payer."""
    return own_visits.count(date.min, service_date - timedelta(days=1)) + 1


@fact
def number_in_week(own_visits: PayerVisits, service_date: date) -> int:
    """The visit's number in its week, Monday to Sunday."""
    return own_visits.count(first_of_week(service_date), service_date - timedelta(days=1)) + 1


@rule(
    title="More visits than the payer allows",
    cite="payer-policy",
    when="has_visit_limit",
    unknown="info",
    message="Visit {visit_number} of {visit_limit} that this payer pays before it approves more.",
    remedy="Ask the payer to approve more visits, and hold the claim until it has.",
    carc="119",
)
def visits(visit_number: int, visit_limit: int) -> bool:
    """Past the limit nothing is paid that was not approved one by one."""
    return visit_number > visit_limit


@rule(
    title="More visits in a week than the payer allows",
    cite="payer-policy",
    when="has_weekly_limit",
    unknown="info",
    message="Visit {number_in_week} of the week; this payer pays {weekly_visit_limit}.",
    remedy="Ask the payer to approve the visit, and plan the coming weeks within the limit.",
    carc="119",
)
def week(number_in_week: int, weekly_visit_limit: int) -> bool:
    """The visit past the week's number is denied, whatever the plan of care says."""
    return number_in_week > weekly_visit_limit
