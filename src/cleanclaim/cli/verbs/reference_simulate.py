"""`cleanclaim reference simulate`: what a release or a policy would change for a book of visits."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from cleanclaim.bulk.what_if import what_if
from cleanclaim.cli.inputs import Papers, office_at, practice_at, visits_of
from cleanclaim.cli.screen import progress, say_json
from cleanclaim.cli.verbs.reference_simulate_file import check_output, write_changes
from cleanclaim.cli.verbs.reference_simulate_inputs import New, check_policies, what_is_new
from cleanclaim.cli.verbs.reference_simulate_json import as_json
from cleanclaim.cli.verbs.reference_simulate_screen import say_export, say_what_if
from cleanclaim.model.errors import UserError
from cleanclaim.reference.library import Library
from cleanclaim.reference.releasing import Told


def run(
    asked: Sequence[str],
    visits: str,
    format: str,
    *,
    output: Path | None,
    library: Library,
    payers: Path | None,
    history: str | None,
    practice: Path | None,
    zip_code: str | None,
    locality: str | None,
    qualifying: bool,
    as_of: date | None,
    known_on: date | None,
    filed_on: date | None,
    told: Told,
) -> int:
    """Compare both worlds and print what changes; returns the exit code, which is 0 whatever changes."""
    if output is not None:
        check_output(output, [visits, *asked, *([history] if history else [])])
    office = office_at(zip_code, locality, practice_at(practice) if practice else None, qualifying=qualifying)
    with what_is_new(asked, library, payers, told) as new:
        _check_published(new, known_on)
        book = visits_of(Papers(visits, history))
        check_policies(new.policies, {visit.payer for visit in book})
        with progress("Simulating", len(book)) as report:
            found = what_if(
                book,
                new.new,
                new.held,
                office,
                as_of=as_of or new.since,
                known_on=known_on,
                filed_on=filed_on,
                processes=os.cpu_count() or 1,
                progress=report,
            )
        if output is not None:
            write_changes(output, found, new)
        if format == "json":
            say_json(as_json(found, new))
        else:
            say_what_if(visits, found, new, office)
            say_export(found, output)
    return 0


def _check_published(new: New, known_on: date | None) -> None:
    """Raises UserError for a release that was not published by then: it could change nothing."""
    for release in new.releases:
        if known_on is not None and release.published > known_on:
            problem = f"it was published on {release.published}, after --known-on {known_on}, and so changes nothing"
            raise UserError(release.name, problem, "Name a later day, or leave --known-on out.")
