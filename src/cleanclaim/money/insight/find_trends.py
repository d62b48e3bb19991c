"""Payers that changed: every payer's rows looked at together, so that chance has its share and no more.

Each row says one of three things: it changed on a day, it did not (and what would have been seen), or there are too few
claims to tell. Only changes for the worse are looked for: more denied, less allowed.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from math import sqrt
from statistics import NormalDist, fmean, pvariance
from typing import Literal

from msgspec import Struct, structs

from cleanclaim.law.basis import Basis
from cleanclaim.money.book.book import Book
from cleanclaim.money.insight.change_point import FoundChange, find_change
from cleanclaim.money.insight.control_charts import BernoulliCusum, ChartLimits, moving_average, share_limits
from cleanclaim.money.insight.dated_changes import NearbyChange, changes_near
from cleanclaim.money.insight.payer_series import PayerSeries, SeriesKind, WatchedClaim, payer_answers, series_of
from cleanclaim.money.insight.sample_sizes import adjusted_chances, smallest_rise
from cleanclaim.money.insight.trend_settings import TrendSettings, trend_settings

Verdict = Literal["changed", "no change", "too few to tell"]
_MOST_CODES = 4


class MonthPoint(Struct, frozen=True, kw_only=True):
    """A month of a row: how many claims, their share or mean, where that may lie by chance, and the moving average."""

    month: str
    n: int
    value: float
    limits: ChartLimits
    average: float
    average_limits: ChartLimits


class PayerTrend(Struct, frozen=True, kw_only=True):
    """A row with what it shows.

    `n` are its claims, `denied` those that are denied for its reason (0 where it is about what was allowed), `mean` the
    share or the mean of all. `change` is the clearest change for the worse, `false_share` the share of findings that
    would be false if it and all clearer ones were called so; both None where it was not looked for one. `visible` is
    the share, or what is allowed, from which on a change half way would have been seen. `alarm` is the day on which a
    CUSUM would have alarmed. `codes` are the procedures of the claims that are worse since, with how many.
    """

    payer: str
    kind: SeriesKind
    reason: str
    n: int
    denied: int
    patients: int
    mean: float
    verdict: Verdict
    why: str = ""
    change: FoundChange | None = None
    false_share: float | None = None
    visible: float | None = None
    alarm: date | None = None
    first_service: date | None = None
    codes: tuple[tuple[str, int], ...] = ()
    law_changes: tuple[NearbyChange, ...] = ()
    points: tuple[MonthPoint, ...] = ()


def find_trends(book: Book, basis: Basis, settings: TrendSettings | None = None) -> list[PayerTrend]:
    """Every row of a book, judged together."""
    rules = settings or trend_settings()
    series = [one for payer in payer_answers(book) for one in series_of(payer, least_denied=rules.least_denied)]
    return judge(series, basis, rules)


def judge(series: Sequence[PayerSeries], basis: Basis, rules: TrendSettings) -> list[PayerTrend]:
    """What each of some rows shows: those that changed first, the clearest in front; then those that did not, then
    those that are too short.
    """
    tested = [one for one in series if _is_long_enough(one, rules)]
    changes = [_change(one, rules) for one in tested]
    adjusted = adjusted_chances([one.chance if one else 1.0 for one in changes])
    alpha = rules.false_findings / 100 / max(len(tested), 1)
    found = [
        _trend(one, change, share, alpha, rules, basis)
        for one, change, share in zip(tested, changes, adjusted, strict=True)
    ]
    found += [_too_few(one, rules) for one in series if one not in tested and one.kind == "denied"]
    order: dict[Verdict, int] = {"changed": 0, "no change": 1, "too few to tell": 2}
    return sorted(found, key=lambda one: (order[one.verdict], one.false_share or 0.0, one.kind == "denied"))


def _is_long_enough(one: PayerSeries, rules: TrendSettings) -> bool:
    return len(one.claims) >= rules.least_claims


def _change(one: PayerSeries, rules: TrendSettings) -> FoundChange | None:
    return find_change(
        one.values,
        rises=one.kind != "allowed",
        least=rules.least_before,
        shuffles=rules.shuffles,
        seed=f"{one.payer} {one.kind} {one.reason}",
    )


def _too_few(one: PayerSeries, rules: TrendSettings) -> PayerTrend:
    return structs.replace(_described(one), verdict="too few to tell", why=f"it takes {rules.least_claims}")


def _described(one: PayerSeries) -> PayerTrend:
    values = [each.dated.value for each in one.claims]
    return PayerTrend(
        payer=one.payer,
        kind=one.kind,
        reason=one.reason,
        n=len(values),
        denied=int(sum(values)) if one.kind != "allowed" else 0,
        patients=len({each.patient for each in one.claims}),
        mean=fmean(values) if values else 0.0,
        verdict="no change",
    )


def _trend(
    one: PayerSeries, change: FoundChange | None, share: float, alpha: float, rules: TrendSettings, basis: Basis
) -> PayerTrend:
    found = structs.replace(_described(one), change=change, false_share=share)
    visible = _visible(one, alpha, rules)
    is_found = change is not None and share * 100 <= rules.false_findings and _matters(one, change, rules)
    points = tuple(_points(one, change if is_found else None, rules))
    found = structs.replace(found, points=points, visible=visible)
    if change is None or not is_found:
        if _sees_little(found.mean, visible, rules):
            return structs.replace(found, verdict="too few to tell", why="only a very large change would be seen")
        return found
    worse = _worse_since(one, change)
    counts = Counter(code for each in worse for code in each.codes)
    return structs.replace(
        found,
        verdict="changed",
        alarm=_alarm(one, change, rules),
        first_service=min((each.service for each in worse if each.service), default=None),
        codes=tuple(counts.most_common(_MOST_CODES)),
        law_changes=tuple(changes_near(one.header, one.kind, one.reason, change.earliest, change.latest, basis)),
    )


def _worse_since(one: PayerSeries, change: FoundChange) -> list[WatchedClaim]:
    """The claims since a change that are worse than before it."""
    since = one.claims[change.at :]
    if one.kind == "allowed":
        return [each for each in since if each.dated.value < change.before]
    return [each for each in since if each.dated.value]


def _matters(one: PayerSeries, change: FoundChange, rules: TrendSettings) -> bool:
    if one.kind == "allowed" and change.after * 100 > change.before * (100 - rules.least_fall_percent):
        return False
    return len({each.patient for each in _worse_since(one, change)}) >= rules.least_patients


def _visible(one: PayerSeries, alpha: float, rules: TrendSettings) -> float:
    """The share, or what is allowed, that would have been seen if the second half of the claims had it."""
    values = [each.dated.value for each in one.claims]
    half, power = len(values) // 2, rules.power_percent / 100
    if one.kind != "allowed":
        return smallest_rise(fmean(values), half, alpha=alpha, power=power)
    deviations = NormalDist().inv_cdf(1 - alpha / 2) + NormalDist().inv_cdf(power)
    return max(fmean(values) - deviations * sqrt(2 * pvariance(values) / half), 0.0)


def _sees_little(mean: float, visible: float, rules: TrendSettings) -> bool:
    return abs(visible - mean) * 100 > rules.visible_rise_percent


def _alarm(one: PayerSeries, change: FoundChange, rules: TrendSettings) -> date | None:
    """The day on which a CUSUM would have alarmed that began at the change, knowing the share before it."""
    if one.kind == "allowed":
        return None
    usual = max(change.before, 1 / (change.at + 1))
    risen = min(usual * rules.cusum_rise, (1 + usual) / 2)
    cusum = BernoulliCusum(usual, risen, rules.cusum_height)
    since = one.claims[change.at :]
    number = cusum.first_alarm(bool(each.dated.value) for each in since)
    return since[number - 1].dated.on if number else None


def _points(one: PayerSeries, change: FoundChange | None, rules: TrendSettings) -> Iterator[MonthPoint]:
    """The months of a row, with limits of what came before the change, or of all where there is none."""
    values = [each.dated.value for each in one.claims]
    usual = values[: change.at] if change else values
    middle, variance = fmean(usual), pvariance(usual)
    months = [
        (month, [each.dated.value for each in group])
        for month, group in groupby(one.claims, key=lambda each: f"{each.dated.on:%Y-%m}")
    ]
    averages = moving_average(
        ((fmean(found), variance / len(found)) for _, found in months),
        middle,
        weight=rules.average_weight_percent / 100,
        width=rules.average_width_hundredths / 100,
    )
    for (month, found), (average, limits) in zip(months, averages, strict=True):
        yield MonthPoint(
            month=month,
            n=len(found),
            value=fmean(found),
            limits=_limits(one.kind, middle, variance, len(found)),
            average=average,
            average_limits=limits,
        )


def _limits(kind: SeriesKind, middle: float, variance: float, n: int) -> ChartLimits:
    if kind != "allowed":
        return share_limits(middle, n)
    spread = 3 * sqrt(variance / n)
    return ChartLimits(middle - spread, middle, middle + spread)
