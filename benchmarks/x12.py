"""`make bench-x12`: reading and full validation of X12 files, beside pyx12, x12sdk, openx12 and oxedi.

All in one run, in seconds of this process's CPU, the slow ones on files short enough to wait for. What each does: ours
reads every claim into values and checks levels 1 to 6 (validates: without values where nothing is wrong); pyx12
validates against its maps and writes a 999; x12sdk and openx12 read all into models or dictionaries; oxedi reads an 835
into tables and checks levels 1 to 3. A peer that is not installed is left out and named: only pyx12 comes with the
tests.
"""

import io
import logging
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec

from benchmarks.x12_files import claims_837p, remittance_835
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.lexer import segments
from cleanclaim.exchange.x12.stream import read_stream

CLAIMS, PEER_CLAIMS = 20_000, 300


def main() -> None:
    """Print the table."""
    claims, remittance = claims_837p(CLAIMS), remittance_835(CLAIMS)
    few, few_paid = claims_837p(PEER_CLAIMS), remittance_835(PEER_CLAIMS)
    for data in (few, few_paid):
        assert not any(isinstance(item, Diagnostic) for item in read_stream(io.BytesIO(data)))
    sys.stdout.write(f"{'':<44} {'claims/s':>10} {'MB/s':>8}\n")
    row("837P, segments only", claims, CLAIMS, lambda data: sum(1 for _ in segments(io.BytesIO(data))))
    ours = row("837P, read and validated", claims, CLAIMS, everything)
    checked = row("837P, validated", claims, CLAIMS, faults)
    theirs = row("837P, validated by pyx12", few, PEER_CLAIMS, pyx12)
    peer("x12sdk", "837P, read into models by x12sdk", few, PEER_CLAIMS, x12sdk)
    peer("openx12", "837P, read into dictionaries by openx12", few, PEER_CLAIMS, openx12_837p)
    paid = row("835, read and validated", remittance, CLAIMS, everything)
    row("835, validated by pyx12", few_paid, PEER_CLAIMS, pyx12)
    peer("x12sdk", "835, read into models by x12sdk", few_paid, PEER_CLAIMS, x12sdk)
    peer("openx12", "835, read into dictionaries by openx12", few_paid, PEER_CLAIMS, openx12_835)
    peer("oxedi", "835, read into tables by oxedi", remittance, CLAIMS, oxedi_tables)
    rows = peer("oxedi", "835, and its rows taken into Python", remittance, CLAIMS, oxedi_rows)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    beside = f", {rows / paid:.1f} times slower than oxedi's rows on the 835" if rows else ""
    times = f"{checked / theirs:.0f} times pyx12 on the 837P, {ours / theirs:.0f} times with its values"
    sys.stdout.write(f"ours is {times}{beside}\n")
    sys.stdout.write(f"at most {memory:.0f} MB, the files and the peers included\n")


def row(what: str, data: bytes, claims: int, work: Callable[[bytes], object]) -> float:
    """Print the best of three runs; returns claims a second of CPU."""
    seconds = min(_timed(lambda: work(data)) for _ in range(3))
    sys.stdout.write(f"{what:<44} {claims / seconds:>10,.0f} {len(data) / 1e6 / seconds:>8.2f}\n")
    return claims / seconds


def peer(package: str, what: str, data: bytes, claims: int, work: Callable[[bytes], object]) -> float | None:
    """A row of a package that need not be installed; None if it is not."""
    if find_spec(package):
        return row(what, data, claims, work)
    sys.stdout.write(f"{what:<44} {'not installed':>19}\n")
    return None


def _timed(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def everything(data: bytes) -> int:
    """Read and validate with our own reader."""
    return sum(1 for _ in read_stream(io.BytesIO(data)))


def faults(data: bytes) -> int:
    """Validate with our own reader, which makes no values of claims that it knows to be right."""
    return sum(1 for _ in read_stream(io.BytesIO(data), values=False))


def pyx12(data: bytes) -> None:
    """Validation by pyx12. It must accept the file."""
    import pyx12.params
    import pyx12.x12n_document

    logging.getLogger("pyx12").setLevel(logging.CRITICAL)
    accepted = pyx12.x12n_document.x12n_document(
        pyx12.params.params(), io.StringIO(data.decode()), io.StringIO(), None, fd_json=io.StringIO()
    )
    assert accepted


def x12sdk(data: bytes) -> int:
    """Every transaction as a model of x12sdk."""
    from x12sdk.io import X12ModelReader

    with tempfile.NamedTemporaryFile(suffix=".x12") as file:
        file.write(data.replace(b"\n", b""))
        file.flush()
        with X12ModelReader(file.name) as reader:
            return sum(1 for _ in reader.models())


def openx12_837p(data: bytes) -> object:
    """Every claim as a dictionary of openx12."""
    from openx12 import x837p

    return x837p.parse(data.decode()).claims


def openx12_835(data: bytes) -> object:
    """The remittance as dictionaries of openx12."""
    from openx12 import x835

    return x835.parse(data.decode()).json()


def oxedi_tables(data: bytes) -> object:
    """Document, tables and diagnostics of oxedi, inside the library."""
    import oxedi

    return oxedi.parse(data)


def oxedi_rows(data: bytes) -> int:
    """Each row of oxedi's tables as a Python dictionary, as a program would go through them."""
    import oxedi

    tables = oxedi.parse(data).tables
    return sum(1 for name in tables.keys() for _ in tables[name].to_polars().iter_rows(named=True))  # noqa: SIM118 - it is no dict


if __name__ == "__main__":
    main()
