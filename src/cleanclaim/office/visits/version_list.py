"""The history of a visit: what each version changed of its minutes, its note and the rest, and what a step undid."""

from collections.abc import Iterable

from cleanclaim.office.history.models import Version
from cleanclaim.office.history.version_list import FieldChange, VersionRow
from cleanclaim.office.history.version_list import list_versions as list_versions_of
from cleanclaim.office.visits.day_units import LaterChange, list_later_changes
from cleanclaim.office.visits.form import describe_part, fill_page
from cleanclaim.office.visits.meanwhile import list_differences
from cleanclaim.office.visits.models import VisitRecord
from cleanclaim.office.visits.typed import PARTS, Entered, read_entered

LONGEST_CHANGE = 80
"""Letters of what a step changed that are quoted."""


def list_versions(record: VisitRecord, same_day: Iterable[VisitRecord]) -> list[VersionRow]:
    """The versions of a visit, and what changed of its units by another visit of the day after it was signed, or of
    another's by it; the latest first. `same_day` are the other visits of the day.
    """
    acts = {"signed": "Signed", "addendum": "Addendum", "co-signed": "Co-signed"}
    rows = list_versions_of(record, _compare, first="Begun", acts=acts)
    if all(one.signed_at is None for one in (record, *same_day)):
        return rows
    later = [_row_of(one, record) for one in list_later_changes(record) if record in (one.record, one.by)]
    return sorted([*later, *rows], key=lambda row: row.at, reverse=True) if later else rows


def _row_of(change: LaterChange, record: VisitRecord) -> VersionRow:
    """`After this was signed, visit V2 of the day was changed`, with the units of each code before and after."""
    here = f"After this was signed, visit {change.by.number} of the day was changed"
    there = f"Units of visit {change.record.number} of the day, signed before, were changed"
    what = here if change.record == record else there
    units = tuple(FieldChange(f"Units of {one.code}", str(one.then), str(one.now)) for one in change.changes)
    return VersionRow(change.at, change.who, what, units)


def _compare(before: Version, after: Version) -> list[tuple[str, str, str]]:
    return list_differences(fill_page(read_entered(before)), fill_page(read_entered(after)))


def describe_step(before: Entered, after: Entered) -> str:
    """What an undo or a redo changed, a sentence a part.

    Minutes: "97140 10 min therapist" is gone. Note: "Tired." is back.
    """
    pages = fill_page(before), fill_page(after)
    sentences = []
    for part, name in PARTS.items():
        apart = "; " if part in ("blocks", "lines") else " "
        gone, back = _differing(*(describe_part(page, part).split(apart) for page in pages))
        if gone or back:
            sentences.append(f"{name}: {_say_change(apart.join(gone), apart.join(back))}")
    return " ".join(sentences)


def _differing(first: list[str], second: list[str]) -> tuple[list[str], list[str]]:
    """What stands between the same beginning and the same end of two texts."""
    least = min(len(first), len(second))
    begin = next((at for at in range(least) if first[at] != second[at]), least)
    end = next((at for at in range(least - begin) if first[-1 - at] != second[-1 - at]), least - begin)
    return first[begin : len(first) - end], second[begin : len(second) - end]


def _say_change(gone: str, back: str) -> str:
    words = [f'"{text if len(text) <= LONGEST_CHANGE else f"{text[:LONGEST_CHANGE]}…"}"' for text in (gone, back)]
    if not gone.strip():
        return f"{words[1]} is back."
    return f"{words[0]} is {words[1]} again." if back.strip() else f"{words[0]} is gone."
