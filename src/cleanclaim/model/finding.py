"""Findings and the status of a claim, in the shapes the contract fixes."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from cleanclaim.model.override import Override

Severity = Literal["stop", "warn", "info"]
Outcome = Literal["pass", "fail", "bypassed", "undetermined", "not_applicable"]
Status = Literal["clean", "failed", "undetermined"]


class Cite(Struct, frozen=True, gc=False):
    """The sentence a finding stands on: an entry of the bibliography."""

    id: str
    title: str
    section: str
    url: str


class Finding(Struct, frozen=True, kw_only=True, gc=False):
    """One answer that a person should see: what is wrong or unknown, why, and what to do.

    `line` is the number of the claim line, None where the whole visit is meant. `evidence` holds the
    values the rule read. `rests_on` names policy values that are merely reported, or a contract's we cannot
    read; such a finding never stops a claim. `overridden` is the decision by which it was let pass.
    """

    rule: str
    outcome: Outcome
    severity: Severity
    title: str
    message: str
    remedy: str
    evidence: dict[str, object]
    cite: Cite
    line: int | None = None
    carc: str | UnsetType = UNSET
    rests_on: list[str] | UnsetType = UNSET
    overridden: Override | UnsetType = UNSET
