"""A folder that a command fills as a whole, as `synth` and `demo` do, and replaces only where all in it is its own.

    practice.unfinished-5f0c   everything is written here first
             |  renamed
    practice                   and what was there before becomes practice.replaced-77a1, whose files are then removed

A list of the files written, each with its checksum, lies in the folder. Whatever is not on that list, or no longer as
it was written, is somebody's: then nothing is touched. Who is interrupted finds the old folder or the new one, or
both under the names above.
"""

import hashlib
import os
import secrets
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from cleanclaim.atomic_write import write_atomically
from cleanclaim.cli.call import this_call
from cleanclaim.cli.writing import check_not_of_project
from cleanclaim.model.errors import UserError

MANIFEST = "manifest.json"
LONGEST_NAME = 200  # characters of a folder's name that the folders next to it keep


class Manifest(Struct, frozen=True):
    """Who wrote a folder, and the SHA-256 of every file in it by its path."""

    command: str
    files: dict[str, str]


def check_folder(folder: Path, command: str, *, replace: bool) -> None:
    """Raises UserError where the folder cannot become the command's without loss of something that is not its own.

    `replace`: an earlier one of the command's may be replaced.
    """
    check_not_of_project(folder)
    try:
        _check(Path(os.path.realpath(folder)), folder, command, replace=replace)
    except OSError as wrong:
        raise _unwritable(folder, wrong) from None


def write_folder(folder: Path, command: str, files: Iterable[tuple[str, bytes]], *, replace: bool) -> None:
    """Write the files, each named by its path in the folder; in the end all are there, or none.

    Nobody's secrets are in them: they can be read as the user's settings say. Raises UserError as `check_folder`.
    """
    target = Path(os.path.realpath(folder))
    unfinished = _folder_next_to(target, "unfinished")
    written: dict[str, str] = {}
    try:
        _check(target, folder, command, replace=replace)
        unfinished.mkdir(parents=True)
        for name, content in files:
            (unfinished / name).parent.mkdir(parents=True, exist_ok=True)
            written[name] = hashlib.sha256(content).hexdigest()
            write_atomically(unfinished / name, content, private=False)
        manifest = msgspec.json.format(msgspec.json.encode(Manifest(command, written)), indent=1)
        write_atomically(unfinished / MANIFEST, manifest, private=False)
        _check(target, folder, command, replace=replace)  # once more: it took a while
        this_call().note_output(folder)
        _put_in_place(unfinished, target, folder, command)
    except OSError as wrong:
        raise _unwritable(folder, wrong) from None
    finally:
        _remove(unfinished, written)


def _check(target: Path, named: Path, command: str, *, replace: bool) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise UserError(str(named), "is a file, not a folder", "Name a new folder.")
    if any(target in (place, *place.parents) for place in _places()):
        raise UserError(str(named), "is the folder you are in, your home, or one above", "Name a new folder in it.")
    if not any(target.iterdir()):
        return
    if not replace:
        remedy = f"Name a new folder, or give --force to replace one that `cleanclaim {command}` wrote."
        raise UserError(str(named), "is there already", remedy)
    _check_own(target, named, command)


def _places() -> Iterator[Path]:
    """Where the user is, and lives."""
    yield Path.cwd()
    with suppress(RuntimeError):  # a user without a home
        yield Path.home().resolve()


def _check_own(target: Path, named: Path, command: str) -> None:
    """Raises UserError where something lies in the folder that the command did not write so."""
    try:
        manifest = msgspec.json.decode((target / MANIFEST).read_bytes(), type=Manifest)
    except (FileNotFoundError, IsADirectoryError, msgspec.DecodeError):
        manifest = None
    if manifest is None or manifest.command != command:
        problem = f"is not empty, and nothing says that `cleanclaim {command}` wrote what lies in it"
        raise UserError(str(named), problem, "Name a new folder, or empty this one yourself.")
    for path in _strangers(target, manifest.files):
        problem = f"was not written by `cleanclaim {command}`, or was changed since"
        raise UserError(str(named / path.relative_to(target)), problem, "Move it elsewhere, or name a new folder.")


def _strangers(folder: Path, files: dict[str, str]) -> Iterator[Path]:
    """What lies in a folder and is none of the files, or no longer as it was written.

    Raises OSError where a folder in it cannot be listed.
    """
    known = {folder / name: digest for name, digest in files.items()}
    folders = {parent for path in known for parent in path.parents}
    for path in _paths_in(folder):
        if path == folder / MANIFEST or (path in folders and path.is_dir() and not path.is_symlink()):
            continue
        if path not in known or path.is_symlink() or not path.is_file() or _digest(path) != known[path]:
            yield path


def _paths_in(folder: Path) -> Iterator[Path]:
    """All that lies in a folder. Raises OSError where it, or a folder in it, cannot be listed."""

    def refuse(wrong: OSError) -> None:
        raise wrong

    for place, folders, files in os.walk(folder, onerror=refuse):
        yield from (Path(place, name) for name in sorted([*folders, *files]))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _put_in_place(unfinished: Path, target: Path, named: Path, command: str) -> None:
    """Make the new folder the target. One that is there was checked: it is empty, or the command's own."""
    if target.exists():
        unfinished.chmod(target.stat().st_mode)
    try:
        target.rmdir()  # only an empty one goes
    except FileNotFoundError:
        pass
    except OSError:
        _replace(unfinished, target, named, command)
        return
    unfinished.rename(target)


def _replace(unfinished: Path, target: Path, named: Path, command: str) -> None:
    aside = _folder_next_to(target, "replaced")
    target.rename(aside)
    try:
        _check_own(aside, named, command)  # nobody puts anything into it any more
        unfinished.rename(target)
    except BaseException:
        aside.rename(target)
        raise
    _remove(aside, msgspec.json.decode((aside / MANIFEST).read_bytes(), type=Manifest).files)


def _folder_next_to(folder: Path, word: str) -> Path:
    """A new name for a folder next to it that is not there yet."""
    return folder.with_name(f"{folder.name[:LONGEST_NAME]}.{word}-{secrets.token_hex(4)}")


def _remove(folder: Path, files: Collection[str]) -> None:
    """Remove those of the files that lie in a folder, and folders that are then empty; anything else stays."""
    for path in sorted(folder.rglob("*"), reverse=True):
        name = path.relative_to(folder).as_posix()
        with suppress(OSError):
            if name in files or name == MANIFEST:
                path.unlink()
            else:
                path.rmdir()  # not where something is in it
    with suppress(OSError):
        folder.rmdir()


def _unwritable(folder: Path, wrong: OSError) -> UserError:
    reason = wrong.strerror or str(wrong)
    return UserError(str(folder), f"cannot be written: {reason}", "Name a folder you may write to.")
