"""Do the office's background work in a process of its own: imports, exports, the sealing of the log.

`cleanclaim serve` has a worker in it; more of them are for an office that stores in PostgreSQL.
"""

from cleanclaim.cli.office_options import OfficeData
from cleanclaim.cli.options import LibraryFolder, Payers
from cleanclaim.office.serve import work

SECTION = "Set up"
EXAMPLES = ("cleanclaim worker",)


def run(library: LibraryFolder, payers: Payers, data: OfficeData) -> int:
    """Work until interrupted; returns the exit code."""
    return work(library, payers, data)
