"""Files that people drop: kept under a name of ours while they are read, gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from cleanclaim.emr.values import shown
from cleanclaim.model.errors import UserError

PACKED = b"\x1f\x8b"


@contextmanager
def received(upload: "UploadedFile[Any] | None", endings: tuple[str, ...], most: int) -> Iterator[Path]:
    """The path of a dropped file, of at most `most` bytes, while the context lasts.

    Raises UserError, calling the file by the name it was dropped under, for one that is missing, too large, packed, or
    of another ending than `endings`; and so renames whatever UserError the reading raises.
    """
    if upload is None or not upload.name:
        raise UserError("The file", "none was sent", f"Drop one that ends in {', '.join(endings)}.")
    name, size = shown(PurePath(upload.name).name), upload.size or 0
    ending = PurePath(upload.name.lower()).suffix
    if ending not in endings:
        raise UserError(name, "its ending names no format read here", f"Drop one that ends in {', '.join(endings)}.")
    if size > most:
        limit = f"{most / 1_000_000:g} MB"
        raise UserError(name, f"the file is larger than the {limit} read here", "Divide it, or use the command line.")
    with TemporaryDirectory(prefix="cleanclaim-") as folder:
        path = Path(folder) / f"dropped{ending}"
        with path.open("wb") as copy:
            for chunk in upload.chunks():
                copy.write(chunk)
        if path.read_bytes()[:2] == PACKED:
            raise UserError(name, "the file is packed", "Unpack it first.")
        try:
            yield path
        except UserError as error:
            raise UserError(error.place.replace(str(path), name), error.problem, error.remedy) from None
