"""Pairs of codes in a file small enough to keep every quarter's 2.5 million of them: two bytes for the second code,
two for what holds (four, should two ever not tell all apart), read where they lie.

After a line that names the format come the length of a description, the description (the codes, and every combination
of dates, indicator and reason that occurs), and three arrays: for each first code where its pairs begin, the second
codes in order, and which combination holds for each. Numbers are little-endian, as on every machine this runs on.
"""

import mmap
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

MAGIC = b"cleanclaim pairs 1\n\0"
MOST = 65_536
"""What two bytes can tell apart. CMS uses some 17,000 codes."""
_KINDS = 1 << 32


class Edit(Struct, frozen=True, array_like=True):
    """One row of a pair: the first and last day CMS prints, the indicator, and its reason in its own words.

    `first` None: not printed. `last` None: still in force.
    """

    first: date | None
    last: date | None
    indicator: int
    reason: str = ""


class PairOfCodes(Struct, frozen=True):
    """A published row: which code is paid, which is denied beside it, and the edit."""

    column1: str
    column2: str
    edit: Edit


class _Described(Struct, frozen=True):
    codes: list[str]
    edits: list[Edit]
    pairs: int


class Pairs:
    """The pairs of one release."""

    __slots__ = ("_edits_of", "_place", "_second", "_starts", "codes", "count", "edits")

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        begin = len(MAGIC) + 4
        length = int.from_bytes(content[len(MAGIC) : begin], "little")
        described = msgspec.json.decode(content[begin : begin + length], type=_Described)
        at = begin + length
        self.codes = described.codes
        """Every code that stands in any pair, in order."""
        self.edits = described.edits
        self.count = described.pairs
        self._place = {code: place for place, code in enumerate(described.codes)}
        size = (len(described.codes) + 1) * 4
        self._starts = content[at : at + size].cast("I")
        self._second = content[at + size : at + size + described.pairs * 2].cast("H")
        self._edits_of = content[at + size + described.pairs * 2 :].cast(_width(described.edits))

    def of(self, column1: str, column2: str) -> list[Edit]:
        """The rows in which the one code is paid and the other denied, in no particular order."""
        place, wanted = self._place.get(column1), self._place.get(column2)
        if place is None or wanted is None:
            return []
        end = self._starts[place + 1]
        at = bisect_left(self._second, wanted, self._starts[place], end)
        found = []
        while at < end and self._second[at] == wanted:
            found.append(self.edits[self._edits_of[at]])
            at += 1
        return found

    def __contains__(self, code: str) -> bool:
        """Whether the code stands in any pair."""
        return code in self._place

    def __iter__(self) -> Iterator[PairOfCodes]:
        """Every row, by first code, then second."""
        for place, code in enumerate(self.codes):
            for at in range(self._starts[place], self._starts[place + 1]):
                yield PairOfCodes(code, self.codes[self._second[at]], self.edits[self._edits_of[at]])


def _width(edits: list[Edit]) -> Literal["H", "I"]:
    """The type of number that tells the edits apart: two bytes, or four."""
    return "H" if len(edits) <= MOST else "I"


@cache
def load_pairs(file: str) -> Pairs:
    """The pairs in a file, opened once."""
    return Pairs(Path(file))


class PairsDraft:
    """Pairs being gathered, in any order, to be packed. A row given twice counts once."""

    def __init__(self) -> None:
        self.kinds: dict[Edit, int] = {}
        """Every combination of dates, indicator and reason that occurs, numbered."""
        self.seconds: dict[str, int] = {}
        """Every second code, numbered."""
        self.rows: dict[str, set[int]] = {}
        """Of each first code: number of the second code * _KINDS + kind of edit."""

    def kind(self, edit: Edit) -> int:
        """The number of a combination of dates, indicator and reason, to be asked for once and then given to `put`."""
        return self.kinds.setdefault(edit, len(self.kinds))

    def put(self, column1: str, column2: str, kind: int) -> None:
        """Take one row in, its edit by number."""
        second = self.seconds.setdefault(column2, len(self.seconds))
        self.rows.setdefault(column1, set()).add(second * _KINDS + kind)

    def add(self, column1: str, column2: str, edit: Edit) -> None:
        """Take one row in."""
        self.put(column1, column2, self.kind(edit))

    def add_all(self, rows: Iterable[tuple[str, str, Edit]]) -> None:
        """Take many rows in."""
        for column1, column2, edit in rows:
            self.add(column1, column2, edit)

    def absorb(self, other: "PairsDraft") -> None:
        """Take in all rows of another draft."""
        kinds = [self.kind(edit) for edit in other.kinds]
        seconds = [self.seconds.setdefault(code, len(self.seconds)) * _KINDS for code in other.seconds]
        for column1, found in other.rows.items():
            ours = {seconds[row // _KINDS] + kinds[row % _KINDS] for row in found}
            self.rows.setdefault(column1, set()).update(ours)

    def __len__(self) -> int:
        """How many rows are in."""
        return sum(len(seconds) for seconds in self.rows.values())

    def packed(self) -> bytes:
        """The file. Equal rows give equal bytes, whatever order they came in. Raises ValueError past `MOST` codes."""
        codes = sorted({*self.rows, *self.seconds})
        edits = sorted(self.kinds, key=lambda e: (e.first or date.min, e.last or date.max, e.indicator, e.reason))
        if len(codes) > MOST:
            raise ValueError(f"{len(codes)} codes are more than there are")
        place = {code: at for at, code in enumerate(codes)}
        second_at = [place[code] * _KINDS for code in self.seconds]
        kind_at = [0] * len(edits)
        for at, edit in enumerate(edits):
            kind_at[self.kinds[edit]] = at
        starts, second, kinds = array("I", [0]), array("H"), array(_width(edits))
        for code in codes:
            found = sorted([second_at[row // _KINDS] + kind_at[row % _KINDS] for row in self.rows.get(code, ())])
            second.extend([row // _KINDS for row in found])
            kinds.extend([row % _KINDS for row in found])
            starts.append(len(second))
        described = msgspec.json.encode(_Described(codes, edits, len(second)))
        described += b" " * (-(len(MAGIC) + 4 + len(described)) % 4)  # so that the arrays lie on whole words
        length = len(described).to_bytes(4, "little")
        return b"".join((MAGIC, length, described, starts.tobytes(), second.tobytes(), kinds.tobytes()))
