"""A small file read in one piece, with an answer a user can act on where it cannot be read."""

from pathlib import Path

from cleanclaim.model.errors import UserError


def whole_text(path: Path) -> str:
    """The text of a UTF-8 file. Raises UserError if there is no such file, or it is no such text."""
    try:
        return whole_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"byte {error.start + 1:,} is not UTF-8 text."
        raise UserError(str(path), problem, "Save the file as UTF-8 and try again.") from None


def whole_bytes(path: Path) -> bytes:
    """What a file holds. Raises UserError if there is no such file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError(str(path), "there is no such file.", "Check the name.") from None
    except IsADirectoryError:
        raise UserError(str(path), "is a directory.", "Name a file in it.") from None
    except OSError as error:
        raise UserError(
            str(path), f"cannot be read: {error.strerror}.", "Check the file and its permissions."
        ) from None
