"""What a second opinion goes by: from when silence is asked about, and until when public money goes back."""

import tomllib
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from cleanclaim.law.policies.sources import cite
from cleanclaim.law.policies.spans import Standing
from cleanclaim.model.finding import Cite
from cleanclaim.model.practice import Practice
from cleanclaim.model.submitted_claim import ClaimHeader
from cleanclaim.money.denials.payer_limits import policies_of

TABLE = Path(__file__).with_name("opinion.toml")


class OverpaymentRule(Struct, frozen=True, kw_only=True):
    """What is to be done about money that a payer paid too much: within how many `days` after one knows of it, None
    where no number is known; in words, and what that rests on.
    """

    days: int | None
    what: str
    standing: Standing
    cite: Cite


class _OpinionSetting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    value: int
    why: str


class _WrittenRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    policies: tuple[str, ...]
    what: str
    cite: str
    standing: Standing
    days: int | None = None


class _OpinionFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    unanswered: _OpinionSetting
    patient_share: _OpinionSetting
    soon: _OpinionSetting
    usual_share: _OpinionSetting
    overpayment: tuple[_WrittenRule, ...]


@cache
def _table() -> _OpinionFile:
    return msgspec.convert(tomllib.loads(TABLE.read_text("utf-8")), _OpinionFile)


def unanswered_days() -> int:
    """Days after which a claim that nobody decided is asked about."""
    return _table().unanswered.value


def patient_days() -> int:
    """Days after the service from which a patient's share is at risk."""
    return _table().patient_share.value


def soon_days() -> int:
    """Days within which what runs out is said first."""
    return _table().soon.value


def least_lines() -> int:
    """Paid lines of a payer from which on what it usually pays is said."""
    return _table().usual_share.value


def overpayment_rule(header: ClaimHeader, practice: Practice | None) -> OverpaymentRule | None:
    """What is to be done about money that a claim's payer paid too much; None where only a contract says."""
    names = [name for name, _by in policies_of(header, practice)]
    for one in _table().overpayment:
        if any(_fits(name, wanted) for name in names for wanted in one.policies):
            return OverpaymentRule(days=one.days, what=one.what, standing=one.standing, cite=cite(one.cite))
    return None


def _fits(name: str, wanted: str) -> bool:
    return name.startswith(wanted[:-1]) if wanted.endswith("*") else name == wanted
