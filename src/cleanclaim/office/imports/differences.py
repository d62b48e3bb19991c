"""What a visit of a file says otherwise than the one that is here, for who has to choose."""

from collections.abc import Mapping

from cleanclaim.exchange.files.to_objects import visit_object
from cleanclaim.model.visit import Visit
from cleanclaim.office.imports.wording import label_of

QUOTE = '"'
MOST = 20
"""Differences of a visit that are listed."""


def list_differences(here: Visit, there: Visit) -> list[str]:
    """Each field that differs, with what stands here and what the file says: `97110, Minutes: 23 → 30`."""
    ours, theirs = visit_object(here), visit_object(there)
    old, new = ours.pop("services"), theirs.pop("services")
    found = _compare("", ours, theirs)
    for at in range(max(len(old), len(new))):
        before, after = old[at] if at < len(old) else None, new[at] if at < len(new) else None
        if before is None or after is None:
            code = (before or after or {}).get("code", "")
            found.append(f"{code}: {'added' if before is None else 'taken away'}")
        else:
            found += _compare(f"{before.get('code', '')}, ", before, after)
    return found[:MOST]


def _compare(place: str, old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    names = dict.fromkeys((*old, *new))
    return [
        f"{place}{label_of(name).strip(QUOTE)}: {_text(old.get(name))} → {_text(new.get(name))}"
        for name in names
        if old.get(name) != new.get(name) and name not in ("history", "note")
    ]


def _text(value: object) -> str:
    if isinstance(value, list):
        value = " ".join(map(str, value))
    return "empty" if value in (None, "") else str(value)
