"""What is known of a patient before a visit, as JSON objects: plans, reports, authorizations, benefits, coverage.

A part that is absent is unknown; an empty list says that there are known to be none.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from cleanclaim.exchange.files import visit_values as values
from cleanclaim.exchange.files.columns import check_names
from cleanclaim.exchange.files.fields import readers_of
from cleanclaim.exchange.files.visit_values import Reader, UnreadableError, quoted
from cleanclaim.model.about import fields_of
from cleanclaim.model.chart import Authorization, Benefit, CoverageSpan, OutsideCare, PlanOfCare, ProgressReport
from cleanclaim.model.errors import UserError

PARTS: dict[str, type[Struct]] = {
    "plan_of_care": PlanOfCare,
    "progress_reports": ProgressReport,
    "authorizations": Authorization,
    "benefits": Benefit,
    "coverage": CoverageSpan,
}
"""The parts of a history that are lists of entries, and what an entry becomes."""
_LONG_BEFORE = timedelta(days=366)
"""No plan of care is certified, sent or ordered so long before its first day: one of the days is a slip."""
NAMES = ("spent", "spent_elsewhere", "visits", *PARTS, "discharged_on")


def history_parts(fields: Mapping[str, object], place: str) -> dict[str, Any]:
    """The parts of a history other than its visits, by name. Raises UserError for the first thing that is wrong."""
    try:
        check_names(tuple(fields), NAMES)
        for name in fields:
            if name not in NAMES:
                raise UnreadableError("this is no part of a history.", f"Parts: {', '.join(NAMES)}.", name)
    except UnreadableError as error:
        raise error.at(place, "field") from None
    found: dict[str, Any] = {}
    if fields.get("spent") is not None:
        found["spent"] = _value("spent", fields["spent"], values.amount, place)
    if fields.get("spent_elsewhere") is not None:
        found["spent_elsewhere"] = _range(fields["spent_elsewhere"], f"{place}, spent_elsewhere")
    for name, kind in PARTS.items():
        if fields.get(name) is not None:
            found[name] = _entries(fields[name], kind, f"{place}, {name}")
    if fields.get("discharged_on") is not None:
        found["discharged_on"] = _days(fields["discharged_on"], place)
    return found


def _entries(value: object, kind: type[Struct], place: str) -> tuple[Any, ...]:
    """The entries of a part: a list of objects, or one object alone."""
    entries = [value] if isinstance(value, dict) else value
    if not isinstance(entries, list):
        raise UserError(
            place, f"{quoted(value)} is not a list of objects.", "Write [{...}], and [] for known to be none."
        )
    return tuple([_entry(one, kind, f"{place} {number}") for number, one in enumerate(entries, 1)])


def _entry(value: object, kind: type[Struct], place: str) -> Any:
    readers = readers_of(kind)
    fields = _object(value, tuple(readers), place)
    read = {name: _value(name, fields[name], reader, place) for name, reader in readers.items() if name in fields}
    known = {name: value for name, value in read.items() if value is not None}
    needed = [name for name, field in fields_of(kind).items() if field.needed]
    for name in needed:
        if name not in known:
            raise UserError(f"{place}, field {name}", "is missing.", f"Needed are {', '.join(needed)}.")
    _check_days(known, place)
    if kind is Benefit:
        counted = values.amount if known["unit"] == "dollars" else values.visits
        known |= {name: _value(name, known[name], counted, place) for name in ("limit", "used") if name in known}
    return kind(**known)


def _check_days(known: Mapping[str, Any], place: str) -> None:
    """Refuse an entry whose days cannot all be so: the last before the first, a plan certified a year before it."""
    begins = known.get("begins")
    for name in ("ends", "through"):
        if begins and known.get(name) and known[name] < begins:
            problem = f"is {known[name]}, before the entry begins on {begins}."
            raise UserError(f"{place}, field {name}", problem, "Correct one of the two days.")
    for name in ("signed_on", "verbal_on", "sent_on", "order_on"):
        if begins and known.get(name) and known[name] < begins - _LONG_BEFORE:
            problem = f"is {known[name]}, more than a year before the plan begins on {begins}."
            raise UserError(f"{place}, field {name}", problem, "Correct one of the two days.")


def _range(value: object, place: str) -> OutsideCare:
    fields = _object(value, ("low", "high"), place)
    low, high = (_value(name, fields.get(name), values.amount, place) for name in ("low", "high"))
    if low is None or high is None or low > high:
        raise UserError(place, "low and high are not two amounts in order.", 'Write {"low": "0.00", "high": "450.00"}.')
    return OutsideCare(low=low, high=high)


def _days(value: object, place: str) -> tuple[date, ...]:
    days = value if isinstance(value, list) else [value]
    return tuple([_value("discharged_on", one, values.date, place) for one in days])


def _object(value: object, names: Sequence[str], place: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise UserError(place, f"{quoted(value)} is not an object.", f"Write an object with {', '.join(names)}.")
    try:
        check_names(tuple(value), names)
        for name in value:
            if name not in names:
                raise UnreadableError("there is no such field.", f"It has {', '.join(names)}.", name)
    except UnreadableError as error:
        raise error.at(place, "field") from None
    return value


def _value(name: str, value: object, reader: Reader, place: str) -> Any:
    """A field's value; None where it is empty. A list is read as its pieces with blanks between."""
    pieces = value if isinstance(value, list) else [value]
    if any(isinstance(piece, list | dict) for piece in pieces):
        raise UserError(f"{place}, field {name}", f"{quoted(value)} is not a value of this field.", "Write text.")
    text = " ".join(str(piece) for piece in pieces if piece is not None).strip()
    try:
        return reader(text) if text else None
    except UnreadableError as error:
        raise UserError(f"{place}, field {name}", error.problem, error.remedy) from None
