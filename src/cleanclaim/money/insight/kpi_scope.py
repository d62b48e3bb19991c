"""The part of a book that one key figure is counted from: some bills, in a span of days."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction

from msgspec import Struct

from cleanclaim.money.insight.first_answers import FirstAnswer
from cleanclaim.money.insight.kpi_definitions import KpiDefinition
from cleanclaim.money.insight.kpi_facts import KpiBill, KpiFacts, KpiVisit


class KpiScope(Struct, frozen=True, kw_only=True):
    """Bills of a group (all, a payer's, a clinician's) and the days that count, both ends included. `first` is None
    where all days up to `last` do.
    """

    facts: KpiFacts
    bills: tuple[KpiBill, ...]
    first: date | None
    last: date
    payer: str = ""

    def has(self, day: date | None) -> bool:
        """Whether a day is in it."""
        return day is not None and (self.first is None or self.first <= day) and day <= self.last

    @property
    def known(self) -> Iterator[KpiBill]:
        """The bills of which the folder has the claim."""
        return (one for one in self.bills if one.is_known)

    @property
    def standing(self) -> Iterator[KpiBill]:
        """Those that were not taken back by a void."""
        return (one for one in self.known if not one.is_voided)

    def served(self, days: int = 0) -> list[KpiBill]:
        """Bills whose service is in the span and so many days old or older."""
        until = self.facts.as_of - timedelta(days=days)
        return [one for one in self.standing if one.service and self.has(one.service) and one.service <= until]

    def visits(self, days: int = 0) -> list[KpiVisit]:
        """The visits of such bills."""
        until = self.facts.as_of - timedelta(days=days)
        return [visit for one in self.standing for visit in one.visits if self.has(visit.on) and visit.on <= until]

    def answers(self) -> list[FirstAnswer]:
        """First answers in the span, of the scope's payer where it is one's."""
        every = (answer for one in self.holders for answer in one.answers)
        return [one for one in every if self.has(one.on) and self.payer in {"", one.payer}]

    @property
    def holders(self) -> tuple[KpiBill, ...]:
        """The bills on which the scope's payer may owe something or have decided: all, for it may come second."""
        return self.facts.bills if self.payer else self.bills

    @property
    def has_any_answer(self) -> bool:
        """Whether any claim of the folder was answered before it was decided."""
        return any(one.accepted is not None for one in self.facts.bills)


class Measured(Struct, frozen=True, kw_only=True):
    """What a key figure comes to: `numerator` and `denominator` in cents or counts, `n` how many claims, lines, visits
    or appeals it rests on. A median has no numerator; `late` is what nine in ten stay within.
    """

    value: Fraction
    numerator: int | None
    denominator: int
    n: int
    late: int | None = None


class NotKnown(Struct, frozen=True):
    """Why a key figure cannot be given."""

    why: str


Measure = Callable[[KpiDefinition, KpiScope], Measured | NotKnown]


def divide(numerator: int, denominator: int, n: int, *, times: int = 1) -> Measured | NotKnown:
    """`numerator` by `denominator`, times so many days; not known where there is nothing to divide by."""
    if denominator <= 0:
        return NotKnown("")
    return Measured(value=Fraction(numerator * times, denominator), numerator=numerator, denominator=denominator, n=n)


def median(days: list[int]) -> Measured | NotKnown:
    """The middle of some days, with what nine in ten stay within."""
    if not days:
        return NotKnown("")
    found, n = sorted(days), len(days)
    middle = Fraction(found[(n - 1) // 2] + found[n // 2], 2)
    return Measured(value=middle, numerator=None, denominator=n, n=n, late=found[-(-9 * n // 10) - 1])
