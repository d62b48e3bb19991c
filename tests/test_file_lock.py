"""Locks end with whoever has them."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from cleanclaim.file_lock import LockedError, locked

HOLD = """
import sys, time
from pathlib import Path
from cleanclaim.file_lock import locked
with locked(Path(sys.argv[1])):
    print("locked", flush=True)
    time.sleep(60)
"""


def test_a_lock_is_one_processs_and_dies_with_it(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(lock)], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"locked\n"
        with pytest.raises(LockedError), locked(lock, wait=0.1):
            pass
        other.kill()
    with locked(lock, wait=5):
        assert lock.exists()
    assert not lock.exists()


def test_one_waits_for_the_other(tmp_path: Path) -> None:
    lock, done = tmp_path / "a.lock", list[int]()

    def work() -> None:
        for _ in range(20):
            with locked(lock, wait=30):
                done.append(len(done))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == list(range(80))
