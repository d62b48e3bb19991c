"""What a quarter's denials teach: what they have in common, in dollars, and which competency would prevent them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import Struct

from cleanclaim.compliance.training.competencies import Competency, competencies
from cleanclaim.money.denials.causes import RootCause, root_causes
from cleanclaim.money.denials.denial import Denial

READING_DENIALS = "B1"
"""The competency of whoever works denials, where no rule of ours would have prevented them."""


class Quarter(Struct, frozen=True):
    """A calendar quarter by its first and last day."""

    first: date
    last: date

    def has(self, day: date | None) -> bool:
        """Whether a day lies in the quarter; one that is not known does not."""
        return day is not None and self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.first.year}Q{(self.first.month + 2) // 3}"


class Lesson(Struct, frozen=True, kw_only=True):
    """A cause of denials and the competency that would have prevented it, or that of reading denials."""

    cause: RootCause
    competency: Competency
    prevented: bool


def quarter_of(day: date) -> Quarter:
    """The quarter in which a day lies."""
    month = (day.month - 1) // 3 * 3 + 1
    first = date(day.year, month, 1)
    after = date(day.year + (month == 10), (month + 2) % 12 + 1, 1)
    return Quarter(first, after - timedelta(days=1))


def quarter_before(day: date) -> Quarter:
    """The last whole quarter before a day."""
    return quarter_of(quarter_of(day).first - timedelta(days=1))


def denials_in(denials: Iterable[Denial], quarter: Quarter) -> list[Denial]:
    """The denials that came first in the quarter."""
    return [one for one in denials if quarter.has(one.first_on)]


def lessons(denials: Iterable[Denial]) -> list[Lesson]:
    """What the denials teach, that of the most cents first."""
    return [_lesson(cause) for cause in root_causes(denials)]


class TaughtSum(Struct, frozen=True, kw_only=True):
    """What one competency comes to over all lessons: how many denials, and cents of charges that were denied."""

    competency: Competency
    denials: int
    cents: int


def sums(taught: Iterable[Lesson]) -> list[TaughtSum]:
    """The lessons added up by competency, that of the most cents first."""
    groups: dict[str, list[Lesson]] = defaultdict(list)
    for one in taught:
        groups[one.competency.id].append(one)
    found = [
        TaughtSum(
            competency=same[0].competency,
            denials=sum(one.cause.denials for one in same),
            cents=sum(one.cause.cents for one in same),
        )
        for same in groups.values()
    ]
    return sorted(found, key=lambda one: (-one.cents, one.competency.id))


def _lesson(cause: RootCause) -> Lesson:
    """The competency is that of most of the rules; among equals, the one that teaches what a note says."""
    families = [rule.partition(".")[0] for rule in cause.rules]
    count = {one.id: sum(family in one.families for family in families) for one in competencies().values()}
    best = max(count, key=lambda name: (count[name], "content" in competencies()[name].families))
    prevented = count[best] > 0
    chosen = competencies()[best if prevented else READING_DENIALS]
    return Lesson(cause=cause, competency=chosen, prevented=prevented)
