"""Reading what the commands are given: a case out of the files that their options name."""

from pathlib import Path
from typing import Any

from msgspec import Struct, structs

from cleanclaim.cases import read_case
from cleanclaim.cli.x12_screens import watched
from cleanclaim.exchange.x12.lexer import begins_as_x12
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.model.practice import Practice


def case_in(file: str, basis: Basis, *options: Struct, **more: Any) -> Case:
    """The case of a file of visits or claims, with what the options name beside it; see `read_case`."""
    beside = {name: value for one in options for name, value in structs.asdict(one).items()} | more
    if not begins_as_x12(file):
        return read_case(file, basis, **beside)
    with watched("Reading", file) as report:
        return read_case(file, basis, progress=report, **beside)


def practice_at(path: Path) -> Practice:
    """The practice a TOML file describes."""
    from cleanclaim.exchange.files.practice import read_practice

    return read_practice(path)
