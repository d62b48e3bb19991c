"""`python -m tests.bulk.run.small_run BOOK OUT PROCESSES`: a run in small parts, to be killed."""

import sys
from datetime import date
from pathlib import Path

from cleanclaim.bulk.run import plan
from cleanclaim.bulk.run.bulk_run import run_book
from cleanclaim.bulk.run.settings import BulkSettings
from cleanclaim.law.basis import Basis

SETTINGS = BulkSettings(verb="review", basis=Basis(filed_on=date(2026, 11, 2), today=date(2026, 11, 2)))


def main(book: Path, out: Path, processes: int) -> None:
    """Run it."""
    plan.ROWS_A_PIECE, plan.ROWS_A_BUCKET = 400, 200
    run_book(book, out, SETTINGS, processes=processes)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
