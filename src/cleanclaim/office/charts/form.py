"""The parts of a patient's chart as forms: an entry's fields as the chart's files have them, read by their reader."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from cleanclaim.exchange.files.value_checks import chart_entry_faults
from cleanclaim.model.about import FieldAbout, fields_of
from cleanclaim.model.chart import PAYS_INSTEAD
from cleanclaim.model.days import day_for_people
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import cents
from cleanclaim.model.visit import History
from cleanclaim.office.charts.parts import (
    KINDS,
    NAMES,
    ONCE,
    OUTSIDE,
    PLACE,
    read_entries,
    with_entries,
    without_part,
)
from cleanclaim.office.shared.query import read_text

YES_NO = ("yes", "no")
LONGEST = 200


class EntryField(Struct, frozen=True, kw_only=True):
    """A field of an entry's form. `words`: those to choose from, each with what people call it; none where one writes.
    `error`: what is wrong.
    """

    name: str
    label: str
    note: str
    value: str
    needed: bool
    words: tuple[tuple[str, str], ...]
    is_date: bool
    error: str = ""

    @property
    def is_strange(self) -> bool:
        """Whether what stands in it is none of the words, as a payer whom the practice has no more."""
        return bool(self.value) and self.value not in dict(self.words)


class ChartPart(Struct, frozen=True, kw_only=True):
    """A part of a chart: its entries as rows of texts under their heads, None where nobody said anything of it."""

    name: str
    title: str
    one: str
    none: str
    note: str
    heads: list[str]
    rows: list[list[tuple[str, str]]] | None

    @property
    def takes_more(self) -> bool:
        """Whether an entry can be added to it."""
        return self.name not in ONCE or not self.rows


def show_chart(chart: History, payers: Mapping[str, str]) -> list[ChartPart]:
    """Every part, with the fields that some entry of it has. `payers`: how each is called."""
    parts = []
    for name, kind in KINDS.items():
        entries, words = read_entries(chart, name), NAMES[name]
        fields = [field for field in fields_of(kind).values() if any(field.name in one for one in entries or ())]
        rows = (
            None
            if entries is None
            else [[(_head(field), _for_people(field, one, payers)) for field in fields] for one in entries]
        )
        heads = [_head(field) for field in fields]
        parts.append(
            ChartPart(
                name=name, title=words.title, one=words.one, none=words.none, note=words.note, heads=heads, rows=rows
            )
        )
    return parts


def compare(before: History, after: History, payers: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """The parts in which two charts differ: the name of each, and the entries that only either has."""
    found = []
    for was, now in zip(show_chart(before, payers), show_chart(after, payers), strict=True):
        old, new = _entries_in_words(was), _entries_in_words(now)
        if old != new:
            gone, come = [one for one in old if one not in new], [one for one in new if one not in old]
            found.append((was.title, "; ".join(gone), "; ".join(come)))
    return found


def _entries_in_words(part: ChartPart) -> list[str]:
    """Each entry of a part as `Begins Jan 5, 2026, Ends Apr 5, 2026`."""
    if part.rows is not None and not part.rows:
        return ["none"]
    return [", ".join(f"{head} {text}" for head, text in row if text) for row in part.rows or ()]


def entry_of(chart: History, part: str, at: int | None) -> dict[str, str]:
    """An entry as texts; an empty one where `at` is None. Raises UserError for one that does not exist."""
    if at is None:
        return {}
    entries = read_entries(chart, part) or []
    if at >= len(entries):
        raise UserError(PLACE, "there is no such entry any more", "Reload the page.")
    fields = fields_of(KINDS[part])
    return {name: _as_typed(fields[name], value) for name, value in entries[at].items()}


def show_entry(
    part: str, entry: Mapping[str, str], payers: Mapping[str, str], error: UserError | None = None
) -> list[EntryField]:
    """The fields of an entry's form, with what is wrong at its field. `payers`: those to choose from."""
    named = error.place.rpartition(", field ")[2] if error else ""
    return [
        EntryField(
            name=field.name,
            label=_label(field),
            note=field.about.note,
            value=entry.get(field.name, ""),
            needed=field.needed,
            words=_words(field, payers),
            is_date=field.about.written == "date",
            error=_in_words(error) if error and field.name == named else "",
        )
        for field in fields_of(KINDS[part]).values()
    ]


