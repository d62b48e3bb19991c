"""A book of claims (837P) read, validated and reviewed: `python -m benchmarks.claims_book [CLAIMS]`.

Two commands, each as a person runs it: `validate` looks at every segment of every file, `bulk review` makes visits of
the claims and tables of their reviews. Claims have four lines each, in files of twenty thousand.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks.bulk import TARGET_STEP, BulkFigures, review_book, run_program
from benchmarks.ratios import numbered
from benchmarks.x12_files import claims_837p

CLAIMS, A_FILE = 100_000, 20_000


def write_claims(folder: Path, count: int) -> list[Path]:
    """Write so many claims as files in a folder; no two have a number or a patient in common."""
    folder.mkdir()
    files = []
    for number in range(-(-count // A_FILE)):
        file = folder / f"{number:04}.837"
        file.write_bytes(numbered(claims_837p(min(A_FILE, count - number * A_FILE), number), number))
        files.append(file)
    return files


def say(what: str, found: BulkFigures, claims: int) -> None:
    """A line of the table."""
    figures = f"{found.wall:>8.1f} {found.spent:>8.1f} {found.step:>6.0f} {found.steps(claims):>12.0f}"
    sys.stdout.write(f"{what:<28} {figures} {found.scaled() / claims * 1e6:>18.0f} {found.largest:>6.0f}\n")
    sys.stdout.flush()


def main(claims: int) -> None:
    """Print the table."""
    last = f"cpu s of 1M, {TARGET_STEP} ns"
    sys.stdout.write(f"{'':<28} {'wall s':>8} {'cpu s':>8} {'ns':>6} {'steps a claim':>12} {last:>18} {'MB':>6}\n")
    with tempfile.TemporaryDirectory() as place:
        files = write_claims(Path(place, "claims"), claims)
        say("validated, one process", run_program("validate", *files), claims)
        say("reviewed, two processes", review_book(Path(place, "claims"), Path(place, "out")), claims)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CLAIMS)
