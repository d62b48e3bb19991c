"""Which program remembered something: what another one remembered counts no more."""

import sys
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path

import cleanclaim

_DECIDE = ("claims", "exchange", "law", "model", "money", "reference")
"""The parts of the program that decide what files say and come to."""


@cache
def version_of_the_program() -> str:
    """A number that changes with the program, its tables and Python."""
    found = blake2b(sys.version.encode(), digest_size=16)
    for line in _files(Path(cleanclaim.__file__).parent):
        found.update(line.encode())
    return found.hexdigest()


def _files(package: Path) -> Iterator[str]:
    for part in _DECIDE:
        for path in sorted((package / part).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                about = path.stat()
                yield f"{path.relative_to(package)} {about.st_size} {about.st_mtime_ns}\n"
