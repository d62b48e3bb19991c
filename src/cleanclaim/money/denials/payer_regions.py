"""Payers whose contractor and limits differ by the state in which the patient lives (`payer_regions.toml`).

TRICARE, Texas, service of May 4, 2026    West: TriWest's limits
TRICARE, no address at hand               no region is known
"""

import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from cleanclaim.law.policies.spans import Standing
from cleanclaim.model.practice import Practice
from cleanclaim.model.submitted_claim import ClaimHeader

TABLE = Path(__file__).with_name("payer_regions.toml")


class RegionLimit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A limit of a region as it is written; `cite` is a source's id."""

    value: object
    cite: str
    standing: Standing
    note: str = ""


class PayerRegion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A region of a payer: since which day of service, which states, and its limits. `payer` names it among the levels
    of appeal.
    """

    policy: str
    payer: str
    name: str
    since: date
    states: frozenset[str]
    cite: str
    limits: dict[str, RegionLimit]


class _RegionsFile(Struct, frozen=True, forbid_unknown_fields=True):
    region: tuple[PayerRegion, ...]


@cache
def payer_regions() -> tuple[PayerRegion, ...]:
    """Every region that is known."""
    return msgspec.convert(tomllib.loads(TABLE.read_text("utf-8")), _RegionsFile).region


def regions_with(policy: str, key: str) -> list[PayerRegion]:
    """The regions of a payer of which some has a limit of its own for a key; none where its limit is one for all."""
    mine = [one for one in payer_regions() if one.policy == policy]
    return mine if any(key in one.limits for one in mine) else []


def regions_of(policy: str, header: ClaimHeader, practice: Practice | None, on: date) -> Iterator[PayerRegion]:
    """The region of a payer in which the patient lives, or where that is not known, the practice is; none where nobody
    knows.
    """
    address = header.address or (practice.billing.address if practice else None)
    state = address.state if address else ""
    return (one for one in payer_regions() if one.policy == policy and one.since <= on and state in one.states)
