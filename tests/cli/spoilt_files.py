"""A process that calls one door with many spoilt files: `python -m tests.cli.spoilt_files FOLDER FILE TIMES WORD...`.

A process of its own, and no fork of the tests': threads that read Parquet do not outlive a fork. A signal ends it where
one call takes too much time of the processor, or does not end.
"""

import os
import signal
import sys
import time
from pathlib import Path
from random import Random

from tests.cli.calling import CLINIC_DAY, call
from tests.exchange.files.test_mutated_files import Spoil, cut, double, flip, strange

MOST_SECONDS = 5
MOST_WAITING = 300
"""Seconds by the clock, also where a busy machine lets a call wait."""
WRONG = 9
SPOILS: tuple[Spoil, ...] = (flip, cut, double, strange)


def main(folder: str, name: str, times: str, *door: str) -> int:
    """Spoil the file so often and call the door; WRONG where an answer is, with the reason in the file `wrong`."""
    os.chdir(folder)
    path = Path(name)
    whole = path.read_bytes()
    call("review", CLINIC_DAY / "visits.csv")  # what is imported once is no file's doing
    chance = Random(" ".join(door))  # noqa: S311 - to spoil files, no secret
    for number in range(int(times)):
        path.write_bytes(chance.choice(SPOILS)(chance, whole))
        signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
        signal.alarm(MOST_WAITING)
        begun = time.process_time()
        answer = call(*door)
        seconds = time.process_time() - begun
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)
        if answer.code not in (0, 1, 2, 3) or "Traceback" in answer.err:
            Path("wrong").write_text(f"file {number}, {seconds:.1f} s: {answer}")
            return WRONG
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
