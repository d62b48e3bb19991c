"""How often `cleanclaim trend` shows a change where there is none, and how soon and surely one that is there.

`python -m benchmarks.trends`: made-up practices of six payers, claims decided week by week. What it prints stands in
docs/explanation/trends.md.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from statistics import median

from msgspec import structs

from cleanclaim.law.basis import Basis
from cleanclaim.model.submitted_claim import ClaimHeader, Party
from cleanclaim.money.insight.change_point import DatedValue
from cleanclaim.money.insight.control_charts import BernoulliCusum
from cleanclaim.money.insight.find_trends import PayerTrend, judge
from cleanclaim.money.insight.payer_series import PayerSeries, WatchedClaim
from cleanclaim.money.insight.trend_settings import trend_settings

SEED = 2026
FIRST = date(2025, 1, 6)
WEEKS = 52
CHANGES_IN = 30
"""The week in which the payer of a row changes."""
REASONS = {"16": 0.03, "197": 0.02, "97": 0.04, "50": 0.01}
A_WEEK = (25, 12, 8, 6, 4, 2)
"""Claims that the six payers decide a week."""


def row(payer: int, reason: str, share: float, seed: str, to: float | None = None) -> PayerSeries:
    """The claims of a payer in a year, denied for a reason; from the week on in which it changes by another share."""
    chance = Random(seed)  # noqa: S311 - made-up claims, nothing secret
    claims = []
    for at in range(WEEKS * A_WEEK[payer]):
        week = at // A_WEEK[payer]
        now = to if to is not None and week >= CHANGES_IN else share
        on = FIRST + timedelta(weeks=week)
        claims.append(WatchedClaim(DatedValue(on, float(chance.random() < now)), "", str(at % 60), on, ()))
    name = f"payer {payer}"
    header = ClaimHeader(payer=Party(name))
    return PayerSeries(payer=name, kind="denied for", reason=reason, header=header, claims=tuple(claims))


def practice(number: int, changing: int | None = None, to: float = 0.0) -> list[PayerSeries]:
    """All rows of a practice; of one payer the second reason changes."""
    return [
        row(payer, reason, share, f"{SEED} {number} {payer} {reason}", to if (payer, at) == (changing, 1) else None)
        for payer in range(len(A_WEEK))
        for at, (reason, share) in enumerate(REASONS.items())
    ]


def until(rows: list[PayerSeries], week: int) -> list[PayerSeries]:
    """The rows as they were at the end of a week."""
    last = FIRST + timedelta(weeks=week)
    return [structs.replace(one, claims=tuple(c for c in one.claims if c.dated.on <= last)) for one in rows]


def changed(rows: list[PayerSeries]) -> list[PayerTrend]:
    """The rows that are found to have changed."""
    return [one for one in judge(rows, Basis(), trend_settings()) if one.verdict == "changed"]


def false_alarms(times: int) -> str:
    """Practices without a change that show one."""
    shown = sum(bool(changed(practice(number))) for number in range(times))
    return f"of {times} practices of {len(A_WEEK) * len(REASONS)} rows without a change {shown} show one"


def delays(payer: int, to: float, times: int) -> str:
    """How soon a change is shown by who looks every fourth week, how often in a year, and how far off its day is."""
    weeks, off, others = [], [], 0
    for number in range(times):
        rows = practice(1000 + number, payer, to)
        for week in range(CHANGES_IN + 2, WEEKS, 4):
            found = changed(until(rows, week))
            mine = [one for one in found if one.payer == f"payer {payer}" and one.reason == "197"]
            if mine and mine[0].change:
                weeks.append(week - CHANGES_IN)
                off.append(abs((mine[0].change.on - FIRST).days // 7 - CHANGES_IN))
                others += len(found) > len(mine)
                break
    soon = f"after {median(weeks)} weeks (median), its day {median(off)} weeks off" if weeks else ""
    return (
        f"{A_WEEK[payer]} claims a week, 2 % to {to:.0%}: found in {len(weeks)} of {times} within"
        f" {WEEKS - CHANGES_IN} weeks, {soon}; others beside it in {others}"
    )


def cusum(height: float, times: int) -> str:
    """How many claims a CUSUM takes to alarm by chance, and after the share has doubled."""
    watch = BernoulliCusum(0.08, 0.16, height)

    def length(share: float, seed: str) -> int:
        chance = Random(seed)  # noqa: S311 - made-up claims, nothing secret
        return watch.first_alarm(_endless(chance, share)) or 0

    seldom = sum(length(0.08, f"{SEED} {height} {n}") for n in range(times)) / times
    soon = sum(length(0.16, f"{SEED} {height} {n}") for n in range(times)) / times
    return f"height {height}: one false alarm in {seldom:,.0f} claims, and {soon:.0f} claims after 8 % became 16 %"


def _endless(chance: Random, share: float) -> Iterator[bool]:
    while True:
        yield chance.random() < share


def main() -> None:
    """Print everything."""
    print(f"seed {SEED}")
    for height in (3.0, 3.5, 4.0, 4.5):
        print(cusum(height, 1000), flush=True)
    print(false_alarms(300), flush=True)
    for payer, to in ((0, 0.06), (0, 0.10), (1, 0.10), (1, 0.20), (3, 0.20), (4, 0.30)):
        print(delays(payer, to, 40), flush=True)


if __name__ == "__main__":
    main()
