"""A code with what exports write into the same cell: `97110 (2)`, `97110-GP`, `97110 - Therapeutic Exercise`.

97110  -GP:59  x 2   - Therapeutic Exercise
code   marks   units  words, which are left out
"""

import re
from collections.abc import Sequence

from cleanclaim.exchange.files.fields import SERVICE_FIELDS
from cleanclaim.exchange.files.visit_values import UnreadableError, modifiers, quoted

_CODE = r"[A-Z0-9][0-9]{3}[A-Z0-9]"
_ALONE = re.compile(r"[A-Za-z0-9]{1,5}(?:\.0+)?")
_CELL = re.compile(rf"(?P<code>{_CODE})(?P<rest>\W.*)", re.ASCII | re.IGNORECASE | re.DOTALL)
_UNITS = re.compile(r"\s*(?:\(\s*([0-9]{1,3})\s*(?:units?|u|x)?\s*\)|[x×*]\s*([0-9]{1,3})(?=\W|$))", re.IGNORECASE)
_MARKS_ALONE = re.compile(r"(?:[\s,;:/|+-]+[A-Z0-9]{2})+\s*", re.ASCII | re.IGNORECASE)
_MARKS_ATTACHED = re.compile(r"(?:[-:/][A-Z0-9]{2}(?![A-Za-z0-9]))+", re.ASCII)
_WORDS = re.compile(r"[\s:,;–—-]*[^\W\d_].*|[\s:,;–—-]*", re.DOTALL)
_ANOTHER = re.compile(rf"(?<![\w.]){_CODE}(?!\w)", re.ASCII | re.IGNORECASE)

_AT = {name: place for place, name in enumerate(SERVICE_FIELDS)}
_CODE_AT, _UNITS_AT, _MARKS_AT = _AT["code"], _AT["units"], _AT["modifiers"]


def split_code_cell(cells: Sequence[str]) -> Sequence[str]:
    """A service's cells with units and modifiers that stand in the cell of the code in cells of their own.

    A code alone, and what is no code with anything, stay as they are. Raises UnreadableError where the cell holds
    several codes, or other units than the cell of the units.
    """
    cell = cells[_CODE_AT].strip()
    if _ALONE.fullmatch(cell):
        return cells
    found = _CELL.fullmatch(cell)
    if found is None:
        return cells
    rest = found["rest"]
    if _ANOTHER.search(rest):
        raise UnreadableError(
            f"{quoted(cell)} holds several codes.",
            "Export one row for each code, with its own minutes and units.",
            "code",
        )
    marks, units, rest = _parts(rest)
    if not _WORDS.fullmatch(rest):
        return cells
    split = list(cells)
    split[_CODE_AT] = found["code"]
    if units:
        entered = cells[_UNITS_AT].strip()
        if entered and entered.removesuffix(".0") != units:
            raise UnreadableError(
                f"{quoted(cell)} says {units} units, and the column of units {quoted(entered)}.",
                "Correct one of the two.",
                "code",
            )
        split[_UNITS_AT] = units
    if marks:
        split[_MARKS_AT] = " ".join(dict.fromkeys((*modifiers(marks), *modifiers(cells[_MARKS_AT].strip()))))
    return split


def _parts(rest: str) -> tuple[str, str, str]:
    """The modifiers, the units, and what is left of a cell after its code."""
    units = ""
    if found := _UNITS.search(rest):
        units = str(int(found[1] or found[2]))
        rest = rest[: found.start()] + rest[found.end() :]
    if _MARKS_ALONE.fullmatch(rest):
        return rest.strip(" ,;:/|+-\t"), units, ""
    if found := _MARKS_ATTACHED.match(rest):
        return found[0].strip("-:/"), units, rest[found.end() :]
    return "", units, rest
