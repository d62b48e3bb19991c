"""What is written on the command line as values: dates, amounts, texts of a shape, a folder of releases."""

import re
from datetime import date
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleanclaim.model.days import within_reach
from cleanclaim.model.money import cents

if TYPE_CHECKING:
    from cleanclaim.reference.library import Library

_AMERICAN = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


class Day(click.ParamType[date]):
    """A date on the command line, written like 2026-03-02 or 03/02/2026."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date. Fails with what was read and how to write it."""
        american = _AMERICAN.fullmatch(value.strip())
        try:
            if american:
                month, day_of_month, year = map(int, american.groups())
                day = date(year, month, day_of_month)
            else:
                day = date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date. Write it like 2026-03-02 or 03/02/2026.", param, ctx)
        if not within_reach(day):
            self.fail(f"{value!r} is before 1900 or after 2199.", param, ctx)
        return day


class Month(click.ParamType[date]):
    """A month on the command line, written like 2026-03; inside, its first day."""

    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The first day of it. Fails with what was read and how to write it."""
        try:
            first = date.fromisoformat(f"{value.strip()}-01")
        except ValueError:
            self.fail(f"{value!r} is not a month. Write it like 2026-03.", param, ctx)
        if not within_reach(first):
            self.fail(f"{value!r} is before 1900 or after 2199.", param, ctx)
        return first


class Dollars(click.ParamType[int]):
    """An amount on the command line in dollars, such as 120.50; in cents inside."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The cents. Fails with what was read and how to write it."""
        try:
            return cents(value)
        except ValueError:
            self.fail(f"{value!r} is not an amount in dollars. Write it like 120.50.", param, ctx)


class NumberRange(click.FloatRange):
    """A number on the command line from one to another; `nan`, which is neither less nor more, is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number. Fails with what was read."""
        number = float(super().convert(value, param, ctx))
        if isnan(number):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return number


class PatternText(click.ParamType[str]):
    """A text on the command line that has a shape."""

    def __init__(self, name: str, shape: str, example: str) -> None:
        self.name = name
        self.shape = re.compile(shape)
        self.example = example

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text. Fails with what was read and how to write it."""
        if not self.shape.fullmatch(value):
            self.fail(f"{value!r} is not a {self.name}. Write it like {self.example}.", param, ctx)
        return str(value)


class LibraryPath(click.ParamType["Library"]):
    """A folder of imported releases on the command line; inside, those releases with what ships."""

    name = "folder"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "Library":  # noqa: ARG002
        """The library. Raises UserError where its list cannot be read."""
        from cleanclaim.reference.library import library

        return library(Path(value))
