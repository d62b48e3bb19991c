"""One figure of one checkout, for `benchmarks.compare`, which starts this in a process of its own.

Nothing is used but what any checkout has: the library's `read_visits` and `review`, and the command line.
"""

import io
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from unittest.mock import patch


class FirstWrite(io.TextIOWrapper):
    """Standard output that goes nowhere and remembers when it was first written to, in seconds of the processor."""

    def __init__(self) -> None:
        super().__init__(io.FileIO(os.devnull, "wb"), encoding="utf-8")
        self.began: float | None = None

    def write(self, text: str) -> int:
        """Write text, which nobody reads."""
        if self.began is None:
            self.began = time.process_time()
        return super().write(text)


def reviewing(file: str) -> float:
    """Seconds that a review of the file's visits takes, once they are read and the law is known."""
    import cleanclaim

    visits = cleanclaim.read_visits(file)
    cleanclaim.review(visits[:2_000])
    start = time.process_time()
    cleanclaim.review(visits)
    return time.process_time() - start


def reading(file: str) -> float:
    """Seconds that reading the file takes, once what reads it is loaded."""
    import cleanclaim

    cleanclaim.read_visits(file)
    start = time.process_time()
    cleanclaim.read_visits(file)
    return time.process_time() - start


def printing(file: str) -> float:
    """Seconds from the first line that a review prints to its last."""
    out = _commanded("review", file)
    assert out.began is not None
    return time.process_time() - out.began


def memory_of_json(file: str) -> float:
    """Megabytes that a review as JSON takes at most."""
    _commanded("review", file, "--format", "json")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _commanded(*words: str) -> FirstWrite:
    from cleanclaim.cli.main import main

    out = FirstWrite()
    with patch.object(sys, "stdout", out), patch.object(sys, "argv", ["cleanclaim", *words]):
        try:
            main()
        except SystemExit as left:
            if left.code not in {0, 1, 3}:
                raise
    return out


MEASURES: dict[str, Callable[[str], float]] = {
    one.__name__: one for one in (reviewing, reading, printing, memory_of_json)
}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(MEASURES[sys.argv[1]](sys.argv[2])))
