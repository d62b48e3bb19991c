"""What Updates shows: each table with its releases, which pairs of them can be compared, a comparison's tables."""

from collections.abc import Sequence
from datetime import date
from pathlib import PurePath

from msgspec import Struct

from cleanclaim.explanations.releases.pages import ComparisonPage, build_comparison_page
from cleanclaim.explanations.releases.tables import Section
from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.reference.imports import Import, Imported
from cleanclaim.reference.library import Library
from cleanclaim.reference.status import ReleaseStatus, TableStatus, table_statuses

STATE_MARKS = {
    "current": ("current", "clean"),
    "stale": ("stale", "check"),
    "excerpt": ("excerpt only", "check"),
    "none": ("not on file", "missing"),
}
OUTCOMES = {"already on file": "fyi", "left out": "check"}
FIRST_ROWS = 20


class ReleaseRow(Struct, frozen=True):
    """A release, and the name of the one before it, to compare them."""

    release: ReleaseStatus
    before: str | None


class TableView(Struct, frozen=True):
    """One published table: its state in a word, and its releases, newest first."""

    table: TableStatus
    word: str
    mark: str
    releases: list[ReleaseRow]


class ImportMessage(Struct, frozen=True):
    """What was done with a file: a mark, a word, and the rest."""

    mark: str
    word: str
    text: str


class ComparisonTable(Struct, frozen=True):
    """One table of a comparison: the rows shown, whether each cell is a number, and how many rows there are."""

    section: Section
    rows: list[list[tuple[str, bool]]]
    number: int


class ComparisonView(Struct, frozen=True):
    """What changes from one release to another."""

    page: ComparisonPage
    old: str
    new: str
    sections: list[ComparisonTable]
    shortened: bool


def list_tables(library: Library, on: date) -> list[TableView]:
    """Every table and its state on a day."""
    return [_table(one) for one in table_statuses(library, on)]


def _table(table: TableStatus) -> TableView:
    word, mark = STATE_MARKS[table.state]
    older = [*(release.name for release in table.releases[1:]), None]
    return TableView(table, word, mark, [ReleaseRow(*both) for both in zip(table.releases, older, strict=False)])


def list_messages(done: Import) -> list[ImportMessage]:
    """What became of the files of an import."""
    messages = [
        ImportMessage(OUTCOMES.get(one.outcome, "clean"), one.outcome, _import_text(one)) for one in done.releases
    ]
    passed = [
        ImportMessage("fyi", "passed over", f"{PurePath(at).name}: {why}") for at, why in done.passed_over.items()
    ]
    return messages + passed


def _import_text(one: Imported) -> str:
    release = one.release
    until = f" to {day(release.effective_to)}" if release.effective_to else ""
    span = f"{release.name}: {release.rows:,} rows, in force from {day(release.effective_from)}{until}."
    return " ".join([span, *one.notes])


def list_release_names(library: Library) -> list[str]:
    """The releases that can be chosen, newest first within their table."""
    return [release.name for release in sorted(library.releases, key=lambda release: release.kind)]


def compare_releases(library: Library, old: str, new: str, *, everything: bool) -> ComparisonView:
    """From one release on file to another. Raises UserError where one is not on file, or their tables differ."""
    releases = {release.name: release for release in library.releases}
    for name in (old, new):
        if name not in releases:
            raise UserError(name or "A release", "it is not on file", "Choose one of the list, or import its file.")
    page = build_comparison_page(releases[old], releases[new])
    most = None if everything else FIRST_ROWS
    sections = [_section(one, most) for one in page.sections if one.rows]
    return ComparisonView(page, old, new, sections, any(len(one.rows) < one.number for one in sections))


def _section(section: Section, most: int | None) -> ComparisonTable:
    rows: Sequence[tuple[str, ...]] = section.rows[:most]
    cells = [[(cell, at >= section.numbers_from) for at, cell in enumerate(row)] for row in rows]
    return ComparisonTable(section, cells, len(section.rows))
