"""The parts of a patient's chart as forms: an entry's fields as the chart's files have them, read by their reader."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from cleanclaim.exchange.files.history import PARTS, history_parts
from cleanclaim.exchange.files.to_objects import history_object
from cleanclaim.model.about import FieldAbout, fields_of
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import History
from cleanclaim.office.shared.query import read_text

PLACE = "The chart"
NAMES: Mapping[str, tuple[str, str]] = {
    "plan_of_care": ("Plans of care", "a plan of care"),
    "progress_reports": ("Progress reports", "a progress report"),
    "authorizations": ("Authorizations", "an authorization"),
    "benefits": ("Benefits", "a benefit"),
    "coverage": ("Coverage", "a span of coverage"),
}
"""What people call a part, and one entry of it."""
YES_NO = ("yes", "no")
LONGEST = 200


class EntryField(Struct, frozen=True, kw_only=True):
    """A field of an entry's form. `words`: those to choose from; none where one writes. `error`: what is wrong."""

    name: str
    label: str
    note: str
    value: str
    needed: bool
    words: tuple[str, ...]
    is_date: bool
    is_payer: bool
    error: str = ""


class ChartPart(Struct, frozen=True, kw_only=True):
    """A part of a chart: its entries as rows of texts, None where nobody said anything of it."""

    name: str
    title: str
    one: str
    heads: list[str]
    rows: list[list[str]] | None


def show_chart(chart: History) -> list[ChartPart]:
    """Every part, with the fields that some entry of it has."""
    written = history_object(chart)
    parts = []
    for name, kind in PARTS.items():
        entries = written.get(name)
        fields = [field for field in fields_of(kind).values() if any(field.name in one for one in entries or ())]
        rows = None if entries is None else [[_text(one.get(field.name, "")) for field in fields] for one in entries]
        title, one = NAMES[name]
        heads = [_label(field) for field in fields]
        parts.append(ChartPart(name=name, title=title, one=one, heads=heads, rows=rows))
    return parts


def entry_of(chart: History, part: str, at: int | None) -> dict[str, str]:
    """An entry as texts; an empty one where `at` is None. Raises UserError for one that does not exist."""
    entries = _entries(chart, part)
    if at is None:
        return {}
    if at >= len(entries):
        raise UserError(PLACE, "there is no such entry any more", "Reload the page.")
    return {name: _text(value) for name, value in entries[at].items()}


def show_entry(part: str, entry: Mapping[str, str], error: UserError | None = None) -> list[EntryField]:
    """The fields of an entry's form, with what is wrong at its field."""
    named = error.place.rpartition(", field ")[2] if error else ""
    wrong = f"{error.problem[:1].upper()}{error.problem[1:]} {error.remedy}" if error else ""
    return [
        EntryField(
            name=field.name,
            label=_label(field),
            note=field.about.note,
            value=entry.get(field.name, ""),
            needed=field.needed,
            words=YES_NO if field.about.written == "yes or no" else field.words,
            is_date=field.about.written == "date",
            is_payer=field.about.written == "payer" and field.name == "payer",
            error=wrong if field.name == named else "",
        )
        for field in fields_of(PARTS[part]).values()
    ]


def with_entry(chart: History, part: str, at: int | None, sent: Mapping[str, str]) -> History:
    """The chart with an entry as it was sent, in the place of another or as a further one.

    Raises UserError for the first field that is wrong, as a chart's file does.
    """
    entries = _entries(chart, part)
    columns = fields_of(PARTS[part])
    entry = {name: read_text(text.strip(), name, LONGEST) for name, text in sent.items() if name in columns}
    entry = {name: text for name, text in entry.items() if text}
    if at is None:
        entries.append(entry)
    elif at < len(entries):
        entries[at] = entry
    else:
        raise UserError(PLACE, "there is no such entry any more", "Reload the page.")
    return _with(chart, part, entries)


def without_entry(chart: History, part: str, at: int) -> History:
    """The chart without an entry. Where it was the last one, the part is known to be none."""
    entries = _entries(chart, part)
    return _with(chart, part, [one for place, one in enumerate(entries) if place != at])


def with_none(chart: History, part: str) -> History:
    """The chart of which this part is known to be none."""
    return _with(chart, part, [])


def check_part(part: str) -> str:
    """The part, which is one of a chart's. Raises UserError where it is none."""
    if part not in PARTS:
        raise UserError(PLACE, "the page named no part of a chart", "Go back to the chart.")
    return part


def _entries(chart: History, part: str) -> list[dict[str, Any]]:
    return list(history_object(chart).get(part) or [])


def _with(chart: History, part: str, entries: Sequence[Mapping[str, object]]) -> History:
    written = {**history_object(chart), part: list(entries)}
    return History(**history_parts(written, PLACE))


def _label(field: FieldAbout) -> str:
    meaning = field.about.meaning
    return meaning[:1].upper() + meaning[1:]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else str(value)
