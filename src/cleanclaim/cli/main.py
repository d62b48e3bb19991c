"""The commands. Each imports what it needs when it runs, so that none pays for another's start."""

import os
import sys
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cleanclaim.model.errors import UserError

UNUSABLE = 2

app = typer.Typer(
    name="cleanclaim",
    help="Minutes to units, modifiers and clean claims, with the proof.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
codes_app = typer.Typer(
    help="Look codes up: what one is, whether two may be billed together, which one fits words.", no_args_is_help=True
)
rules_app = typer.Typer(
    help="The rule book: every rule with its source, dates, examples and remedy.", no_args_is_help=True
)
app.add_typer(codes_app, name="codes")
app.add_typer(rules_app, name="rules")


class Format(StrEnum):
    """How results are printed."""

    table = "table"
    json = "json"


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date. Write it like 2026-03-02.") from None


File = Annotated[
    str, typer.Argument(metavar="FILE", help="Visits as CSV, JSON, NDJSON or Parquet; - reads standard input.")
]
As = Annotated[Format, typer.Option("--format", help="table for people, json for programs.")]
AsOf = Annotated[
    date | None,
    typer.Option(parser=_day, metavar="DATE", help="Apply the law of this day instead of each visit's own."),
]
KnownOn = Annotated[
    date | None, typer.Option(parser=_day, metavar="DATE", help="Use only what had been published by this day.")
]
FiledOn = Annotated[
    date | None, typer.Option(parser=_day, metavar="DATE", help="The day the claims are filed; today, unless given.")
]
Payers = Annotated[
    Path | None,
    typer.Option(metavar="DIR", envvar="CLEANCLAIM_PAYERS", help="A folder with policy files of your own payers."),
]
HistoryFile = Annotated[
    str | None,
    typer.Option("--history", metavar="FILE", help="Earlier visits of the same patients, for the yearly threshold."),
]
PracticeFile = Annotated[
    Path | None, typer.Option("--practice", metavar="FILE", help="practice.toml; its fees fill in missing charges.")
]
On = Annotated[
    date | None, typer.Option("--on", parser=_day, metavar="DATE", help="The date of service; today, unless given.")
]


@app.command()
def code(
    file: File,
    format: As = Format.table,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    payers: Payers = None,
    history: HistoryFile = None,
) -> None:
    """Count units from minutes, add modifiers, and prove it."""
    from cleanclaim.cli.coding import run

    raise typer.Exit(run(file, format, as_of=as_of, known_on=known_on, payers=payers, history=history))


@app.command()
def review(
    file: File,
    format: As = Format.table,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    filed_on: FiledOn = None,
    payers: Payers = None,
    history: HistoryFile = None,
    practice: PracticeFile = None,
) -> None:
    """Ask every rule in force of every visit, and say what is wrong, why, and what to do."""
    from cleanclaim.cli.reviewing import run

    raise typer.Exit(
        run(
            file,
            format,
            practice=practice,
            history=history,
            as_of=as_of,
            known_on=known_on,
            filed_on=filed_on,
            payers=payers,
        )
    )


@app.command()
def claim(
    file: File,
    practice: Annotated[
        Path, typer.Option("--practice", metavar="FILE", help="practice.toml: who bills, who treats, payers, patients.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="OUT", help="The 837P to write.")],
    format: As = Format.table,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    filed_on: FiledOn = None,
    payers: Payers = None,
    history: HistoryFile = None,
) -> None:
    """Write the clean claims as an 837P, and list those held with the reasons."""
    from cleanclaim.cli.claiming import run

    raise typer.Exit(
        run(
            file,
            practice,
            output,
            format,
            history=history,
            as_of=as_of,
            known_on=known_on,
            filed_on=filed_on,
            payers=payers,
        )
    )


@codes_app.command("show")
def codes_show(
    code: str, on: On = None, payer: str = "medicare", format: As = Format.table, known_on: KnownOn = None
) -> None:
    """Everything held of a code on a date."""
    from cleanclaim.cli.codes import show

    raise typer.Exit(show(code.upper(), on or date.today(), payer, format, known_on))


@codes_app.command("check")
def codes_check(
    first: Annotated[str, typer.Argument(metavar="CODE")],
    second: Annotated[str, typer.Argument(metavar="CODE")],
    on: On = None,
    payer: str = "medicare",
    format: As = Format.table,
    known_on: KnownOn = None,
) -> None:
    """Whether two codes may be billed on one day, and since when."""
    from cleanclaim.cli.codes import check

    raise typer.Exit(check(first.upper(), second.upper(), on or date.today(), payer, format, known_on))


@codes_app.command("search")
def codes_search(words: list[str], on: On = None, format: As = Format.table) -> None:
    """Find codes by words or by their first digits."""
    from cleanclaim.cli.codes import search

    raise typer.Exit(search(words, on or date.today(), format))


@rules_app.command("list")
def rules_list(format: As = Format.table) -> None:
    """Every rule, a line each."""
    from cleanclaim.cli.rules import list_all

    raise typer.Exit(list_all(format))


@rules_app.command("show")
def rules_show(rule: str, format: As = Format.table) -> None:
    """One rule: the fault, why it matters, source, dates, examples, remedy."""
    from cleanclaim.cli.rules import show

    raise typer.Exit(show(rule, format))


@app.command()
def demo(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Where the example's claims are written.")
    ] = Path("out/demo"),
) -> None:
    """Run the main job on the example clinic's day."""
    from cleanclaim.cli.demonstration import run

    raise typer.Exit(run(output))


def main() -> None:
    """The entry point: user errors in words with exit code 2, everything else as it falls."""
    try:
        app()
    except UserError as wrong:
        sys.stderr.write(f"{wrong}\n")
        sys.exit(UNUSABLE)
    except BrokenPipeError:  # the reader of our output has gone, as with `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
