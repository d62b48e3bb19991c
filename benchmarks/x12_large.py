"""`python -m benchmarks.x12_large 837 2`: how much memory it takes to read and validate a file of so many gigabytes.

The file is made while it is read and never held; the memory is that of the whole process. Takes some minutes.
"""

import resource
import sys
import time

from benchmarks.x12_files import Long, claims_837p, remittance_835
from cleanclaim.exchange.x12.stream import read_stream


def main(kind: str, gigabytes: str) -> None:
    """Read a file of the kind (837 or 835), and print what it took."""
    data = (claims_837p if kind == "837" else remittance_835)(1000)
    size = int(float(gigabytes) * 1e9)
    begin = time.process_time()
    items = sum(1 for _ in read_stream(Long(data, size)))
    seconds = time.process_time() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        f"{kind}: {size / 1e9:.1f} GB, {items:,} items, {seconds:,.0f} s of CPU, at most {memory:.0f} MB\n"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
