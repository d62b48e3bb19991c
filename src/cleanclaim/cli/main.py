"""The commands. Each imports what it needs when it runs, so that none pays for another's start."""

import errno
import os
import signal
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from cleanclaim import __version__
from cleanclaim.cli.screen import serve_plain_terminals
from cleanclaim.model.errors import UserError

UNUSABLE = 2

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


DAY = Day()


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
practice = click.option(
    "--practice",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="practice.toml: who bills, who treats, fees, payers, patients.",
)
payers = click.option(
    "--payers",
    type=click.Path(path_type=Path),
    metavar="DIR",
    envvar="CLEANCLAIM_PAYERS",
    help="A folder with policy files of your own payers (or set CLEANCLAIM_PAYERS).",
)
about_visits = together(
    file,
    as_format,
    click.option("--as-of", type=DAY, metavar="DATE", help="Apply the law of this day instead of each visit's own."),
    known_on,
    payers,
    click.option("--history", metavar="FILE", help="Earlier visits of the same patients, for the yearly threshold."),
)
filed_on = click.option(
    "--filed-on", type=DAY, metavar="DATE", help="The day the claims are filed; today, unless given."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="cleanclaim")
def app() -> None:
    """Minutes to units, modifiers and clean claims, with the proof.

    FILE holds visits as CSV, JSON, NDJSON or Parquet; - reads standard input.

    Exit codes: 0 every claim is clean, 1 some claim has a fault, 3 no fault but something is undetermined,
    2 the input or the call is unusable.
    """


@app.result_callback()
def leave(code: int) -> None:
    """What a command returns is the exit code."""
    click.get_current_context().exit(code)


@app.command()
@about_visits
def code(**options: Any) -> int:
    """Count units from minutes, add modifiers, and prove it."""
    from cleanclaim.cli.coding import run

    return run(**options)


@app.command()
@about_visits
@filed_on
@practice
def review(**options: Any) -> int:
    """Ask every rule in force of every visit: what is wrong, why, and what to do.

    With --practice its fees stand in for missing charges.
    """
    from cleanclaim.cli.reviewing import run

    return run(**options)


@app.command()
@about_visits
@filed_on
@click.option(
    "--practice",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="practice.toml: who bills, who treats, fees, payers, patients.",
)
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), required=True, metavar="OUT", help="The 837P to write."
)
def claim(**options: Any) -> int:
    """Write the clean claims as an 837P, and list those held with the reasons."""
    from cleanclaim.cli.claiming import run

    return run(**options)


@app.group()
def codes() -> None:
    """Look codes up: what one is, whether two may be billed together, which one fits words."""


@codes.command("show")
@click.argument("code", metavar="CODE")
@together(on, payer, as_format, known_on)
def codes_show(code: str, on: date | None, payer: str, format: str, known_on: date | None) -> int:
    """Everything held of a code on a date, with its sources."""
    from cleanclaim.cli.codes import show

    return show(code.upper(), on or date.today(), payer, format, known_on)


@codes.command("check")
@click.argument("first", metavar="CODE")
@click.argument("second", metavar="CODE")
@together(on, payer, as_format, known_on)
def codes_check(first: str, second: str, on: date | None, payer: str, format: str, known_on: date | None) -> int:
    """Whether two codes may be billed on one day, and since when."""
    from cleanclaim.cli.codes import check

    return check(first.upper(), second.upper(), on or date.today(), payer, format, known_on)


@codes.command("search")
@click.argument("words", nargs=-1, required=True)
@together(on, as_format)
def codes_search(words: tuple[str, ...], on: date | None, format: str) -> int:
    """Find codes by words or by their first digits."""
    from cleanclaim.cli.codes import search

    return search(list(words), on or date.today(), format)


@app.group()
def rules() -> None:
    """The rule book: every rule with its source, dates, examples and remedy."""


@rules.command("list")
@as_format
def rules_list(format: str) -> int:
    """Every rule, a line each."""
    from cleanclaim.cli.rules import list_all

    return list_all(format)


@rules.command("show")
@click.argument("rule")
@as_format
def rules_show(rule: str, format: str) -> int:
    """One rule: the fault, why it matters, source, dates, examples, remedy."""
    from cleanclaim.cli.rules import show

    return show(rule, format)


@app.command()
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    default=Path("out/demo"),
    show_default=True,
    metavar="DIR",
    help="Where the example's claims are written.",
)
def demo(output: Path) -> int:
    """Run the main job on the example clinic's day."""
    from cleanclaim.cli.demonstration import run

    return run(output)


def main() -> None:
    """The entry point: user errors in words with exit code 2, everything else as it falls."""
    if not sys.stdout:  # closed by whoever called us
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - it lasts as long as we do
    serve_plain_terminals()
    try:
        sys.exit(app.main(standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as shown:
        click.echo(shown.format_message())
        sys.exit(0)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(UNUSABLE)
    except (click.Abort, KeyboardInterrupt):
        sys.stderr.write("Stopped; nothing was written.\n")
        sys.exit(130)
    except UserError as wrong:
        sys.stderr.write(f"{wrong}\nNothing was written.\n")
        sys.exit(UNUSABLE)
    except OSError as wrong:
        if wrong.errno not in {errno.EPIPE, errno.ENOSPC}:
            raise
        if wrong.errno == errno.ENOSPC:
            sys.stderr.write("Standard output: no space is left.\nFree some, or send it elsewhere.\n")
        # Or the reader of our output has gone, as with `| head`. What is in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(UNUSABLE if wrong.errno == errno.ENOSPC else 128 + signal.SIGPIPE)


if __name__ == "__main__":
    main()
