"""What a release or a policy would change for a whole book, before it takes effect, as tables.

NEW is as of `reference simulate`: a publisher's file not yet imported, the name of a release on file, or a payer's
policy file. Nothing is imported. Exit code 0, whatever changes.
"""

from typing import Annotated

import click

from cleanclaim.cli.bulk_options import BookOptions, BookPaperOptions, BookPlace, work_through
from cleanclaim.cli.bulk_screens import say_bulk_changes, say_manifest
from cleanclaim.cli.options import Effective, Format, Track
from cleanclaim.cli.verbs.reference._simulate_inputs import read_proposed_change
from cleanclaim.cli.verbs.reference.simulate import SimulationOptions
from cleanclaim.reference.release_drafts import ImportOptions

EXAMPLES = ("cleanclaim bulk simulate year.parquet --with RVU27A.zip -o changes --practice practice.toml",)


def run(
    book: BookPlace,
    format: Format,
    *,
    new: Annotated[
        tuple[str, ...],
        click.Option(
            ["--with", "new"], multiple=True, required=True, metavar="NEW", help="What is new; may be given again."
        ),
    ],
    law: SimulationOptions,
    options: BookOptions,
    papers: BookPaperOptions,
    effective: Effective,
    track: Track,
) -> int:
    """Compare the two bases over the book and say what changes; returns 0."""
    with read_proposed_change(new, law.basis, ImportOptions(effective, track=track)) as what:
        done = work_through("simulate", book, options, what.proposed, papers=papers, before=what.current)
    if format == "json":
        say_manifest(done)
    else:
        say_bulk_changes(book, done, ", ".join(new))
    return 0
