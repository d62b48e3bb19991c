"""A lock that several processes of a machine share, and that dies with its process.

The lock is the operating system's, on an empty file that is removed with it: who is killed leaves that file, and no
lock.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

BETWEEN = 0.05
"""Seconds between two tries."""


class LockedError(Exception):
    """Another process has the lock."""


@contextmanager
def locked(path: Path, *, wait: float = 0) -> Iterator[None]:
    """Hold the lock of a file, which is made where it is not there. `wait`: seconds to wait for another process.

    Raises LockedError where another process has it all that time, OSError where the file cannot be made.
    """
    until = time.monotonic() + wait
    while (lock := _lock(path)) is None:
        if time.monotonic() >= until:
            raise LockedError
        time.sleep(BETWEEN)
    try:
        yield
    finally:
        with suppress(OSError):  # Windows removes no open file
            path.unlink()
        os.close(lock)  # which ends the lock


def _lock(path: Path) -> int | None:
    """The file, opened and locked; None where another process has it, or has just removed it."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        if _take(lock) and os.path.samestat(os.fstat(lock), path.stat()):
            return lock
    except FileNotFoundError:
        pass
    except BaseException:
        os.close(lock)
        raise
    os.close(lock)
    return None


if sys.platform == "win32":
    import msvcrt

    def _take(lock: int) -> bool:
        try:
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _take(lock: int) -> bool:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
