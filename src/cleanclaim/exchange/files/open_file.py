"""A visits file, or standard input, opened so that nothing in it can hurt.

Files come from anywhere: packed, in other encodings, cut off, not text at all. Text is handed on line by line, and no
line is taken in further than a sane length. UTF-8 and UTF-16 are recognized; a line that is neither is read in the
Windows alphabet (Windows-1252), which is said.
"""

import io
import os
import stat
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast

from cleanclaim.budget import MOST_BYTES, check_unpacked
from cleanclaim.exchange.files.intake import Intake
from cleanclaim.model.errors import UserError

LONGEST_LINE = 1_000_000  # characters; a row of a visits file has a few hundred
_SAVE_AS_TEXT = 'Save the file as "CSV UTF-8" and try again.'
_OTHER_FILES = {
    b"\xd0\xcf\x11\xe0": "the file is an old workbook (.xls), or one with a password.",
    b"%PDF": "the file is a PDF.",
    b"<html": "the file is a page of HTML, whatever it is called.",
    b"<!doc": "the file is a page of HTML, whatever it is called.",
    b"<table": "the file is a page of HTML, whatever it is called.",
    b"<?xml": "the file is XML.",
}
_EXPORT_AGAIN = "Export it as CSV or xlsx, or save it as one of these from the program that opens it."


def name_of(path: str | Path | BinaryIO) -> str:
    """What messages call the file."""
    if not isinstance(path, str | Path):
        name = getattr(path, "name", None)
        return name if isinstance(name, str) else "the open file"
    return "standard input" if str(path) == "-" else str(path)


@contextmanager
def open_text(path: str | Path | BinaryIO) -> Iterator[io.BufferedReader]:
    """The bytes of the file at `path` (`-`: standard input; or opened already, in binary), unpacked if they are gzip.

    Raises UserError if the file cannot be opened, or cannot be read to its end.
    """
    file = name_of(path)
    if "\0" in file:
        raise UserError(repr(file), "is not the name of a file.", "Check the name.")
    try:
        with _raw(path) as stream:
            if stream.peek(2).startswith(b"\x1f\x8b"):
                yield io.BufferedReader(_Unpacked(stream, file))
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
def _raw(path: str | Path | BinaryIO) -> Iterator[io.BufferedReader]:
    if not isinstance(path, str | Path):
        if not isinstance(path, io.RawIOBase | io.BufferedIOBase):
            problem = "is neither the name of a file nor one opened in binary."
            raise UserError(type(path).__name__, problem, 'Open it as "rb".')
        yield from _undisturbed(cast(io.RawIOBase, path))
        return
    if str(path) != "-":
        with Path(path).open("rb") as stream:
            if stat.S_ISCHR(os.fstat(stream.fileno()).st_mode) and not stream.isatty():
                raise UserError(name_of(path), "is a device, not a file.", "Name a file.")
            yield stream
        return
    yield from _undisturbed(cast(io.RawIOBase, sys.stdin.buffer))


def _undisturbed(file: io.RawIOBase) -> Iterator[io.BufferedReader]:
    """The bytes of a file that somebody else opened, such as standard input; it is not ours to close."""
    stream: io.BufferedReader = io.BufferedReader(file)
    try:
        yield stream
    finally:
        stream.detach()


class _Unpacked(io.RawIOBase):
    """The bytes in a gzip file, no more than a file may unpack to."""

    def __init__(self, stream: io.BufferedReader, file: str) -> None:
        import gzip

        self._packed = stream
        self._file = file
        self._unpacked = gzip.GzipFile(fileobj=stream)
        self._read = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """The next bytes. Raises UserError where there are too many."""
        size = self._unpacked.readinto(buffer)
        self._read += size
        check_unpacked(self._file, self._read, self._size())
        return size

    def _size(self) -> int:
        """The bytes of the packed file; of a pipe, which does not tell, as many as need be."""
        try:
            return os.fstat(self._packed.fileno()).st_size or MOST_BYTES
        except OSError:
            return MOST_BYTES


