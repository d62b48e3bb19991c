"""Whether a file of an exclusion list is the one that a look on a day has to go by: of the right month, and whole.

The federal list is updated by the tenth of every month with what was decided in the month before, and bears no date:
its newest exclusion is of that month, and it is the newest list until the tenth of the month after the next. Day and
months are in screening.toml, each with its standing.

    newest exclusion Feb 19     published by Mar 10, the newest list until Apr 9

One that has the month under way already is taken too. An older file, or a month's supplement, is refused with what to
do. A look into an older one, for the record, is of the last day on which it was the newest.
"""

from datetime import date, timedelta

from cleanclaim.compliance.credentialing.screening import ListMonths, screening_rules
from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.model.exclusions import ExclusionFile

_AGAIN = "Download the whole list of the month again"


def check_list(file: ExclusionFile, on: date, month: date | None = None) -> str:
    """What is known of the file's age, in words. `month`: its first day is in the month that the look is for.

    Raises UserError for a file of another month, for one that has exclusions of days to come, and for a supplement.
    """
    rule = screening_rules().months.get(file.list)
    if rule is None:
        newest = f"its newest exclusion is of {day(file.newest)}" if file.newest else "no exclusion in it has a day"
        return f"how new the list is nobody can tell; {newest}"
    if file.newest is None or file.oldest is None:
        raise UserError(file.file, "no exclusion in it has a day, so that nobody can tell its month", f"{_AGAIN}.")
    if rule.whole is not None and (file.newest - file.oldest).days < rule.whole:
        problem = f"has only exclusions of {day(file.oldest)} to {day(file.newest)}: a supplement, not the whole list"
        raise UserError(file.file, problem, f"{_AGAIN}: a supplement leaves out everybody excluded before.")
    if rule.by_day is not None:
        return _check_month(file, rule, file.newest, on, month)
    return _check_age(file, rule, file.newest, on)


def look_day(file: ExclusionFile, on: date) -> date:
    """The day of which a look into a file is: `on`, or of a list that has a month the last day it was the newest."""
    rule = screening_rules().months.get(file.list)
    if rule is None or rule.by_day is None or file.newest is None:
        return on
    return min(on, _newest_until(file.newest, rule))


def _check_month(file: ExclusionFile, rule: ListMonths, newest: date, on: date, month: date | None) -> str:
    is_newest = newest.replace(day=1) <= on <= _newest_until(newest, rule)
    if (newest.year, newest.month) == (month.year, month.month) if month else is_newest:
        before = "the month before" if rule.months_before == 1 else f"{rule.months_before} months before"
        bears = f" (that a list bears {before} is {rule.months_before_standing})" if rule.months_before else ""
        return f"of {newest:%B %Y}: its newest exclusion is of {day(newest)}{bears}"
    names = f"{month:%B %Y}" if month else f"{_month_of_newest(on, rule):%B %Y}"
    problem = f"is of another month: its newest exclusion is of {day(newest)}, and the list of {names} is wanted"
    earlier = "" if month else f"; for the record of an earlier look say its month: --month {newest:%Y-%m}"
    raise UserError(file.file, problem, f"{_AGAIN}{earlier}.")


def _newest_until(newest: date, rule: ListMonths) -> date:
    """The last day before the next list is there for sure."""
    return _later(newest, rule.months_before + 1).replace(day=rule.by_day or 1) - timedelta(days=1)


def _month_of_newest(on: date, rule: ListMonths) -> date:
    """The month of the list that is there for sure."""
    return _later(on, -rule.months_before - (0 if on.day >= (rule.by_day or 1) else 1))


def _later(on: date, months: int) -> date:
    """The first day of a month so many months later."""
    at = on.year * 12 + on.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def _check_age(file: ExclusionFile, rule: ListMonths, newest: date, on: date) -> str:
    days = rule.days or 0
    if newest < on - timedelta(days=days):
        problem = f"its newest exclusion is of {day(newest)}, more than {days} days before {day(on)}"
        raise UserError(file.file, problem, "Download the extract again.")
    if newest > on + timedelta(days=days):
        raise UserError(
            file.file, f"has an exclusion of {day(newest)}, which has not come", "Check the file and --as-of."
        )
    return f"its newest exclusion is of {day(newest)}"
