"""How often each table is published: which release a date wants, what it is called, when one ends.

The facts lie in `cadence.toml`.
"""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from cleanclaim.reference.quarters import quarter
from cleanclaim.reference.releases import Kind


class Cadence(Struct, frozen=True, forbid_unknown_fields=True):
    """How one table is published.

    `also` is a month in which the year's table comes out once more. `rows` is what a whole release has, None where
    nobody counted one; `parts` how many files it comes in. From `tracks_since` on there is a conversion factor for
    participants in alternative payment models and another for everybody else.
    """

    every: Literal["quarter", "year", "fiscal year"]
    file: str
    where: str
    verified: bool
    also: int | None = None
    rows: int | None = None
    counted: str = ""
    parts: int = 1
    tracks_since: date | None = None
    tracks_source: str = ""

    def first_day(self, on: date) -> date:
        """The day from which the release that `on` wants is in force."""
        if self.every == "quarter":
            return quarter(on.year, (on.month + 2) // 3)[0]
        if self.every == "year":
            return date(on.year, 1, 1)
        began = date(on.year if on.month >= 10 else on.year - 1, 10, 1)
        again = date(began.year + 1, self.also, 1) if self.also else began
        return again if on >= again else began

    def last_day(self, first: date) -> date:
        """The last day a release was meant for that came into force on `first`."""
        if self.every == "quarter":
            return quarter(first.year, (first.month + 2) // 3)[1]
        if self.every == "year":
            return date(first.year, 12, 31)
        return date(first.year + (first.month >= 10), 10, 1) - timedelta(days=1)

    def period(self, on: date) -> str:
        """What the publisher calls the time of the release that `on` wants: "2026Q4", "2026", "FY2027"."""
        first = self.first_day(on)
        if self.every == "quarter":
            return f"{first.year}Q{_quarter(first)}"
        return str(first.year) if self.every == "year" else f"FY{_fiscal(first)}{' April' * (first.month == 4)}"

    def file_for(self, on: date) -> str:
        """The name to look for."""
        first = self.first_day(on)
        return self.file.format(
            year=first.year,
            yy=f"{first.year % 100:02}",
            quarter=_quarter(first),
            letter="abcd"[_quarter(first) - 1],
            version=f"{first.year - 1994}{_quarter(first) - 1}",
            month=first.strftime("%B").lower(),
            MON=first.strftime("%b").upper(),
            fiscal=_fiscal(first),
        )


@cache
def cadences() -> dict[Kind, Cadence]:
    """How each table is published, for those that a person imports."""
    text = (Path(__file__).parent / "cadence.toml").read_bytes()
    return msgspec.toml.decode(text, type=dict[Kind, Cadence])


def _quarter(day: date) -> int:
    return (day.month + 2) // 3


def _fiscal(day: date) -> int:
    return day.year + (day.month >= 10)
