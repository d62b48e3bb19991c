"""When a patient's year will pass the threshold, told from the pace of the patient's own visits.

The pace is that of the last eight weeks: the median allowed for a visit, times the visits a week. How far it may be off
is told by the patient's own weeks: the fuller quarter of them gives the early date, the emptier quarter the late one.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median_low

from msgspec import Struct

from cleanclaim.law.chart.visit_history import history_of
from cleanclaim.model.visit import Visit

LOOK_BACK = 8
"""Weeks that show a patient's pace: a choice of ours; older weeks say little about the present plan of care."""

FEWEST = 4
"""Visits below which nothing is foretold: a choice of ours."""

HORIZON = 30
"""Days ahead that a forecast is worth saying: a choice of ours, time enough to look through the chart."""


class ThresholdForecast(Struct, frozen=True):
    """The day the year is likely to pass an amount, and the days it may be as early or as late as.

    `latest` is None where the slow weeks would not reach it within the year.
    """

    likely: date
    earliest: date
    latest: date | None


def forecast(visits: Sequence[tuple[date, int]], left: int, on: date) -> ThresholdForecast | None:
    """When `left` cents more will be passed, from visits (day, cents allowed) up to and with `on`.

    None with too few visits, or where the pace would not pass it within the calendar year, which begins anew.
    """
    since = on - timedelta(weeks=LOOK_BACK)
    recent = [((on - day).days // 7, cents) for day, cents in visits if since < day <= on]
    if len(recent) < FEWEST or left < 0:
        return None
    weeks = max(recent)[0] + 1
    by_week = [0] * weeks
    for week, cents in recent:
        by_week[week] += cents
    by_week.sort()
    slow, full = by_week[(weeks - 1) // 4] * weeks, by_week[-1 - (weeks - 1) // 4] * weeks
    pace = median_low([cents for _week, cents in recent]) * len(recent)
    likely = _after(on, left, pace, weeks)
    earliest = _after(on, left, max(full, pace), weeks)
    if likely is None or earliest is None:
        return None
    return ThresholdForecast(likely, earliest, _after(on, left, min(slow, pace), weeks))


def allowed_by_visit(visits: Sequence[Visit], occupational: bool, before: date) -> list[tuple[date, int]] | None:
    """What was allowed of the recent earlier visits that share the threshold; None where an amount is unknown.

    Occupational therapy has a threshold of its own, physical and speech therapy share one.
    """
    since = before - timedelta(weeks=LOOK_BACK)
    amounts: list[tuple[date, int]] = []
    for visit in history_of(visits).between(since + timedelta(days=1), before - timedelta(days=1)):
        if visit.service_date is None or (visit.discipline == "OT") != occupational:
            continue
        allowed = [service.allowed for service in visit.services if service.allowed is not None]
        if len(allowed) < len(visit.services):
            return None
        amounts.append((visit.service_date, sum(allowed)))
    return amounts


def _after(on: date, left: int, cents: int, weeks: int) -> date | None:
    """The day by which more than `left` will have been allowed at so many cents in so many weeks; None: not this
    calendar year.
    """
    if cents <= 0:
        return None
    reached = on + timedelta(days=min(left * 7 * weeks // cents + 1, 366))
    return reached if reached.year == on.year else None
