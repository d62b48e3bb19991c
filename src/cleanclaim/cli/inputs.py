"""Reading what the commands are given: visits, history, fees."""

from pathlib import Path

from cleanclaim.emr.visits import read_visits
from cleanclaim.law.history import with_history
from cleanclaim.model.practice import Practice
from cleanclaim.model.visit import Visit


def visits_with_history(file: str, history: str | None) -> list[Visit]:
    """The visits of a file; where a history file is given, what it tells of each patient's year filled in."""
    visits = read_visits(file)
    return with_history(visits, read_visits(history)) if history else visits


def files_of(path: Path) -> list[Path]:
    """The files a practice is read from: the TOML file, and the patients file it names."""
    from cleanclaim.emr.practice import practice_files

    return practice_files(path)


def practice_at(path: Path) -> Practice:
    """The practice a TOML file describes."""
    from cleanclaim.emr.practice import read_practice

    return read_practice(path)
