"""Read an organization that `cleanclaim office export-organization` wrote: all of it or nothing. People come without
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
    found = import_organization(file, data)
    say(f"{found.organization.name} is here. Approve and send asks first which file went out last.")
    if found.clients:
        say(f"Clients it works for again once each is imported too: {', '.join(found.clients)}")
    if found.companies:
        say(f"Billing companies that are not here: {', '.join(found.companies)}")
    say(f"sha256: {found.digest}")
    return 0
