"""What the law asks of an estimate: by when it is due, and what has to stand on it (`estimates.toml`)."""

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from cleanclaim.law.policies.nonworkdays import is_workday
from cleanclaim.law.policies.spans import Standing
from cleanclaim.law.policies.time_limits import read_time_limit
from cleanclaim.model.money import cents, dollars_for_people

TABLE = Path(__file__).with_name("estimates.toml")


class DueRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Within how many workdays an estimate is due, where the visit lies at least so many workdays ahead."""

    within: int
    cite: str
    standing: Standing
    workdays_before: int = 0


class _Excess(Struct, frozen=True, forbid_unknown_fields=True):
    dollars: str
    cite: str
    standing: Standing


class _Recurring(Struct, frozen=True, forbid_unknown_fields=True):
    limit: object
    cite: str
    standing: Standing


class EstimateStatement(Struct, frozen=True, forbid_unknown_fields=True):
    """A statement that has to stand on an estimate, in our words; `cite` is a source's id."""

    text: str
    cite: str


class EstimateRules(Struct, frozen=True, forbid_unknown_fields=True):
    """The rules of estimates."""

    due: tuple[DueRule, ...]
    requested: DueRule
    in_excess: _Excess
    recurring: _Recurring
    statements: tuple[EstimateStatement, ...]

    def words(self) -> list[str]:
        """The statements, with the amount from which on a bill may be disputed."""
        amount = dollars_for_people(cents(self.in_excess.dollars))
        return [one.text.format(in_excess=amount) for one in self.statements]

    def last_recurring(self, first: date) -> date:
        """The last day that one estimate of visits from a day on may cover."""
        return read_time_limit(self.recurring.limit, "service").latest_day(first)


class EstimateDue(Struct, frozen=True):
    """The last day on which an estimate may be handed over, and the rule that says so."""

    on: date
    rule: DueRule


@cache
def estimate_rules() -> EstimateRules:
    """The rules as they are written."""
    return msgspec.convert(tomllib.loads(TABLE.read_text("utf-8")), EstimateRules)


def estimate_due(*, scheduled_on: date | None, visit_on: date | None, requested_on: date | None) -> EstimateDue | None:
    """By when an estimate is due: after the day on which the visit was scheduled, or the patient asked for one; the
    earlier where both say a day. None where neither does: a visit that is nearer than any rule has none.
    """
    found = []
    if scheduled_on is not None and visit_on is not None:
        between = _workdays_between(scheduled_on, visit_on)
        rule = next((one for one in estimate_rules().due if between >= one.workdays_before), None)
        if rule is not None:
            found.append(EstimateDue(_after(scheduled_on, rule.within), rule))
    if requested_on is not None:
        found.append(EstimateDue(_after(requested_on, estimate_rules().requested.within), estimate_rules().requested))
    return min(found, key=lambda one: one.on, default=None)


def _workdays_between(first: date, last: date) -> int:
    """How many workdays lie after the first day, up to the last one itself."""
    days = (first + timedelta(days=number) for number in range(1, (last - first).days + 1))
    return sum(map(is_workday, days))


def _after(day: date, workdays: int) -> date:
    """The day that is so many workdays later."""
    while workdays:
        day += timedelta(days=1)
        workdays -= is_workday(day)
    return day
