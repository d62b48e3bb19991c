"""What authorities ask of samples, estimates and overpayments, as of a day (`audit_law.toml`)."""

import tomllib
from datetime import date
from fractions import Fraction
from functools import cache
from math import ceil
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from cleanclaim.law.policies.spans import Standing

TABLE = Path(__file__).with_name("audit_law.toml")
NumberName = Literal[
    "self_disclosure_items",
    "overpayment_days",
    "investigation_days",
    "look_back_years",
    "extrapolation_error_percent",
    "discovery_error_percent",
    "recoupment_redetermination_days",
    "recoupment_reconsideration_days",
]


class Reading(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an authority reads an estimate: the interval, and which of its figures is demanded. Where a settlement asks
    for more, by what that is multiplied, and the least dollars it comes to.
    """

    name: str
    what: str
    since: date
    sides: Literal[1, 2]
    confidence: str
    demand: Literal["lower", "point"]
    nets: bool
    cite: str
    standing: Standing
    multiplier: str = ""
    least: int = 0
    least_kickback: int = 0
    settlement_cite: str = ""
    settlement_standing: Standing = "reported"

    def settlement(self, cents: int) -> int | None:
        """Cents that a settlement of a demand comes to at least, without kickbacks; None where none follows."""
        if not (self.multiplier and cents):
            return None
        return max(ceil(Fraction(self.multiplier) * cents), 100 * self.least)

    @property
    def share(self) -> Fraction:
        """The confidence as a part of 1."""
        return Fraction(self.confidence) / 100


class LegalNumber(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number that a law or an authority sets, from a day on."""

    name: NumberName
    what: str
    since: date
    value: int
    cite: str
    standing: Standing


class _AuditLaw(Struct, frozen=True, forbid_unknown_fields=True):
    reading: tuple[Reading, ...]
    number: tuple[LegalNumber, ...]


@cache
def audit_law() -> _AuditLaw:
    """All entries as they are written."""
    return msgspec.convert(tomllib.loads(TABLE.read_text("utf-8")), _AuditLaw)


def readings_on(day: date) -> list[Reading]:
    """The readings of a day, each authority's last one that has begun."""
    begun = {one.name: one for one in sorted(audit_law().reading, key=lambda one: one.since) if one.since <= day}
    return list(begun.values())


def legal_number(name: NumberName, day: date) -> LegalNumber | None:
    """The number in force on a day; None where none was yet."""
    begun = [one for one in audit_law().number if one.name == name and one.since <= day]
    return max(begun, key=lambda one: one.since, default=None)


def first_day_of(name: NumberName) -> date:
    """The day from which the law on file has the number."""
    return min(one.since for one in audit_law().number if one.name == name)
