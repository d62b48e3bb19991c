"""Entries of one table written into the text of the practice's file, where all else stays as somebody wrote it.

    [billing]
    name = "Example Way Therapy"   # a group's legal name       stays
    ein = ""                       # this or ssn                 ein = "123456789"    # this or ssn
    # phone = ""                   # ten digits                  phone = "5125550100"    # ten digits

A table that is missing is put at the end. The new text is read and compared with the old one: where anything but these
entries would change, nothing is written.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from cleanclaim.model.errors import UserError
from cleanclaim.whole_file import TomlPath, list_toml_lines

_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
_HEADING = re.compile(r"\s*\[.*\]\s*(#.*)?")
_AFTER = r"""\s*=\s*(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^"'#\[{\s]*)(?P<after>\s*(?:#.*)?)"""
"""The value of an entry on a line of its own, and the remark behind it."""


def write_section(text: str, path: TomlPath, entries: Mapping[str, str]) -> str:
    """The file's text with other texts of these entries of a table; an empty text takes the entry out.

    `path` names the table: `("billing",)`, `("payers", "aetna")`, or `("clinicians", 2)`, the second of a list, which
    is a new one where there are fewer. Raises UserError where the file is written so that they cannot be put in by
    themselves.
    """
    lines, where = text.split("\n"), list_toml_lines(text)
    if path in where:
        head = where[path]
        end = next((at for at in range(head, len(lines)) if _HEADING.fullmatch(lines[at])), len(lines))
        found = [*lines[:head], *_write(lines[head:end], entries), *lines[end:]]
    else:
        added = [f"{name} = {_quoted(value)}" for name, value in entries.items() if value]
        found = [*"\n".join(lines).rstrip("\n").split("\n"), "", _heading(path), *added, ""]
    new = "\n".join(found).lstrip("\n")
    if _differ_in_these_alone(text, new, path, entries):
        return new
    problem = "the text is written so that these entries cannot be put in by themselves"
    raise UserError("The practice's file", problem, "Enter them in the text of the file.")


def _write(block: list[str], entries: Mapping[str, str]) -> list[str]:
    """The lines of a table with other texts of these entries; a new one stands below the last line with anything."""
    lines = list(block)
    for name, value in entries.items():
        entry = re.compile(rf"\s*{re.escape(name)}{_AFTER}")
        remark = re.compile(rf"\s*#\s*{re.escape(name)}{_AFTER}")
        found = next(((at, one) for at, line in enumerate(lines) if (one := entry.fullmatch(line))), None)
        if found is None and value:
            found = next(((at, one) for at, line in enumerate(lines) if (one := remark.fullmatch(line))), None)
        if found and (value or not found[1]["after"].strip()):
            at, one = found
            lines[at : at + 1] = [f"{name} = {_quoted(value)}{one['after']}"] if value else []
        elif found:
            lines[found[0]] = f'{name} = ""{found[1]["after"]}'
        elif value:
            last = max((at for at, line in enumerate(lines, 1) if line.strip()), default=0)
            lines.insert(last, f"{name} = {_quoted(value)}")
    return lines


def _heading(path: TomlPath) -> str:
    if len(path) > 1 and isinstance(path[1], int):
        return f"[[{path[0]}]]"
    return f"[{'.'.join(str(one) if _PLAIN.fullmatch(str(one)) else _quoted(str(one)) for one in path)}]"


def _quoted(text: str) -> str:
    """A text as TOML has it, which is as JSON does."""
    return json.dumps(text, ensure_ascii=False)


def _differ_in_these_alone(before: str, after: str, path: TomlPath, entries: Mapping[str, str]) -> bool:
    """Whether the new text has these entries there, and all else as the old one."""
    try:
        old, new = (tomllib.loads(one) for one in (before, after))
    except tomllib.TOMLDecodeError:
        return False
    was, now = (_table(one, path) for one in (old, new))
    if was is None or now is None:
        return False
    for name, value in entries.items():
        was.pop(name, None)
        if now.pop(name, "") != value:
            return False
    return old == new


def _table(document: dict[str, Any], path: TomlPath) -> dict[str, Any] | None:
    """A table of a file that was read, made where it is missing; None where something else stands there."""
    here: Any = document
    for at, name in enumerate(path):
        if isinstance(name, int):
            if not isinstance(here, list) or name > len(here) + 1:
                return None
            if name == len(here) + 1:
                here.append({})
            here = here[name - 1]
        elif isinstance(here, dict):
            here = here.setdefault(name, [] if at + 1 < len(path) and isinstance(path[at + 1], int) else {})
        else:
            return None
    return here if isinstance(here, dict) else None
