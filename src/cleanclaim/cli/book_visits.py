"""The visits behind a book: those that the command line or the project names, else those that lie in its folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.claims.sent_log import LOG, SentLog, read_sent_log
from cleanclaim.cli.call import this_call
from cleanclaim.cli.options import PATH
from cleanclaim.cli.writing import SENT_FOLDER
from cleanclaim.exchange.files.file_kinds import file_kind
from cleanclaim.money.book.book import Book

BookVisits = Annotated[
    tuple[Path, ...],
    click.Option(
        ["--visits"],
        multiple=True,
        type=PATH,
        metavar="FILE",
        help="The visits that were billed; may be given again. Else the project's, or those in the folder.",
    ),
]


def find_visits(folder: Path, book: Book, named: Sequence[Path]) -> tuple[str, ...]:
    """The files of visits that belong to a book; none where there are none."""
    if named:
        return tuple(map(str, named))
    project = this_call().project
    if project is not None and project.visits:
        return tuple(map(str, project.visits))
    unused = [folder / one.name for one in book.files if one.use == "not used"]
    return tuple(str(path) for path in unused if file_kind(path) == "visits")


def find_log(folder: Path) -> SentLog | None:
    """The log of what was sent that lies in a folder or its `sent/`; None where there is none."""
    for place in (folder / SENT_FOLDER, folder):
        if (place / LOG).is_file():
            return read_sent_log(place)
    return None
