"""Dropped files: copied to a folder of their own while they are read, deleted afterward."""

import os
import re
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath
from shutil import rmtree
from tempfile import TemporaryDirectory, gettempdir
from typing import Any
from unicodedata import normalize

from django.core.files.uploadedfile import UploadedFile

from cleanclaim.atomic_write import TEMPORARY_PREFIX
from cleanclaim.exchange.files.visit_values import quoted
from cleanclaim.model.errors import UserError

GZIP_MARK = b"\x1f\x8b"
TEMPORARY_NAME = re.compile(f"{TEMPORARY_PREFIX}[a-z0-9_]{{8}}")
PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,80}")


OLD = 24 * 3600
"""Seconds after which a folder of dropped files is nobody's any more: they are read in a minute or two."""


def remove_abandoned_uploads() -> None:
    """Remove old folders of dropped files that an office left behind which was killed; only those of this user."""
    for folder in Path(gettempdir()).glob(f"{TEMPORARY_PREFIX}*"):
        with suppress(OSError):
            found = folder.lstat()
            ours = stat.S_ISDIR(found.st_mode) and (not hasattr(os, "getuid") or found.st_uid == os.getuid())
            if ours and TEMPORARY_NAME.fullmatch(folder.name) and found.st_mtime < time.time() - OLD:
                rmtree(folder)


@contextmanager
def receive_file(upload: "UploadedFile[Any] | None", endings: tuple[str, ...], most: int) -> Iterator[Path]:
    """The path of a dropped file, of at most `most` bytes, while the context lasts. See `receive_files`."""
    with receive_files([upload] if upload else [], endings, most) as paths:
        yield next(iter(paths.values()))


@contextmanager
def receive_files(
    uploads: "Sequence[UploadedFile[Any]]", endings: tuple[str, ...], most: int
) -> Iterator[dict[str, Path]]:
    """The paths of files dropped together, by the names they were dropped under, while the context lasts.

    Each has at most `most` bytes. They lie in one folder, under their names where those are plain ones. Raises
    UserError, calling a file by the name it was dropped under, for one that is missing, too large, packed, or of
    another ending than `endings`; and so renames whatever UserError the reading raises.
    """
    if not uploads:
        raise UserError("The file", "none was sent", f"Drop one that ends in {', '.join(endings)}.")
    with TemporaryDirectory(prefix=TEMPORARY_PREFIX) as folder:
        paths: dict[str, Path] = {}
        for upload in uploads:
            name = normalize("NFC", PurePath(upload.name or "").name)
            if name in paths:
                raise UserError(quoted(name), "it was dropped twice", "Drop each file once.")
            paths[name] = _copy_to(Path(folder), upload, name, endings, most)
        try:
            yield paths
        except UserError as error:
            place = error.place
            for name, path in paths.items():
                place = place.replace(str(path), quoted(name))
            raise UserError(place.replace(f"{folder}/", ""), error.problem, error.remedy) from None


def _copy_to(folder: Path, upload: "UploadedFile[Any]", name: str, endings: tuple[str, ...], most: int) -> Path:
    ending = PurePath(name.lower()).suffix
    if ending not in endings:
        remedy = f"Drop one that ends in {', '.join(endings)}."
        raise UserError(quoted(name), "its ending names no format read here", remedy)
    if (upload.size or 0) > most:
        problem = f"the file is larger than the {most / 1_000_000:g} MB read here"
        raise UserError(quoted(name), problem, "Divide it, or use the command line.")
    path = folder / (name if PLAIN_NAME.fullmatch(name) else f"dropped-{len(list(folder.iterdir()))}{ending}")
    if path.exists():  # "A.csv" and "a.csv" where the disk does not tell them apart
        raise UserError(quoted(name), "another file was dropped under this name", "Rename one of them.")
    with path.open("wb") as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
    with path.open("rb") as copy:
        if copy.read(2) == GZIP_MARK:
            raise UserError(quoted(name), "the file is packed", "Unpack it first.")
    return path
