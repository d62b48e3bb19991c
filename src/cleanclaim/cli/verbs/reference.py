"""`cleanclaim reference`: the published tables held, the publishers' files imported, an import undone."""

from datetime import date
from pathlib import Path

from cleanclaim.cli.screen import plural, progress, say, say_json, styled, wrapped
from cleanclaim.law.wording import day
from cleanclaim.reference.imports import Import, Imported, import_files, remove, size_of
from cleanclaim.reference.library import library
from cleanclaim.reference.releases import Release
from cleanclaim.reference.releasing import Told
from cleanclaim.reference.status import HeldRelease, TableStatus, status

SHOWN = 2
"""Releases of a table that are listed on the screen, the newest; JSON has them all."""

STATES = {
    "current": ("current", "green"),
    "stale": ("stale", "yellow"),
    "excerpt": ("excerpt only", "yellow"),
    "none": ("not held", "cyan"),
}
OUTCOMES = {"already held": "blue", "left out": "yellow"}


def say_status(folder: Path, on: date, format: str) -> int:
    """Print what is held of each table, what is stale and what to import; returns the exit code."""
    tables = status(library(folder), on)
    if format == "json":
        say_json({"on": on, "library": str(folder), "tables": tables})
        return 0
    say(f"{styled('Published tables', bold=True)} for {day(on)}   imports in {folder}")
    for table in tables:
        say()
        _say_table(table)
    say()
    missing = sum(table.missing is not None for table in tables)
    if missing:
        say(f"Wanted for {plural(missing, 'table')}: download the file, then `cleanclaim reference import FILE`.")
    return 0


def _say_table(table: TableStatus) -> None:
    word, colour = STATES[table.state]
    say(f"{table.what[0].upper()}{table.what[1:]}   every {table.every}   {styled(word, colour, bold=True)}")
    for release in table.releases[:SHOWN]:
        say(f"  {_held(release)}")
    if len(table.releases) > SHOWN:
        say(f"  and {len(table.releases) - SHOWN} older")
    if table.missing is not None:
        say(f"  wanted: {table.missing.period}, {table.missing.file}")
        say(styled(f"          {table.missing.where}", dim=True))


def _held(release: HeldRelease) -> str:
    until = f" to {day(release.effective_to)}" if release.effective_to else ""
    origin = f"imported {day(release.imported)}" if release.imported else "ships with cleanclaim"
    scope = "" if release.scope == "complete" else f"{release.scope}, "
    return f"{release.name:<22} {day(release.effective_from)}{until}   {scope}{plural(release.rows, 'row')}, {origin}"


def say_import(paths: list[Path], folder: Path, told: Told, format: str) -> int:
    """Import the publishers' files and print what became of them; returns the exit code."""
    with progress("Reading", size_of(paths)) as report:
        done = import_files(paths, folder, told, date.today(), report)
    if format == "json":
        say_json({"library": str(folder), "releases": done.releases, "passed_over": done.passed_over})
    else:
        _say_done(done, folder)
    return 0


def _say_done(done: Import, folder: Path) -> None:
    for one in done.releases:
        _say_release(one)
    if done.passed_over:
        say(f"Passed over: {plural(len(done.passed_over), 'file')}.")
        for place, reason in done.passed_over.items():
            say(styled(f"  {Path(place).name}: {reason}", dim=True))
    if any(one.outcome not in OUTCOMES for one in done.releases):
        say(f"Kept in {folder}; `cleanclaim reference remove NAME` takes it out again.")
    else:
        say("Nothing was changed.")


def _say_release(one: Imported) -> None:
    release = one.release
    word = styled(one.outcome, OUTCOMES.get(one.outcome, "green"), bold=True)
    say(f"{styled(release.name, bold=True)}   {word}   {plural(release.rows, 'row')}, {_span(release)}")
    for note in one.notes:
        for line in wrapped(note, 92):
            say(f"  {line}")


def _span(release: Release) -> str:
    until = f" to {day(release.effective_to)}" if release.effective_to else ""
    before = f"; it answers for days from {day(release.answers_from)} on"
    earlier = before if release.answers_from < release.effective_from else ""
    return f"in force {day(release.effective_from)}{until}{earlier}"


def say_removed(folder: Path, name: str, format: str) -> int:
    """Undo an import and say so; returns the exit code."""
    release = remove(folder, name)
    if format == "json":
        say_json({"library": str(folder), "removed": release.name})
    else:
        say(f"{styled(release.name, bold=True)} is removed. Import its file again to have it back.")
    return 0
