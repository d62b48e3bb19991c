"""The folder of a run: begun, gone on with after a kill, or replaced. Nothing in it that is not ours is touched."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct

from cleanclaim.atomic_write import LEFTOVERS, write_atomically
from cleanclaim.bulk.run.identity import Identity, list_differences
from cleanclaim.bulk.run.plan import STAGES, WORK
from cleanclaim.file_lock import LockedError, locked
from cleanclaim.model.errors import UserError

MANIFEST = "manifest.json"
_TABLE_FILE = re.compile(r"[0-9]{5}\.parquet|\.cleanclaim-[0-9a-f]+\.part")


class BegunRun(Struct, frozen=True):
    """A run that was begun: what it is of, and the day that was today then."""

    identity: dict[str, str]
    today: date


def read_begun(folder: Path) -> BegunRun | None:
    """The run that was begun in a folder and is not done; None where there is none."""
    with suppress(OSError, msgspec.DecodeError):
        return msgspec.json.decode((folder / WORK / "run.json").read_bytes(), type=BegunRun)
    return None


@contextmanager
def run_folder(folder: Path, run: BegunRun, tables: tuple[str, ...], *, force: bool) -> Iterator[None]:
    """A folder for a run, for as long as the context lasts, by one process at a time.

    Raises UserError where the folder is of another run, and may not be started over (`force`); and where it is none of
    ours, or another process works in it.
    """
    _check(folder, run, tables, force=force)
    work = folder / WORK
    work.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with locked(work / "lock"):
            for left in list(folder.rglob(LEFTOVERS)):
                left.unlink(missing_ok=True)
            write_atomically(work / "run.json", msgspec.json.encode(run))
            for stage in STAGES:
                (work / stage).mkdir(exist_ok=True, mode=0o700)
            for table in tables:
                (folder / table).mkdir(exist_ok=True, mode=0o700)
            yield
    except LockedError:
        raise UserError(str(folder), "another run is at work in it", "Wait until it is done.") from None


def remove_work(folder: Path) -> None:
    """Remove what a run that is done no longer needs."""
    _remove(folder / WORK)


def _remove(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        folder.rmdir()


def _check(folder: Path, run: BegunRun, tables: tuple[str, ...], *, force: bool) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UserError(str(folder), "is a file, not a folder", "Name a new folder.")
    strangers = [path for path in folder.iterdir() if not _is_ours(path, tables)]
    if strangers:
        problem = f"holds what no run over a book writes: {sorted(path.name for path in strangers)[0]}"
        raise UserError(str(folder), problem, "Name a new folder.")
    before = _identity_in(folder)
    if before is None:
        return
    different = list_differences(run.identity, before)
    if not different:
        return
    if not force:
        raise UserError(
            str(folder),
            f"is a run over something else; what differs: {', '.join(different)}",
            "Name a new folder, or give --force to start over in this one.",
        )
    for table in tables:
        _remove(folder / table)
    (folder / MANIFEST).unlink(missing_ok=True)
    remove_work(folder)


def _is_ours(path: Path, tables: tuple[str, ...]) -> bool:
    if path.name in {WORK, MANIFEST} or path.match(LEFTOVERS):
        return True
    in_it = path.iterdir() if path.name in tables and path.is_dir() and not path.is_symlink() else None
    return in_it is not None and all(_TABLE_FILE.fullmatch(one.name) for one in in_it)


def _identity_in(folder: Path) -> Identity | None:
    """What the run in a folder is of, done or begun; None where there is none."""
    begun = read_begun(folder)
    if begun is not None:
        return begun.identity
    with suppress(OSError, msgspec.DecodeError, KeyError):
        return dict(msgspec.json.decode((folder / MANIFEST).read_bytes())["run"])
    return None
