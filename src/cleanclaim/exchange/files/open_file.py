"""A visits file, or standard input, opened so that nothing in it can hurt.

Files come from anywhere: packed, in other encodings, cut off, not text at all. Text is handed on line by line, and no
line is taken in further than a sane length.
"""

import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import cast

from cleanclaim.model.errors import UserError

LONGEST_LINE = 1_000_000  # characters; a row of a visits file has a few hundred
_SAVE_AS_TEXT = 'Save the file as "CSV UTF-8" and try again.'
_NOT_TEXT = {
    b"\xff\xfe": "the file is UTF-16, not UTF-8 text.",
    b"\xfe\xff": "the file is UTF-16, not UTF-8 text.",
    b"PK\x03\x04": "the file is a workbook or a zip archive, not text.",
}


def name_of(path: str | Path) -> str:
    """What messages call the file."""
    return "standard input" if str(path) == "-" else str(path)


@contextmanager
def open_text(path: str | Path) -> Iterator[io.BufferedReader]:
    """The bytes of the file at `path` (`-`: standard input), unpacked if they are gzip.

    Raises UserError if the file cannot be opened, or cannot be read to its end.
    """
    file = name_of(path)
    if "\0" in file:
        raise UserError(repr(file), "is not the name of a file.", "Check the name.")
    try:
        with _raw(path) as stream:
            if stream.peek(2).startswith(b"\x1f\x8b"):
                import gzip

                unpacked: io.BufferedReader = io.BufferedReader(gzip.GzipFile(fileobj=stream))
                yield unpacked
            else:
                yield stream
    except FileNotFoundError:
        raise UserError(file, "there is no such file.", "Check the name, or give - to read standard input.") from None
    except IsADirectoryError:
        raise UserError(file, "is a directory.", "Name one visits file in it.") from None
    except PermissionError:
        raise UserError(file, "you may not read this file.", "Ask its owner for permission to read it.") from None
    except (EOFError, zlib.error):
        raise UserError(file, "the gzip file is cut off or damaged.", "Fetch or pack it again.") from None
    except OSError as error:
        raise UserError(file, f"cannot be read: {error.strerror or error}.", "Check the file and the disk.") from None


@contextmanager
def _raw(path: str | Path) -> Iterator[io.BufferedReader]:
    if str(path) != "-":
        with Path(path).open("rb") as stream:
            yield stream
        return
    stream = io.BufferedReader(cast(io.RawIOBase, sys.stdin.buffer))
    try:
        yield stream
    finally:
        stream.detach()  # standard input is not ours to close


@contextmanager
def as_text(stream: io.BufferedReader, file: str) -> Iterator[io.TextIOWrapper]:
    """`stream` as UTF-8 text. Bytes that are no text stay in as surrogates: `lines` finds where they stand.

    Raises UserError if the first bytes show that it is no such text.
    """
    head = stream.peek(4)
    for mark, problem in _NOT_TEXT.items():
        if head.startswith(mark):
            raise UserError(file, problem, _SAVE_AS_TEXT)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
    try:
        yield text
    finally:
        text.detach()  # whoever opened the stream closes it


def lines(text: io.TextIOBase, file: str, start: str = "") -> Iterator[str]:
    """The lines of `start`, which was read before, and of the rest of `text`, each with its end of line.

    Raises UserError for a line beyond a million characters, for bytes that are not UTF-8, and for NUL.
    """
    rest = iter(partial(text.readline, LONGEST_LINE + 1), "")
    for number, line in enumerate(chain(io.StringIO(start, newline=""), rest), 1):
        if not line.isascii() or "\0" in line or len(line) > LONGEST_LINE:
            _check_line(line, f"{file}, row {number}")
        yield line


def _check_line(line: str, place: str) -> None:
    """Pass if `line` is text of a sane length; else raise UserError."""
    if "\0" in line:
        raise UserError(place, f"character {line.index(chr(0)) + 1} is NUL: this is not text.", _SAVE_AS_TEXT)
    check_text(line, place)
    if len(line) > LONGEST_LINE:
        raise UserError(
            place,
            f"the row is longer than {LONGEST_LINE:,} characters.",
            "Check that this is a visits file, with one service in a row.",
        )


def check_text(text: str, place: str) -> None:
    """Pass if all of `text` came from UTF-8; else raise UserError naming the first byte that did not."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        byte = ord(text[error.start]) - 0xDC00
        problem = f"character {error.start + 1} (byte 0x{byte:02X}) is not UTF-8 text."
        raise UserError(place, problem, _SAVE_AS_TEXT) from None
