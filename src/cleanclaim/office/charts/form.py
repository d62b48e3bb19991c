"""The parts of a patient's chart as forms: an entry's fields as the chart's files have them, read by their reader."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
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
PAST: Mapping[str, tuple[str, ...]] = {
    "plan_of_care": ("signed_on", "verbal_on", "sent_on", "order_on"),
    "progress_reports": ("on",),
    "authorizations": ("counted_on",),
    "benefits": ("counted_on",),
    "coverage": ("checked_on",),
}
"""The days of what happened, which none after today did."""
LASTS = ("through", "ends")
MOST_AHEAD = timedelta(days=366)
"""How far ahead what is entered may begin. Ours: what lies further is a slip of the pen."""
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


def compare(before: History, after: History) -> list[tuple[str, str, str]]:
    """The parts in which two charts differ: the name of each, and the entries that only either has."""
    found = []
    for was, now in zip(show_chart(before), show_chart(after), strict=True):
        old, new = _entries_in_words(was), _entries_in_words(now)
        if old != new:
            gone, come = [one for one in old if one not in new], [one for one in new if one not in old]
            found.append((was.title, "; ".join(gone), "; ".join(come)))
    return found


def _entries_in_words(part: ChartPart) -> list[str]:
    """Each entry of a part as `Begins 2026-01-05, Ends 2026-04-05`."""
    if part.rows is not None and not part.rows:
        return ["none"]
    return [
        ", ".join(f"{head} {text}" for head, text in zip(part.heads, row, strict=True) if text)
        for row in part.rows or ()
    ]


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


def with_entry(chart: History, part: str, at: int | None, sent: Mapping[str, str], today: date) -> History:
    """The chart with an entry as it was sent, in the place of another or as a further one.

    Raises UserError for the first field that is wrong, as a chart's file does, and for a day that cannot be.
    """
    entries = _entries(chart, part)
    columns = fields_of(PARTS[part])
    entry = {name: read_text(text.strip(), name, LONGEST) for name, text in sent.items() if name in columns}
    entry = {name: text for name, text in entry.items() if text}
    _check_days(part, entry, today)
    if at is None:
        entries.append(entry)
    elif at < len(entries):
        entries[at] = entry
    else:
        raise UserError(PLACE, "there is no such entry any more", "Reload the page.")
    return _with(chart, part, entries)


def _check_days(part: str, entry: Mapping[str, str], today: date) -> None:
    """Raises UserError where what happened is after today, a last day before the first, or a first day far ahead."""
    read = getattr(_with(History(), part, [entry]), part)[0]
    for name in PAST[part]:
        day = getattr(read, name)
        if day is not None and day > today:
            raise _wrong_day(name, "it is after today.", "Enter the day it happened, or leave it empty until then.")
    begins = getattr(read, "begins", None)
    if begins is not None and begins > today + MOST_AHEAD:
        raise _wrong_day("begins", "it is more than a year ahead.", "Check the year.")
    for name in LASTS:
        last = getattr(read, name, None)
        if begins is not None and last is not None and last < begins:
            raise _wrong_day(name, "it is before the first day.", "Correct one of the two.")


def _wrong_day(name: str, problem: str, remedy: str) -> UserError:
    return UserError(f"{PLACE}, field {name}", problem, remedy)


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
