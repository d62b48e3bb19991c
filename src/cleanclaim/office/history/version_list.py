"""The history of a record as people read it: each version with who made it, and field by field what it changed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

from msgspec import Struct

from cleanclaim.office.history.changes import REMOVED
from cleanclaim.office.history.models import Record, Version

Compare = Callable[[Any, Any], Iterable[tuple[str, str, str]]]
"""The fields in which two versions of a record differ: the name of each, and what either says."""
MOST_LISTED = 100
CONTEXT, LONGEST = 3, 160
"""Words that stay before and after what changed in a long text; characters of it that are shown."""


class FieldChange(Struct, frozen=True):
    """A field that a version changed, from what to what."""

    name: str
    before: str
    after: str


class VersionRow(Struct, frozen=True):
    """A version: when, by whom, what was done, and what that changed."""

    at: datetime
    who: str
    what: str
    changes: tuple[FieldChange, ...]


def list_versions(
    record: Record, compare: Compare, *, first: str = "Added", acts: Mapping[str, str] | None = None
) -> list[VersionRow]:
    """The newest versions of a record, the latest first. `first` is what the first one did, `acts` what the `why` of
    one means.
    """
    words = {REMOVED: "Removed", **(acts or {})}
    found: list[Version] = list(record.versions.select_related("user").order_by("-number")[: MOST_LISTED + 1])
    rows = [_row(one, before, compare, words) for one, before in pairwise(found)]
    if found and found[-1].number == 1:
        rows.append(_row(found[-1], None, compare, words | {"": first}))
    return rows[:MOST_LISTED]


def shorten(before: str, after: str) -> tuple[str, str]:
    """What differs of two texts, with a few words around it; short ones whole."""
    if max(len(before), len(after)) <= LONGEST:
        return before, after
    old, new = before.split(), after.split()
    same = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), None)
    begin = min(len(old), len(new)) if same is None else same
    most = min(len(old), len(new)) - begin
    end = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
    return _part(old, begin, end), _part(new, begin, end)


def _part(words: list[str], begin: int, end: int) -> str:
    first, last = max(begin - CONTEXT, 0), min(len(words) - end + CONTEXT, len(words))
    text = " ".join(words[first:last])
    text = text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …"
    return f"{'… ' * (first > 0)}{text}{' …' * (last < len(words) and not text.endswith('…'))}"


def _row(one: Version, before: Version | None, compare: Compare, words: Mapping[str, str]) -> VersionRow:
    what = words.get(one.why) or str(one.get_act_display())
    changed = compare(before, one) if before is not None else ()
    changes = tuple(FieldChange(name, *shorten(was, now)) for name, was, now in changed)
    return VersionRow(one.at, str(one.user or "the program"), what, changes)
