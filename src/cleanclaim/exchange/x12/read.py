"""`cleanclaim.read`: any X12 file, or standard input, as a stream of its contents and its faults."""

import io
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from cleanclaim.exchange.x12.checks.code_lists import CodeLists
from cleanclaim.exchange.x12.checks.compiled import FileChecks
from cleanclaim.exchange.x12.diagnostics import Diagnostic, Level
from cleanclaim.exchange.x12.items import Item
from cleanclaim.exchange.x12.let_pass import apply_overrides
from cleanclaim.exchange.x12.stream import read_stream
from cleanclaim.model.errors import UserError
from cleanclaim.model.override import Override
from cleanclaim.reference.library import TableChoice

_LOOKED_AT = 1 << 16  # bytes in which an X12 file shows itself as one


def read(
    path: str | Path | BinaryIO, basis: TableChoice | None = None, *, progress: Callable[[int], None] | None = None
) -> Iterator[Item]:
    """What the X12 file at `path` (`-`: standard input) says, in its order: interchanges, transactions, claims,
    payments, answers, and after each of them a diagnostic for everything wrong with it.

    A file that is open already, in binary, will do. One pass in constant memory. Codes are checked against the
    published lists of the `basis`. `progress` is called now and then with the bytes read so far. Raises UserError if
    the file cannot be read, or is no X12 file at all: there is no ISA where one must begin.

        >>> import cleanclaim
        >>> sent = [item for item in cleanclaim.read("claims.837") if isinstance(item, cleanclaim.Located)]
        >>> claim = sent[0].value
        >>> claim.charge, [line.code for line in claim.lines]
        (15200, ['97112', '97110'])
    """
    return _items(path, basis, progress, values=True)


def checked(
    path: str | Path | BinaryIO, basis: TableChoice | None = None, *, progress: Callable[[int], None] | None = None
) -> Iterator[Item]:
    """As `read`, for whoever asks only what is wrong: claims in which nothing is may be given as a `RightClaim`."""
    return _items(path, basis, progress, values=False)


def read_amounts(
    path: str | Path | BinaryIO, basis: TableChoice | None = None, *, progress: Callable[[int], None] | None = None
) -> Iterator[Item]:
    """As `read`, for whoever asks of what is wrong only whether it can be read and whether amounts balance (SNIP levels
    1 to 3).
    """
    return _items(path, basis, progress, values=True, most=3)


def _items(
    path: str | Path | BinaryIO,
    basis: TableChoice | None,
    progress: Callable[[int], None] | None,
    *,
    values: bool,
    most: Level = 6,
) -> Iterator[Item]:
    library, known_on = (basis.library, basis.known_on) if basis else (None, None)
    with _opened(path) as file:
        head = file.read(_LOOKED_AT)
        if b"ISA" not in head:
            problem = "is no X12 file: it does not begin with an interchange (ISA)"
            raise UserError(_name(path), problem, "Name an X12 file, such as an 837 or 835.")
        checks = FileChecks(CodeLists(known_on, library), most=most)
        yield from read_stream(cast("BinaryIO", _OpenedFile(head, file, progress)), checks, values=values)


class FilingChoice(TableChoice, Protocol):
    """Which published tables count, and the day on which claims are filed. A `Basis` is one."""

    @property
    def filing_day(self) -> date:
        """The day on which the claims are or would be filed."""


def validate(
    path: str | Path | BinaryIO,
    basis: FilingChoice | None = None,
    *,
    overrides: Sequence[Override] = (),
    progress: Callable[[int], None] | None = None,
) -> Iterator[Diagnostic]:
    """Everything wrong in the X12 file at `path`, each with its check, its SNIP level, its place, and how to fix it.

    What `overrides` let pass on the filing day of the `basis` stays as a note (`info`). The rest is as for `read`.
    Raises UserError for overrides without a basis, and for one of a check that is limited to what a file does not tell
    of every fault: payer, patient or provider.

        >>> import cleanclaim
        >>> list(cleanclaim.validate("claims.837"))
        []
    """
    items = checked(path, basis, progress=progress)
    if overrides:
        if basis is None:
            remedy = "Hand in a Basis: it says the day on which they must be in force."
            raise UserError("overrides", "nothing says when the claims are filed", remedy)
        items = apply_overrides(items, overrides, basis.filing_day)
    return (item for item in items if isinstance(item, Diagnostic))


class _OpenedFile:
    """A file whose first bytes have been checked; it counts how much of it has been read."""

    def __init__(self, head: bytes, file: BinaryIO, progress: Callable[[int], None] | None) -> None:
        self._head = head
        self._file = file
        self._progress = progress
        self._read = 0

    def read(self, size: int) -> bytes:
        """The next bytes, at most `size` of them or those looked at."""
        piece, self._head = self._head or self._file.read(size), b""
        self._read += len(piece)
        if self._progress:
            self._progress(self._read)
        return piece


def _name(path: str | Path | BinaryIO) -> str:
    if not isinstance(path, str | Path):
        return "the open file"
    return "standard input" if str(path) == "-" else str(path)


def _in_binary(file: BinaryIO) -> BinaryIO:
    """The file that somebody else opened. Raises UserError where it gives no bytes."""
    if not isinstance(file, io.RawIOBase | io.BufferedIOBase):
        raise UserError(
            type(file).__name__, "is neither the name of a file nor one opened in binary", 'Open it as "rb".'
        )
    return file


@contextmanager
def _opened(path: str | Path | BinaryIO) -> Iterator[BinaryIO]:
    """The bytes of the file. Raises UserError where it cannot be opened, or not be read to its end."""
    name = _name(path)
    if not isinstance(path, str | Path):
        yield _in_binary(path)
        return
    if "\0" in name:
        raise UserError(repr(name), "is not the name of a file", "Check the name.")
    try:
        if str(path) == "-":
            standard_input = io.BufferedReader(cast("io.RawIOBase", sys.stdin.buffer))
            try:
                yield standard_input
            finally:
                standard_input.detach()  # standard input is not ours to close
            return
        with Path(path).open("rb") as file:
            yield file
    except FileNotFoundError:
        raise UserError(name, "there is no such file", "Check the name, or give - to read standard input.") from None
    except IsADirectoryError:
        raise UserError(name, "is a directory", "Name one X12 file in it.") from None
    except PermissionError:
        raise UserError(name, "you may not read this file", "Ask its owner for permission to read it.") from None
    except OSError as error:
        raise UserError(name, f"cannot be read: {error.strerror or error}", "Check the file and the disk.") from None
