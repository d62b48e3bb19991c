"""What is on file of each table, what of it is stale, and which file to look for."""

from datetime import date
from typing import Annotated

import click

from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.options import DAY, Format, LibraryFolder
from cleanclaim.cli.screen import pluralize, say, say_json, style
from cleanclaim.law.wording import day
from cleanclaim.reference.library import library_and_damage
from cleanclaim.reference.releases import Release
from cleanclaim.reference.status import ReleaseStatus, TableStatus, table_statuses

EXAMPLES = ("cleanclaim reference status",)


MOST_LISTED = 2
"""Releases of a table that are listed on the screen, the newest; JSON has them all."""

STATES = {
    "current": ("current", "green"),
    "stale": ("stale", "yellow"),
    "excerpt": ("excerpt only", "yellow"),
    "none": ("not on file", "cyan"),
}


def run(
    library: LibraryFolder,
    format: Format,
    *,
    on: Annotated[
        date | None,
        click.Option(["--on"], type=DAY, metavar="DATE", help="The day to judge them by; today, unless given."),
    ],
) -> int:
    """Print what is on file of each table, what is stale and what to import; returns the exit code."""
    judged_on = on or date.today()
    known, damaged = library_and_damage(library)
    tables = table_statuses(known, judged_on)
    if format == "json":
        say_json({"on": judged_on, "library": str(library), "damaged": damaged, "tables": tables})
        return ExitCode.UNUSABLE if damaged else ExitCode.CLEAN
    say(f"{style('Published tables', bold=True)} for {day(judged_on)}   imports in {library}")
    for table in tables:
        say()
        _say_table(table)
    say()
    missing = sum(table.missing is not None for table in tables)
    if missing:
        say(f"Wanted for {pluralize(missing, 'table')}: download the file, then `cleanclaim reference import FILE`.")
    for release in damaged:
        _say_damaged(release)
    return ExitCode.UNUSABLE if damaged else ExitCode.CLEAN


def _say_damaged(release: Release) -> None:
    say(f"{style(release.name, bold=True)}   {style('damaged', 'red', bold=True)}: {release.file}")
    say("  It is not the file that was imported, and nothing is answered from this library until it is.")
    say(f"  Import the publisher's file again, or `cleanclaim reference remove '{release.name}'`.")


def _say_table(table: TableStatus) -> None:
    word, color = STATES[table.state]
    say(f"{table.what[0].upper()}{table.what[1:]}   every {table.every}   {style(word, color, bold=True)}")
    for release in table.releases[:MOST_LISTED]:
        say(f"  {_describe_release(release)}")
    if len(table.releases) > MOST_LISTED:
        say(f"  and {len(table.releases) - MOST_LISTED} older")
    if table.missing is not None:
        say(f"  wanted: {table.missing.period}, {table.missing.file}")
        say(style(f"          {table.missing.where}", dim=True))


def _describe_release(release: ReleaseStatus) -> str:
    until = f" to {day(release.effective_to)}" if release.effective_to else ""
    origin = f"imported {day(release.imported)}" if release.imported else "ships with cleanclaim"
    scope = "" if release.scope == "complete" else f"{release.scope}, "
    return (
        f"{release.name:<22} {day(release.effective_from)}{until}   {scope}{pluralize(release.rows, 'row')}, {origin}"
    )
