"""Read an organization that `cleanclaim office export` wrote: all of it or nothing. People come without
passwords.
"""

from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.office_options import OfficeData
from cleanclaim.cli.options import PATH
from cleanclaim.cli.screen import say
from cleanclaim.office.commands import import_organization

EXAMPLES = ("cleanclaim office import-organization lakeside.zip",)


def run(file: Annotated[Path, click.Argument(["file"], metavar="FILE.zip", type=PATH)], *, data: OfficeData) -> int:
    """Read it; returns the exit code. Raises UserError where it is here already, or is no export."""
    name, digest = import_organization(file, data)
    say(f"{name} is here.")
    say(f"Values: {digest}")
    return 0
