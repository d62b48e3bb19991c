"""The parts of a patient's chart: what people call each, and its entries as the chart's files have them.

plans, reports, authorizations, benefits, coverage    lists of entries, each with its fields
discharges                                            a list of days: entries with that one field
care at other providers                               one entry, from and to
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from msgspec import Struct

from cleanclaim.exchange.files.history import PARTS, history_parts
from cleanclaim.exchange.files.to_objects import history_object
from cleanclaim.model.about import About
from cleanclaim.model.chart import OutsideCare
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import History

PLACE = "The chart"
DISCHARGES, OUTSIDE = "discharged_on", "spent_elsewhere"


class Discharge(Struct, frozen=True):
    """The end of a course of care."""

    discharged_on: Annotated[date, About("the day care ended", "date")]


class PartWords(Struct, frozen=True):
    """What people call a part, and one entry of it; what they say where there is none, and what it says besides."""

    title: str
    one: str
    none: str = "There are none"
    note: str = ""


KINDS: Mapping[str, type[Struct]] = {**PARTS, DISCHARGES: Discharge, OUTSIDE: OutsideCare}
"""What an entry of each part is."""
NAMES: Mapping[str, PartWords] = {
    "plan_of_care": PartWords("Plans of care", "a plan of care"),
    "progress_reports": PartWords("Progress reports", "a progress report"),
    "authorizations": PartWords("Authorizations", "an authorization"),
    "benefits": PartWords("Benefits", "a benefit"),
    "coverage": PartWords("Coverage", "a span of coverage"),
    DISCHARGES: PartWords("Discharges", "a discharge"),
    OUTSIDE: PartWords(
        "Care at other providers this year",
        "what other providers were paid for",
        none="None this year",
        note="What was allowed there this calendar year counts toward the therapy threshold. Enter it anew each year.",
    ),
}
ONCE = (OUTSIDE,)
"""The parts of which there is one entry."""
NO_CARE_ELSEWHERE = {"low": "0.00", "high": "0.00"}


def read_entries(chart: History, part: str) -> list[dict[str, Any]] | None:
    """The entries of a part as texts and lists of texts; None where nobody said anything of it."""
    written = history_object(chart).get(part)
    if written is None:
        return None
    if part == DISCHARGES:
        return [{DISCHARGES: day} for day in written]
    return [] if written == NO_CARE_ELSEWHERE else [written] if part == OUTSIDE else list(written)


def with_entries(chart: History, part: str, entries: Sequence[Mapping[str, Any]]) -> History:
    """The chart with these entries of a part; without any, the part is known to be none.

    Raises UserError for the first field that is wrong, as a chart's file does.
    """
    value: object = list(entries)
    if part == DISCHARGES:
        value = [one.get(DISCHARGES, "") for one in entries]
    elif part == OUTSIDE:
        value = entries[0] if entries else NO_CARE_ELSEWHERE
    return History(**history_parts({**history_object(chart), part: value}, PLACE))


def without_part(chart: History, part: str) -> History:
    """The chart of which nobody said anything of this part."""
    return History(**history_parts({name: one for name, one in history_object(chart).items() if name != part}, PLACE))


def check_part(part: str) -> str:
    """The part, which is one of a chart's. Raises UserError where it is none."""
    if part not in KINDS:
        raise UserError(PLACE, "the page named no part of a chart", "Go back to the chart.")
    return part
