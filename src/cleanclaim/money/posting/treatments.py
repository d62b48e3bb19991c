"""What posting does with each adjustment of a remittance: given up, passed on, or denied (`treatments.toml`)."""

import tomllib
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from cleanclaim.claims.decision_terms import USUAL_TERMS, DecisionTerms
from cleanclaim.model.remittance import PaidClaim, PaidLine
from cleanclaim.reference.reasons import reason

Treatment = Literal[
    "reduction", "patient", "patient alone", "next payer", "prior payer", "pending", "capitated", "denial"
]
_NO_REMARKS: frozenset[str] = frozenset()
TABLE = Path(__file__).with_name("treatments.toml")


class _Treatments(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    remarks: dict[str, Treatment]
    groups: dict[str, Treatment]
    groups_of_shares: dict[str, Treatment]
    kinds: dict[str, Treatment]
    reasons: dict[str, Treatment]
    capitation: "_Capitation"
    bundles: "_Bundles"
    patient_owes_nothing: "_PatientOwesNothing"
    provider_level: "_ProviderLevel"


class _ProviderLevel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    interest: frozenset[str]
    capitation: frozenset[str]
    takebacks: frozenset[str]
    refunds: frozenset[str]


class _Bundles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    above_charge: frozenset[str]


class _Capitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reasons: frozenset[str]


class _PatientOwesNothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    filings: frozenset[str]


@cache
def _table() -> _Treatments:
    return msgspec.convert(tomllib.loads(TABLE.read_text("utf-8")), _Treatments)


def treatment_of(
    group: str,
    code: str,
    remarks: Collection[str] = (),
    terms: DecisionTerms = USUAL_TERMS,
    procedure: str = "",
) -> Treatment:
    """What becomes of an amount that a payer took off a service with this group and reason (CARC), beside these remarks
    (RARC), under these terms.

    A reason that no list has is a denial: a person looks at it.
    """
    found = _treatment(group, code, frozenset(remarks).intersection(_table().remarks) if remarks else _NO_REMARKS)
    if found == "denial" and terms.is_capitated(procedure) and code in _table().capitation.reasons:
        return "capitated"
    if found == "denial" and procedure in terms.bundle and _is_bundling(code):
        return "reduction"
    if found == "patient" and terms.spares_patient:
        return "next payer"
    return found


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


def bundle_of(claim: PaidClaim) -> frozenset[str]:
    """The codes billed that a payer pays together as one: of a line that is allowed more than was charged (94, below
    nothing), and of those without payment that go by the same code, or whose charges come to just that.
    """
    above = _table().bundles.above_charge
    if not any(one.reason in above for line in claim.lines for one in line.adjustments):
        return frozenset()  # as of most
    over = [(line, cents) for line in claim.lines if (cents := _amount(line, _is_above_charge)) < 0]
    if not over:
        return frozenset()
    unpaid = [line for line in claim.lines if not line.paid]
    inside = [(line, cents) for line in unpaid if (cents := _amount(line, _is_bundling)) > 0]
    is_whole = sum(cents for _line, cents in inside) == -sum(cents for _line, cents in over)
    codes = {line.code for line, _cents in over}
    lines = [line for line, _cents in inside if is_whole or line.code in codes]
    every = [*(line for line, _cents in over), *lines] if lines else []
    return frozenset(one.submitted_code or one.code or "" for one in every)


def _amount(line: PaidLine, fits: Callable[[str], bool]) -> int:
    return sum(one.amount or 0 for one in line.adjustments if fits(one.reason))


def _is_above_charge(code: str) -> bool:
    return code in _table().bundles.above_charge


def _is_bundling(code: str) -> bool:
    known = reason("carc", code)
    return known is not None and known.kind == "bundling"


def spares_patient(filing: str | None) -> bool:
    """Whether the patients of this kind of insurance (SBR09, CLP06) may owe nothing, whatever a remittance says."""
    return filing in _table().patient_owes_nothing.filings


def is_capitation(code: str) -> bool:
    """Whether an amount of the provider's level (PLB) is what a payer pays by the head."""
    return code in _table().provider_level.capitation


def is_explained(code: str) -> bool:
    """Whether nobody has to ask about an amount of the provider's level (PLB): interest, what is paid by the head."""
    return is_interest(code) or is_capitation(code)


def is_interest(code: str) -> bool:
    """Whether an amount of the provider's level (PLB) is interest."""
    return code in _table().provider_level.interest


def is_takeback(code: str) -> bool:
    """Whether an amount of the provider's level (PLB) is settled against later payments, or comes from earlier ones."""
    return code in _table().provider_level.takebacks


def is_refund(code: str) -> bool:
    """Whether an amount of the provider's level (PLB) says that a refund came by check."""
    return code in _table().provider_level.refunds
