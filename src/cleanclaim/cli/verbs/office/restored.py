"""Say that what a PostgreSQL stores was brought back from a backup, right after pg_restore, before the office runs.

Nothing is sent from it until somebody has said, under Approve and send, which file went out last. `cleanclaim restore`
does so by itself.
"""

from cleanclaim.cli.office_options import OfficeData
from cleanclaim.cli.screen import pluralize, say
from cleanclaim.office.commands import note_restored

EXAMPLES = ("cleanclaim office restored",)


def run(*, data: OfficeData) -> int:
    """Note it; returns the exit code. Raises UserError where what is stored cannot be opened."""
    organizations = pluralize(note_restored(data), "organization")
    say(f"Noted for {organizations}. Approve and send asks first which file went out last.")
    return 0
