"""Limits a payer itself sets on visits: so many for an injury or year, so many a week.

    payer        | policy         | code  | minutes | units | earlier                  || broken
    workers_comp | visit_limit=24 | 97110 |      15 |     1 | payer=workers_comp 2026-01-05*23 ||
    -
    workers_comp | visit_limit=24 | 97110 |      15 |     1 | payer=workers_comp 2026-01-05*24 || visits   # the 25th
    -
    workers_comp | visit_limit=24 | 97110 |      15 |     1 | 2026-01-05*24            ||                  # another payer's
    -
    workers_comp | visit_limit=24 | 97110 |      15 |     1 |                          ||                  # no history is given: not asked
    -
    workers_comp | visit_limit=24 | 97110 |      15 |     1 | payer=workers_comp 2025-12-01*12; payer=workers_comp 2026-01-05*12 || visits?   # for the injury or for the year?
    -
    workers_comp |                | 97110 |      15 |     1 | none                     || visits?          # each state decides
    -
    medicare     |                | 97110 |      15 |     1 |                          ||

For each discipline, or for all together. California's law gives an injury 24 visits of each:

    payer           | policy | code  | minutes | units | earlier || broken
    workers_comp_ca |        | 97110 |      15 |     1 | payer=workers_comp_ca 2026-01-05*20; payer=workers_comp_ca discipline=OT 2026-02-05*5 ||
    -
    workers_comp_ca |        | 97110 |      15 |     1 | payer=workers_comp_ca 2026-01-05*24 || visits
    -
    workers_comp_ca | visit_limit_each=false | 97110 | 15 | 1 | payer=workers_comp_ca 2026-01-05*20; payer=workers_comp_ca discipline=OT 2026-02-05*5 || visits

By month, and for some disciplines: Medi-Cal has two a month of occupational and speech therapy together.

    payer       | service_date | discipline | code  | minutes | units | earlier || broken
    medicaid_ca | 2026-03-20   | OT         | 97530 |      15 |     1 | payer=medicaid_ca discipline=OT 2026-03-02; payer=medicaid_ca discipline=SLP 2026-02-20 || week?
    -
    medicaid_ca | 2026-03-20   | OT         | 97530 |      15 |     1 | payer=medicaid_ca discipline=OT 2026-03-02; payer=medicaid_ca discipline=SLP 2026-03-06 || visits week?
    -
    medicaid_ca | 2026-03-20   | PT         | 97530 |      15 |     1 | payer=medicaid_ca discipline=OT 2026-03-02; payer=medicaid_ca discipline=SLP 2026-03-06 || week?
    -
    medicaid_ca | 2026-03-20   |            | 97530 |      15 |     1 | payer=medicaid_ca discipline=OT 2026-03-02*2 || visits? week?

By week, from Monday:

    payer        | service_date | policy                            | code  | minutes | units | earlier || broken
    self_pay     | 2026-03-06   | weekly_visit_limit=3              | 97110 |      15 |     1 | payer=self_pay 2026-03-02*2 ||
    -
    self_pay     | 2026-03-06   | weekly_visit_limit=3              | 97110 |      15 |     1 | payer=self_pay 2026-03-02*3 || week
    -
    self_pay     | 2026-03-06   | weekly_visit_limit=3              | 97110 |      15 |     1 | payer=self_pay 2026-02-25*4 ||
    -
    self_pay     | 2026-03-06   | weekly_visit_limit=3              | 97110 |      15 |     1 |         ||
    -
    medicaid     | 2026-03-06   |                                   | 97110 |      15 |     1 | payer=medicaid 2026-03-02*2 || week? visits?   # each state decides
"""

from datetime import date, timedelta

from msgspec import Struct

from cleanclaim.kernel import fact, rule
from cleanclaim.law.chart.authorization_use import first_of_week
from cleanclaim.law.chart.visit_history import PayerVisits
from cleanclaim.law.policies.keys import NO_LIMIT

NEEDS = "claim"


class VisitNumbers(Struct, frozen=True):
    """The visit's number by each way the payer may count; the two differ where it is not known how it counts."""

    least: int
    most: int


@fact
def has_visit_limit(visit_limit: int | None = None, own_visits: PayerVisits | None = None) -> bool | None:
    """Whether the payer limits visits; unknown where its practice is. Without a history there is nothing to count."""
    return False if own_visits is None else None if visit_limit is None else visit_limit < NO_LIMIT


@fact
def has_weekly_limit(weekly_visit_limit: int | None = None, own_visits: PayerVisits | None = None) -> bool | None:
    """Whether the payer limits the visits of a week."""
    return False if own_visits is None else None if weekly_visit_limit is None else weekly_visit_limit < NO_LIMIT


@fact
def visit_numbers(
    own_visits: PayerVisits,
    service_date: date,
    discipline: str,
    visit_limit_each: bool | None = None,
    visit_limit_period: str | None = None,
    visit_limit_disciplines: tuple[str, ...] | None = None,
) -> VisitNumbers:
    """The visit's number among those that count toward the payer's limit."""
    yesterday, this_year = service_date - timedelta(days=1), date(service_date.year, 1, 1)
    first_days = {
        "injury": [date.min],
        "calendar_year": [this_year],
        "calendar_month": [service_date.replace(day=1)],
    }.get(visit_limit_period or "", [date.min, this_year])
    own, shared = (discipline,), visit_limit_disciplines or ()
    counted: dict[bool | None, list[tuple[str, ...]]] = {True: [own], False: [shared], None: [own, shared]}
    numbers = [
        own_visits.count(first, yesterday, disciplines) + 1
        for first in first_days
        for disciplines in counted[visit_limit_each]
    ]
    return VisitNumbers(min(numbers), max(numbers))


@fact(missing=("visit_numbers", "visit_limit", "visit_limit_each", "visit_limit_period"))
def past_visit_limit(
    visit_numbers: VisitNumbers,
    visit_limit: int,
    visit_limit_each: bool | None = None,  # noqa: ARG001 - what is missing where the counts differ
    visit_limit_period: str | None = None,  # noqa: ARG001 - the same
    visit_limit_disciplines: tuple[str, ...] | None = None,
    discipline: str | None = None,
) -> bool | None:
    """Whether the visit is past the payer's limit; unknown where that hangs on how the payer counts."""
    if visit_limit_disciplines and discipline not in visit_limit_disciplines:
        return None if discipline is None else False
    if visit_numbers.least > visit_limit:
        return True
    return None if visit_numbers.most > visit_limit else False


@fact
def number_in_week(own_visits: PayerVisits, service_date: date) -> int:
    """The visit's number in its week, Monday to Sunday."""
    return own_visits.count(first_of_week(service_date), service_date - timedelta(days=1)) + 1


@rule(
    title="More visits than the payer allows",
    cite="payer-policy",
    when="has_visit_limit",
    unknown="info",
    message="Visit {visit_numbers.least} of {visit_limit} that this payer pays before it approves more.",
    remedy="Ask the payer to approve more visits, and hold the claim until it has.",
    carc="119",
)
def visits(past_visit_limit: bool) -> bool:
    """Past the limit nothing is paid that was not approved one by one."""
    return past_visit_limit


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
