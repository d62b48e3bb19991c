"""One call of the program: what is known of it when something goes wrong."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleanclaim.exchange.files.project import Project, find_project, read_project
from cleanclaim.model.file_reading import FileReading

if TYPE_CHECKING:
    from cleanclaim.cli.claims_together import ClaimsTogether


class Output(click.Option):
    """An option that names a file which the verb writes: whole, or not at all, and never over one that it reads.

    `content` says what the file holds ("the claims"), `example` is a good name for it.
    """

    def __init__(self, help: str, *names: str, content: str, example: str, required: bool = False) -> None:
        super().__init__(
            names or ("--output", "-o"),
            type=click.Path(path_type=Path),
            metavar="OUT",
            required=required,
            help=help,
        )
        self.content = content
        self.example = example


class Call:
    """Whether tracebacks are wanted or nothing is, the verb that was called, its project, and the places it writes."""

    def __init__(self) -> None:
        self.debug = False
        self.quiet = False
        self.uses_project = True
        self.verb: click.Command | None = None
        self.together: ClaimsTogether | None = None
        self.uploaded: list[str] = []
        self._readings: list[FileReading] = []
        self._outputs: dict[Path, tuple[int, ...]] = {}

    @cached_property
    def project(self) -> Project | None:
        """The project of the folder one works in (`cleanclaim.toml`); None where there is none, or none is wanted.

        Raises UserError where its file cannot be used.
        """
        found = find_project(Path.cwd()) if self.uses_project else None
        return read_project(found) if found else None

    def note_readings(self, readings: Sequence[FileReading]) -> None:
        """Note what came of reading files of visits."""
        self._readings += readings

    def describe_set_aside(self) -> str:
        """What was set aside of the files of visits; empty where nothing was."""
        visits = sum(len(reading.visits_set_aside) for reading in self._readings)
        rows = sum(reading.rows_set_aside for reading in self._readings)
        if not any(reading.faults_counted for reading in self._readings):
            return ""
        lost = f"{visits:,} visit{'' if visits == 1 else 's'} and {rows:,} row{'' if rows == 1 else 's'}"
        return f"Set aside, and not in the answer, because they cannot be read whole: {lost}."

    def is_for_people(self) -> bool:
        """Whether the answer is for people, not for programs."""
        context = click.get_current_context(silent=True)
        return context is not None and context.params.get("format", "table") == "table"

    def note_output(self, path: Path) -> None:
        """Note that a file is about to be written, and what is there before: whether it was, the file then says."""
        self._outputs.setdefault(path, _identify(path))

    def describe_written_files(self) -> str:
        """`Nothing was written.` where that is so, or what was; empty for a verb that writes no file by itself."""
        written = [str(path) for path, before in self._outputs.items() if _identify(path) not in ((), before)]
        there = [*written, *self.uploaded]
        if there:
            return f"Written before that, and whole: {', '.join(there)}."
        writes = self.verb is not None and any(option.name == "output" for option in self.verb.params)
        return "Nothing was written." if writes else ""


def _identify(path: Path) -> tuple[int, ...]:
    """What tells a file from the one that was there before it; empty where there is none."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size


def this_call() -> Call:
    """The call that is being carried out; a fresh one where the verb was not called by the program."""
    context = click.get_current_context(silent=True)
    return context.ensure_object(Call) if context else Call()
