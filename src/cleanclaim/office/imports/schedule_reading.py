"""A schedule read, with what somebody said of it: rows with a word nobody knows wait."""

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

from msgspec import structs

from cleanclaim.exchange.files.intake import names_of
from cleanclaim.exchange.files.schedule import read_schedule_file
from cleanclaim.exchange.files.visit_values import quoted
from cleanclaim.model.practice import Practice
from cleanclaim.office.day import today
from cleanclaim.office.imports.choices import ImportChoices, schedule_mapping
from cleanclaim.office.imports.file_read import MOST_ROWS, MOST_WORDS, FileRead, PreviewColumn, with_reading


def read_schedule_of(path: Path, choices: ImportChoices, practice: Practice | None) -> FileRead:
    """Read a schedule as its choices say."""
    read = read_schedule_file(
        path,
        mapping=schedule_mapping(choices),
        names=names_of(practice),
        corrections={(one.row, one.field): one.text for one in choices.corrections},
        today=today(),
    )
    used = read.reading.used
    columns = tuple(PreviewColumn(cell, used.get(cell, ""), "", texts) for cell, texts in read.examples.items())
    open_words = _open_words_of(path, choices, practice) if choices.words else read.waiting
    words = {field: tuple(islice(named, MOST_WORDS)) for field, named in open_words.items()}
    found = FileRead(kind="appointments", columns=columns, words=words)
    if read.problem:
        return structs.replace(found, problem=read.problem.problem, remedy=read.problem.remedy)
    waiting = tuple(
        _wait_for(field, word, rows) for field, named in read.waiting.items() for word, rows in named.items()
    )
    return structs.replace(with_reading(found, read.reading), appointments=read.rows, waiting=waiting)


def _open_words_of(
    path: Path, choices: ImportChoices, practice: Practice | None
) -> Mapping[str, Mapping[str, Sequence[int]]]:
    """The words of a schedule that were open_words for, those too of which somebody said what they mean."""
    mapping = schedule_mapping(structs.replace(choices, words={}))
    return read_schedule_file(path, mapping=mapping, names=names_of(practice)).waiting


def _wait_for(field: str, word: str, rows: Sequence[int]) -> str:
    """Which rows wait for what a word of theirs means."""
    more = f" and {len(rows) - MOST_ROWS:,} more" if len(rows) > MOST_ROWS else ""
    listed = f"{'Row' if len(rows) == 1 else 'Rows'} {', '.join(map(str, rows[:MOST_ROWS]))}{more}"
    clinician = field == "provider_npi"
    what = "is none of the practice's clinicians" if clinician else "is no status that is known here"
    meant = "who that is" if clinician else "what it means"
    return f"{listed}: {quoted(word)} {what}. Set aside until it is chosen {meant}."
