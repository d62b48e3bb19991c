"""Reading what the commands are given: visits, history, the practice, where it is."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cleanclaim.emr.visits import read_visits
from cleanclaim.law.history import with_history
from cleanclaim.model.practice import Practice
from cleanclaim.model.visit import Visit
from cleanclaim.reference.library import Library

if TYPE_CHECKING:
    from cleanclaim.pricing.office import Office


def visits_with_history(file: str, history: str | None) -> list[Visit]:
    """The visits of a file; where a history file is given, what it tells of each patient's year filled in."""
    visits = read_visits(file)
    return with_history(visits, read_visits(history)) if history else visits


def visits_with_allowed(
    file: str,
    history: str | None,
    office: "Office",
    *,
    as_of: date | None,
    known_on: date | None,
    payers: Path | None,
    library: Library,
) -> list[Visit]:
    """The same, with the allowed amounts that nobody entered but the fee schedule tells, as far as the place is known.

    They decide when a patient's year passes the threshold.
    """
    if not office.places_visits:
        return visits_with_history(file, history)
    from cleanclaim.pricing.allowed import with_allowed

    visits = with_allowed(read_visits(file), office, as_of=as_of, known_on=known_on, payers=payers, library=library)
    if not history:
        return visits
    earlier = with_allowed(read_visits(history), office, known_on=known_on, payers=payers, library=library)
    return with_history(visits, earlier)


def office_at(zip_code: str | None, locality: str | None, practice: Practice | None, *, qualifying: bool) -> "Office":
    """Where the practice is and how it is paid, as the options say it."""
    from cleanclaim.pricing.office import Office

    return Office(zip_code=zip_code, locality=locality, practice=practice, qualifying=qualifying)


def files_of(path: Path) -> list[Path]:
    """The files a practice is read from: the TOML file, and the patients file it names."""
    from cleanclaim.emr.practice import practice_files

    return practice_files(path)


def practice_at(path: Path) -> Practice:
    """The practice a TOML file describes."""
    from cleanclaim.emr.practice import read_practice

    return read_practice(path)
