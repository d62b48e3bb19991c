"""The reference library: importing a full quarter of code pairs, opening it, and looking a pair up.

The quarter is made up, as large and as varied as a real one: 2.5 million pairs of 13,000 codes in four files.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random

from cleanclaim.explanations.lookup.code_search import search_codes
from cleanclaim.explanations.lookup.diagnosis_search import search_diagnoses
from cleanclaim.reference.library import library
from cleanclaim.reference.pairs import Pairs

PAIRS = 2_500_000
CODES = 13_000
EDITS = 8_000
HEADER = (
    "Column1/Column2 Edits\t\t\t\t\t\t\r\n"
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\r\n"
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t\r\n"
    "\t\t\t\t*=no data\t1=allowed\t\r\n"
    "\t\t\t\t\t9=not applicable\t\r\n"
)


def lines() -> Iterator[str]:
    """The rows of a quarter, by first code."""
    chance = Random(1)  # noqa: S311 - made-up data
    codes = [f"{number:05d}" for number in range(10_000, 10_000 + CODES)]
    days = [f"{year}{month}01" for year in range(1996, 2027) for month in ("01", "04", "07", "10")]
    reasons = ["Misuse of Column Two code with Column One code", "Standards of medical/surgical practice"]
    lasts = ["*"] * 100 + days
    edits = [
        f"{chance.choice(days)}\t{chance.choice(lasts)}\t{chance.choice('019')}\t{chance.choice(reasons)}"
        for _ in range(EDITS)
    ]
    for code in codes:
        for other in chance.sample(codes, PAIRS // CODES):
            yield f"{code}\t{other}\t\t{chance.choice(edits)}\r\n"


def imported(folder: Path) -> tuple[float, float, int, Path]:
    """Seconds the import took, those of the processor, its memory in bytes, and the library it went to."""
    rows = lines()
    for part in range(1, 5):
        text = HEADER + "".join(islice(rows, PAIRS // 4 if part < 4 else None))
        (folder / f"ccipra-v330r0-f{part}.TXT").write_text(text, encoding="ascii")
    held = folder / "library"
    program = Path(sys.executable).with_name("cleanclaim")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    command = [str(program), "reference", "import", "--library", str(held), str(folder)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own command line
    spent = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent, used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime, used.ru_maxrss * 1024, held


def searching() -> tuple[float, float]:
    """Seconds that finding a code by words takes, and finding a diagnosis."""
    on = date(2026, 3, 2)
    queries = [["exercise"], ["manual", "therapy"], ["gait", "training"], ["dry", "needling"], ["dressing", "change"]]
    for words in queries:
        search_codes(words, on)
    search_diagnoses(["low", "back", "pain"], on, 10)
    start = time.perf_counter()
    for words in queries:
        search_codes(words, on)
    middle = time.perf_counter()
    search_diagnoses(["low", "back", "pain"], on, 10)
    return (middle - start) / len(queries), time.perf_counter() - middle


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        spent, processor, memory, folder = imported(Path(name))
        (release,) = [one for one in library(folder).releases if one.retrieved]
        file = Path(release.file)
        size = file.stat().st_size
        start = time.perf_counter()
        pairs = Pairs(file)
        opening = time.perf_counter() - start
        asked = [(one, two) for one in pairs.codes[:1_000] for two in pairs.codes[:100]]
        start = time.perf_counter()
        for one, two in asked:
            pairs.of(one, two)
        look_up = (time.perf_counter() - start) / len(asked)
    by_words, by_diagnosis = searching()
    for what, figure in (
        (f"importing {release.rows:,} pairs from four files", f"{spent:.1f} s"),
        ("  of that, the processor's", f"{processor:.1f} s"),
        ("  its memory", f"{memory / 1e6:,.0f} MB"),
        ("  on disk", f"{size / 1e6:.1f} MB"),
        ("opening them", f"{opening * 1e3:.1f} ms"),
        ("looking a pair up, not remembered", f"{look_up * 1e6:.2f} µs"),
        ("finding a code by words", f"{by_words * 1e3:.1f} ms"),
        ("finding a diagnosis by words", f"{by_diagnosis * 1e3:.1f} ms"),
    ):
        sys.stdout.write(f"{what:<58} {figure:>14}\n")


if __name__ == "__main__":
    main()
