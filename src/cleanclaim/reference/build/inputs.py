"""The inputs of the tables, as `data/inputs.toml` lists them, and the codes worth keeping."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from cleanclaim.model.errors import UserError
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.files import DATA, content
from cleanclaim.reference.releases import Kind


class Input(Struct, frozen=True, kw_only=True):
    """One release to be read: what it is (see `releases.Release`), where its rows lie, and the file they go to."""

    kind: Kind
    name: str
    publisher: str
    effective_from: date
    effective_to: date | None = None
    answers_from: date | None = None
    published: date | None = None
    scope: Literal["complete", "excerpt"] = "complete"
    source: str
    note: str = ""
    input: str
    file: str


class Inputs(Struct, frozen=True, kw_only=True):
    """All releases, and the file whose codes are kept beside those of the catalogue."""

    therapy_codes: str
    release: list[Input]


class Table(Struct, frozen=True):
    """A file of the package: its text, and how many rows of each release went into it."""

    text: str
    rows: list[int]


class Source:
    """The folder of tidy inputs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.inputs = msgspec.toml.decode((DATA / "inputs.toml").read_bytes(), type=Inputs)
        pairs = list(self.rows(self.inputs.therapy_codes))
        self.kept = frozenset(catalogue()) | {row["column1"] for row in pairs} | {row["column2"] for row in pairs}
        """The codes worth keeping: the catalogue's, and every code CMS pairs with a therapy code."""

    def rows(self, name: str) -> Iterator[dict[str, str]]:
        """The rows of an input by column name. Raises UserError where the file is not there or cannot be read."""
        return csv.DictReader(self.lines(name))

    def lines(self, name: str) -> list[str]:
        """The lines of an input. Raises UserError where the file is not there or cannot be read."""
        path = self.folder / name
        try:
            return content(path).decode("utf-8-sig").splitlines()
        except (OSError, EOFError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or error
            remedy = "Give the folder that holds the tidy inputs."
            raise UserError(str(path), f"this input cannot be read: {reason}.", remedy) from error


def csv_text(header: str, rows: list[list[str]]) -> str:
    """CSV text with a header line, rows sorted, each line ended by a newline."""
    quoted = [",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in sorted(rows)]
    return "\n".join([header, *quoted]) + "\n"
