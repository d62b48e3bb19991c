"""A payer's limits for what is done about a denial: of its policy file, else by its name (`payers.toml`).

A limit is as sure as what it rests on. Who the payer is, the practice's file or the kind of insurance on the claim
says; what is found by the name alone is only reported, for plans of one name differ.
"""

import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from cleanclaim.claims.visits_from_837p import payer_lookup
from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.sources import cite
from cleanclaim.law.policies.spans import Standing
from cleanclaim.law.policies.time_limits import TimeLimit, read_time_limit
from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.finding import Cite
from cleanclaim.model.practice import Practice
from cleanclaim.model.submitted_claim import ClaimHeader
from cleanclaim.money.denials.payer_regions import PayerRegion, regions_of, regions_with

LimitKey = Literal["timely_filing", "secondary_filing", "corrected_claim", "appeal"]
FoundBy = Literal["practice", "kind", "name", "otherwise"]
TABLE = Path(__file__).with_name("payers.toml")
FOUND_BY: dict[FoundBy, str] = {
    "practice": "by the practice's file",
    "kind": "by the kind of insurance on the claim",
    "name": "by the payer's name alone",
    "otherwise": "as of any commercial payer",
}
"""How it is known whose limits apply."""
KNOWN: frozenset[FoundBy] = frozenset({"practice", "kind"})
"""The ways by which it is known; the others guess."""


class FoundLimit(Struct, frozen=True, kw_only=True):
    """A limit of a payer for one key of its policy: `limit` is None where nobody knows it, and `note` says why."""

    limit: TimeLimit | None
    standing: Standing | None
    cite: Cite | None
    whose: str
    by: FoundBy
    note: str = ""


class _ListedPayer(Struct, frozen=True, forbid_unknown_fields=True):
    names: tuple[str, ...]
    policy: str = ""
    limits: dict[LimitKey, object] = {}


class _PayersFile(Struct, frozen=True, forbid_unknown_fields=True):
    cite: str
    otherwise: str
    payer: tuple[_ListedPayer, ...]


@cache
def _table() -> _PayersFile:
    return msgspec.convert(tomllib.loads(TABLE.read_text("utf-8")), _PayersFile)


def policies_of(header: ClaimHeader, practice: Practice | None = None) -> tuple[tuple[str, FoundBy], ...]:
    """Whose policies apply to a claim's payer, and how that is known; several where the name says more."""
    number = (header.payer.id if header.payer else None) or ""
    own = {one.id: one.policy for one in practice.payers.values()} if practice else {}
    if number in own:
        return ((own[number], "practice"),)
    kind = payer_lookup(None)(header)
    listed = _listed(header)
    found: dict[str, FoundBy] = {}
    if kind:
        found[kind] = "kind"
    if listed and listed.policy:
        found.setdefault(listed.policy, "name")
    if not found:
        found[_table().otherwise] = "otherwise"
    return tuple(found.items())


def limits_of(
    key: LimitKey, header: ClaimHeader, on: date | None, basis: Basis, practice: Practice | None = None
) -> list[FoundLimit]:
    """Every limit that may be the payer's on a day of service; where that is not known, today's are taken."""
    found = list(_of_policies(key, header, on or basis.today, basis, practice))
    listed = _listed(header)
    if listed and key in listed.limits and not any(one.by == "practice" for one in found):
        found = [one for one in found if one.by != "otherwise"]
        found.append(
            FoundLimit(
                limit=read_time_limit(listed.limits[key], keys().keys[key].start),
                standing="reported",
                cite=cite(_table().cite),
                whose=listed.names[0],
                by="name",
            )
        )
    return found


def _of_policies(
    key: LimitKey, header: ClaimHeader, on: date, basis: Basis, practice: Practice | None
) -> Iterator[FoundLimit]:
    for name, by in policies_of(header, practice):
        described = basis.policy(name, on)
        if described is None:
            continue
        region = next(regions_of(name, header, practice, on), None)
        if region is not None and key in region.limits:
            yield _of_region(region, key, by)
            continue
        value = described.value(key)
        known = isinstance(value.value, TimeLimit)
        by_region = [one.name for one in regions_with(name, key)]
        of_another = f"The limit of {' or '.join(by_region)}: which it is here is not known. " if by_region else ""
        yield FoundLimit(
            limit=value.value if isinstance(value.value, TimeLimit) else None,
            standing="reported" if (by == "name" or by_region) and value.standing == "verified" else value.standing,
            cite=value.cite,
            whose=described.name,
            by=by,
            note=f"{of_another}{value.note}" if known else value.why,
        )


def _of_region(region: PayerRegion, key: LimitKey, by: FoundBy) -> FoundLimit:
    written = region.limits[key]
    return FoundLimit(
        limit=read_time_limit(written.value, keys().keys[key].start),
        standing="reported" if by == "name" and written.standing == "verified" else written.standing,
        cite=cite(written.cite),
        whose=region.name,
        by=by,
        note=f"{region.name}. {written.note}",
    )


def level_payers(header: ClaimHeader, practice: Practice | None, on: date | None) -> list[str]:
    """By which names a claim's payer stands among the levels of appeal on a day of service: its region's first."""
    policies = [name for name, _by in policies_of(header, practice)]
    regions = [one.payer for name in policies if on for one in regions_of(name, header, practice, on)]
    return [*regions, *policies]


def takes_replacements(header: ClaimHeader, on: date | None, basis: Basis, practice: Practice | None) -> bool | None:
    """Whether the payer takes a claim that replaces an earlier one; None where nobody knows."""
    for name, _by in policies_of(header, practice):
        described = basis.policy(name, on or basis.today)
        if described is not None and described.replacement_claims is not None:
            return described.replacement_claims
    return None


def _listed(header: ClaimHeader) -> _ListedPayer | None:
    name = claim_text((header.payer.last_or_organization if header.payer else None) or "")
    return next((one for one in _table().payer if any(words in name for words in one.names)), None)
