"""The one way in which this project writes a file: whole or not at all.

    .cleanclaim-5f0c.part    written under a name that nobody has, and flushed to the disk
             |  renamed
    claims.837               for whoever reads it the old file, then the new one, never half of one

Who is interrupted leaves the old file, and at most one of the first kind beside it.
"""

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

UNFINISHED = ".part"
"""How the name of a file ends that is still being written. It is hidden too, so that no inbox takes it."""

LEFTOVERS = f".cleanclaim-*{UNFINISHED}"
"""What a process that was killed may leave in a folder, as a pattern; nobody else names a file so."""


def unfinished_name() -> str:
    """A name for a file that is still being written: one that no other process or person uses."""
    return LEFTOVERS.replace("*", secrets.token_hex(8))


def write_atomically(path: Path, content: bytes, *, private: bool = True) -> None:
    """Write a file as a whole. Where the path is a link, the file it leads to is written, and the link stays.

    A file that is replaced keeps its permissions. A new one is for its owner alone where it is `private`, as what
    speaks of patients is; else for whom the user's settings say. Raises OSError where the file cannot be written; then
    the folder is as it was.
    """
    target = Path(os.path.realpath(path))
    before = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
    beside = target.with_name(unfinished_name())
    try:
        with os.fdopen(_new_file(beside, 0o600 if private else 0o666), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if before is not None:
            beside.chmod(before)
        beside.replace(target)
    except BaseException:
        with suppress(OSError):  # it may not be there at all
            beside.unlink()
        raise


def _new_file(path: Path, mode: int) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
