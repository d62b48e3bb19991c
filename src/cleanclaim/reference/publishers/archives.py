"""From what a person names (files, folders, zips, zips within zips) to the single files inside, one at a time."""

from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from msgspec import Struct

from cleanclaim.budget import MOST_FILES, MOST_OF_ARCHIVE, MOST_UNPACKED, check_unpacked
from cleanclaim.model.errors import UserError
from cleanclaim.reference.publishers.publisher_file import ITS_OWN, UNPACKING, PublisherFile

DEEPEST = 2
"""Zips within one another that are opened."""

PREFERRED = (".csv", ".txt")
"""Where a release comes in several formats, the first of these is read."""


class PackedFile(Struct, frozen=True):
    """A file not yet read: its name, place, bytes, and the names of the archives around it, innermost first.

    `alone` where a person named this very file.
    """

    name: str
    place: str
    archives: tuple[str, ...]
    size: int
    alone: bool
    read: Callable[[], bytes]

    @property
    def twin(self) -> str:
        """The place without the format: the same for a release's other formats."""
        return self.place[: -len(suffix)] if (suffix := Path(self.name).suffix) else self.place

    def opened(self, report: Callable[[int], None] | None) -> PublisherFile:
        """The file, read. Raises UserError where it is damaged or cannot be read."""
        return PublisherFile(self.name, self.place, self.read(), self.archives, report)


def files_in(paths: list[Path]) -> list[PackedFile]:
    """Every file that was named or lies in what was named, the preferred format of each first.

    Raises UserError where something is not there, cannot be opened, or holds far too much.
    """
    found = [file for path in paths for file in _files(path)]
    if len(found) > MOST_FILES:
        remedy = "Name the files to import, or a folder that holds only them."
        raise UserError(str(paths[0]), f"there are {len(found):,} files in it, too many to look through", remedy)
    return sorted(found, key=lambda file: (file.twin, _preference(file.name)))


def _preference(name: str) -> int:
    suffix = Path(name).suffix.lower()
    return PREFERRED.index(suffix) if suffix in PREFERRED else len(PREFERRED)


def _files(path: Path) -> Iterator[PackedFile]:
    if not path.exists():
        raise UserError(str(path), "there is no such file or folder", "Name what was downloaded, zipped or not.")
    alone = path.is_file()
    for inner in [path] if alone else sorted(path.rglob("*")):
        if inner.is_file() and not inner.name.startswith("."):
            content = partial(_read, inner)
            if _is_archive(inner):
                yield from _unzipped(content(), str(inner), (inner.name,))
            else:
                yield PackedFile(inner.name, str(inner), (), inner.stat().st_size, alone, content)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_UNPACKED:
            problem = f"it has more than {MOST_UNPACKED:,} bytes, which no publisher's file has"
            raise UserError(str(path), problem, "Name another.")
        return path.read_bytes()
    except OSError as wrong:
        remedy = "Make it readable, or name another file."
        raise UserError(str(path), f"cannot be read: {wrong.strerror or wrong}", remedy) from None


def _is_archive(path: Path) -> bool:
    """Whether it is a zip of files: a workbook is a zip too, but of its own parts."""
    return path.suffix.lower() == ".zip" or _archived(_read(path) if _begins_with(path, b"PK\x03\x04") else b"")


def _begins_with(path: Path, mark: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(mark)) == mark
    except OSError:
        return False


def _archived(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04") and b"[Content_Types].xml" not in content


def _unzipped(content: bytes, place: str, archives: tuple[str, ...]) -> Iterator[PackedFile]:
    try:
        archive = ZipFile(BytesIO(content))
    except UNPACKING as wrong:
        if content[:300].lstrip()[:1] == b"<":
            yield PackedFile(
                archives[0], place, archives[1:], len(content), True, lambda: content
            )  # a web page under that name
            return
        remedy = "The download may have broken off: download it again."
        raise UserError(place, f"it is named a zip, but cannot be opened as one: {wrong}", remedy) from None
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise UserError(place, f"there are {len(entries):,} files in it, too many to look through", ITS_OWN)
    check_unpacked(place, sum(entry.file_size for entry in entries), len(content), MOST_OF_ARCHIVE, ITS_OWN)
    for entry in entries:
        if entry.is_dir() or entry.filename.startswith("__MACOSX"):
            continue
        inner = f"{place}, {entry.filename}"
        read = partial(_unpacked, archive, entry, inner)
        name = Path(entry.filename).name
        if name.lower().endswith(".zip") and len(archives) < DEEPEST:
            yield from _unzipped(read(), inner, (name, *archives))
        else:
            yield PackedFile(name, inner, archives, entry.file_size, False, read)


def _unpacked(archive: ZipFile, entry: ZipInfo, place: str) -> bytes:
    check_unpacked(place, entry.file_size, entry.compress_size, MOST_UNPACKED, ITS_OWN)
    try:
        return archive.read(entry)
    except UNPACKING as wrong:
        remedy = "Download the zip again; if it stays so, unpack it yourself and import the folder."
        raise UserError(place, f"it cannot be unpacked: {wrong}", remedy) from None
