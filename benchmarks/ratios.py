"""`make bench`, its last table: what each job costs beside an earlier version and beside another program.

Costs are in steps of a plain Python loop, timed before and after each job, so that machines and hours compare. `faster`
is how many times as fast this version is as the earlier one (`earlier.toml`). Peers run here, on the same bytes.
"""

import shutil
import sys
import tempfile
import tomllib
from collections.abc import Callable
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from msgspec import structs

from benchmarks import x12
from benchmarks.book import visits, with_a_year
from benchmarks.bulk import plain_step, review_book, run_program, write_elsewhere
from benchmarks.mixed_book import write_mixed
from benchmarks.remembered_book import write_book as write_claims_and_remittances
from benchmarks.run import CLOCKS, timed
from benchmarks.x12_files import claims_837p
from cleanclaim.exchange.files.visits import read_visits
from cleanclaim.law.review.review import reviewed
from cleanclaim.model.visit import Visit

LINES, VISITS, CLAIMS, PEERS_CLAIMS = 100_000, 4_000, 20_000, 300
EARLIER = tomllib.loads(Path(__file__).with_name("earlier.toml").read_text(encoding="utf-8"))


def row(what: str, steps: float, key: str = "", beside: str = "") -> None:
    """A line of the table."""
    before = EARLIER[key]["steps"] if key else None
    earlier, faster = (f"{before:,}", f"{before / steps:.2f}") if before else ("", "")
    sys.stdout.write(f"{what:<52} {steps:>10,.0f} {earlier:>10} {faster:>8} {beside:>22}\n")
    sys.stdout.flush()


def steps_of(work: Callable[[], object], count: int) -> float:
    """Plain steps that each of so many things takes, in this process: the best of three."""
    step = plain_step()
    seconds = min(timed(work) for _ in range(3))
    return seconds / count * 1e9 / ((step + plain_step()) / 2)


def in_memory() -> None:
    """Reviews of visits in memory."""
    billed = list(visits(LINES // 4))

    def review(those: list[Visit]) -> None:
        for first in range(0, len(those), 1_000):
            list(reviewed(those[first : first + 1_000], CLOCKS))

    review(billed[:500])
    row("a line reviewed, in memory", steps_of(lambda: review(billed), 4 * len(billed)), "line")
    to_code = [
        structs.replace(one, services=tuple([structs.replace(s, units=None, modifiers=()) for s in one.services]))
        for one in billed[:VISITS]
    ]
    row("a visit coded and reviewed", steps_of(lambda: review(to_code), len(to_code)), "uncoded")
    step = plain_step()
    with_history = [with_a_year(one) for one in islice(visits(2_400, seed=3), 600)]
    for one in with_history[:100]:  # read the law
        list(reviewed([one], CLOCKS))
    first = timed(lambda: [list(reviewed([one], CLOCKS)) for one in with_history[100:]])
    row("a visit with a year before it, met first", first / len(with_history[100:]) * 1e9 / step, "year")


def of_books(folder: Path) -> None:
    """Whole books, the whole process; what reads the law in every process is in it."""
    book = folder / "book"
    write_elsewhere(book, LINES)
    file = min(book.iterdir())
    rows = 4 * len(read_visits(file))
    row("a row of Parquet read", steps_of(lambda: read_visits(file), rows), "read_row")
    found = review_book(book, folder / "reviewed")
    row("a line, Parquet to tables", found.steps(LINES), beside=f"{found.largest:.0f} MB a worker")
    priced = run_program("bulk", "price", book, "-o", folder / "priced", "--zip", "60601", "-q")
    row("a line priced, Parquet to tables", priced.steps(LINES))
    write_mixed(folder / "clinics", VISITS)
    change = ("--with", "MPFS RVU26C", "--zip", "60601")
    compared = run_program("bulk", "simulate", folder / "clinics", *change, "-o", folder / "compared", "-q")
    row("a visit under two fee schedules", compared.steps(VISITS))
    if find_spec("pyspark") and shutil.which("java"):
        from benchmarks.spark_book import review_elsewhere

        step = plain_step()
        _wall, java, workers, largest = review_elsewhere(book, folder / "on-spark")
        steps = (java + workers) / LINES * 1e9 / ((step + plain_step()) / 2)
        row("a line on Spark, local[2], Parquet to tables", steps, beside=f"{largest:.0f} MB a worker")
    else:
        sys.stdout.write(f"{'a line on Spark':<52} {'not installed: make test-spark':>33}\n")


def of_claims(folder: Path) -> None:
    """Claims and remittances."""
    claims, few = claims_837p(CLAIMS), claims_837p(PEERS_CLAIMS)
    ours = steps_of(lambda: x12.everything(claims), CLAIMS)
    theirs = steps_of(lambda: x12.pyx12(few), PEERS_CLAIMS)
    row("a claim of an 837P read and validated", ours, "claim_837p", f"{theirs / ours:.0f} times pyx12")
    (folder / "claims").mkdir()
    for number in range(2):
        (folder / "claims" / f"{number}.837").write_bytes(numbered(claims, number))
    found = review_book(folder / "claims", folder / "of-claims")
    row("a claim of an 837P to tables", found.steps(2 * CLAIMS), beside=f"{found.largest:.0f} MB a worker")
    write_claims_and_remittances(folder / "money", CLAIMS)
    posted = run_program("book", folder / "money")
    row("a remittance line read, posted, reconciled", posted.steps(3 * CLAIMS))


def numbered(claims: bytes, file: int) -> bytes:
    """The claims of a file under numbers and patients of its own."""
    return claims.replace(b"CLM*PT", b"CLM*F%dT" % file).replace(b"****MI*W", b"****MI*W%d" % file)


def main() -> None:
    """Print the table."""
    sys.stdout.write(f"\n{'in steps of a plain loop':<52} {'steps':>10} {'earlier':>10} {'faster':>8} {'beside':>22}\n")
    with tempfile.TemporaryDirectory() as place:
        in_memory()
        of_books(Path(place))
        of_claims(Path(place))


if __name__ == "__main__":
    main()
