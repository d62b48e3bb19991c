"""How far long work is: a line on standard error, where a person is watching and it takes more than a second.

    Reviewing   3,584 of 7,795 visits · 612 a second · 7 s left

The line is gone once the work is done.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import get_terminal_size
from threading import Event, Thread
from time import monotonic

from cleanclaim.cli.call import this_call
from cleanclaim.cli.terminal import screen_output

PATIENCE = 1.0
"""Seconds before anything is shown: what is done by then needs no line."""
PAUSE = 0.1
"""Seconds between two drawings."""
MEGABYTE = 1_000_000


class ProgressLine:
    """One line on standard error that is written over and over, and wiped at the end."""

    def __init__(self) -> None:
        self.began = monotonic()
        self.drawn_at = self.began + PATIENCE - PAUSE
        self.length = 0

    def draw(self, describe: Callable[[float], str]) -> None:
        """Draw the line anew, unless it was drawn just now. `describe` is called with the seconds gone by."""
        now = monotonic()
        if now - self.drawn_at < PAUSE:
            return
        self.drawn_at = now
        text = describe(now - self.began)[: get_terminal_size().columns - 1]
        sys.stderr.write(f"\r{text:<{self.length}}")
        sys.stderr.flush()
        self.length = len(text)

    def wipe(self) -> None:
        """Take the line away, so that something else can stand there."""
        if self.length:
            sys.stderr.write(f"\r{'':<{self.length}}\r")
            sys.stderr.flush()
            self.length = 0


@contextmanager
def _line() -> Iterator[ProgressLine | None]:
    """A line of progress; None where nobody watches, or nothing is to be said."""
    if not sys.stderr.isatty() or this_call().quiet:
        yield None
        return
    line, output = ProgressLine(), screen_output()
    if output is not None and output.isatty():
        output.before_writing = line.wipe
    try:
        yield line
    finally:
        line.wipe()
        if output is not None:
            output.before_writing = lambda: None


@contextmanager
def progress(label: str, total: int | None, what: str = "visits") -> Iterator[Callable[[int], None] | None]:
    """How much of the work is done, at what rate, and how long the rest takes; None where nobody watches.

    `total`: the whole, in `what`; None where it is not known.
    """
    with _line() as line:
        if line is None:
            yield None
            return
        yield lambda done: line.draw(lambda seconds: describe_progress(label, done, total, what, seconds))


@contextmanager
def reading_progress(label: str, file: str | Path) -> Iterator[Callable[[int], None] | None]:
    """How many bytes of a file are read."""
    size = Path(file).stat().st_size if file != "-" and Path(file).is_file() else None
    with progress(label, size, "bytes") as report:
        yield report


@contextmanager
def show_stages() -> Iterator[Callable[[str], None]]:
    """What long work is at; nothing where nobody watches."""
    with _line() as line:
        if line is None:
            yield lambda _what: None
            return
        stages, over = [""], Event()

        def tick() -> None:
            while not over.wait(PATIENCE):
                line.draw(lambda seconds: f"{stages[-1]} ... {seconds:,.0f} s")

        ticking = Thread(target=tick, daemon=True)
        ticking.start()
        try:
            yield stages.append
        finally:
            over.set()
            ticking.join()


def describe_progress(label: str, done: int, total: int | None, what: str, seconds: float) -> str:
    """`Reviewing   3,584 of 7,795 visits · 612 a second · 7 s left`."""
    rate = done / seconds if seconds > 0 else 0
    if total is None:
        return f"{label}   {_amount(done, what)} · {_amount(rate, what)} a second"
    left = f" · {_duration((total - done) / rate)} left" if rate else ""
    return f"{label}   {_number(done, what)} of {_amount(total, what)} · {_number(rate, what)} a second{left}"


def _number(count: float, what: str) -> str:
    return f"{count / MEGABYTE:,.1f}" if what == "bytes" else f"{count:,.0f}"


def _amount(count: float, what: str) -> str:
    return f"{_number(count, what)} {'MB' if what == 'bytes' else what}"


def _duration(seconds: float) -> str:
    """`7 s`, `2 min 5 s`."""
    whole = max(0, round(seconds))
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"
