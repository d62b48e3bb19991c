"""Files that commands write: whole or not at all, and never over one they read, or one of the project.

A file to be written is an `Output`. Before a command runs, each is compared with every file its
other options name, so that no command can forget one. Whatever is written, `Output` or not, is
compared with the files of the project.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import click

from cleanclaim.atomic_write import write_atomically
from cleanclaim.cli.call import Output, this_call
from cleanclaim.exchange.files.project import Project
from cleanclaim.model.errors import UserError

SENT_FOLDER = "sent"
"""The folder beside the project file that keeps what was sent."""
_ENVELOPE = (b"ISA", b"GS*", b"BHT", b"GE*", b"IEA")
"""What differs between two files of the same claims: dates, times and control numbers."""
NEVER_READ = frozenset({".html", ".pdf"})
"""How files end that we write and no command reads."""
WRITTEN = ("output", "html", "pdf", "ics")
"""The entries of a project that name files to be written."""


class PracticeFilePath(click.Path):
    """The practice's file, which names another that is read too."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)


def check_outputs(parameters: Sequence[click.Parameter], values: Mapping[str, Any]) -> None:
    """Raises UserError where a command would write over a file it reads, by whatever name or link it is known.

    So it does where an output is no file by name, and where it is the file that standard input or output is joined to.
    """
    for one in parameters:
        output = values[one.name or ""]
        if not isinstance(one, Output) or output is None:
            continue
        if not output.name:
            raise UserError(
                f'"{output}"', "is no name for a file", f"Name a file for {one.content}, such as {one.example}."
            )
        if str(output) == "-" or (output.exists() and not output.is_file()):
            problem = f"is no file to keep {one.content} in"
            raise UserError(str(output), problem, f"Name a file, such as {one.example}.")
        check_not_of_project(output)
        _check_streams(output, one.content, values)
        others = [(other, values[other.name or ""]) for other in parameters if other is not one]
        read = (file for other, value in others for file in _files(other, value, output))
        if output.exists() and any(_same(output, file) for file in read):
            raise UserError(
                str(output), "is one of the files this command reads", f"Name another file for {one.content}."
            )


def check_not_of_project(path: Path) -> None:
    """Raises UserError where a file to be written would be one of the project's: its own file, one that it names to be
    read, or anything in the folder with what was sent. No --force lets that be.
    """
    project = this_call().project
    if project is None:
        return
    sent = (project.folder / SENT_FOLDER).resolve()
    if sent in (path.resolve(), *path.resolve().parents):
        problem = "is in the folder that keeps what was sent"
        raise UserError(str(path), problem, "Name a file in another folder; a copy is put there by itself.")
    if path.exists() and any(_same(path, file) for file in _project_files(project)):
        raise UserError(str(path), "is a file of the project (cleanclaim.toml)", "Name another file.")


def _project_files(project: Project) -> Iterator[Path]:
    """The project file, and what it and its practice name to be read."""
    yield project.file
    for entry, text in _texts("", project.values):
        if entry not in WRITTEN:
            yield project.resolve(text)
    for folder in filter(None, (project.payers_folder, _library(project))):
        yield from folder.rglob("*")
    if project.practice is not None:
        from cleanclaim.exchange.files.practice import practice_files

        with suppress(UserError):  # who reads it says what is wrong
            yield from practice_files(project.practice, patients_file=project.patients)


def _library(project: Project) -> Path | None:
    named = project.values.get("library")
    return project.resolve(named) if isinstance(named, str) else None


def _texts(entry: str, value: object) -> Iterator[tuple[str, str]]:
    """The texts of a project, each with the entry it stands under."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _texts(name, one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(entry, one)
    elif isinstance(value, str) and "\0" not in value:
        yield entry, value


def _check_streams(output: Path, content: str, values: Mapping[str, Any]) -> None:
    """Raises UserError where an output is the file that standard input comes from, or standard output goes to."""
    remedy = f"Name another file for {content}."
    if any(str(value) == "-" or value == ("-",) for value in values.values()) and _is_stream(output, sys.stdin):
        raise UserError(str(output), "is the file that standard input comes from", remedy)
    if _is_stream(output, sys.stdout):
        raise UserError(str(output), "is the file that standard output goes to", remedy)


def _is_stream(output: Path, stream: IO[str]) -> bool:
    try:
        return os.path.samestat(output.stat(), os.fstat(stream.fileno()))
    except (OSError, ValueError):  # there is no such file, or the stream is none
        return False


def _files(parameter: click.Parameter, value: Any, output: Path) -> Iterator[Path]:
    """The files that are read for the sake of a parameter's value, among them the output where it is one."""
    from cleanclaim.reference.library import Library

    if isinstance(value, tuple):
        for one in value:
            yield from _files(parameter, one, output)
    elif isinstance(value, Library):
        yield from value.files
    elif isinstance(parameter.type, PracticeFilePath) and value:
        from cleanclaim.exchange.files.practice import practice_files

        project = this_call().project
        yield from practice_files(value, patients_file=project.patients if project else None)
    elif isinstance(value, str | Path) and "\0" not in str(value):
        path = Path(value)
        payers = list(path.glob("*.toml"))  # of a folder with payers these are read, of any other all
        readable = output.suffix.lower() not in NEVER_READ
        inside = readable and not payers and path.is_dir() and output.resolve().is_relative_to(path.resolve())
        yield from payers or ([output] if inside else [path])


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # there is no such file
        return False


def write_whole(path: Path, content: str | bytes, *, private: bool = True, force: bool = True) -> None:
    """Write a file as a whole or not at all (`write_atomically`), and the folders it wants. Text is written as UTF-8.

    `force`: also over a file with something else in it. Raises UserError where the place cannot be written, or is one
    of the project's.
    """
    check_not_of_project(path)
    content = content if isinstance(content, bytes) else content.encode()
    if not force:
        check_not_another_file(path, content)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        this_call().note_output(path)
        write_atomically(path, content, private=private)
    except OSError as wrong:
        reason = wrong.strerror or str(wrong)
        raise UserError(
            str(path), f"cannot be written: {reason}", "Name a file in a folder you may write to."
        ) from None


def check_not_another_file(output: Path, text: bytes, *, remembered: bool = False) -> None:
    """Raises UserError where a file would be lost that says something else: other claims may be all that is left of
    what was sent, and anything else is somebody's.

    Where claims are `remembered`, --force bills visits again too, which nobody wants for the sake of a file's name.
    """
    try:
        before = output.read_bytes()
    except OSError:
        return
    if before and _substance_of(before) != _substance_of(text):
        problem = f"is there already, {_difference(before, text)}"
        remedy = (
            "Name another file with -o, or move that one away; --force would also bill again what was billed."
            if remembered
            else "Name another file, or give --force to replace that one."
        )
        raise UserError(str(output), problem, remedy)


def _substance_of(text: bytes) -> list[bytes]:
    """The segments of an X12 file but for the envelopes; all of any other."""
    if text.lstrip()[:3] != b"ISA":
        return [text]
    segments = (one.strip() for one in text.split(b"~"))
    return [one for one in segments if one[:3] not in _ENVELOPE]


def _difference(before: bytes, text: bytes) -> str:
    both = [one.lstrip()[:3] == b"ISA" for one in (before, text)]
    return "with other claims" if all(both) else "and has no claims" if both[1] else "with something else in it"
