"""What the verbs over a whole book take on their command lines."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.bulk.run.book_files import find_book_files
from cleanclaim.bulk.run.papers import BookPapers, read_papers
from cleanclaim.bulk.run.settings import BulkSettings, BulkVerb
from cleanclaim.cases import overrides_of
from cleanclaim.cli.inputs import load_practice
from cleanclaim.cli.options import PATH, Charts, Notes, Overrides, PlaceOptions, PracticeFile
from cleanclaim.cli.progress import progress
from cleanclaim.cli.writing import check_not_of_project
from cleanclaim.law.basis import Basis

BookPlace = Annotated[Path, click.Argument(["book"], type=PATH, metavar="IN")]
"""A Parquet file, or a folder."""


class BookOptions(PlaceOptions, frozen=True, kw_only=True):
    """What goes with a book of visits, and where its tables are written."""

    output: Annotated[
        Path,
        click.Option(["--output", "-o"], type=PATH, required=True, metavar="OUT", help="The folder for the tables."),
    ]
    practice: PracticeFile
    history: Annotated[
        Path | None,
        click.Option(
            ["--history"], type=PATH, metavar="FILE", help="Earlier visits of the same patients, or claims (837P, 835)."
        ),
    ]
    charts: Charts
    notes: Notes
    overrides: Overrides
    payer: Annotated[
        str | None, click.Option(["--payer"], metavar="NAME", help="Take all visits as if this payer paid them.")
    ]
    processes: Annotated[
        int | None,
        click.Option(
            ["--processes"],
            type=click.IntRange(1, 512),
            metavar="N",
            help="How many processors to use; all, unless given.",
        ),
    ]
    force: Annotated[
        bool,
        click.Option(["--force"], is_flag=True, help="Start over in a folder that has another run's tables."),
    ]


def read_settings(verb: BulkVerb, options: BookOptions, basis: Basis) -> BulkSettings:
    """By what a book is judged, with the files read that the options name. Raises UserError where one is wrong."""
    check_not_of_project(options.output)
    return BulkSettings(
        verb=verb,
        basis=basis,
        practice=load_practice(options.practice, basis) if options.practice else None,
        zip_code=options.zip_code,
        locality=options.locality,
        qualifying=options.qualifying,
        overrides=tuple(overrides_of(options.overrides)) if options.overrides else (),
        payer=options.payer,
    )


def load_papers(book: Path, options: BookOptions, settings: BulkSettings) -> BookPapers:
    """The papers that go with a book. Raises UserError where one cannot be read."""
    if not (options.history or options.charts or options.notes):
        return BookPapers()
    of_claims = find_book_files(book).kind == "x12"
    return read_papers(options.history, options.charts, options.notes, settings.practice, of_claims=of_claims)


def watch_stage(label: str, lines: int) -> AbstractContextManager[Callable[[int], None] | None]:
    """How far a stage of a run is, its rate, and the time left."""
    return progress(label, lines, "lines")
