"""A small file read in one piece, with an answer a user can act on where it cannot be read."""

import stat
from pathlib import Path

from cleanclaim.model.errors import UserError

MOST_BYTES = 1_000_000_000
"""What is read in one piece at most; the charts of a large practice have a tenth of it."""


def whole_text(path: Path, *, pipe: bool = True) -> str:
    """The text of a UTF-8 file, or of a pipe. Raises UserError where it cannot be read, or is no such text."""
    try:
        return whole_bytes(path, pipe=pipe).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"byte {error.start + 1:,} is not UTF-8 text."
        raise UserError(str(path), problem, "Save the file as UTF-8 and try again.") from None


def whole_bytes(path: Path, *, pipe: bool = True) -> bytes:
    """What a file holds, or a pipe where one will do. Raises UserError where there is none, and for what has no end."""
    try:
        found = path.stat()
        if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode) or (pipe and stat.S_ISFIFO(found.st_mode))):
            raise UserError(str(path), "is a device or a pipe, not a file.", "Name a file.")
        if found.st_size > MOST_BYTES:
            raise UserError(str(path), f"has more than {MOST_BYTES:,} bytes.", "Check the name, or divide the file.")
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError(str(path), "there is no such file.", "Check the name.") from None
    except IsADirectoryError:
        raise UserError(str(path), "is a directory.", "Name a file in it.") from None
    except OSError as error:
        raise UserError(
            str(path), f"cannot be read: {error.strerror}.", "Check the file and its permissions."
        ) from None
