"""The key figures of a folder as a page: what they are, how they went month by month, and why some are not known."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from html import escape

from cleanclaim.explanations.money.chart import STYLE, ChartPoint, line_chart
from cleanclaim.explanations.web_page import alert_list, plain_table, render_html
from cleanclaim.law.wording import day
from cleanclaim.money.insight.find_kpis import KpiValue
from cleanclaim.money.insight.kpi_definitions import KpiDefinition
from cleanclaim.money.insight.kpi_words import parts_for_people, value_for_people

_LEAST_MONTHS = 3


def render_kpis(folder: str, values: Sequence[KpiValue], months: Sequence[KpiValue], alerts: Sequence[str]) -> str:
    """The page. `values` are the figures of everything, `months` the same month by month; `alerts` is what to know of
    how the files were read.
    """
    return render_html(f"Key figures of {folder}", _body(folder, values, months, alerts), style=STYLE)


def _body(folder: str, values: Sequence[KpiValue], months: Sequence[KpiValue], alerts: Sequence[str]) -> Iterator[str]:
    last = max(one.last for one in values)
    yield f'<header><h1>Key figures of {escape(folder)}</h1><p class="about">As of {day(last)}.</p></header>'
    yield from alert_list(alerts)
    known = [one for one in values if one.measured is not None]
    for why in dict.fromkeys(one.why for one in known if one.why):
        yield f'<p class="about">{escape(why)}</p>'
    yield '<section><h2 id="all">All figures</h2>'
    yield from plain_table(
        ("figure", "value", "n", "counted from", "target, and who says so"),
        (_row(one) for one in known),
        numbers=(1, 2),
    )
    yield "</section>"
    for definition in (one.definition for one in known):
        mine = [one for one in months if one.definition.id == definition.id and one.measured is not None]
        if len(mine) >= _LEAST_MONTHS:
            yield from _figure(definition, mine)
    unknown = [one for one in values if one.measured is None]
    yield '<section><h2 id="not-known">Not known</h2>'
    reasons = dict.fromkeys(one.why for one in unknown)
    rows = [(", ".join(one.definition.name for one in unknown if one.why == why), why) for why in reasons]
    yield from plain_table(("figures", "why"), rows)
    yield "</section>"
    yield "<footer><p>Made by cleanclaim from what was sent and what came back. What the field says is a yardstick for"
    yield "a talk: sources disagree.</p></footer>"


def _row(one: KpiValue) -> tuple[str, ...]:
    value = value_for_people(one.definition.unit, one.measured.value) if one.measured else ""
    mark = one.definition.benchmark
    target = f"{mark.text} ({mark.standing}: {mark.cite.title})" if mark else ""
    counted = f"{one.measured.n:,}" if one.measured else ""
    return one.definition.name, value, counted, parts_for_people(one, with_count=False), target


def _figure(definition: KpiDefinition, months: Sequence[KpiValue]) -> Iterator[str]:
    yield f"<section><h2>{escape(definition.name)} <small>{escape(definition.meaning)}</small></h2>"
    points = [ChartPoint(label=one.group, value=float(one.measured.value)) for one in months if one.measured]
    yield from line_chart(definition.name, points, lambda value: value_for_people(definition.unit, Fraction(value)))
    yield "<details><summary>Numbers, and how they are counted</summary>"
    rows = [
        (one.group, value_for_people(definition.unit, one.measured.value), parts_for_people(one))
        for one in months
        if one.measured
    ]
    yield from plain_table(("month", "value", "counted from"), rows, numbers=(1,))
    divided = f"{definition.numerator}, by {definition.of}" if definition.numerator else definition.of
    yield f'<p class="about">Counts {escape(divided)}; {escape(definition.window)}. Leaves out'
    yield f"{escape(definition.leaves_out)}.</p></details></section>"
