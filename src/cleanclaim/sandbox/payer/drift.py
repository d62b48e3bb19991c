"""A payer that changes on a day: it denies more or allows less since, so that whoever looks for it can find it."""

from collections.abc import Sequence
from datetime import date
from random import Random

from msgspec import structs

from cleanclaim.claims.expected_payment import ExpectedPayment
from cleanclaim.model.submitted_claim import SubmittedClaim
from cleanclaim.sandbox.payer.behavior import Behavior


def drifted_denials(claim: SubmittedClaim, behavior: Behavior, on: date) -> dict[int, str]:
    """The lines of a claim, by place, that are denied only since the payer changed, with the reason. The same seed and
    claim number give the same.
    """
    chance = Random(f"{behavior.seed} drift {claim.claim_id}")  # noqa: S311 - made-up behavior, nothing secret
    denied: dict[int, str] = {}
    for drift in behavior.drifts:
        for at, line in enumerate(claim.lines):
            for carc, share in sorted(drift.denials.items()):
                unlucky = chance.random() < share
                if unlucky and drift.changes(_payer_of(claim), line.code, on):
                    denied.setdefault(at, carc)
    return denied


def drifted_worth(
    claim: SubmittedClaim, worth: Sequence[ExpectedPayment], behavior: Behavior, on: date
) -> list[ExpectedPayment]:
    """What is allowed for each line since the payer changed."""
    found = list(worth)
    for drift in behavior.drifts:
        for at, line in enumerate(claim.lines):
            if drift.pays_percent < 100 and drift.changes(_payer_of(claim), line.code, on):
                allowed = found[at].allowed
                if allowed is None:
                    allowed = ((line.charge or 0) * behavior.percent + 50) // 100
                found[at] = structs.replace(found[at], allowed=(allowed * drift.pays_percent + 50) // 100)
    return found


def _payer_of(claim: SubmittedClaim) -> str:
    return (claim.header.payer.last_or_organization if claim.header.payer else None) or ""
