"""What is known of a patient before a visit, as JSON objects: plans, reports, authorizations, benefits, coverage.

A part that is absent is unknown; an empty list says that there are known to be none.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from cleanclaim.exchange.files import visit_values as values
from cleanclaim.exchange.files.columns import check_names
from cleanclaim.exchange.files.visit_values import UnreadableError, shown
from cleanclaim.model.chart import Authorization, Benefit, CoverageSpan, Elsewhere, PlanOfCare, ProgressReport
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import DISCIPLINES, PERFORMERS

Reader = Callable[[str], Any]

_DISCIPLINE = values.one_of(DISCIPLINES, "a discipline")
_WRITER = values.one_of(PERFORMERS, "someone who treats")


def _number(cell: str) -> int:
    try:
        return values.units(cell)
    except UnreadableError:
        raise UnreadableError(f"{shown(cell)} is not a number of visits.", "Write a whole number up to 999.") from None


class HistoryPart(Struct, frozen=True):
    """A part of a history: what an entry becomes, its fields, and those it cannot do without."""

    kind: type[Struct]
    fields: dict[str, Reader]
    needed: tuple[str, ...]


PARTS = {
    "plan_of_care": HistoryPart(
        PlanOfCare,
        {
            "begins": values.date,
            "through": values.date,
            "discipline": _DISCIPLINE,
            "written_by": _WRITER,
            "initial": values.yes_no,
            "visits_a_week": _number,
            "signed_on": values.date,
            "signed_by": values.identifier,
            "verbal_on": values.date,
            "sent_on": values.date,
            "order_on": values.date,
            "delay_reason": values.text,
        },
        ("begins",),
    ),
    "progress_reports": HistoryPart(
        ProgressReport, {"on": values.date, "discipline": _DISCIPLINE, "written_by": _WRITER}, ("on",)
    ),
    "authorizations": HistoryPart(
        Authorization,
        {
            "number": values.identifier,
            "payer": values.payer,
            "begins": values.date,
            "ends": values.date,
            "visits": _number,
            "used": _number,
            "counted_on": values.date,
            "discipline": _DISCIPLINE,
            "codes": values.several,
        },
        ("number", "payer", "begins"),
    ),
    "benefits": HistoryPart(
        Benefit,
        {
            "payer": values.payer,
            "unit": values.one_of(("visits", "dollars"), "what a benefit counts"),
            "limit": values.text,
            "begins": values.date,
            "ends": values.date,
            "used": values.text,
            "counted_on": values.date,
            "disciplines": values.several,
        },
        ("payer", "unit", "limit", "begins", "ends"),
    ),
    "coverage": HistoryPart(
        CoverageSpan,
        {
            "payer": values.payer,
            "begins": values.date,
            "ends": values.date,
            "checked_on": values.date,
            "instead": values.payer,
        },
        ("payer", "begins"),
    ),
}
NAMES = ("spent", "spent_elsewhere", "visits", *PARTS, "discharged_on")


def history_parts(given: Mapping[str, object], place: str) -> dict[str, Any]:
    """The parts of a history other than its visits, by name. Raises UserError for the first thing that is wrong."""
    try:
        check_names(tuple(given), NAMES)
        for name in given:
            if name not in NAMES:
                raise UnreadableError("this is no part of a history.", f"Parts: {', '.join(NAMES)}.", name)
    except UnreadableError as error:
        raise error.at(place, "field") from None
    found: dict[str, Any] = {}
    if given.get("spent") is not None:
        found["spent"] = _value("spent", given["spent"], values.amount, place)
    if given.get("spent_elsewhere") is not None:
        found["spent_elsewhere"] = _elsewhere(given["spent_elsewhere"], f"{place}, spent_elsewhere")
    for name, part in PARTS.items():
        if given.get(name) is not None:
            found[name] = _entries(given[name], part, f"{place}, {name}")
    if given.get("discharged_on") is not None:
        found["discharged_on"] = _days(given["discharged_on"], place)
    return found


def _entries(given: object, part: HistoryPart, place: str) -> tuple[Any, ...]:
    """The entries of a part: a list of objects, or one object alone."""
    entries = [given] if isinstance(given, dict) else given
    if not isinstance(entries, list):
        raise UserError(
            place, f"{shown(given)} is not a list of objects.", "Write [{...}], and [] for known to be none."
        )
    return tuple([_entry(one, part, f"{place} {number}") for number, one in enumerate(entries, 1)])


def _entry(given: object, part: HistoryPart, place: str) -> Any:
    fields = _object(given, tuple(part.fields), place)
    read = {name: _value(name, fields[name], part.fields[name], place) for name in part.fields if name in fields}
    known = {name: value for name, value in read.items() if value is not None}
    for name in part.needed:
        if name not in known:
            raise UserError(f"{place}, field {name}", "is missing.", f"Needed are {', '.join(part.needed)}.")
    if part.kind is Benefit:
        counted = values.amount if known["unit"] == "dollars" else _number
        known |= {name: _value(name, known[name], counted, place) for name in ("limit", "used") if name in known}
    return part.kind(**known)


def _elsewhere(given: object, place: str) -> Elsewhere:
    fields = _object(given, ("low", "high"), place)
    low, high = (_value(name, fields.get(name), values.amount, place) for name in ("low", "high"))
    if low is None or high is None or low > high:
        raise UserError(place, "low and high are not two amounts in order.", 'Write {"low": "0.00", "high": "450.00"}.')
    return Elsewhere(low=low, high=high)


def _days(given: object, place: str) -> tuple[date, ...]:
    days = given if isinstance(given, list) else [given]
    return tuple([_value("discharged_on", one, values.date, place) for one in days])


def _object(given: object, names: Sequence[str], place: str) -> dict[str, object]:
    if not isinstance(given, dict):
        raise UserError(place, f"{shown(given)} is not an object.", f"Write an object with {', '.join(names)}.")
    try:
        check_names(tuple(given), names)
    except UnreadableError as error:
        raise error.at(place, "field") from None
    return given


def _value(name: str, given: object, reader: Reader, place: str) -> Any:
    """A field's value; None where it is empty. A list is read as its pieces with blanks between."""
    pieces = given if isinstance(given, list) else [given]
    if any(isinstance(piece, list | dict) for piece in pieces):
        raise UserError(f"{place}, field {name}", f"{shown(given)} is not a value of this field.", "Write text.")
    text = " ".join(str(piece) for piece in pieces if piece is not None).strip()
    try:
        return reader(text) if text else None
    except UnreadableError as error:
        raise UserError(f"{place}, field {name}", error.problem, error.remedy) from None
