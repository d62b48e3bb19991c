"""A mapping: what a source's columns and words stand for, in a TOML file of its own.

    name = "Our EMR, charges export"
    dates = "day first"              # left out: month first, as Americans write

    [columns]                        # heading = field; an empty text: not used
    "Visit Dt" = "service_date"
    "Fee" = ""

    [always]                         # what the export does not say and is so for all of its rows
    discipline = "PT"

    [values.payer]                   # what the export writes = what we write
    "BCBS of Michigan" = "bcbs_mi"

    [left_out]                       # rows that are no services, by a column and its words
    code_type = ["ICD10"]

Ready mappings of public layouts lie in `layouts/`; a file that has all columns of `recognized_by` is read by the one
that they are of, unless another is named.
"""

from collections.abc import Collection
from collections.abc import Mapping as Mappings
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from cleanclaim.exchange.files.column_names import CLINICIAN
from cleanclaim.exchange.files.fields import FIELDS
from cleanclaim.exchange.files.name_keys import name_key
from cleanclaim.exchange.files.visit_values import quoted, word_key
from cleanclaim.model.errors import UserError
from cleanclaim.nearest import did_you_mean
from cleanclaim.whole_file import parse_toml, read_toml

LAYOUTS = Path(__file__).with_name("layouts")
_ENTRIES = ("name", "source", "note", "recognized_by", "dates", "sheet", "columns", "always", "values", "left_out")
_TARGETS = (*FIELDS, CLINICIAN)


class ColumnMapping(Struct, frozen=True, kw_only=True):
    """What the columns and words of one source stand for. Headings are by their key, as are the words of a field."""

    name: str = ""
    columns: dict[str, str] = {}
    headings: dict[str, str] = {}
    always: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    left_out: dict[str, frozenset[str]] = {}
    recognized_by: frozenset[str] = frozenset()
    note: str = ""
    day_first: bool = False
    sheet: str | None = None


NO_MAPPING = ColumnMapping()


def layout_names() -> list[str]:
    """The ready mappings, by name."""
    return sorted(path.stem for path in LAYOUTS.glob("*.toml"))


@cache
def ready_mappings() -> dict[str, ColumnMapping]:
    """The mappings of public layouts, by name."""
    return {name: read_mapping(name) for name in layout_names()}


def recognize(headings: Collection[str]) -> tuple[str, ColumnMapping] | None:
    """The ready mapping whose layout the columns are of, with its name; None where they are of none."""
    keys = {name_key(heading) for heading in headings}
    return next(((name, one) for name, one in ready_mappings().items() if one.recognized_by <= keys), None)


def read_mapping(named: str | Path) -> ColumnMapping:
    """The mapping in a file, or a ready one by its name (`webpt`). Raises UserError where it is wrong."""
    ready = LAYOUTS / f"{str(named).lower()}.toml"
    if str(named).isidentifier() and ready.is_file():
        return parse_mapping(parse_toml(ready.read_text(encoding="utf-8"), str(named)), str(named))
    if str(named).isidentifier() and not Path(named).exists():
        problem = f"there is no such file, and no ready mapping of this name.{did_you_mean(str(named), layout_names())}"
        raise UserError(str(named), problem, f"Ready are {', '.join(layout_names())}.")
    return parse_mapping(read_toml(Path(named)), str(named))


def parse_mapping(document: Mappings[str, Any], place: str) -> ColumnMapping:
    """The mapping that a TOML document describes."""
    for entry in document:
        if entry not in _ENTRIES:
            problem = f"there is no entry {quoted(entry)}.{did_you_mean(entry, _ENTRIES)}"
            raise UserError(place, problem, f"Here belong {', '.join(_ENTRIES)}.")
    dates = document.get("dates", "month first")
    if dates not in ("month first", "day first"):
        raise UserError(f"{place}, dates", f"{quoted(dates)} is neither.", "Write month first or day first.")
    columns = _texts(document, "columns", place)
    for heading, field in columns.items():
        _check_field(field, f"{place}, [columns], {heading}", _TARGETS, empty=True)
    always = _texts(document, "always", place)
    values = _tables(document, "values", place)
    for field in (*always, *values):
        _check_field(field, f"{place}, {'[always]' if field in always else '[values]'}", FIELDS)
    return ColumnMapping(
        name=str(document.get("name", "")),
        columns={name_key(heading): field for heading, field in columns.items()},
        headings={name_key(heading): heading for heading in columns},
        always=always,
        values={field: {word_key(word): text for word, text in words.items()} for field, words in values.items()},
        left_out=_left_out(document, place),
        recognized_by=frozenset(map(name_key, document.get("recognized_by", ()))),
        note=str(document.get("note", "")),
        day_first=dates == "day first",
        sheet=str(document["sheet"]) if "sheet" in document else None,
    )


def _check_field(field: str, place: str, known: tuple[str, ...], *, empty: bool = False) -> None:
    if field in known or (empty and not field):
        return
    problem = f"there is no field {quoted(field)}.{did_you_mean(field, known)}"
    raise UserError(place, problem, f"Write one of {', '.join(known)}{', or nothing: not used' if empty else ''}.")


def _texts(document: Mappings[str, Any], entry: str, place: str) -> dict[str, str]:
    table = document.get(entry, {})
    if not isinstance(table, dict):
        raise UserError(f"{place}, {entry}", "is not a table.", f'Write [{entry}], then lines like "a" = "b".')
    for name, text in table.items():
        if isinstance(text, dict | list):
            raise UserError(f"{place}, [{entry}], {name}", "is not a text.", "Write a text in quotes.")
    return {name: str(text) for name, text in table.items()}


def _tables(document: Mappings[str, Any], entry: str, place: str) -> dict[str, dict[str, str]]:
    tables = document.get(entry, {})
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise UserError(f"{place}, {entry}", "is not a group of tables.", f"Write [{entry}.payer], then lines.")
    return {name: _texts(tables, name, f"{place}, {entry}") for name in tables}


def _left_out(document: Mappings[str, Any], place: str) -> dict[str, frozenset[str]]:
    table = document.get("left_out", {})
    if not isinstance(table, dict):
        raise UserError(f"{place}, left_out", "is not a table.", 'Write [left_out], then lines like a = ["b"].')
    found = {}
    for heading, words in table.items():
        listed = words if isinstance(words, list) else [words]
        found[name_key(heading)] = frozenset(word_key(str(word)) for word in listed)
    return found
