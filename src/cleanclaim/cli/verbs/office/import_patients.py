"""Take the patients of a practice's file into the office. Twice is the same as once: what is stored already is brought
up to what the file says, as a change that can be undone.
"""

from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.office_options import OfficeData
from cleanclaim.cli.options import PATH, Format
from cleanclaim.cli.screen import pluralize, say, say_json
from cleanclaim.office.commands import take_patients

EXAMPLES = ("cleanclaim office import-patients practice.toml",)


def run(
    practice: Annotated[Path, click.Argument(["practice"], metavar="PRACTICE.toml", type=PATH)],
    format: Format,
    *,
    data: OfficeData,
) -> int:
    """Store the patients; returns the exit code. Raises UserError with all that is wrong in the files."""
    done = take_patients(practice, data)
    if format == "json":
        say_json(done)
    else:
        say(f"{pluralize(done.added, 'patient')} added, {done.changed:,} changed, {done.as_before:,} as before.")
    return 0