def whole_bytes(stream: io.BufferedReader, file: str, most: int) -> bytes:
    """All bytes of a file that is read in one piece. Raises UserError where there are more than `most`."""
    content = stream.read(most + 1)
    if len(content) > most:
        raise UserError(file, f"the file has more than {most:,} bytes.", "Divide it, by month for example.")
    return content


@contextmanager
def as_text(stream: io.BufferedReader, intake: Intake) -> Iterator[io.TextIOWrapper]:
    """`stream` as text. Bytes that are no UTF-8 stay in as surrogates: `lines` finds where they stand.

    Raises UserError if the first bytes show that it is no text.
    """
    head = stream.peek(64)
    for mark, problem in _OTHER_FILES.items():
        if head.lstrip().lower().startswith(mark.lower()):
            raise UserError(intake.file, problem, _EXPORT_AGAIN)
    intake.encoding = _encoding_of(head)
    errors = "surrogateescape" if intake.encoding == "utf-8-sig" else "strict"
    text = io.TextIOWrapper(stream, encoding=intake.encoding, errors=errors, newline="")
    intake.encoding = {"utf-8-sig": "UTF-8"}.get(intake.encoding, "UTF-16")
    try:
        yield text
    except UnicodeDecodeError:
        raise UserError(intake.file, "the file is not whole UTF-16 text.", _SAVE_AS_TEXT) from None
    finally:
        text.detach()  # whoever opened the stream closes it


def _encoding_of(head: bytes) -> str:
    """UTF-16 where a mark says so or every second byte is zero; else UTF-8."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if len(head) >= 8 and 0 not in head[:8:2] and not any(head[1:8:2]):
        return "utf-16-le"
    if len(head) >= 8 and 0 not in head[1:8:2] and not any(head[:8:2]):
        return "utf-16-be"
    return "utf-8-sig"


def lines(text: io.TextIOBase, intake: Intake, start: str = "") -> Iterator[str]:
    """The lines of `start`, which was read before, and of the rest of `text`, each with its end of line.

    A line that is not UTF-8 is read in the Windows alphabet, which is noted in `intake`. Raises UserError for a line
    beyond a million characters, for bytes that are in neither alphabet, for NUL, and for a text without end.
    """
    rest = iter(partial(text.readline, LONGEST_LINE + 1), "")
    read = 0
    for number, line in enumerate(chain(io.StringIO(start, newline=""), rest), 1):
        read += len(line)
        if not line.isascii() or "\0" in line or len(line) > LONGEST_LINE:
            yield _checked_line(line, number, intake)
        else:
            yield line
        if read > MOST_BYTES:
            raise UserError(
                intake.file, f"the file has more than {MOST_BYTES:,} characters.", "Divide it, by month for example."
            )


def _checked_line(line: str, number: int, intake: Intake) -> str:
    """The line if it is text of a sane length, in whatever alphabet; else raises UserError."""
    place = f"{intake.file}, row {number}"
    if "\0" in line:
        raise UserError(place, f"character {line.index(chr(0)) + 1} is NUL: this is not text.", _SAVE_AS_TEXT)
    if len(line) > LONGEST_LINE:
        raise UserError(
            place,
            f"the row is longer than {LONGEST_LINE:,} characters.",
            "Check that this is a visits file, with one service in a row.",
        )
    return in_an_alphabet(line, place, intake)


def in_an_alphabet(text: str, place: str, intake: Intake) -> str:
    """The text if all of it came from UTF-8, else the same bytes in the Windows alphabet, which is noted.

    Raises UserError naming the first byte that is in neither.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        try:
            read = text.encode("utf-8", "surrogateescape").decode("cp1252")
        except UnicodeError as error:
            at = error.start + 1 if isinstance(error, UnicodeDecodeError) else 1
            problem = f"byte {at} is neither UTF-8 nor Windows text."
            raise UserError(place, problem, _SAVE_AS_TEXT) from None
        intake.encoding = "Windows-1252"
        return read
    return text
