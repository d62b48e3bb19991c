"""What posting does with each adjustment of a remittance: given up, passed on, or denied (`treatments.toml`)."""

import tomllib
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from cleanclaim.reference.reasons import reason

Treatment = Literal["reduction", "patient", "patient alone", "next payer", "prior payer", "pending", "denial"]
TABLE = Path(__file__).with_name("treatments.toml")


class _Treatments(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    remarks: dict[str, Treatment]
    groups: dict[str, Treatment]
    groups_of_shares: dict[str, Treatment]
    kinds: dict[str, Treatment]
    reasons: dict[str, Treatment]
    provider_level: "_ProviderLevel"


class _ProviderLevel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    interest: frozenset[str]
    takebacks: frozenset[str]


@cache
def _table() -> _Treatments:
    return msgspec.convert(tomllib.loads(TABLE.read_text("utf-8")), _Treatments)


def treatment_of(group: str, code: str, remarks: Collection[str] = ()) -> Treatment:
    """What becomes of an amount that a payer took off with this group and reason (CARC), beside these remarks (RARC).

    A reason that no list has is a denial: a person looks at it.
    """
    return _treatment(group, code, frozenset(remarks).intersection(_table().remarks))


@cache
def _treatment(group: str, code: str, remarks: frozenset[str]) -> Treatment:
    table = _table()
    by_reason = table.reasons.get(code)
    if by_reason in {"prior payer", "patient alone"}:
        return by_reason
    if group in table.groups:
        return next((table.remarks[one] for one in sorted(remarks)), table.groups[group])
    known = reason("carc", code)
    found = by_reason or (table.kinds.get(known.kind or "") if known else None) or "denial"
    return table.groups_of_shares.get(group, found) if found == "patient" else found


def is_interest(code: str) -> bool:
    """Whether an amount of the provider's level (PLB) is interest, which nobody has to ask about."""
    return code in _table().provider_level.interest


def is_takeback(code: str) -> bool:
    """Whether an amount of the provider's level (PLB) is settled against later payments, or comes from earlier ones."""
    return code in _table().provider_level.takebacks
