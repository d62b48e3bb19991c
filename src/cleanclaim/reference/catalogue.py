"""The code catalogue: what each therapy code is, in our own words, and how its units are counted.

Written by hand in `data/catalogue.csv`. The numbers are the publishers'; the labels are ours, never the AMA's.
"""

from datetime import date
from functools import cache
from typing import Literal, cast

from msgspec import Struct

from cleanclaim.reference.files import DATA, day, number, records, valid_between

UnitRule = Literal["pooled", "alone", "service", "counted", "month"]
Listed = Literal["always", "sometimes", "never"]


class Code(Struct, frozen=True, kw_only=True):
    """One code of the catalogue.

    `unit_rule` says how units come about: `pooled`, 15-minute code counted by the payer's method; `alone`, by itself,
    a unit once the midpoint of `unit_minutes` is passed, at most `max_units` a day; `service`, one unit whatever the
    time; `counted`, by area, limb or device, not by time; `month`, minutes gathered over a calendar month, a unit from
    `first` minutes (up to `until`), another for each further `each`.
    `evaluation` is the family (PT, OT, SLP, AT) of an evaluation or re-evaluation. `assistant`: whether an assistant
    may furnish it. `therapy`: its place on Medicare's therapy code list. `valid_from` None: older than any date we
    serve; `valid_to` None: no end known. `verified`: a person re-read the source.
    """

    code: str
    label: str
    unit_rule: UnitRule
    unit_minutes: int | None
    max_units: int | None
    first: int | None
    each: int | None
    until: int | None
    kind: str
    evaluation: str | None
    assistant: bool | None
    therapy: Listed
    disciplines: frozenset[str]
    valid_from: date | None
    valid_to: date | None
    replaced_by: tuple[str, ...]
    words: tuple[str, ...]
    source: str
    verified: bool

    def valid_on(self, on: date) -> bool:
        """Whether the code existed on that date of service."""
        return valid_between(self.valid_from, self.valid_to, on)


@cache
def catalogue() -> dict[str, Code]:
    """Every code of the catalogue, deleted ones included, by code."""
    return {row["code"]: _code(row) for row in records(DATA / "catalogue.csv")}


@cache
def evaluations() -> frozenset[str]:
    """The codes of evaluations. Those of speech therapy are left out: it may lawfully evaluate two things a day."""
    held = catalogue().values()
    return frozenset(entry.code for entry in held if entry.kind == "evaluation" and entry.evaluation != "SLP")


@cache
def codes_existing_by(on: date | None) -> frozenset[str]:
    """The codes of the catalogue that began on or before `on`, so that a release of that day speaks for them."""
    return frozenset(
        code for code, entry in catalogue().items() if on is None or entry.valid_from is None or entry.valid_from <= on
    )


def _code(row: dict[str, str]) -> Code:
    return Code(
        code=row["code"],
        label=row["label"],
        unit_rule=cast("UnitRule", row["unit_rule"]),
        unit_minutes=number(row["unit_minutes"]),
        max_units=number(row["max_units"]),
        first=number(row["first"]),
        each=number(row["each"]),
        until=number(row["until"]),
        kind=row["kind"],
        evaluation=row["evaluation"] or None,
        assistant={"yes": True, "no": False, "": None}[row["assistant"]],
        therapy=cast("Listed", row["therapy"]),
        disciplines=frozenset(row["disciplines"].split()),
        valid_from=day(row["valid_from"]),
        valid_to=day(row["valid_to"]),
        replaced_by=tuple(row["replaced_by"].split()),
        words=tuple(row["words"].split()),
        source=row["source"],
        verified=row["verified"] == "true",
    )
