"""A practice's own payers: a folder of files, one a payer, or a project's file with a table each.

    [policies.acme]                              in cleanclaim.toml, beside the folder that its `payers` names
    name = "Acme"
    [policies.acme.daily_unit_cap]
    reviewed = 2026-03-01
    "2020-01-01" = { value = 4, cite = "payer-contract", standing = "contract" }

A table stands for a file that is not there, as if it lay in the project's file: `cleanclaim.toml/acme.toml`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from cleanclaim.model.errors import UserError
from cleanclaim.whole_file import MOST_OF_TOML, find_toml_line, parse_toml, read_toml, read_whole_text

TABLES = "policies"
_A_FOLDER = "Name the folder that holds the TOML files."
_A_TABLE = 'Write a table a payer: [policies.acme], name = "Acme", kind = "commercial", about = "...".'


@cache
def own_payer_files(source: str | Path) -> dict[str, Path]:
    """The files by payer in a folder of one's own, or those that a project's file has as tables and in its folder.

    Raises UserError where there is no such folder, where it holds none, and where both describe a payer.
    """
    place = Path(source)
    if place.is_file():
        return _of_project(place)
    if not place.is_dir():
        raise UserError(str(source), "there is no such folder of payers", _A_FOLDER)
    own = {path.stem: path for path in place.glob("*.toml")}
    if not own:
        remedy = f"{_A_FOLDER[:-1]}; `cleanclaim policy check` checks one."
        raise UserError(str(source), "holds no payer's file (.toml)", remedy)
    return own


def read_payer_table(path: Path, remedy: str) -> dict[str, Any]:
    """What a payer's file says, or the table that stands for it."""
    return dict(_written(path.parent)[TABLES][path.stem]) if _is_table(path) else read_toml(path, remedy)


@contextmanager
def named_in_project(path: Path) -> Iterator[None]:
    """An error in a table is named by the project's file and the line, where it would name a payer's file."""
    try:
        yield
    except UserError as wrong:
        file, *where = wrong.place.split(", ")
        if file != path.name or not _is_table(path):
            raise
        place = _place(path.parent, (TABLES, path.stem, *where))
        raise UserError(", ".join([*place, *where]), wrong.problem, wrong.remedy) from None


def _is_table(path: Path) -> bool:
    return path.parent.is_file()


def _place(project: Path, names: tuple[str, ...]) -> list[str]:
    """The project's file, the line of the last of some names that is found, and the payer's heading."""
    text = read_whole_text(project, most=MOST_OF_TOML)
    tries = (find_toml_line(text, names[: end - 1], names[end - 1]) for end in range(len(names), 1, -1))
    line = next(filter(None, tries), None)
    return [project.name, *([f"line {line}"] if line else []), f"[{'.'.join(names[:2])}]"]


@cache
def _written(project: Path) -> dict[str, Any]:
    return parse_toml(read_whole_text(project, most=MOST_OF_TOML), str(project))


def _of_project(project: Path) -> dict[str, Path]:
    written = _written(project)
    tables = written.get(TABLES)
    if not isinstance(tables, dict) or not tables:
        raise UserError(str(project), "has no payer's table", _A_TABLE)
    for payer, table in tables.items():
        if not isinstance(table, dict):
            place = ", ".join(_place(project, (TABLES, payer)))
            raise UserError(f"{place}, {payer}", "is no table of a payer", _A_TABLE)
    own = {payer: project / f"{payer}.toml" for payer in tables}
    folder = written.get("payers")
    if isinstance(folder, str):
        files = own_payer_files(project.parent / Path(folder).expanduser())
        if both := files.keys() & own.keys():
            place = ", ".join(_place(project, (TABLES, min(both))))
            raise UserError(place, f"{files[min(both)]} describes this payer too", "Keep one of the two.")
        own |= files
    return own
