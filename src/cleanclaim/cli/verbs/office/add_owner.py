"""Make somebody an owner of a practice, where people sign in, and print a link that lets him or her choose a password.

The link works once, within ten minutes. For somebody who is an owner already it is a new link.
"""

from typing import Annotated

import click

from cleanclaim.cli.office_options import OfficeData
from cleanclaim.cli.screen import say
from cleanclaim.office.commands import add_owner

EXAMPLES = (
    "cleanclaim office add-owner ada@lakeside.example --name 'Ada Example'",
    "cleanclaim office add-owner ada@lakeside.example --practice 'Lakeside PT'",
)


def run(
    email: Annotated[str, click.Argument(["email"], metavar="EMAIL")],
    name: Annotated[str, click.Option(["--name"], default="", help="What people are to call the owner.")],
    practice: Annotated[str | None, click.Option(["--practice"], help="The practice's name, a new one or one here.")],
    *,
    data: OfficeData,
) -> int:
    """Make the owner and print the link; returns the exit code. Raises UserError where that cannot be."""
    say(add_owner(email, name, practice, data))
    return 0
