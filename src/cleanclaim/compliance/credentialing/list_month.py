"""Whether a file of an exclusion list is the one that a look on a day has to go by: of the right month, and whole.

The federal list is updated by the tenth of every month, and bears no date: its newest exclusion is of the month in
which it was published. A file of another month, or a month's supplement, is refused with what to do.
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


def _check_month(file: ExclusionFile, rule: ListMonths, newest: date, on: date, month: date | None) -> str:
    wanted = [month] if month else _months_on(on, rule.by_day or 1)
    if any((newest.year, newest.month) == (one.year, one.month) for one in wanted):
        return f"of {newest:%B %Y}: its newest exclusion is of {day(newest)}"
    names = " or ".join(f"{one:%B %Y}" for one in wanted)
    problem = f"is of another month: its newest exclusion is of {day(newest)}, and the list of {names} is wanted"
    earlier = "" if month else f"; for the record of an earlier look say its month: --month {newest:%Y-%m}"
    raise UserError(file.file, problem, f"{_AGAIN}{earlier}.")


def _months_on(on: date, by_day: int) -> list[date]:
    """The months of which the list may be the newest on a day: this one; before its day also the one before."""
    first = on.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    return [first, before] if on.day < by_day else [first]


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