def with_entry(chart: History, part: str, at: int | None, sent: Mapping[str, str], today: date) -> History:
    """The chart with an entry as it was sent, in the place of another or as a further one.

    Raises UserError for the first field that is wrong, as a chart's file does, and for a day that cannot be.
    """
    entries = [] if part in ONCE else list(read_entries(chart, part) or [])
    columns = fields_of(KINDS[part])
    entry = {name: read_text(text.strip(), name, LONGEST) for name, text in sent.items() if name in columns}
    entry = {name: text for name, text in entry.items() if text}
    missing = next((name for name, field in columns.items() if field.needed and name not in entry), "")
    if missing:
        raise _wrong(missing, "it is empty.", "It is needed.")
    _check_days(part, entry, today)
    if at is None or part in ONCE:
        entries.append(entry)
    elif at < len(entries):
        entries[at] = entry
    else:
        raise UserError(PLACE, "there is no such entry any more", "Reload the page.")
    return with_entries(chart, part, entries)


def _check_days(part: str, entry: Mapping[str, str], today: date) -> None:
    """Raises UserError where what happened is after today, a last day before the first, or a first day far ahead; and
    for what the reader of a chart's file refuses.
    """
    if part == OUTSIDE:
        _check_amounts(entry)
        return
    read = getattr(with_entries(History(), part, [entry]), part)[0]
    for fault in chart_entry_faults(part, read, today):
        raise _wrong(fault.field, f"it {fault.problem}", fault.remedy)


def _check_amounts(entry: Mapping[str, str]) -> None:
    """Raises UserError where the two ends of a range are no amounts, or not in their order."""
    found = []
    for name in ("low", "high"):
        try:
            found.append(cents(entry[name]))
        except ValueError:
            raise _wrong(name, f'"{entry[name]}" is no amount in dollars.', "Write it like 450.00.") from None
    if found[0] > found[1]:
        raise _wrong("high", "it is less than the least.", "Correct one of the two.")


def _wrong(name: str, problem: str, remedy: str) -> UserError:
    return UserError(f"{PLACE}, field {name}", problem, remedy)


def _in_words(error: UserError) -> str:
    """What is wrong with a field, as it stands next to the field."""
    return f"{error.problem[:1].upper()}{error.problem[1:]} {error.remedy}"


def without_entry(chart: History, part: str, at: int) -> History:
    """The chart without an entry. Where it was the last of a list, the part is known to be none; where there is one
    entry at most, it is not known any more.
    """
    left = [one for place, one in enumerate(read_entries(chart, part) or []) if place != at]
    return without_part(chart, part) if part in ONCE else with_entries(chart, part, left)


def with_none(chart: History, part: str) -> History:
    """The chart of which this part is known to be none."""
    return with_entries(chart, part, [])


def _label(field: FieldAbout) -> str:
    meaning = field.about.meaning
    return meaning[:1].upper() + meaning[1:]


def _head(field: FieldAbout) -> str:
    """What a column is called: its label without what only who fills it in has to know."""
    return _label(field).partition(";")[0].partition(":")[0]


def _words(field: FieldAbout, payers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The words that a field allows, each with what people call it."""
    if field.about.written == "payer":
        return tuple({**payers, **(PAYS_INSTEAD if field.name == "instead" else {})}.items())
    return tuple((word, word) for word in (YES_NO if field.about.written == "yes or no" else field.words))


def _for_people(field: FieldAbout, entry: Mapping[str, Any], payers: Mapping[str, str]) -> str:
    """What an entry says in a field, as people read it."""
    if field.name not in entry:
        return ""
    text, written = _text(entry[field.name]), field.about.written
    if written == "date":
        return day_for_people(date.fromisoformat(text))
    if written == "payer":
        return dict(_words(field, payers)).get(text, text)
    return f"${text}" if written == "dollars" or (written == "amount" and entry.get("unit") == "dollars") else text


def _as_typed(field: FieldAbout, value: object) -> str:
    """A value as people type it: 3/2/2026."""
    text = _text(value)
    if field.about.written != "date":
        return text
    on = date.fromisoformat(text)
    return f"{on.month}/{on.day}/{on.year}"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
