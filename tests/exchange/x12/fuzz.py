"""`python -m tests.exchange.x12.fuzz FOLDER [SECONDS]`: coverage-guided fuzzing of lexer and readers with atheris.

Install atheris for it; the tests do without, and spoil files in a structured way instead (`test_fuzz`, `test_shapes`).
FOLDER is given small files to begin with and keeps what was found. What fails becomes a test in `test_fuzz`.
"""

import sys
import time
from io import BytesIO
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["cleanclaim.exchange.x12"]):  # before anything else imports it
    from cleanclaim.exchange.x12.lexer import segments
    from cleanclaim.exchange.x12.stream import read_stream

from benchmarks.x12_files import claims_837p, remittance_835

from tests.exchange.x12.files import ANSWERS_277CA, CLAIM_837P, REMITTANCE_835, SECONDARY_837P, written
from tests.exchange.x12.test_reading import SYNTAX_999

LONG = 2
"""Seconds of CPU that no file so small may take."""


def read_all(data: bytes) -> None:
    """Nothing is lost, nothing is raised, and it comes to an end."""
    written = b"".join(one.written() for one in segments(BytesIO(data), block=64))
    assert written == data or written == without_line_ends(written) == without_line_ends(data)
    begin = time.process_time()
    for _ in read_stream(BytesIO(data)):
        pass
    assert time.process_time() - begin < LONG


def without_line_ends(data: bytes) -> bytes:
    """What is left of a file that was cut into lines."""
    return data.replace(b"\r", b"").replace(b"\n", b"")


def main(folder: Path, seconds: str = "1200") -> None:
    """Fuzz for so many seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    own = [CLAIM_837P, SECONDARY_837P, REMITTANCE_835, ANSWERS_277CA, SYNTAX_999]
    for number, data in enumerate([*map(written, own), claims_837p(16), remittance_835(16)]):
        (folder / f"seed{number}").write_bytes(data)
    limits = [f"-max_total_time={seconds}", "-max_len=12000", "-rss_limit_mb=1500", "-timeout=20"]
    atheris.Setup([sys.argv[0], str(folder), *limits], read_all)
    atheris.Fuzz()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
