"""Files of numbered parts, written as a whole: one process writes a part for each of many readers.

offsets │ part 0 │ part 1 │ ...        whoever wants a part reads two offsets and the part
"""

from collections.abc import Sequence
from pathlib import Path
from struct import calcsize, unpack

from cleanclaim.atomic_write import write_atomically

_OFFSET = "<Q"
_SIZE = calcsize(_OFFSET)


def write_parts(path: Path, parts: Sequence[bytes]) -> None:
    """Write the parts as a file: whole, or not at all."""
    at = _SIZE * (len(parts) + 1)
    offsets = [at]
    for part in parts:
        at += len(part)
        offsets.append(at)
    write_atomically(path, b"".join([*(one.to_bytes(_SIZE, "little") for one in offsets), *parts]))


def read_part(path: Path, number: int) -> bytes:
    """A part of a file by its number, from 0; empty where nothing was written for it."""
    with path.open("rb") as file:
        file.seek(_SIZE * number)
        begins, ends = unpack(f"{_OFFSET}Q", file.read(2 * _SIZE))
        file.seek(begins)
        return file.read(ends - begins)
