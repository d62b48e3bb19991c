"""What the tables held cannot say of a date, or only from an older release, and which release to import for it."""

from collections.abc import Iterable
from datetime import date

from cleanclaim.law.wording import day
from cleanclaim.reference.releases import NAMES, Kind
from cleanclaim.reference.tables import Tables


def list_missing_tables(held: Tables, on: date, kinds: Iterable[Kind]) -> tuple[str, ...]:
    """A sentence for each table that has no release for the date or a stale one, then what to do about it.

    None where all is held.
    """
    found = [text for kind in kinds if (text := _missing_table(held, on, kind))]
    remedy = f"import what was in force on {day(on)}: `cleanclaim reference import FILE`"
    return (*found, remedy) if found else ()


def _missing_table(held: Tables, on: date, kind: Kind) -> str | None:
    asked = held.library.in_use(kind, on, held.known_on)
    if not asked:
        known = held.library.known(kind, held.known_on)
        held_from = f" before {day(min(release.answers_from for release in known))}" if known else ""
        return f"{NAMES[kind]}: nothing is on file{held_from}"
    stale = [release.name for release in asked if release.stale_on(on)]
    past = "answers past its last day" if len(stale) == 1 else "answer past their last days"
    return f"{NAMES[kind]}: {' and '.join(stale)} {past}" if stale else None
