"""Take publishers' files into your library: files, folders or zips, as they were downloaded.

All is read and checked before anything is written; a broken file changes nothing.
"""

from datetime import date
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.options import DAY, PATH, Effective, Format, LibraryFolder, Track
from cleanclaim.cli.progress import progress
from cleanclaim.cli.screen import pluralize, say, say_json, say_text, style
from cleanclaim.law.wording import day
from cleanclaim.reference.imports import Import, Imported, import_files, import_size
from cleanclaim.reference.release_drafts import ImportOptions
from cleanclaim.reference.releases import Release

EXAMPLES = ("cleanclaim reference import RVU26C.zip",)


OUTCOMES = {"already on file": "blue", "left out": "yellow"}


def run(
    paths: Annotated[
        tuple[Path, ...], click.Argument(["paths"], nargs=-1, required=True, metavar="PATH...", type=PATH)
    ],
    library: LibraryFolder,
    format: Format,
    *,
    effective: Effective,
    published: Annotated[
        date | None,
        click.Option(
            ["--published"], type=DAY, metavar="DATE", help="The day it came out, where the file does not say."
        ),
    ],
    name: Annotated[
        str | None,
        click.Option(
            ["--name"], metavar="NAME", help="What to call the release, instead of the publisher's name for it."
        ),
    ],
    track: Track,
) -> int:
    """Import the publishers' files and print what became of them; returns the exit code."""
    files = list(paths)
    with progress("Reading", import_size(files), "bytes") as report:
        done = import_files(files, library, ImportOptions(effective, published, name, track), date.today(), report)
    if format == "json":
        say_json({"library": str(library), "releases": done.releases, "passed_over": done.passed_over})
    else:
        _say_done(done, library)
    return 0


def _say_done(done: Import, folder: Path) -> None:
    for one in done.releases:
        _say_release(one)
    if done.passed_over:
        say(f"Passed over: {pluralize(len(done.passed_over), 'file')}.")
        for place, reason in done.passed_over.items():
            say(style(f"  {Path(place).name}: {reason}", dim=True))
    if any(one.outcome not in OUTCOMES for one in done.releases):
        say(f"Kept in {folder}; `cleanclaim reference remove NAME` takes it out again.")
    else:
        say("Nothing was changed.")


def _say_release(one: Imported) -> None:
    release = one.release
    word = style(one.outcome, OUTCOMES.get(one.outcome, "green"), bold=True)
    say(f"{style(release.name, bold=True)}   {word}   {pluralize(release.rows, 'row')}, {_span(release)}")
    for note in one.notes:
        say_text(note, 2)


def _span(release: Release) -> str:
    until = f" to {day(release.effective_to)}" if release.effective_to else ""
    before = f"; it answers for days from {day(release.answers_from)} on"
    earlier = before if release.answers_from < release.effective_from else ""
    return f"in force {day(release.effective_from)}{until}{earlier}"
