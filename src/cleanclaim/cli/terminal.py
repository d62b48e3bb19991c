"""What standard output leads to: how wide it is, whether it shows color, who reads it.

A person at a terminal sees what is longer than the screen in a pager. A reader that leaves, as `| head` does, ends
nothing: what is left of the answer goes nowhere, and the exit code is that of the whole.
"""

import io
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

PIPE_WIDTH = 100
"""Columns of what is sent elsewhere; nothing is laid out wider, however wide the terminal."""
NARROWEST = 40
PAGERS = ("less", "more")


def edge_of_screen() -> int | None:
    """The columns no line may pass: those of COLUMNS, else of the terminal; None in a pipe."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdecimal() and int(columns):
        return max(NARROWEST, int(columns))
    return max(NARROWEST, shutil.get_terminal_size().columns) if sys.stdout.isatty() else None


def screen_width() -> int:
    """The columns that paragraphs and tables are laid out for: those there are, 100 at the most."""
    return min(edge_of_screen() or PIPE_WIDTH, PIPE_WIDTH)


def shows_color() -> bool:
    """Whether standard output is to be colored: never with NO_COLOR, always with FORCE_COLOR, else on a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") != "0":
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


class ScreenOutput(io.RawIOBase):
    """The bytes of standard output, on their way to a terminal, a pager, a file or another program."""

    def __init__(self, raw: io.RawIOBase, replaced: object = None) -> None:
        self.raw = raw
        self.replaced = replaced
        """The stream that had the file before: once nobody has it, it would close the file."""
        self.pager: subprocess.Popen[bytes] | None = None
        self.waiting: bytearray | None = None
        self.before_writing: Callable[[], None] = lambda: None
        self.has_reader = True

    def writable(self) -> bool:
        """It is written to."""
        return True

    def fileno(self) -> int:
        """The file it ends in."""
        return self.raw.fileno()

    def isatty(self) -> bool:
        """Whether it ends in a terminal, by way of a pager or not."""
        return self.raw.isatty()

    def write(self, data: "ReadableBuffer", /) -> int | None:
        """Pass the bytes on; where nobody reads them any more, they are dropped."""
        self.before_writing()
        written = bytes(data)
        if self.waiting is not None:
            self.waiting += written
            if self.waiting.count(b"\n") >= shutil.get_terminal_size().lines:
                self.pager = _start_pager()
                self._pass_on(self._take_waiting())
            return len(written)
        return self._pass_on(written)

    def _take_waiting(self) -> bytes:
        waiting, self.waiting = bytes(self.waiting or b""), None
        return waiting

    def _pass_on(self, data: bytes) -> int | None:
        if not self.has_reader:
            return len(data)
        try:
            if self.pager is None or self.pager.stdin is None:
                return self.raw.write(data)
            self.pager.stdin.write(data)
        except BrokenPipeError:
            self.has_reader = False
        return len(data)

    @contextmanager
    def paged(self) -> Iterator[None]:
        """Show what is written meanwhile in a pager, where it is longer than the screen and a person is there."""
        if not (self.isatty() and sys.stdin.isatty() and _pager_command()):
            yield
            return
        self.waiting = bytearray()
        try:
            yield
        finally:
            sys.stdout.flush()
            if self.waiting:
                self.raw.write(bytes(self.waiting))
            self.waiting = None
            self._close_pager()

    def _close_pager(self) -> None:
        if self.pager is None:
            return
        pager, self.pager, self.has_reader = self.pager, None, True
        try:
            pager.communicate()
        except KeyboardInterrupt:  # the pager takes Ctrl+C itself; whoever reads is not done yet
            pager.wait()


def _pager_command() -> list[str]:
    """The pager of PAGER, else `less` or `more`; none where PAGER is `cat` or empty, or the system has none."""
    wanted = os.environ.get("PAGER")
    words = shlex.split(wanted) if wanted is not None else [name for name in PAGERS if shutil.which(name)][:1]
    return words if words and words[0] != "cat" and shutil.which(words[0]) else []


def _start_pager() -> "subprocess.Popen[bytes]":
    environment = {"LESS": "FRX", "LESSCHARSET": "utf-8"} | os.environ
    return subprocess.Popen(_pager_command(), stdin=subprocess.PIPE, env=environment)  # noqa: S603 - the user's own


def wrap_standard_output() -> None:
    """Let standard output pass through a `ScreenOutput`, where it is a file of the system's."""
    if not isinstance(sys.stdout, io.TextIOWrapper):
        return
    buffer = cast("io.RawIOBase", sys.stdout.buffer)
    raw = getattr(buffer, "raw", buffer)
    if isinstance(raw, io.FileIO):
        sys.stdout.flush()
        sys.stdout = io.TextIOWrapper(
            io.BufferedWriter(ScreenOutput(raw, sys.stdout)),
            encoding=sys.stdout.encoding,
            errors=sys.stdout.errors,
            line_buffering=sys.stdout.line_buffering,
        )


def screen_output() -> ScreenOutput | None:
    """What standard output passes through; None where somebody else catches it."""
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    return raw if isinstance(raw, ScreenOutput) else None


@contextmanager
def paged_output() -> Iterator[None]:
    """Show what is said meanwhile in a pager where it is longer than the screen; and let all of it be written."""
    output = screen_output()
    if output is None:
        yield
        return
    with output.paged():
        yield
    sys.stdout.flush()
