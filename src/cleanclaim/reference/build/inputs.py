"""The inputs of the tables, as `data/inputs.toml` lists them, and the codes worth keeping."""

import csv
import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct

from cleanclaim.model.errors import UserError
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.files import DATA
from cleanclaim.reference.publishers.publisher_file import PublisherFile
from cleanclaim.reference.releases import Kind, Scope


class TableInput(Struct, frozen=True, kw_only=True):
    """One release to be read: what it is (see `releases.Release`), where its rows lie, and the file they go to.

    `every_code`: all codes of the input are kept, not only those worth keeping. `labels_in` is the input of another
    release whose labels are not repeated where they are the same.
    """

    kind: Kind
    name: str
    publisher: str
    effective_from: date
    effective_to: date | None = None
    answers_from: date | None = None
    published: date | None = None
    scope: Scope = "complete"
    source: str
    note: str = ""
    conversion_factors: dict[str, int] = {}
    every_code: bool = False
    labels_in: str = ""
    input: str
    file: str


class TableInputs(Struct, frozen=True, kw_only=True):
    """All releases, and the file whose codes are kept beside those of the catalogue."""

    therapy_codes: str
    release: list[TableInput]


class InputFolder:
    """The folder of inputs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.inputs = msgspec.toml.decode((DATA / "inputs.toml").read_bytes(), type=TableInputs)
        pairs = list(self.rows(self.inputs.therapy_codes))
        self.useful_codes = (
            frozenset(catalogue()) | {row["column1"] for row in pairs} | {row["column2"] for row in pairs}
        )
        """The codes worth keeping: the catalogue's, and every code CMS pairs with a therapy code."""

    def rows(self, name: str) -> Iterator[dict[str, str]]:
        """The rows of a tidy input by column name. Raises UserError where it is not there or cannot be read."""
        return csv.DictReader(self.lines(name))

    def lines(self, name: str) -> list[str]:
        """The lines of an input. Raises UserError where the file is not there or cannot be read."""
        return self.official(name).text.splitlines()

    def official(self, name: str) -> PublisherFile:
        """An input in its publisher's own layout. Raises UserError where it is not there or cannot be read."""
        path = self.folder / name
        try:
            packed = path.read_bytes()
            content = gzip.decompress(packed) if path.suffix == ".gz" else packed
        except (OSError, EOFError) as error:
            reason = getattr(error, "strerror", None) or error
            remedy = "Give the folder that holds the inputs."
            raise UserError(str(path), f"this input cannot be read: {reason}.", remedy) from error
        return PublisherFile(path.name.removesuffix(".gz"), str(path), content)
