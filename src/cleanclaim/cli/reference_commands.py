"""`cleanclaim reference` and the commands under it."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleanclaim.cli.options import (
    DAY,
    as_format,
    filed_on,
    history,
    known_on,
    library,
    library_folder,
    paid_at,
    payers,
    practice,
    together,
)

if TYPE_CHECKING:
    from cleanclaim.reference.library import Library


@click.group()
def reference() -> None:
    """The published tables: what is held, what is missing, and importing the publishers' own files."""


@reference.command("status")
@together(library_folder, as_format)
@click.option("--on", type=DAY, metavar="DATE", help="The day to judge them by; today, unless given.")
def reference_status(library: Path, format: str, on: date | None) -> int:
    """What is held of each table, what of it is stale, and which file to look for."""
    from cleanclaim.cli.verbs.reference import say_status

    return say_status(library, on or date.today(), format)


@reference.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@together(library_folder, as_format)
@click.option("--effective", type=DAY, metavar="DATE", help="The first day it holds, where the file does not say.")
@click.option("--published", type=DAY, metavar="DATE", help="The day it came out, where the file does not say.")
@click.option("--name", metavar="NAME", help="What to call the release, instead of the publisher's name for it.")
@click.option(
    "--track",
    type=click.Choice(["standard", "qualifying"]),
    help="Whom a fee schedule's conversion factor is for, where the file does not say (qualifying: QPP).",
)
def reference_import(
    paths: tuple[Path, ...],
    library: Path,
    format: str,
    effective: date | None,
    published: date | None,
    name: str | None,
    track: str | None,
) -> int:
    """Take publishers' files into your library: files, folders or zips, as they were downloaded.

    All is read and checked before anything is written; a broken file changes nothing.
    """
    from cleanclaim.cli.verbs.reference import say_import
    from cleanclaim.reference.releasing import Told

    return say_import(list(paths), library, Told(effective, published, name, track), format)


@reference.command("remove")
@click.argument("name", metavar="NAME")
@together(library_folder, as_format)
def reference_remove(name: str, library: Path, format: str) -> int:
    """Undo an import. What ships with the program stays."""
    from cleanclaim.cli.verbs.reference import say_removed

    return say_removed(library, name, format)


@reference.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@together(library, as_format)
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write it as a page too.")
@click.option("--all", "everything", is_flag=True, help="Show every row, not the first 20 of each table.")
@click.option("--effective", type=DAY, metavar="DATE", help="The first day a file holds that does not say it itself.")
@click.option(
    "--track",
    type=click.Choice(["standard", "qualifying"]),
    help="Whom a fee schedule's conversion factor is for, where the file does not say (qualifying: QPP).",
)
def reference_diff(
    old: str,
    new: str,
    library: "Library",
    format: str,
    html: Path | None,
    everything: bool,
    effective: date | None,
    track: str | None,
) -> int:
    """What changes from one release to another, in three sentences and in tables.

    OLD and NEW are names of releases held ("NCCI 2024Q3") or publishers' files, which are read and not imported.
    """
    from cleanclaim.cli.verbs.reference_diff import run
    from cleanclaim.reference.releasing import Told

    return run(old, new, library, Told(effective, track=track), format, html, everything)


@reference.command("simulate")
@click.argument("new", nargs=-1, required=True, metavar="NEW...")
@click.option("--on", "visits", required=True, metavar="FILE", help="The visits: CSV, JSON, NDJSON or Parquet.")
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="OUT",
    help="Export every visit that changes (.csv, .parquet, .json).",
)
@as_format
@click.option(
    "--as-of",
    type=DAY,
    metavar="DATE",
    help="The day whose law judges them; the day a release takes effect, for policies each visit's own, unless given.",
)
@together(known_on, filed_on, library, payers, history, paid_at, practice)
@click.option("--effective", type=DAY, metavar="DATE", help="The first day a file holds that does not say it itself.")
@click.option(
    "--track",
    type=click.Choice(["standard", "qualifying"]),
    help="Whom a fee schedule's conversion factor is for, where the file does not say (qualifying: QPP).",
)
def reference_simulate(
    new: tuple[str, ...], visits: str, format: str, effective: date | None, track: str | None, **options: Any
) -> int:
    """What a release or a policy would change for a book of visits, before it takes effect.

    NEW is a publisher's file not yet imported, the name of a release held (compared with not having it), a payer's
    policy file (medicare.toml), or a folder of such files. Nothing is imported. Exit code 0, whatever changes.
    """
    from cleanclaim.cli.verbs.reference_simulate import run
    from cleanclaim.reference.releasing import Told

    return run(new, visits, format, told=Told(effective, track=track), **options)
