"""Payers that changed as a page: each change with its chart and numbers, then what did not change, and what is open."""

from collections.abc import Iterator, Sequence
from html import escape

from cleanclaim.explanations.money.chart import STYLE, ChartPoint, line_chart
from cleanclaim.explanations.web_page import alert_list, fact_list, plain_table, render_html
from cleanclaim.law.wording import day
from cleanclaim.money.insight.find_trends import PayerTrend
from cleanclaim.money.insight.trend_words import about, how_much, percent, same_change, since_when, visible_in_words
from cleanclaim.reference.reasons import reason


def render_trends(folder: str, trends: Sequence[PayerTrend], alerts: Sequence[str]) -> str:
    """The page; `alerts` is what to know of how the files were read."""
    return render_html(f"Payers that changed: {folder}", _body(folder, trends, alerts), style=STYLE)


def _body(folder: str, trends: Sequence[PayerTrend], alerts: Sequence[str]) -> Iterator[str]:
    changed = [one for one in trends if one.verdict == "changed"]
    in_full = [one for one in changed if same_change(one, changed) is None]
    yield f"<header><h1>Payers that changed: {escape(folder)}</h1></header>"
    yield '<div class="lead">'
    for one in in_full:
        yield f"<p>{escape(_sentence(one))}</p>"
    if not in_full:
        yield "<p>No payer is seen to have changed for the worse.</p>"
    yield "</div>"
    yield from alert_list(alerts)
    for one in in_full:
        yield from _change(one)
    steady = [one for one in trends if one.verdict == "no change"]
    if steady:
        yield '<section><h2 id="no-change">No change</h2>'
        rows = [(one.payer, about(one), percent(one.mean), f"{one.n:,}", visible_in_words(one)) for one in steady]
        yield from plain_table(("payer", "what", "share", "claims", "would have been seen"), rows, numbers=(2, 3, 4))
        yield "</section>"
    short = [one for one in trends if one.verdict == "too few to tell"]
    if short:
        yield '<section><h2 id="too-few">Too few to tell</h2>'
        yield from plain_table(
            ("payer", "what", "claims", "why"),
            [(one.payer, about(one), f"{one.n:,}", one.why) for one in short],
            numbers=(2,),
        )
        yield "</section>"
    yield "<footer><p>Made by cleanclaim from what payers decided first. Only changes for the worse are looked for; of"
    yield "all that is called changed one in twenty may be chance.</p></footer>"


def _sentence(one: PayerTrend) -> str:
    change = one.change
    assert change is not None  # it changed
    known = reason("carc", one.reason) if one.reason else None
    if one.kind == "allowed":
        return f"{one.payer} allows {percent(1 - change.after / change.before)} less since {day(change.on)}."
    what = f"denies for {one.reason}" if one.reason else "denies"
    words = f" ({known.meaning})" if known and known.meaning else ""
    return (
        f"{one.payer} {what}{words}: {percent(change.before)} before {day(change.on)}, {percent(change.after)} since."
    )


def _change(one: PayerTrend) -> Iterator[str]:
    change = one.change
    assert change is not None  # it changed
    yield f"<section><h2>{escape(one.payer)} <small>{escape(about(one))}</small></h2>"
    points = [
        ChartPoint(
            label=each.month,
            value=each.value,
            lower=each.limits.lower,
            upper=each.limits.upper,
            average=each.average,
        )
        for each in one.points
    ]
    month = f"{change.on:%Y-%m}"
    title = f"{one.payer}, {about(one)}"
    yield from line_chart(title, points, percent, since=month, from_zero=one.kind != "allowed")
    yield '<p class="about">The line: each month. Dotted: where a month lies by chance. Dashed: the moving average.'
    yield "Upright: the month of the change. Open dots lie beyond chance.</p>"
    facts = [
        ("since", since_when(change)),
        ("how much", how_much(one)),
        ("codes", ", ".join(f"{code} ({count:,})" for code, count in one.codes)),
        ("services", f"from {day(one.first_service)}" if one.first_service else ""),
        ("soonest", f"a CUSUM would have alarmed on {day(one.alarm)}" if one.alarm else ""),
        *(("beside it", f"{day(each.on)}: {each.what} ({each.source})") for each in one.law_changes),
        ("how sure", f"shuffled claims look so once in {round(1 / change.chance):,} times or more seldom"),
    ]
    yield from fact_list(facts)
    yield "<details><summary>Numbers by month</summary>"
    rows = [
        (
            each.month,
            f"{each.n:,}",
            percent(each.value),
            f"{percent(each.limits.lower)} to {percent(each.limits.upper)}",
            percent(each.average),
        )
        for each in one.points
    ]
    yield from plain_table(("month", "claims", "share", "by chance", "moving average"), rows, numbers=(1, 2, 3, 4))
    yield "</details></section>"
