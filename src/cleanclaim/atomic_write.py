"""The one way in which this project writes a file: whole or not at all.

    .cleanclaim-5f0c.part    written under a name of its own, and flushed to the disk
             |  renamed
    claims.837               a reader sees the old file, then the new one, never half of one

An interrupted write leaves the old file, and at most one temporary file.
"""

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

UNFINISHED = ".part"
"""How the name of a file ends that is still being written. It is hidden too, so that no inbox takes it."""

TEMPORARY_PREFIX = "cleanclaim-"
"""How the names of our temporary folders begin."""

LEFTOVERS = f".cleanclaim-*{UNFINISHED}"
"""The pattern of the files that an interrupted write may leave in a folder."""


def unfinished_name() -> str:
    """A name for a file that is still being written: one that no other process or person uses."""
    return LEFTOVERS.replace("*", secrets.token_hex(8))


def write_atomically(path: Path, content: bytes, *, private: bool = True) -> None:
    """Write a file as a whole. Where the path is a link, the file it leads to is written, and the link stays.

    A file that is replaced keeps its permissions. A new one can be read by its owner alone where it is `private`, as
    files about patients are; else by whom the user's settings allow. What another user laid there, in a folder that all
    may write to, is replaced, a link too, and gives no permissions. Raises OSError where the file cannot be written;
    then the folder is as it was.
    """
    target = Path(os.path.realpath(path)) if _is_ours(path) else path
    before = stat.S_IMODE(target.stat().st_mode) if target.exists() and _is_ours(target) else None
    unfinished = write_unfinished(target.parent, content, private=private)
    try:
        if before is not None:
            unfinished.chmod(before)
        unfinished.replace(target)
    except BaseException:
        with suppress(OSError):  # it may not be there at all
            unfinished.unlink()
        raise


def _is_ours(path: Path) -> bool:
    """Whether nobody else laid this file or link there. What the administrator did is as good as ours."""
    if not hasattr(os, "geteuid"):
        return True
    try:
        return path.lstat().st_uid in (0, os.geteuid())
    except OSError:  # there is none
        return True


def write_unfinished(folder: Path, content: bytes, *, private: bool = True) -> Path:
    """Write a file that waits for its name, and flush it to the disk. Raises OSError where it cannot be written; then
    the folder is as it was.
    """
    unfinished = folder / unfinished_name()
    try:
        with os.fdopen(_new_file(unfinished, 0o600 if private else 0o666), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        with suppress(OSError):  # it may not be there at all
            unfinished.unlink()
        raise
    return unfinished


def _new_file(path: Path, mode: int) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
