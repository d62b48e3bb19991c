"""`make bench-x12`: reading and full validation of X12 files, beside pyx12 and, where it is installed, oxedi.

All in one run, in seconds of this process's CPU, pyx12 on files short enough to wait for. Ours reads every claim into
values and checks levels 1 to 5; pyx12 validates against its maps and writes a 999; oxedi reads an 835 into tables.
"""

import io
import logging
import resource
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec

from benchmarks.x12_files import claims_837p, remittance_835
from cleanclaim.x12.diagnostics import Diagnostic
from cleanclaim.x12.lexer import segments
from cleanclaim.x12.stream import read_stream

CLAIMS, PEER_CLAIMS = 20_000, 300


def main() -> None:
    """Print the table."""
    claims, remittance = claims_837p(CLAIMS), remittance_835(CLAIMS)
    few, few_paid = claims_837p(PEER_CLAIMS), remittance_835(PEER_CLAIMS)
    for data in (few, few_paid):
        assert not any(isinstance(item, Diagnostic) for item in read_stream(io.BytesIO(data)))
    sys.stdout.write(f"{'':<44} {'claims/s':>10} {'MB/s':>8}\n")
    row("837P, segments only", claims, CLAIMS, lambda data: sum(1 for _ in segments(io.BytesIO(data))))
    ours = row("837P, read and validated", claims, CLAIMS, lambda data: sum(1 for _ in read_stream(io.BytesIO(data))))
    theirs = row("837P, validated by pyx12", few, PEER_CLAIMS, pyx12)
    row("835, read and validated", remittance, CLAIMS, lambda data: sum(1 for _ in read_stream(io.BytesIO(data))))
    row("835, validated by pyx12", few_paid, PEER_CLAIMS, pyx12)
    if find_spec("oxedi"):
        import oxedi

        row("835, read by oxedi", remittance, CLAIMS, oxedi.parse)
    else:
        sys.stdout.write("835, read by oxedi: not installed here\n")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        f"ours is {ours / theirs:.0f} times pyx12 on the 837P; at most {memory:.0f} MB, the files included\n"
    )


def row(what: str, data: bytes, claims: int, work: Callable[[bytes], object]) -> float:
    """Print the best of three runs; returns claims a second of CPU."""
    seconds = min(_timed(lambda: work(data)) for _ in range(3))
    sys.stdout.write(f"{what:<44} {claims / seconds:>10,.0f} {len(data) / 1e6 / seconds:>8.2f}\n")
    return claims / seconds


def _timed(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def pyx12(data: bytes) -> None:
    """Validation by pyx12. It must accept the file."""
    import pyx12.params
    import pyx12.x12n_document

    logging.getLogger("pyx12").setLevel(logging.CRITICAL)
    accepted = pyx12.x12n_document.x12n_document(
        pyx12.params.params(), io.StringIO(data.decode()), io.StringIO(), None, fd_json=io.StringIO()
    )
    assert accepted


if __name__ == "__main__":
    main()
