"""Whether the files of a library still are what was imported: each is compared with its checksum once.

A file that was compared is known by its place, size and times (`verified.json` in the folder), so that an opening costs
a look at the folder and no reading. A file cut in half, edited or missing never answers.
"""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from cleanclaim.atomic_write import write_atomically
from cleanclaim.reference.releases import Release

VERIFIED = "verified.json"

_Marks = dict[str, tuple[int, ...]]
"""What tells a file from a changed one, by its name and checksum."""


def is_whole(file: Path, sha256: str) -> bool:
    """Whether a file is there and has this checksum, by reading it."""
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == sha256
    except OSError:
        return False


def damaged_releases(folder: Path, releases: Iterable[Release]) -> list[Release]:
    """Those of a folder's releases whose file is not what was imported."""
    known = _read(folder)
    found: _Marks = {}
    damaged = []
    for release in releases:
        file = folder / Path(release.file).name
        mark, key = _mark(file), f"{file.name} {release.sha256}"
        if mark and (known.get(key) == mark or is_whole(file, release.sha256)):
            found[key] = mark
        else:
            damaged.append(release)
    if found != known:
        with suppress(OSError):  # somebody else's folder is compared again each time
            write_atomically(folder / VERIFIED, msgspec.json.encode(found), private=False)
    return damaged


def _mark(file: Path) -> tuple[int, ...]:
    try:
        state = file.stat()
    except OSError:
        return ()
    return state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino


def _read(folder: Path) -> _Marks:
    try:
        return msgspec.json.decode((folder / VERIFIED).read_bytes(), type=_Marks)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return {}
