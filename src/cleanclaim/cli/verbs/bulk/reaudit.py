"""Past claims that are judged otherwise now: overpaid, underpaid, and which can still be corrected until when.

Each is judged twice on its own date of service: by what had been published before RELEASE (or through DATE), and by
what is known today. IN and OUT are as of `bulk review`. Exit code 0, whatever is found.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import click
from msgspec import structs

from cleanclaim.cli.bulk_options import BookOptions, BookPaperOptions, BookPlace, work_through
from cleanclaim.cli.bulk_screens import say_bulk_reaudit, say_manifest
from cleanclaim.cli.options import Format, LibraryInUse, Payers
from cleanclaim.law.basis import Basis
from cleanclaim.model.errors import UserError
from cleanclaim.reference.find_release import find_releases, is_in_library
from cleanclaim.reference.library import Library
from cleanclaim.reference.release_drafts import ImportOptions

EXAMPLES = (
    "cleanclaim bulk reaudit claims --since 'NCCI 2026Q4' -o reaudit --practice practice.toml",
    "cleanclaim bulk reaudit visits.parquet --since 2026-01-01 -o reaudit --zip 60601",
)


def run(
    book: BookPlace,
    format: Format,
    *,
    since: Annotated[
        str,
        click.Option(
            ["--since"],
            required=True,
            metavar="RELEASE|DATE",
            help="What is new since: the name of a release, or a day.",
        ),
    ],
    library: LibraryInUse,
    payers: Payers,
    options: BookOptions,
    papers: BookPaperOptions,
) -> int:
    """Judge the book by what was known then and by what is known now; returns 0."""
    basis = Basis(library=library, payers=payers)
    before = structs.replace(basis, known_on=_known_before(since, library))
    done = work_through("reaudit", book, options, basis, papers=papers, before=before)
    if format == "json":
        say_manifest(done)
    else:
        say_bulk_reaudit(book, done, since)
    return 0


def _known_before(since: str, library: Library) -> date:
    """The last day of what was known then. Raises UserError where that is neither a release on file nor a day."""
    try:
        return date.fromisoformat(since)
    except ValueError:
        pass
    if not is_in_library(since, library) and Path(since).exists():
        raise UserError(since, "is a file, and not on file yet", "Import it, or try it with `bulk simulate --with`.")
    found = find_releases(since, library, Path(), ImportOptions(), date.max)
    return min(release.published for release in found) - timedelta(days=1)
