"""A table kept as text, sorted by its first column, and read where it lies.

Opening one costs a memory map, a look-up a binary search: a table of 98,000 diagnoses is open at once, and a person
can read it in an editor. Published releases are kept so, but for the millions of code pairs (`pairs.py`).
"""

import csv
import mmap
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

Row = dict[str, str]


class Rows:
    """One table of text cells, an empty cell is unknown or does not apply. The first column is the key."""

    __slots__ = ("_start", "_text", "columns")

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._start = self._text.find(b"\n") + 1
        self.columns = self._text[: self._start].decode().strip().split(",")

    def __iter__(self) -> Iterator[Row]:
        """Every row, in the order of the keys."""
        at = self._start
        while at < len(self._text):
            end = self._end(at)
            yield self._row(at, end)
            at = end + 1

    def __contains__(self, key: str) -> bool:
        """Whether any row has this key."""
        wanted = key.encode() + b","
        at = self._first(wanted)
        return self._text[at : at + len(wanted)] == wanted

    def of(self, key: str) -> list[Row]:
        """The rows with this key, none where there is none."""
        wanted = key.encode() + b","
        at = self._first(wanted)
        found = []
        while self._text[at : at + len(wanted)] == wanted:
            end = self._end(at)
            found.append(self._row(at, end))
            at = end + 1
        return found

    def beginning(self, start: str) -> Iterator[Row]:
        """The rows whose key begins so, in order."""
        wanted = start.encode()
        at = self._first(wanted)
        while self._text[at : at + len(wanted)] == wanted and at < len(self._text):
            end = self._end(at)
            yield self._row(at, end)
            at = end + 1

    def keys(self) -> Iterator[str]:
        """Every key, once for each of its rows."""
        at = self._start
        while at < len(self._text):
            yield self._text[at : self._text.find(b",", at)].decode()
            at = self._end(at) + 1

    def _end(self, at: int) -> int:
        """Where the line at a place ends; the last one may lack its newline."""
        end = self._text.find(b"\n", at)
        return len(self._text) if end < 0 else end

    def _row(self, at: int, end: int) -> Row:
        line = self._text[at:end].decode()
        cells = next(csv.reader([line])) if '"' in line else line.split(",")
        return dict(zip(self.columns, cells, strict=True))

    def _first(self, wanted: bytes) -> int:
        """Where the first line not before `wanted` begins."""
        low, high = self._start, len(self._text)
        while low < high:
            middle = (low + high) // 2
            begin = max(self._text.rfind(b"\n", low, middle) + 1, low)
            end = self._end(begin) + 1
            if self._text[begin:end] < wanted:
                low = end
            else:
                high = begin
        return low


@cache
def load_rows(file: str) -> Rows:
    """The table in a file, opened once."""
    return Rows(Path(file))


def rows_text(columns: Sequence[str], table: Iterable[Sequence[str]]) -> bytes:
    """A table as this module reads it: a header, rows in the order of their keys, each line ended by a newline."""
    lines = sorted(",".join([_cell(cell) for cell in row]).encode() + b"\n" for row in table)
    return (",".join(columns) + "\n").encode() + b"".join(lines)


def _cell(cell: str) -> str:
    text = " ".join(cell.split())
    return '"' + text.replace('"', '""') + '"' if "," in text or '"' in text else text
