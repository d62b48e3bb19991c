"""What a release or a policy would change for a book of visits, before it takes effect.

NEW is a publisher's file not yet imported, the name of a release on file (compared with not having it), a payer's
policy file (medicare.toml), or a folder of such files. Nothing is imported. Exit code 0, whatever changes.
"""

import os
from datetime import date
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.bulk.what_if import what_if
from cleanclaim.cli.call import Output
from cleanclaim.cli.inputs import load_case
from cleanclaim.cli.options import (
    DAY,
    Effective,
    FilingOptions,
    Format,
    History,
    Overwrite,
    PlaceOptions,
    PracticeFile,
    ReadOptions,
    Track,
)
from cleanclaim.cli.progress import progress
from cleanclaim.cli.reading_screens import say_answer
from cleanclaim.cli.verbs.reference._simulate_file import check_format, write_changes
from cleanclaim.cli.verbs.reference._simulate_inputs import ProposedChange, check_policies, read_proposed_change
from cleanclaim.cli.verbs.reference._simulate_json import as_json
from cleanclaim.cli.verbs.reference._simulate_screen import say_export, say_what_if
from cleanclaim.model.errors import UserError
from cleanclaim.reference.release_drafts import ImportOptions

EXAMPLES = ("cleanclaim reference simulate RVU27A.zip --on year.csv --practice practice.toml",)


class SimulationOptions(FilingOptions, frozen=True, kw_only=True):
    """What visits are judged by before and after, but for what is new."""

    as_of: Annotated[
        date | None,
        click.Option(
            ["--as-of"],
            type=DAY,
            metavar="DATE",
            help="The day whose law judges them; the day a release takes effect, for policies each visit's own,"
            " unless given.",
        ),
    ]


def run(
    new: Annotated[tuple[str, ...], click.Argument(["new"], nargs=-1, required=True, metavar="NEW...")],
    format: Format,
    *,
    visits: Annotated[
        str,
        click.Option(["--on"], required=True, metavar="FILE", help="The visits: CSV, JSON, NDJSON or Parquet."),
    ],
    output: Annotated[
        Path | None,
        Output(
            "Export every visit that changes (.csv, .parquet, .json).", content="the changes", example="changes.csv"
        ),
    ],
    force: Overwrite,
    reading: ReadOptions,
    law: SimulationOptions,
    history: History,
    place: PlaceOptions,
    practice: PracticeFile,
    effective: Effective,
    track: Track,
) -> int:
    """Compare the two bases and print what changes; returns the exit code, which is 0 whatever changes."""
    if output is not None:
        check_format(output)
    with read_proposed_change(new, law.basis, ImportOptions(effective, track=track)) as what:
        _check_published(what, law.known_on)
        case = load_case([visits], what.current, reading, place, practice=practice, history=history)
        check_policies(what.policies, {visit.payer for visit in case.visits})
        with progress("Simulating", len(case.visits)) as report:
            found = what_if(
                case,
                what.proposed,
                what.current,
                processes=os.cpu_count() or 1,
                progress=report,
            )
        if output is not None:
            write_changes(output, found, what, force=force)
        if format == "json":
            say_answer(as_json(found, what), case)
        else:
            say_what_if(visits, found, what, case)
            say_export(found, output)
    return 0


def _check_published(new: ProposedChange, known_on: date | None) -> None:
    """Raises UserError for a release that was not published by then: it could change nothing."""
    for release in new.releases:
        if known_on is not None and release.published > known_on:
            problem = f"it was published on {release.published}, after --known-on {known_on}, and so changes nothing"
            raise UserError(release.name, problem, "Name a later day, or leave --known-on out.")
