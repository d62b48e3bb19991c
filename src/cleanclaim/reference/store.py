"""The folder of imported releases: written whole or not at all, one import at a time.

The name of a data file has the beginning of its checksum, so that none is ever replaced while it is read. The list of
releases is renamed into place last; files that it does not list are ignored.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import msgspec
from msgspec import structs

from cleanclaim.atomic_write import LEFTOVERS, write_atomically
from cleanclaim.file_lock import LockedError, locked
from cleanclaim.model.errors import UserError
from cleanclaim.reference.integrity import is_whole
from cleanclaim.reference.library import MANIFEST, listed_releases
from cleanclaim.reference.releases import Release

LOCK = "import.lock"


def imported_releases(folder: Path) -> list[Release]:
    """The releases in a folder; none where it does not exist. `file` is a name in it.

    Raises UserError as `listed_releases` does.
    """
    if not (folder / MANIFEST).is_file():
        return []
    return [structs.replace(release, file=Path(release.file).name) for release in listed_releases(folder)]


@contextmanager
def import_lock(folder: Path) -> Iterator[None]:
    """Lock a folder against other imports, and remove the temporary files that an interrupted one left.

    Raises UserError where another import is at work, or the folder cannot be written.
    """
    with ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            stack.enter_context(locked(folder / LOCK))
            for left in folder.glob(LEFTOVERS):
                left.unlink()
        except LockedError:
            raise UserError(str(folder), "another import is at work here", "Wait for it to end.") from None
        except OSError as wrong:
            raise _unwritable(folder, wrong) from None
        yield


def save_releases(folder: Path, releases: Sequence[Release], contents: Mapping[str, bytes]) -> None:
    """Make these the releases of a folder. `contents` are the new data files by name; those no longer listed go.

    Raises UserError where the folder cannot be written; then it is as it was.
    """
    before = {release.file for release in imported_releases(folder)}
    written: list[Path] = []
    try:
        for name, content in contents.items():
            if not is_whole(folder / name, hashlib.sha256(content).hexdigest()):
                if name not in before:
                    written.append(folder / name)
                write_atomically(folder / name, content, private=False)
        manifest = msgspec.json.format(msgspec.json.encode(list(releases)), indent=1)
        write_atomically(folder / MANIFEST, manifest, private=False)
    except OSError as wrong:
        for path in written:
            with suppress(OSError):
                path.unlink()
        raise _unwritable(folder, wrong) from None
    for name in before - {release.file for release in releases}:
        with suppress(OSError):  # Windows keeps an open file; the list no longer names it
            (folder / name).unlink()


def _unwritable(folder: Path, wrong: OSError) -> UserError:
    remedy = "Name another folder with --library, or make this one writable and free some space."
    return UserError(str(folder), f"the library cannot be written: {wrong.strerror or wrong}", remedy)
