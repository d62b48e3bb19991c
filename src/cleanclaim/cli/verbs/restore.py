"""Bring back what `cleanclaim backup` wrote. What is stored now is put aside, never deleted.

Nothing is sent from it until somebody has said, under Approve and send, which file went out last.
"""

from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.office_options import OfficeData
from cleanclaim.cli.options import PATH
from cleanclaim.cli.progress import show_stages
from cleanclaim.cli.screen import say
from cleanclaim.office.commands import restore

SECTION = "Set up"
EXAMPLES = (
    "cleanclaim restore office-2026-03-02.sqlite3",
    "cleanclaim restore office-2026-03-02.sqlite3 --force",
)


def run(
    backup: Annotated[Path, click.Argument(["backup"], metavar="FILE", type=PATH)],
    *,
    data: OfficeData,
    force: Annotated[bool, click.Option(["--force"], is_flag=True, help="Put aside what is stored now.")],
) -> int:
    """Bring it back; returns the exit code. Raises UserError where it is no backup, or something is stored already."""
    with show_stages() as stage:
        aside = restore(backup, data, stage, force=force)
    say(f"{backup} is what the office stores now." + (f" What was stored before is {aside}." if aside else ""))
    say("Claims that went out since are not sent in it: Approve and send asks first which file went out last.")
    return 0
