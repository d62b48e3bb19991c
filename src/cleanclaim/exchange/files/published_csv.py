"""A file that an authority publishes as CSV, read row by row by the names of its columns, with its SHA-256.

Such a file may have gigabytes: no more than a row is taken in at a time. A file without the columns that are expected
is refused, with what was expected; columns that are not used are named.
"""

import csv
import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from cleanclaim.exchange.files.name_keys import name_key
from cleanclaim.model.errors import UserError

LONGEST_LINE = 1_000_000


class PublishedCsv:
    """One file: `needed` columns it cannot do without, `known` ones that are read where they are there."""

    def __init__(self, path: Path, what: str, needed: Sequence[str], known: Sequence[str] = ()) -> None:
        self.path = path
        self.what = what
        self._needed = needed
        self._columns = {name_key(name): name for name in (*needed, *known)}
        self._hash = hashlib.sha256()
        self.counted = 0
        self.not_used: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Of the file, once all of its rows were read."""
        return self._hash.hexdigest()

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row with the line it ends on, by our names of the columns.

        Raises UserError for a file that cannot be read, is no CSV, or is not what it is expected to be.
        """
        try:
            with self.path.open("rb") as stream:
                reader = csv.reader(self._lines(iter(stream)), strict=True)
                heading = next(reader, [])
                places = self._places(heading)
                for cells in reader:
                    if not any(cells):
                        continue
                    if len(cells) != len(heading):
                        problem = f"the row has {len(cells)} cells, but the heading names {len(heading)} columns"
                        raise UserError(f"{self.path}, row {reader.line_num}", problem, "Download the file again.")
                    self.counted += 1
                    yield reader.line_num, {name: cells[at].strip() for name, at in places.items()}
        except csv.Error as wrong:
            raise UserError(str(self.path), f"is not CSV: {wrong}", "Download the file again.") from None
        except FileNotFoundError:
            raise UserError(str(self.path), "there is no such file", "Check the name.") from None
        except OSError as wrong:
            reason = wrong.strerror or str(wrong)
            raise UserError(str(self.path), f"cannot be read: {reason}", "Name a file that can be read.") from None

    def _lines(self, lines: Iterator[bytes]) -> Iterator[str]:
        """The lines as text: UTF-8, else the Windows alphabet."""
        for number, line in enumerate(lines, 1):
            if len(line) > LONGEST_LINE or b"\0" in line:
                problem = "the line is no text of a table"
                raise UserError(f"{self.path}, line {number}", problem, self._expected())
            self._hash.update(line)
            text = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
            try:
                yield text.decode("utf-8")
            except UnicodeDecodeError:
                yield text.decode("cp1252", "replace")

    def _places(self, heading: Sequence[str]) -> dict[str, int]:
        keys = [name_key(cell) for cell in heading]
        found = {name: keys.index(key) for key, name in self._columns.items() if key in keys}
        missing = [name for name in self._needed if name not in found]
        if missing:
            named = ", ".join(cell for cell in heading if cell.strip())[:200] or "nothing"
            problem = f"is no {self.what}: it has no column {', '.join(missing)}; its first row names {named}"
            raise UserError(str(self.path), problem, self._expected())
        self.not_used = tuple(cell for cell, key in zip(heading, keys, strict=True) if key and key not in self._columns)
        return found

    def _expected(self) -> str:
        return f"Name the {self.what} as it is published, with the columns {', '.join(self._needed)}."


def published_day(text: str) -> date | None:
    """A day as such files write it: 20260302, 03/02/2026, 2026-03-02; None for none. Raises ValueError for others."""
    text = text.strip()
    if not text or set(text) <= {"0"}:
        return None
    if len(text) == 8 and text.isascii() and text.isdigit():
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if text.count("/") == 2:
        month, day, year = text.split("/")
        return date(int(year), int(month), int(day))
    return date.fromisoformat(text[:10])
