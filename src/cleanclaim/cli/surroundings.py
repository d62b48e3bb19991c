"""What a program is started with: streams that may be closed or full, and signals that end it."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

ENDING_SIGNALS = ("SIGTERM", "SIGHUP")
"""The signals that end a program and let it clean up first; some systems have not all."""


def open_closed_streams() -> None:
    """Give the standard streams that whoever called us closed an empty file, so that no verb has to ask for them."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - as long as we last


@contextmanager
def surviving_closed_errors() -> Iterator[None]:
    """Write to standard error as far as that can be: where it cannot, the exit code still says what happened."""
    try:
        yield
        sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())  # Python flushes it once more at the end


@contextmanager
def signals_as_interrupts() -> Iterator[None]:
    """End as by Ctrl+C where somebody ends the program: what was begun is removed, what is written is said.

    A signal that is ignored, as under `nohup`, stays so.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in ENDING_SIGNALS if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    ours = [number for number in numbers if before[number] is signal.SIG_DFL]

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        for number in ours:
            signal.signal(number, signal.SIG_IGN)  # once is enough: nothing disturbs the cleaning up
        raise KeyboardInterrupt

    try:
        for number in ours:
            signal.signal(number, interrupt)
        yield
    finally:
        for number in ours:
            signal.signal(number, before[number])
