"""What the verbs over a whole book take on their command lines."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import click
from msgspec import Struct

from cleanclaim.bulk.run.book_files import find_book_files
from cleanclaim.bulk.run.bulk_run import BulkRun, run_book
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
        click.Option(["--output", "-o"], type=PATH, required=True, metavar="DIR", help="The folder for the tables."),
    ]
    practice: PracticeFile
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


class BookPaperOptions(Struct, frozen=True, kw_only=True):
    """The files that go with a book that is reviewed."""

    history: Annotated[
        Path | None,
        click.Option(
            ["--history"], type=PATH, metavar="FILE", help="Earlier visits of the same patients, or claims (837P, 835)."
        ),
    ]
    charts: Charts
    notes: Notes
    overrides: Overrides


def work_through(
    verb: BulkVerb,
    book: Path,
    options: BookOptions,
    basis: Basis,
    *,
    papers: BookPaperOptions | None = None,
    before: Basis | None = None,
) -> BulkRun:
    """Run a verb over a book, with what its options name. Raises UserError where anything of it is wrong."""
    check_not_of_project(options.output)
    overrides = papers.overrides if papers else None
    settings = BulkSettings(
        verb=verb,
        basis=basis,
        before=before,
        practice=load_practice(options.practice, basis) if options.practice else None,
        zip_code=options.zip_code,
        locality=options.locality,
        qualifying=options.qualifying,
        overrides=tuple(overrides_of(overrides)) if overrides else (),
        payer=options.payer,
    )
    return run_book(
        book,
        options.output,
        settings,
        papers=_load_papers(book, papers, settings) if papers else None,
        processes=options.processes,
        force=options.force,
        watch=watch_stage,
    )


def _load_papers(book: Path, papers: BookPaperOptions, settings: BulkSettings) -> BookPapers:
    if not (papers.history or papers.charts or papers.notes):
        return BookPapers()
    of_claims = find_book_files(book).kind == "x12"
    return read_papers(papers.history, papers.charts, papers.notes, settings.practice, of_claims=of_claims)


def watch_stage(label: str, lines: int) -> AbstractContextManager[Callable[[int], None] | None]:
    """How far a stage of a run is, its rate, and the time left."""
    return progress(label, lines, "lines")
