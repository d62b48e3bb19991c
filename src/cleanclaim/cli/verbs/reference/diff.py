"""What changes from one release to another, in three sentences and in tables.

OLD and NEW are names of releases on file ("NCCI 2024Q3") or publishers' files, which are read and not imported.
"""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import shorten
from typing import Annotated

import click

from cleanclaim.cli.call import Output
from cleanclaim.cli.options import Effective, Format, LibraryInUse, Overwrite, Track
from cleanclaim.cli.progress import progress
from cleanclaim.cli.screen import pluralize, say, say_json, say_text, style
from cleanclaim.cli.terminal import screen_width
from cleanclaim.cli.writing import write_whole
from cleanclaim.explanations.releases.html import render_comparison
from cleanclaim.explanations.releases.pages import ComparisonPage, build_comparison_json, build_comparison_page
from cleanclaim.explanations.releases.tables import Section
from cleanclaim.reference.find_release import find_releases, is_in_library, two_of_one_table
from cleanclaim.reference.imports import import_size
from cleanclaim.reference.library import Library
from cleanclaim.reference.release_drafts import ImportOptions
from cleanclaim.reference.releases import Release

EXAMPLES = ('cleanclaim reference diff "MPFS RVU25D" "MPFS RVU26C"',)


MOST_LISTED = 20
GAP = 2
NARROWEST = 12


def run(
    old: Annotated[str, click.Argument(["old"], metavar="OLD")],
    new: Annotated[str, click.Argument(["new"], metavar="NEW")],
    format: Format,
    *,
    library: LibraryInUse,
    html: Annotated[
        Path | None,
        Output("Write it as a page too.", "--html", content="the page", example="changes.html"),
    ],
    force: Overwrite,
    everything: Annotated[
        bool, click.Option(["--all"], is_flag=True, help="Show every row, not the first 20 of each table.")
    ],
    effective: Effective,
    track: Track,
) -> int:
    """Print what changes between two releases, and write the page where --html names one; returns the exit code.

    Raises UserError for a name that is not on file, a file that is no publisher's, two tables of different kinds, and a
    page that cannot be written.
    """
    options = ImportOptions(effective, track=track)
    with TemporaryDirectory(prefix="cleanclaim-", ignore_cleanup_errors=True) as folder:
        sides = [_side(name, Path(folder, side), library, options) for name, side in ((old, "old"), (new, "new"))]
        page = build_comparison_page(*two_of_one_table(*sides))
    if html is not None:
        write_whole(html, render_comparison(page), private=False, force=force)
    if format == "json":
        say_json(build_comparison_json(page))
    else:
        _say(page, everything)
        if html is not None:
            say(f"\nThe page is {html}.")
    return 0


def _side(name: str, folder: Path, library: Library, options: ImportOptions) -> list[Release]:
    size = 0 if is_in_library(name, library) or not Path(name).exists() else import_size([Path(name)])
    with progress("Reading", size, "bytes") as report:
        return find_releases(name, library, folder, options, date.today(), report)


def _say(page: ComparisonPage, everything: bool) -> None:
    say(style(page.heading(), bold=True))
    say(page.what)
    say()
    for sentence in page.sentences:
        say_text(sentence)
    if page.notes:
        say()
    for note in page.notes:
        say_text(note, dim=True)
    for section in page.sections:
        say()
        _say_table(section, len(section.rows) if everything else MOST_LISTED)
    if any(len(section.rows) > MOST_LISTED for section in page.sections) and not everything:
        say()
        say("`--all` shows every row; `--html FILE` writes them as a page.")


def _say_table(section: Section, most: int) -> None:
    """A table no wider than the screen: the widest column of words gives way. The first rows, and how many follow."""
    say(f"{style(section.title, bold=True)}   {len(section.rows):,}")
    rows = section.rows[:most]
    widths = [max(len(cell) for cell in column) for column in zip(section.columns, *rows, strict=True)]
    words = max(range(min(section.numbers_from, len(widths))), key=lambda at: widths[at])
    over = sum(widths) + GAP * len(widths) - screen_width()
    widths[words] = max(widths[words] - max(over, 0), NARROWEST)
    say(style(_line(section.columns, widths, section.numbers_from), dim=True))
    for row in rows:
        say(_line(row, widths, section.numbers_from))
    if len(section.rows) > most:
        say(style(f"  and {pluralize(len(section.rows) - most, 'row')} more", dim=True))


def _line(cells: tuple[str, ...], widths: list[int], numbers_from: int) -> str:
    placed = [
        f"{cell:>{width}}" if at >= numbers_from else f"{shorten(cell, width, placeholder=' ...'):<{width}}"
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return ("  " + (" " * GAP).join(placed)).rstrip()
