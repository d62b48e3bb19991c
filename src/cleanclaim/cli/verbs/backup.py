"""Copy all that the office stores to a file, also while it runs. It has patients in it: keep it as you keep charts."""

from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.office_options import OfficeData
from cleanclaim.cli.options import PATH
from cleanclaim.cli.progress import show_stages
from cleanclaim.cli.screen import say
from cleanclaim.office.commands import back_up

SECTION = "Set up"
EXAMPLES = ("cleanclaim backup office-2026-03-02.sqlite3",)


def run(
    to: Annotated[Path, click.Argument(["to"], metavar="FILE", type=PATH)],
    *,
    data: OfficeData,
    force: Annotated[bool, click.Option(["--force"], is_flag=True, help="Replace a file of this name.")],
) -> int:
    """Write the backup; returns the exit code. Raises UserError where it cannot be written."""
    with show_stages() as stage:
        written = back_up(to, data, stage, force=force)
    say(f"{to}: {written:,} bytes. `cleanclaim restore {to}` brings it back.")
    return 0
