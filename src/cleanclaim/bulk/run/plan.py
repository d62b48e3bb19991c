"""How a book is divided, and where the parts of a run lie.

    OUT/.work/pieces/3.packed     rows 150,000 to 199,999, for each bucket of patients those of its patients
              ids/0.packed        which visits' ids were met twice, and notes, for each bucket
              visits/17.packed    the visits of bucket 17, and its part of each clinician's day
              days/0.packed       clinicians' days, for each bucket those of its visits
              judged/17.packed    what came of bucket 17, its findings' words apart
    OUT/findings/00017.parquet    its findings

A file is written whole and renamed in place, the last one of a task last: where it is, the task is done. How many
buckets there are hangs on the size of the book alone, and in which one a patient is on the patient alone, so that the
same book gives the same tables however its files are cut.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from zlib import crc32

from msgspec import Struct

from cleanclaim.bulk.run.book_files import InputFile
from cleanclaim.bulk.run.settings import BulkSettings

ROWS_A_PIECE = 50_000
"""Rows of a Parquet file that are sorted at a time."""
ROWS_A_BUCKET = 25_000
"""Rows of the patients that are judged together, on average: what a worker has in memory."""
BYTES_A_ROW = 400
"""Bytes of a claims file for each line, about: a claim of four lines has some 1,600."""
BUCKETS_A_GROUP = 16
"""Buckets for each group, by which what crosses buckets is put together."""

STAGES = ("papers", "notes", "pieces", "ids", "visits", "across", "days", "judged", "words")
"""The folders of what is worked out on the way."""
WORK = ".work"
"""The folder in a run's folder that is removed when all is done."""


class Piece(Struct, frozen=True):
    """A part of the book that is sorted at a time: some rows of a file, by its number and the first of them, or a file
    of claims.
    """

    file: int
    first: int
    rows: int


class RunPlan(Struct, frozen=True, kw_only=True):
    """What is to be done: by what the book is judged, its files, and into how many parts it is divided."""

    folder: Path
    settings: BulkSettings
    files: tuple[InputFile, ...]
    pieces: tuple[Piece, ...]
    buckets: int
    with_papers: bool = False

    @property
    def groups(self) -> int:
        """Into how many groups visits' ids, clinicians' days and words are divided."""
        return 1 + self.buckets // BUCKETS_A_GROUP

    @property
    def of_claims(self) -> bool:
        """Whether the book is of claims."""
        return self.files[0].kind == "x12"

    def work(self, stage: str, number: int = 0) -> Path:
        """The file that a task of a stage writes last."""
        return self.folder / WORK / stage / f"{number}.packed"

    def table(self, name: str, number: int) -> Path:
        """A part of a table."""
        return self.folder / name / f"{number:05d}.parquet"

    def bucket_of(self, patient: str) -> int:
        """In which bucket a patient is, or a visit of which nobody says whose it is."""
        return find_bucket(patient, self.buckets)

    def group_of(self, text: str) -> int:
        """In which group a visit's id or a clinician's day is."""
        return crc32(text.encode()) % self.groups


def find_bucket(patient: str, buckets: int) -> int:
    """In which of some buckets a patient is, or a visit of which nobody says whose it is."""
    return crc32(patient.encode()) % buckets


def divide(files: Sequence[InputFile]) -> tuple[tuple[Piece, ...], int]:
    """The pieces of a book, and into how many buckets it is sorted."""
    rows = sum(file.rows or file.size // BYTES_A_ROW for file in files)
    return tuple(_pieces(files)), count_buckets(rows)


def count_buckets(rows: int) -> int:
    """Into how many buckets a book of so many rows is sorted."""
    return 1 + rows // ROWS_A_BUCKET


def _pieces(files: Sequence[InputFile]) -> Iterator[Piece]:
    for number, file in enumerate(files):
        if file.kind == "x12":
            yield Piece(number, 0, 1 + file.size // BYTES_A_ROW)
            continue
        for first in range(0, file.rows, ROWS_A_PIECE):
            yield Piece(number, first, min(ROWS_A_PIECE, file.rows - first))
