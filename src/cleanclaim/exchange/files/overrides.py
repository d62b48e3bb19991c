"""Overrides come in: `[[override]]` tables of a TOML file, each with its rule, reason, author and last day."""

from collections.abc import Collection
from pathlib import Path

import msgspec

from cleanclaim.model.errors import UserError
from cleanclaim.model.override import Override
from cleanclaim.nearest import did_you_mean
from cleanclaim.whole_file import read_toml

REMEDY = "Write [[override]] with rule, reason and author in quotes, and expires = 2026-12-31."


def read_overrides(path: str | Path, rules: Collection[str], required: Collection[str] = ()) -> list[Override]:
    """The overrides of a TOML file; `rules` are the ids there are, `required` those that nobody may let pass.

    Raises UserError for the first one that is wrong.
    """
    raw = read_toml(Path(path), REMEDY)
    tables = raw.pop("override", None)
    if raw or not isinstance(tables, list):
        raise UserError(str(path), "it holds something other than [[override]] tables", REMEDY)
    return [_override(table, f"{path}, override {number}", rules, required) for number, table in enumerate(tables, 1)]


def _override(table: object, place: str, rules: Collection[str], required: Collection[str]) -> Override:
    try:
        found = msgspec.convert(table, Override)
    except msgspec.ValidationError as error:
        raise UserError(place, str(error), REMEDY) from None
    if found.rule not in rules:
        raise UserError(
            f"{place}, rule",
            f"no rule or check is called {found.rule!r}.{did_you_mean(found.rule, rules)}",
            "`rules list` has the rules, docs/reference/checks the checks of X12 files.",
        )
    if found.rule in required:
        problem = f"{found.rule} asks for what no claim can be written without"
        raise UserError(f"{place}, rule", problem, "Enter what is missing; `rules show` says what it is.")
    if found.visit_id is None and (found.line is not None or found.code is not None):
        raise UserError(f"{place}, line", "no visit_id says of which visit it is a line", "Write visit_id too.")
    for name in ("reason", "author"):
        if not getattr(found, name).strip():
            raise UserError(f"{place}, {name}", "is empty", "Say who lets it pass, and why: an auditor will ask.")
    return found
