"""A check of credentials: what it asks, what a fault of it means, and the answers it gives.

    @credential_check("CR14", title="CAQH attested", result="task", cite="caqh-attestation")
    def caqh(facts: CheckFacts) -> Iterator[CheckAnswer]: ...

The ids are stored names. An answer says of whom it is: fail, pass, undetermined where something is not entered, or
not checked where a file that would tell was not named.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct

from cleanclaim.compliance.credentialing.billing_right import BillingRights
from cleanclaim.compliance.credentialing.expiring import ExpiringPaper
from cleanclaim.law.policies.sources import cite as cite_of
from cleanclaim.model.finding import Cite
from cleanclaim.model.nppes import NppesExtract
from cleanclaim.model.visit import Visit

CheckOutcome = Literal["fail", "undetermined", "not checked", "pass"]
CheckEffect = Literal["block", "hold", "fix", "warn", "task"]
OUTCOMES: tuple[CheckOutcome, ...] = ("fail", "undetermined", "not checked", "pass")


class CheckFacts(Struct, frozen=True, kw_only=True):
    """What checks read: the credentials, the day, the papers that run out, and the files that somebody named.

    `visits`, `nppes` and `ordering` (NPIs that may order and certify for Medicare) are None where no file was named;
    `referrers` are the NPIs of who referred, by patient, None where no patients are known.
    """

    rights: BillingRights
    on: date
    papers: Sequence[ExpiringPaper]
    visits: Sequence[Visit] | None = None
    nppes: NppesExtract | None = None
    ordering: frozenset[str] | None = None
    referrers: Mapping[str, str | None] | None = None


class CheckAnswer(Struct, frozen=True):
    """What a check says of somebody, or of a visit: `of` names it, `why` says what was found."""

    outcome: CheckOutcome
    of: str
    why: str


class CredentialCheck(Struct, frozen=True, kw_only=True):
    """A check; `result` is what a fault of it means for claims."""

    id: str
    title: str
    result: CheckEffect
    cite: Cite
    remedy: str
    ask: Callable[[CheckFacts], Iterator[CheckAnswer]]


class CheckResult(Struct, frozen=True, kw_only=True):
    """A check with its answers."""

    check: CredentialCheck
    answers: tuple[CheckAnswer, ...]

    def count(self, outcome: CheckOutcome) -> int:
        """How many answers are of an outcome."""
        return sum(one.outcome == outcome for one in self.answers)

    @property
    def outcome(self) -> CheckOutcome:
        """The gravest of its answers; a check that had nobody to ask about passes."""
        return next((one for one in OUTCOMES if self.count(one)), "pass")


_CHECKS: dict[str, CredentialCheck] = {}
Asking = Callable[[CheckFacts], Iterator[CheckAnswer]]


def credential_check(
    check_id: str, *, title: str, result: CheckEffect, cite: str, remedy: str
) -> Callable[[Asking], Asking]:
    """Make a function a check. Raises ValueError where another has its id."""

    def register(ask: Asking) -> Asking:
        if check_id in _CHECKS:
            raise ValueError(f"two checks are {check_id}")
        _CHECKS[check_id] = CredentialCheck(
            id=check_id, title=title, result=result, cite=cite_of(cite), remedy=remedy, ask=ask
        )
        return ask

    return register


def registered_checks() -> dict[str, CredentialCheck]:
    """Those that are registered, by id, in the order of their ids."""
    return dict(sorted(_CHECKS.items()))
