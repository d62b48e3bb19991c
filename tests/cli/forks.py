"""Calls in processes of their own, to be killed or measured: forks, which have everything imported, and new ones."""

import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Ended(NamedTuple):
    """How a process ended: its exit code (negative: the signal), seconds and largest memory, in bytes."""

    code: int
    seconds: float
    memory: int


def forked(work: Callable[[], object], *, kill_after: float | None = None) -> Ended:
    """Do some work in a child of this process, which may be killed after so many seconds. Its output is not kept."""
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        code = 70
        try:
            null = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(null, stream)
            work()
            code = 0
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
        finally:
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return _ended(child, begun)


def _ended(child: int, begun: float) -> Ended:
    _, status, used = os.wait4(child, 0)
    unit = 1 if sys.platform == "darwin" else 1024
    return Ended(os.waitstatus_to_exitcode(status), time.monotonic() - begun, used.ru_maxrss * unit)


def spawned(module: str, *words: object) -> Ended:
    """Run a module of the tests in a new process. Its output is not kept."""
    begun = time.monotonic()
    null = os.open(os.devnull, os.O_RDWR)
    child = os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", module, *map(str, words)],
        os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, null, stream) for stream in (0, 1)],
    )
    os.close(null)
    return _ended(child, begun)


def in_folder(folder: Path, *arguments: str) -> Callable[[], object]:
    """A call of the program in a folder."""

    def work() -> None:
        from cleanclaim.cli.main import main

        os.chdir(folder)
        sys.argv = ["cleanclaim", *arguments]
        sys.stdin, sys.stdout, sys.stderr = (Path(os.devnull).open(mode) for mode in ("r", "w", "w"))  # noqa: SIM115
        main()

    return work


def limit_memory(most: int) -> None:
    """Let this process have no more memory than so many bytes."""
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
