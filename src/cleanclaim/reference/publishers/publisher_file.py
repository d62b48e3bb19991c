"""One file as it came from a publisher, whatever it was packed in: its name, its lines, its rows of cells."""

import csv
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from io import BytesIO
from itertools import islice
from zipfile import BadZipFile, ZipFile

from cleanclaim.model.errors import UserError

HEAD = 25
"""Rows a layout may look at to recognize its file: the longest preamble known has ten."""

FIRST_LINES = 20

UNPACKING = (BadZipFile, EOFError, IndexError, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error)
"""What unpacking raises where an archive is damaged, encrypted or packed in a way of its own."""

REPORT_EVERY = 20_000

ITS_OWN = "No publisher packs so: do not open it, download it from the publisher."
"""What to do about a file that unpacks to far too much."""

DOWNLOAD_AGAIN = "Download the file again and import it whole."

Cells = list[str]


class PublisherFile:
    """A file: `name` as the publisher gave it, `place` as a person would find it ("rvu26c.zip, PPRRVU2026_Jul.csv").

    `known_as` is its name with those of the archives around it, innermost first: what it may say of itself. `report`
    is called with the bytes read since it was last called.
    """

    def __init__(
        self,
        name: str,
        place: str,
        content: bytes,
        archives: Sequence[str] = (),
        report: Callable[[int], None] | None = None,
    ) -> None:
        self.name = name
        self.place = place
        self.known_as = " ".join((name, *archives))
        self.content = content
        self._report = report or (lambda _bytes: None)

    def fault(self, row: int | None, problem: str, remedy: str = DOWNLOAD_AGAIN) -> UserError:
        """What is wrong in the file, and in which row of it, counted from 1; None: in the file as a whole."""
        return UserError(self.place if row is None else f"{self.place}, row {row:,}", problem, remedy)

    @property
    def is_workbook(self) -> bool:
        """Whether it is an Excel workbook (a zip archive whose list of contents names one)."""
        return self.content.startswith(b"PK") and b"[Content_Types].xml" in self.content

    @cached_property
    def text(self) -> str:
        """The whole as text with plain newlines: UTF-8 or UTF-16 where marked or valid, else the Windows alphabet."""
        return _decoded(self.content).replace("\r\n", "\n").replace("\r", "\n").rstrip("\x1a\0")

    @cached_property
    def lines(self) -> list[str]:
        """The lines of a text file, without their ends, whichever ends those are."""
        lines = self.text.split("\n")
        return lines if lines[-1] else lines[:-1]

    @property
    def ends_whole(self) -> bool:
        """Whether the last line is ended: a download that broke off almost never does. A workbook always is."""
        return self.is_workbook or self.text.endswith("\n")

    def each_line(self) -> Iterator[str]:
        """The lines one by one, with progress reported."""
        share = len(self.content) * REPORT_EVERY // (len(self.lines) or 1)
        for number, line in enumerate(self.lines, 1):
            yield line
            if number % REPORT_EVERY == 0:
                self._report(share)

    def mostly(self, pattern: re.Pattern[str]) -> bool:
        """Whether more than half of its first lines begin with a pattern: a wrong one shows when it is read."""
        first = [line for line in self.lines[:FIRST_LINES] if line.strip()]
        return sum(pattern.match(line) is not None for line in first) * 2 > len(first)

    def rows(self) -> Iterator[Cells]:
        """The rows of cells: of the first sheet of a workbook, else by tabs where there are any, else by commas.

        Raises UserError where a workbook is damaged, or a cell never ends.
        """
        if self.is_workbook:
            yield from self._sheet
            return
        start = self.text[:2000]
        delimiter = "\t" if "\t" in start else "|" if start.count("|") > start.count(",") else ","
        if delimiter == "\t":  # there quotes are quotes, and millions of rows come faster without a reader
            yield from (line.split("\t") for line in self.each_line())
            return
        reader = csv.reader((line + "\n" for line in self.each_line()), delimiter=delimiter)
        try:
            yield from reader
        except csv.Error as wrong:
            raise self.fault(reader.line_num, f"this is no row of a table: {wrong}") from None

    @cached_property
    def head(self) -> list[Cells]:
        """The first rows."""
        return list(islice(self.rows(), HEAD))

    @cached_property
    def _sheet(self) -> list[Cells]:
        """The rows of the first sheet."""
        from cleanclaim.workbooks import damage_refused, open_workbook

        with damage_refused(self.place, DOWNLOAD_AGAIN), ZipFile(BytesIO(self.content)) as packed:
            workbook = open_workbook(self.content, self.place, ITS_OWN)
            if (damaged := packed.testzip()) is not None:
                raise self.fault(None, f"this workbook is damaged: its part {damaged} is not what was packed")
            return [[_cell(value) for value in row] for row in workbook.get_sheet_by_index(0).iter_rows()]


def _decoded(raw: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _cell(value: object) -> str:
    """A cell as the text file would have it: whole numbers without a point, dates as YYYYMMDD."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.strftime("%Y%m%d") if hasattr(value, "strftime") else str(value)
