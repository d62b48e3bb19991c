"""A practice's project: `cleanclaim.toml`, found in the folder one works in or above it.

    practice = "practice.toml"      # or tables [practice.billing], [practice.payers.NAME], ... in this file
    payers   = "payers"             # the folder of policy files of one's own; or tables [policies.NAME] in this file
    patients = "patients.csv"       # where the practice's file names none
    visits   = "visits.csv"         # or a list of files
    zip      = "78701"              # any option of any command, under its long name

    [claim]                         # of this command alone
    output = "claims.837"

What the names mean is this module's; which options there are, `cli/project_options.py` knows.
"""

import os
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct

from cleanclaim.exchange.files.practice_entries import Entry
from cleanclaim.model.errors import UserError
from cleanclaim.whole_file import MOST_OF_TOML, find_toml_line, parse_toml, read_whole_text

PROJECT_FILE = "cleanclaim.toml"

PROJECT: dict[str, Entry] = {
    "practice": Entry("the practice's file; or tables `[practice.billing]` and so on, with what such a file has"),
    "payers": Entry("the folder with policy files of your own payers"),
    "policies": Entry("the same as tables in this file, one a payer: `[policies.NAME]`, with what such a file has"),
    "patients": Entry("the patients file, where the practice's file names none"),
    "visits": Entry("the visits, where a command is not told which: a file, or a list of files"),
}
"""The entries of a project that are no options of a command."""
_EXAMPLES = {"practice": "practice.toml", "payers": "payers", "patients": "patients.csv", "visits": "visits.csv"}


class EntryPlace(NamedTuple):
    """Where an entry stands: under which headings, and its name."""

    tables: tuple[str, ...]
    entry: str


class Project(Struct, frozen=True, kw_only=True):
    """A project file as it stands. `folder` is where its relative paths begin, as seen from the folder one works in."""

    file: Path
    folder: Path
    text: str
    values: dict[str, Any]

    @property
    def practice(self) -> Path | None:
        """The file with the practice, which is this one where its tables are in it; None where none is named."""
        return self.file if isinstance(self.values.get("practice"), dict) else self._path("practice")

    @property
    def payers(self) -> Path | None:
        """The folder of policy files, or this file where its tables are policies; None where there are none."""
        return self.file.resolve() if "policies" in self.values else self.payers_folder

    @property
    def payers_folder(self) -> Path | None:
        """The folder of policy files; None where none is named."""
        return self._path("payers")

    @property
    def patients(self) -> Path | None:
        """The patients file; None where none is named."""
        return self._path("patients")

    @property
    def visits(self) -> tuple[Path, ...]:
        """The visits files, in their order; none where none is named."""
        written = self.values.get("visits", [])
        files = written if isinstance(written, list) else [written]
        return tuple(self.resolve(self._text("visits", one)) for one in files)

    def resolve(self, written: str) -> Path:
        """A path of the file, from the folder one works in."""
        return self.folder / Path(written).expanduser()

    def error(self, place: EntryPlace, problem: str, remedy: str) -> UserError:
        """The error for an entry or a table."""
        heading = "".join(f"[{'.'.join(place.tables)}], " if place.tables else "")
        line = self.line(place)
        where = f"{self.file}, line {line}" if line else str(self.file)
        return UserError(f"{where}, {heading}{place.entry}", problem, remedy)

    def line(self, place: EntryPlace) -> int | None:
        """The line of an entry or of a table; None where it is written in a way we do not look for."""
        return find_toml_line(self.text, place.tables, place.entry)

    def _path(self, entry: str) -> Path | None:
        return self.resolve(self._text(entry, self.values[entry])) if entry in self.values else None

    def _text(self, entry: str, written: object) -> str:
        if isinstance(written, str) and written.strip():
            return written
        remedy = f'Write it in quotes: {entry} = "{_EXAMPLES[entry]}".'
        raise self.error(EntryPlace((), entry), "is not the name of a file or folder.", remedy)


def find_project(folder: Path) -> Path | None:
    """The project file in a folder, or in the nearest folder above that has one; None where there is none.

    Above the folder only a file of whom the folder belongs to, or of who runs this, counts: where everybody may write,
    anybody could leave one.
    """
    folder = folder.resolve()
    trusted = {folder.stat().st_uid, *([os.geteuid()] if hasattr(os, "geteuid") else [])}
    for place in (folder, *folder.parents):
        found = place / PROJECT_FILE
        try:
            if found.is_file() and (place == folder or found.stat().st_uid in trusted):
                return found
        except OSError:  # a folder above that we may not look into
            continue
    return None


def read_project(file: Path) -> Project:
    """The project of a file. Raises UserError where it cannot be read, or an entry is not what it should be."""
    folder = Path(os.path.relpath(file.parent))
    place = folder / file.name
    text = read_whole_text(file, most=MOST_OF_TOML)
    project = Project(file=place, folder=folder, text=text, values=parse_toml(text, str(place)))
    _ = project.practice, project.payers_folder, project.patients, project.visits
    return project
