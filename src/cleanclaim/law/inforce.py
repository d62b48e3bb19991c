"""What holds for one visit: its payer's policy, the published tables and the rules, as of its date."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from msgspec import Struct, structs

from cleanclaim.kernel import Compiled
from cleanclaim.law.book import FAMILIES, compiled
from cleanclaim.law.policies import Policy, policy
from cleanclaim.law.policy.keys import keys
from cleanclaim.model.visit import Visit
from cleanclaim.reference.tables import Tables, tables


class Clocks(Struct, frozen=True, kw_only=True):
    """The dates that choose the law.

    `as_of`: the day whose law applies; None, the rule: each visit's own date of service. `known_on`: only what
    had been published by then; None: everything held. `filed_on`: the day the claim is or would be filed.
    `payers`: a folder with a practice's own payer files.
    """

    as_of: date | None = None
    known_on: date | None = None
    filed_on: date | None = None
    payers: Path | None = None


class InForce(Struct, frozen=True):
    """The law for one payer and day."""

    policy: Policy
    tables: Tables
    compiled: Compiled


NO_POLICY = Policy(
    payer="",
    name="",
    kind="public",
    on=date.min,
    unverified=frozenset(),
    values={},
    **dict.fromkeys(keys().keys),
)
"""Stands where no file describes the payer: every question is unanswered."""

UNDATED = date(1900, 1, 1)
"""Before every table: nothing is held for it, so nothing is answered."""


def in_force(visit: Visit, clocks: Clocks, families: tuple[str, ...] = FAMILIES) -> InForce:
    """The law for a visit. A visit without a date meets only the rules that need neither law nor tables."""
    on = clocks.as_of or visit.service_date
    return _in_force(visit.payer, on, clocks.known_on, clocks.payers, families)


@lru_cache(maxsize=50_000)
def _in_force(
    payer: str | None, on: date | None, known_on: date | None, payers: Path | None, families: tuple[str, ...]
) -> InForce:
    held = policy(payer, on, known_on, payers) if payer and on else None
    return InForce(
        held or (structs.replace(NO_POLICY, payer=payer or "")),
        tables(on or UNDATED, known_on),
        compiled(on, families),
    )
