"""Rows of made-up claims: a payer that denies a share of them, and another share from a claim on."""

from datetime import date, timedelta
from random import Random

from cleanclaim.model.submitted_claim import ClaimHeader, Party
from cleanclaim.money.insight.change_point import DatedValue
from cleanclaim.money.insight.payer_series import PayerSeries, SeriesKind, WatchedClaim

FIRST = date(2025, 1, 6)
A_WEEK = 12


def made_row(
    claims: int,
    share: float,
    *,
    seed: str,
    changes_at: int | None = None,
    to: float = 0.0,
    reason: str = "197",
    kind: SeriesKind = "denied for",
) -> PayerSeries:
    """Claims that are decided week by week; from `changes_at` on the other share of them is denied."""
    chance = Random(seed)  # noqa: S311 - made-up claims, nothing secret
    found = []
    for at in range(claims):
        now = to if changes_at is not None and at >= changes_at else share
        on = FIRST + timedelta(weeks=at // A_WEEK)
        value = float(chance.random() < now) if kind != "allowed" else round(now + chance.gauss(0, 0.05), 3)
        found.append(WatchedClaim(DatedValue(on, value), f"C{at}", f"P{at % 40}", on, ("97110",)))
    header = ClaimHeader(payer=Party("AETNA"))
    return PayerSeries(payer="AETNA", kind=kind, reason=reason, header=header, claims=tuple(found))
