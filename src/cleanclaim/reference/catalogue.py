"""The code catalogue: what each therapy code is, in our own words, and how its units are counted.

Written by hand in `data/catalogue.csv`, in `data/catalogue-therapy.csv` what Medicare's therapy code list says of each
code by date, and in `data/catalogue-further.csv` which code goes on with another: 97130 with the time of 97129.
The numbers are the publishers'; the labels and sentences are ours, never the AMA's. Facts of different origin carry a
source each.
"""

from datetime import date
from functools import cache
from typing import Literal, cast

from msgspec import Struct

from cleanclaim.reference.files import DATA, day, number, records, valid_between

UnitRule = Literal["pooled", "alone", "service", "counted", "month", "area"]
Listed = Literal["always", "sometimes", "elsewhere", "never"]
"""A code's place on Medicare's therapy code list; `elsewhere`: not on it, and therapy to payers that take the code."""
Attendance = Literal["supervised", "constant", "away"]


class ListingSource(Struct, frozen=True):
    """What a fact stands on, and whether a person read it there."""

    source: str
    verified: bool


class Listing(Struct, frozen=True):
    """A code's place on Medicare's therapy code list from its first to its last day; an end that is None is open."""

    status: Listed
    first: date | None
    last: date | None
    ground: ListingSource


class Code(Struct, frozen=True, kw_only=True):
    """One code of the catalogue.

    `says` is one sentence on what is done. `unit_rule` says how units come about: `pooled`, 15-minute code counted by
    the payer's method; `alone`, by itself, a unit once the midpoint of `unit_minutes` is passed, at most `max_units` a
    day; `service`, one unit whatever the time; `counted`, by area, limb or device, not by time; `month`, minutes
    gathered over a calendar month, a unit from `first` minutes (up to `until`), another for each further
    `each`; `area`, square centimeters beyond the `first`, a unit for each further `each` or part of them.
    `continues` is the code whose time or area this one goes on with, `continued_by` the one that goes on with
    this one. `plain_quarters`: pooled, and neither of these.
    `attendance`: `supervised`, the clinician need not stay; `constant`, the clinician stays; `away`, the patient is
    elsewhere; None where nobody wrote it down. `units_ground` is what both stand on.
    `evaluation` is the family (PT, OT, SLP, AT) of an evaluation or re-evaluation. `assistant`: whether an assistant
    may furnish it; `who_ground` is what that and `disciplines` stand on. `listings` are its places on Medicare's
    therapy code list, oldest first, `therapy` the newest of them. `valid_from` None: older than any date we serve;
    `valid_to` None: no end known; `source` and `verified` are of these dates. `words` are what people call it.
    """

    code: str
    label: str
    says: str
    unit_rule: UnitRule
    unit_minutes: int | None
    max_units: int | None
    first: int | None
    each: int | None
    until: int | None
    continues: str | None
    continued_by: str | None
    plain_quarters: bool
    attendance: Attendance | None
    units_ground: ListingSource
    kind: str
    evaluation: str | None
    disciplines: frozenset[str]
    assistant: bool | None
    who_ground: ListingSource
    listings: tuple[Listing, ...]
    therapy: Listed
    valid_from: date | None
    valid_to: date | None
    replaced_by: tuple[str, ...]
    source: str
    verified: bool
    words: tuple[str, ...]

    @property
    def full(self) -> int | None:
        """The minutes that the units of a first code stand for, those beyond being of `continued_by`. None: no time."""
        if self.unit_rule == "month":
            return self.first
        return None if self.unit_minutes is None else self.unit_minutes * (self.max_units or 1)

    @property
    def takes_a_therapist(self) -> bool:
        """Whether it is an evaluation no assistant may give; of other codes the state and the payer decide."""
        return self.evaluation is not None and self.assistant is False

    @property
    def is_device(self) -> bool:
        """Whether the code is a device that is supplied, such as one of remote monitoring, and nobody's work."""
        return self.kind == "device"

    @property
    def is_monitoring(self) -> bool:
        """Whether the code is one of remote monitoring: a device, its set-up, or the care of a month."""
        return self.kind in {"monitoring", "device"}

    def valid_on(self, on: date) -> bool:
        """Whether the code existed on that date of service."""
        return valid_between(self.valid_from, self.valid_to, on)

    def listed_on(self, on: date) -> Listing | None:
        """Its place on Medicare's therapy code list on that date; None where what we hold does not reach so far."""
        return next((listing for listing in self.listings if valid_between(listing.first, listing.last, on)), None)


@cache
def catalogue() -> dict[str, Code]:
    """Every code of the catalogue, deleted ones included, by code."""
    listings: dict[str, list[Listing]] = {}
    for row in records(DATA / "catalogue-therapy.csv"):
        listings.setdefault(row["code"], []).append(_listing(row))
    firsts = {row["code"]: row["continues"] for row in records(DATA / "catalogue-further.csv")}
    further = {first: code for code, first in firsts.items()}
    return {
        row["code"]: _code(row, listings[row["code"]], firsts.get(row["code"]), further.get(row["code"]))
        for row in records(DATA / "catalogue.csv")
    }


@cache
def evaluations() -> frozenset[str]:
    """The codes of evaluations. Those of speech therapy are left out: it may lawfully evaluate two things a day."""
    known_codes = catalogue().values()
    return frozenset(entry.code for entry in known_codes if entry.kind == "evaluation" and entry.evaluation != "SLP")


@cache
def areas_by_code() -> tuple[tuple[str, str], ...]:
    """The codes of what is paid by area: each first with the one that goes on with it."""
    return tuple((entry.continues or "", entry.code) for entry in catalogue().values() if entry.unit_rule == "area")


@cache
def codes_existing_by(on: date | None) -> frozenset[str]:
    """The codes of the catalogue that began on or before `on`, so that a release of that day speaks for them."""
    return frozenset(
        code for code, entry in catalogue().items() if on is None or entry.valid_from is None or entry.valid_from <= on
    )


def _code(row: dict[str, str], listings: list[Listing], continues: str | None, continued_by: str | None) -> Code:
    return Code(
        code=row["code"],
        label=row["label"],
        says=row["says"],
        unit_rule=cast("UnitRule", row["unit_rule"]),
        unit_minutes=number(row["unit_minutes"]),
        max_units=number(row["max_units"]),
        first=number(row["first"]),
        each=number(row["each"]),
        until=number(row["until"]),
        continues=continues,
        continued_by=continued_by,
        plain_quarters=row["unit_rule"] == "pooled" and continues is None and continued_by is None,
        attendance=cast("Attendance | None", row["attendance"] or None),
        units_ground=ListingSource(row["units_source"], row["units_verified"] == "true"),
        kind=row["kind"],
        evaluation=row["evaluation"] or None,
        disciplines=frozenset(row["disciplines"].split()),
        assistant={"yes": True, "no": False, "": None}[row["assistant"]],
        who_ground=ListingSource(row["who_source"], row["who_verified"] == "true"),
        listings=tuple(listings),
        therapy=listings[-1].status,
        valid_from=day(row["valid_from"]),
        valid_to=day(row["valid_to"]),
        replaced_by=tuple(row["replaced_by"].split()),
        source=row["source"],
        verified=row["verified"] == "true",
        words=tuple(row["words"].split()),
    )


def _listing(row: dict[str, str]) -> Listing:
    ground = ListingSource(row["source"], row["verified"] == "true")
    return Listing(cast("Listed", row["status"]), day(row["from"]), day(row["to"]), ground)
