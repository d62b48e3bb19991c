"""What is on file of each table, what of it is stale, and which file to look for."""

from datetime import date
from typing import Annotated

import click

from cleanclaim.cli.options import DAY, Format, LibraryFolder
from cleanclaim.cli.screen import pluralize, say, say_json, style
from cleanclaim.law.wording import day
from cleanclaim.reference.library import library as library_in
from cleanclaim.reference.status import ReleaseStatus, TableStatus, table_statuses

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
    tables = table_statuses(library_in(library), judged_on)
    if format == "json":
        say_json({"on": judged_on, "library": str(library), "tables": tables})
        return 0
    say(f"{style('Published tables', bold=True)} for {day(judged_on)}   imports in {library}")
    for table in tables:
        say()
        _say_table(table)
    say()
    missing = sum(table.missing is not None for table in tables)
    if missing:
        say(f"Wanted for {pluralize(missing, 'table')}: download the file, then `cleanclaim reference import FILE`.")
    return 0


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
