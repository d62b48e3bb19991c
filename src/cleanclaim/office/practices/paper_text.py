"""A clinician's papers written into the text of the practice's file, where all else stays as somebody wrote it.

    [[clinicians]]                      first line of the clinician
    npi = "1000000012"                  stays
    hired = 2020-03-02                  written anew, as are `left` and the lists without a row (`licenses = []`)

    [[clinicians.licenses]]             written anew, with what stands below, up to the next clinician or table
    state = "TX"

The new text is read and compared with the old one: where anything but the papers would change, nothing is written.
"""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from cleanclaim.exchange.files.practice_entries import CLINICIAN, ENROLLMENT, LICENSE, SCREENING, EntryTable, aliases
from cleanclaim.model.errors import UserError

LISTS: Mapping[str, EntryTable] = {"licenses": LICENSE, "enrollments": ENROLLMENT, "screenings": SCREENING}
"""The kinds of papers of which a clinician has several, each with what an entry of it may say."""
PAPER_DAYS = ("hired", "left")
PAPERS = (*PAPER_DAYS, *LISTS)
Value = str | bool | date | list[str]
Row = Mapping[str, Value]
_CLINICIAN = re.compile(r"\s*\[\[\s*clinicians\s*\]\]\s*(#.*)?")
_BELOW = re.compile(r"\s*\[\[\s*clinicians\s*\.[^]]*\]\]\s*(#.*)?")
_TABLE = re.compile(r"\s*\[.*\]\s*(#.*)?")
_ENTRY = re.compile(rf"\s*({'|'.join([*PAPERS, *aliases(CLINICIAN)])})\s*=")
_NOTHING = re.compile(r"\s*(#.*)?")


class PaperValues(Struct, frozen=True):
    """The papers of a clinician by their names: days, and lists of rows; a list that nobody entered is left out."""

    days: Mapping[str, date | str]
    lists: Mapping[str, Sequence[Row]]


def write_papers(text: str, place: int, papers: PaperValues) -> str:
    """The file's text with other papers of the clinician at a place, from 0.

    Raises UserError where the file is written so that they cannot be put in by themselves.
    """
    lines = text.split("\n")
    heads = [at for at, line in enumerate(lines) if _CLINICIAN.fullmatch(line)]
    if place < len(heads):
        first = heads[place]
        below = range(first + 1, len(lines))
        end = next((at for at in below if _ends(lines[at])), len(lines))
        found = "\n".join([*lines[:first], *_write(lines[first:end], papers), *lines[end:]])
        if _differ_in_papers_alone(text, found, place, papers):
            return found
    problem = "the text is written so that these papers cannot be put in by themselves"
    raise UserError("The practice's file", problem, "Enter them in the text of the file.")


def _ends(line: str) -> bool:
    """Whether a line begins another clinician, or another table."""
    return bool(_TABLE.fullmatch(line)) and not _BELOW.fullmatch(line)


def _write(block: Sequence[str], papers: PaperValues) -> list[str]:
    """The lines of a clinician with other papers; remarks and empty lines at the end stay there."""
    after = len(block)
    while _NOTHING.fullmatch(block[after - 1]):
        after -= 1
    tables = next((at for at, line in enumerate(block[:after]) if _BELOW.fullmatch(line)), after)
    own = [line for line in block[:tables] if not _ENTRY.match(line)]
    while _NOTHING.fullmatch(own[-1]):
        own.pop()
    own += [f"{name} = {_written(day)}" for name, day in papers.days.items()]
    own += [f"{name} = []" for name, entries in papers.lists.items() if not entries]
    rows: list[str] = []
    for name, entries in papers.lists.items():
        for entry in entries:
            rows += ["", f"[[clinicians.{name}]]", *(f"{key} = {_written(value)}" for key, value in entry.items())]
    return [*own, *rows, *block[after:]]


def _written(value: Value) -> str:
    """A value as TOML has it, whose texts are as those of JSON."""
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def _differ_in_papers_alone(before: str, after: str, place: int, papers: PaperValues) -> bool:
    """Whether the new text has these papers there, and all else as the old one."""
    try:
        old, new = (tomllib.loads(one) for one in (before, after))
    except tomllib.TOMLDecodeError:
        return False
    names = (*PAPERS, *aliases(CLINICIAN))
    _gone, come = ({name: one["clinicians"][place].pop(name, None) for name in names} for one in (old, new))
    wanted = {**papers.days, **papers.lists}
    return old == new and {name: value for name, value in come.items() if value is not None} == wanted
