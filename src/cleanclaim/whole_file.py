"""A person's file read in one piece, TOML too, with an answer they can act on where it cannot be read."""

import re
import stat
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from cleanclaim.model.errors import UserError

MOST_BYTES = 1_000_000_000
"""What is read in one piece at most; the charts of a large practice have a tenth of it."""
MOST_OF_TOML = 10_000_000
"""Bytes of a TOML file at most; the largest of ours has a hundredth of it."""


_HEADING = re.compile(r"\s*(\[\[?)([^\[\]]+)\]\]?\s*(#.*)?$")
_ENTRY = re.compile(r"""\s*(["']?)([\w-]+)\1\s*[=.]""")
_LONG_QUOTES = re.compile("\"{3}|'{3}")
_LONG_KEY = re.compile(r"""(?<![\w'"-])(?:["']?+[\w-]++["']?+[ \t]*+\.[ \t]*+){100}""")
"""A key of more than a hundred parts (`a.a.a`)."""
_DEEPEST = 100
"""Tables and lists that may lie one in another."""
_DIGITS = 18
_NUMBERS = "Write the number that is meant, in a few digits."


def read_whole_text(path: Path, *, pipe: bool = True, most: int = MOST_BYTES) -> str:
    """The text of a UTF-8 file, or of a pipe. Raises UserError where it cannot be read, or is no such text."""
    try:
        return read_whole_bytes(path, pipe=pipe, most=most).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"byte {error.start + 1:,} is not UTF-8 text."
        raise UserError(str(path), problem, "Save the file as UTF-8 and try again.") from None


def read_whole_bytes(path: Path, *, pipe: bool = True, most: int = MOST_BYTES) -> bytes:
    """The bytes of a file, or of a pipe where `pipe` allows one; `most` bytes at most.

    Raises UserError where there is no such file, where it is longer, and for a device.
    """
    try:
        found = path.stat()
        if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode) or (pipe and stat.S_ISFIFO(found.st_mode))):
            raise UserError(str(path), "is a device or a pipe, not a file.", "Name a file.")
        if found.st_size > most:
            raise UserError(str(path), f"has more than {most:,} bytes.", "Check the name, or divide the file.")
        return path.read_bytes()
    except ValueError:  # a NUL in the name
        raise UserError(repr(str(path)), "is not the name of a file.", "Check the name.") from None
    except FileNotFoundError:
        raise UserError(str(path), "there is no such file.", "Check the name.") from None
    except IsADirectoryError:
        raise UserError(str(path), "is a directory.", "Name a file in it.") from None
    except OSError as error:
        raise UserError(
            str(path), f"cannot be read: {error.strerror}.", "Check the file and its permissions."
        ) from None


def read_toml(path: Path, remedy: str = "Correct that line; texts stand in quotes.") -> dict[str, Any]:
    """What a person's TOML file says; numbers with a point as Decimal.

    Raises UserError where it cannot be read or is not TOML; `remedy` then says how such a file is written.
    """
    return parse_toml(read_whole_text(path, most=MOST_OF_TOML), str(path), remedy)


def parse_toml(text: str, place: str, remedy: str = "Correct that line; texts stand in quotes.") -> dict[str, Any]:
    """The same of a text that was read at `place`."""
    deep = UserError(place, "its tables or lists lie one in another too many times.", remedy)
    if _LONG_KEY.search(text):  # reading it would take minutes
        raise deep
    try:
        written = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise UserError(place, f"is not TOML: {error}.", remedy) from None
    except ValueError:  # Python reads no number of so many digits
        raise UserError(place, "has a number of more digits than TOML allows.", _NUMBERS) from None
    except RecursionError:
        raise deep from None
    _check_values(written, place, deep)
    return written


TomlPath = tuple[str | int, ...]
"""Where an entry or table stands: `("clinicians", 2, "npi")` is the npi of the second table [[clinicians]]."""


def find_toml_line(text: str, tables: tuple[str, ...], entry: str) -> int | None:
    """The line of an entry or a table, under some headings; None where it is written in a way we do not look for."""
    wanted = (*tables, entry)
    for path, number in _toml_paths(text):
        if tuple(name for name in path if isinstance(name, str))[: len(wanted)] == wanted:
            return number
    return None


def list_toml_lines(text: str) -> dict[TomlPath, int]:
    """The line of every table and entry that stands on a line of its own."""
    found: dict[TomlPath, int] = {}
    for path, number in _toml_paths(text):
        found.setdefault(path, number)
    return found


def _toml_paths(text: str) -> Iterator[tuple[TomlPath, int]]:
    """Each heading and entry with its line, those within texts of several lines left out."""
    here: TomlPath = ()
    lists: dict[TomlPath, int] = {}
    inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        before, inside = inside, _open_text(line, inside)
        if before:
            continue
        if found := _HEADING.match(line):
            here = ()
            names = [name.strip(" \t\"'") for name in found[2].split(".")]
            for at, name in enumerate(names):
                here = (*here, name)
                if found[1] == "[[" and at == len(names) - 1:
                    lists[here] = lists.get(here, 0) + 1
                if here in lists:
                    here = (*here, lists[here])
            yield here, number
        elif found := _ENTRY.match(line):
            yield (*here, found[2]), number


def _open_text(line: str, inside: str) -> str:
    """The quotes of a text of several lines that is open at the end of a line; empty where none is."""
    for quotes in _LONG_QUOTES.findall(line):
        inside = "" if inside == quotes else inside or quotes
    return inside


def _check_values(written: dict[str, Any], place: str, deep: UserError) -> None:
    """Pass if every number can be reckoned with: whole ones of 64 bits, as TOML has them, others as far as those.

    Raises `deep` where tables and lists lie one in another too many times, however deep Python itself may read.
    """
    left: list[tuple[str, Any, int]] = [(name, value, 1) for name, value in written.items()]
    while left:
        name, value, depth = left.pop()
        if depth > _DEEPEST:
            raise deep
        if isinstance(value, dict):
            left += [(f"{name}, {entry}", each, depth + 1) for entry, each in value.items()]
        elif isinstance(value, list):
            left += [(name, each, depth + 1) for each in value]
        elif isinstance(value, Decimal):
            if not value.is_finite() or abs(value.adjusted()) > _DIGITS or len(value.as_tuple().digits) > _DIGITS:
                raise UserError(f"{place}, {name}", "is no number that can be reckoned with.", _NUMBERS)
        elif isinstance(value, int) and not -(2**63) <= value < 2**63:
            raise UserError(f"{place}, {name}", "is a number beyond the 64 bits that TOML has.", _NUMBERS)
