"""The files of a book: one Parquet file of visits or claims file, or a folder of either.

Every file of a folder is either in the book or named as not read. A file is known by its content: what was worked out
for a book counts for the same files alone.
"""

from collections.abc import Sequence
from hashlib import file_digest
from pathlib import Path
from typing import Literal

from msgspec import Struct

from cleanclaim.exchange.x12.lexer import begins_as_x12
from cleanclaim.model.errors import UserError

FileKind = Literal["parquet", "x12"]
_REMEDY = "Name a Parquet file of visits, a folder of such files, or one of claims (837P)."


class InputFile(Struct, frozen=True):
    """A file by its name in the book's folder. `rows` are those of its table; of a file of claims 0."""

    path: str
    name: str
    kind: FileKind
    digest: str
    size: int
    rows: int = 0


class InputFiles(Struct, frozen=True):
    """The files of a book by name, all of one kind, and those of its folder that are no such files."""

    files: tuple[InputFile, ...]
    not_read: tuple[str, ...] = ()

    @property
    def kind(self) -> FileKind:
        """What kind of files they are."""
        return self.files[0].kind


def find_book_files(place: Path) -> InputFiles:
    """The files at a place. Hidden ones, and those that a program marks its own with (`_SUCCESS`), are no part of it.

    Raises UserError where there are none, or files of both kinds.
    """
    if not place.exists():
        raise UserError(str(place), "there is no such file or folder", "Check the name.")
    folder = place if place.is_dir() else place.parent
    paths = sorted(_visible(place)) if place.is_dir() else [place]
    kinds = {path: _kind_of(path) for path in paths}
    read = [path for path, kind in kinds.items() if kind]
    if not read:
        raise UserError(str(place), "holds neither Parquet files nor claims", _REMEDY)
    if len({kinds[path] for path in read}) > 1:
        raise UserError(str(place), "holds Parquet files and files of claims", "Give each a folder of its own.")
    files = [_book_file(path, path.relative_to(folder).as_posix(), kinds[path]) for path in read]
    not_read = [path.relative_to(folder).as_posix() for path, kind in kinds.items() if kind is None]
    return InputFiles(tuple(files), tuple(not_read))


def _visible(folder: Path) -> list[Path]:
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)
    ]


def _kind_of(path: Path) -> FileKind | None:
    if path.suffix.lower() == ".parquet":
        return "parquet"
    return "x12" if begins_as_x12(path) else None


def _book_file(path: Path, name: str, kind: FileKind | None) -> InputFile:
    assert kind is not None  # those that are not read were left out
    with path.open("rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()
    rows = count_rows(path) if kind == "parquet" else 0
    return InputFile(str(path), name, kind, digest, path.stat().st_size, rows)


def count_rows(path: Path) -> int:
    """The rows of a Parquet file. Raises UserError where it is none."""
    import polars

    try:
        return int(polars.scan_parquet(path).select(polars.len()).collect().item())
    except (polars.exceptions.PolarsError, polars.exceptions.PanicException, OSError) as error:
        reason = (str(error).splitlines() or ["no reason given"])[0]
        raise UserError(str(path), f"this is not a whole Parquet file: {reason}", "Write or fetch it again.") from None


def digest_of(paths: Sequence[Path]) -> str:
    """A number that changes with the content of some files."""
    from hashlib import sha256

    found = sha256()
    for path in paths:
        with path.open("rb") as stream:
            found.update(file_digest(stream, "sha256").digest())
    return found.hexdigest()
