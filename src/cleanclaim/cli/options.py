"""What the commands ask for on their command lines: dates, amounts, and the options that several share."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cleanclaim.model.money import cents

if TYPE_CHECKING:
    from cleanclaim.reference.library import Library

Command = TypeVar("Command", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A date on the command line, written like 2026-03-02."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date. Fails with what was read and how to write it."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date. Write it like 2026-03-02.", param, ctx)


class Dollars(click.ParamType[int]):
    """An amount on the command line in dollars, such as 120.50; in cents inside."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The cents. Fails with what was read and how to write it."""
        try:
            return cents(value)
        except ValueError:
            self.fail(f"{value!r} is not an amount in dollars. Write it like 120.50.", param, ctx)


class Written(click.ParamType[str]):
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


class HeldLibrary(click.ParamType["Library"]):
    """A folder of imported releases on the command line; inside, those releases with what ships."""

    name = "folder"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "Library":  # noqa: ARG002
        """The library. Raises UserError where its list cannot be read."""
        from cleanclaim.reference.library import library

        return library(Path(value))


def own_library() -> str:
    """Where a person's imports lie, unless they say otherwise."""
    return str(Path(click.get_app_dir("cleanclaim")) / "library")


DAY = Day()
HELD = HeldLibrary()
DOLLARS = Dollars()
ZIP_CODE = Written("ZIP code", r"\d{5}(-?\d{4})?", "60601")
LOCALITY = Written("Medicare locality", r"\d{5}-\d{2}|national", "06102-16, or national")


def together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one decorator, in the order they are named."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


file = click.argument("file", metavar="FILE")
as_format = click.option(
    "--format",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="table for people, json for programs.",
)
on = click.option("--on", type=DAY, metavar="DATE", help="The date of service; today, unless given.")
known_on = click.option("--known-on", type=DAY, metavar="DATE", help="Use only what had been published by this day.")
payer = click.option("--payer", default="medicare", show_default=True, metavar="NAME", help="Whose rules apply.")
_practice = partial(
    click.option,
    "--practice",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="practice.toml: who bills, who treats, fees, payers, patients.",
)
practice = _practice()
billing = _practice(required=True)
payers = click.option(
    "--payers",
    type=click.Path(path_type=Path),
    metavar="DIR",
    envvar="CLEANCLAIM_PAYERS",
    help="A folder with policy files of your own payers (or set CLEANCLAIM_PAYERS).",
)
library_folder = click.option(
    "--library",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    envvar="CLEANCLAIM_LIBRARY",
    default=own_library,
    help="The folder of imported releases, instead of your own (or set CLEANCLAIM_LIBRARY).",
)
library = click.option(
    "--library",
    type=HELD,
    metavar="DIR",
    envvar="CLEANCLAIM_LIBRARY",
    default=own_library,
    help="The folder of imported releases, instead of your own (or set CLEANCLAIM_LIBRARY).",
)
as_of = click.option("--as-of", type=DAY, metavar="DATE", help="Apply the law of this day instead of each visit's own.")
paid_at = together(
    click.option(
        "--zip", "zip_code", type=ZIP_CODE, metavar="ZIP", help="Where the visits took place: Medicare's prices follow."
    ),
    click.option(
        "--locality", type=LOCALITY, metavar="LOCALITY", help="Medicare's locality instead, or national: all indices 1."
    ),
    click.option(
        "--qualifying",
        is_flag=True,
        help="Paid as a qualifying participant in an alternative payment model (its own factor since 2026).",
    ),
)
history = click.option(
    "--history", metavar="FILE", help="Earlier visits of the same patients, for the yearly threshold."
)
papers = together(
    click.option(
        "--charts",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The patients' charts: plans of care, progress reports, authorizations, benefits, coverage.",
    ),
    click.option(
        "--notes",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The notes of the visits; what they lack, disagree on or repeat is asked.",
    ),
)
overrides = click.option(
    "--overrides",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What somebody let pass, with reason, author and last day (TOML).",
)
about_visits = together(
    file,
    as_format,
    as_of,
    known_on,
    library,
    payers,
    history,
)
filed_on = click.option(
    "--filed-on", type=DAY, metavar="DATE", help="The day the claims are filed; today, unless given."
)
paid = click.option(
    "--paid",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The payer's remittance (835), which tells its number of each claim; may be given again.",
)
replacing = together(
    click.option(
        "--replace",
        multiple=True,
        metavar="CLAIM_ID[=NUMBER]",
        help="Write the replacement of this claim, and nothing else; NUMBER is the payer's, if no --paid tells it.",
    ),
    click.option(
        "--sent",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The 837P in which the claim to replace went out.",
    ),
    paid,
)
