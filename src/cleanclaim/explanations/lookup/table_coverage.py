"""Which tables have no release for a date, or only an older one, and which release to import."""

from collections.abc import Iterable
from datetime import date

from cleanclaim.law.wording import day
from cleanclaim.reference.releases import NAMES, Kind
from cleanclaim.reference.tables import Tables


def list_missing_tables(tables: Tables, on: date, kinds: Iterable[Kind]) -> tuple[str, ...]:
    """A sentence for each table that has no release for the date or a stale one, then what to do about it.

    Empty where every table has its release.
    """
    found = [text for kind in kinds if (text := _missing_table(tables, on, kind))]
    remedy = f"import what was in force on {day(on)}: `cleanclaim reference import FILE`"
    return (*found, remedy) if found else ()


def _missing_table(tables: Tables, on: date, kind: Kind) -> str | None:
    in_use = tables.library.in_use(kind, on, tables.known_on)
    releases = [release for release in in_use if release.scope == "complete"]
    if not releases:
        known = [release for release in tables.library.known(kind, tables.known_on) if release.scope == "complete"]
        before = f" before {day(min(release.answers_from for release in known))}" if known else ""
        return f"{NAMES[kind]}: {'only a part' if in_use else 'nothing'} is on file{before}"
    stale = [release.name for release in releases if release.stale_on(on)]
    past = "answers past its last day" if len(stale) == 1 else "answer past their last days"
    return f"{NAMES[kind]}: {' and '.join(stale)} {past}" if stale else None
