"""How rows of claims are called, for people."""

from collections.abc import Iterable

from cleanclaim.law.wording import day
from cleanclaim.money.insight.change_point import FoundChange
from cleanclaim.money.insight.find_trends import PayerTrend

_NO_SPREAD = 0.0005
"""Where a row's values differ by less, every change would be seen."""


def same_change(one: PayerTrend, changed: Iterable[PayerTrend]) -> PayerTrend | None:
    """Of a payer that denies more for any reason the row of the reason which changed about then; None of all others."""
    if one.kind != "denied" or one.change is None:
        return None
    for other in changed:
        is_reason = other.payer == one.payer and other.kind == "denied for"
        if is_reason and _overlap(one.change, other.change):
            return other
    return None


def _overlap(one: FoundChange, other: FoundChange | None) -> bool:
    return other is not None and other.earliest <= one.latest and one.earliest <= other.latest


def about(one: PayerTrend) -> str:
    """What a row is about: `denied`, `denied for 197`, `allowed, as usual 100 %`."""
    if one.kind == "allowed":
        return "allowed, of what is usual"
    return f"denied for {one.reason}" if one.reason else "denied for any reason"


def percent(share: float) -> str:
    """`2.1 %`."""
    return f"{share * 100:.1f} %"


def visible_in_words(one: PayerTrend) -> str:
    """Which change would have been seen."""
    if one.visible is None:
        return ""
    if abs(one.visible - one.mean) < _NO_SPREAD:
        return "any change"
    word = "or less" if one.kind == "allowed" else "or more"
    return f"{percent(one.visible)} {word}"


def how_much(one: PayerTrend) -> str:
    """What it was before the change and since, and of how many claims each."""
    change = one.change
    if change is None:
        return ""
    less = f"{percent(1 - change.after / change.before)} less: " if one.kind == "allowed" else ""
    before = f"{percent(change.before)} of {change.at:,} claims before"
    return f"{less}{before}, {percent(change.after)} of {one.n - change.at:,} since"


def since_when(change: FoundChange) -> str:
    """The day of a change, and the days between which it lies."""
    between = "" if change.earliest == change.latest else f", between {day(change.earliest)} and {day(change.latest)}"
    return f"remittances of {day(change.on)}{between}"
