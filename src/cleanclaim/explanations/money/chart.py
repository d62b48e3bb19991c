"""A line through months as SVG, without a script, in the colors of the page. Its numbers stand in a table beside it."""

from collections.abc import Callable, Iterator, Sequence
from html import escape

from msgspec import Struct

WIDTH, HEIGHT = 640, 180
_LEFT, _RIGHT, _TOP, _BOTTOM = 92, 12, 14, 28
STYLE = """
svg.chart { width: 100%; height: auto; display: block; margin: .5rem 0; max-width: 44rem }
.chart text { fill: var(--soft); font: 12px system-ui, sans-serif }
.chart .grid { stroke: var(--line) }
.chart .line { fill: none; stroke: var(--accent); stroke-width: 2 }
.chart .average { fill: none; stroke: var(--ink); stroke-width: 1; stroke-dasharray: 6 3 }
.chart .limit { fill: none; stroke: var(--soft); stroke-width: 1; stroke-dasharray: 2 3 }
.chart .dot { fill: var(--accent) }
.chart .out { fill: var(--paper); stroke: var(--accent); stroke-width: 2 }
.chart .ring { fill: none; stroke: var(--accent); stroke-width: 1 }
.chart .since { stroke: var(--ink) }
@media (max-width: 40rem) { .chart text { font-size: 20px } }
"""


class ChartPoint(Struct, frozen=True, kw_only=True):
    """A month: its value, and where it may lie by chance and the moving average, where the chart has them."""

    label: str
    value: float
    lower: float | None = None
    upper: float | None = None
    average: float | None = None

    @property
    def is_out(self) -> bool:
        """Whether it lies where chance alone hardly puts it."""
        above = self.upper is not None and self.value > self.upper
        return above or (self.lower is not None and self.value < self.lower)


def line_chart(
    title: str,
    points: Sequence[ChartPoint],
    in_words: Callable[[float], str],
    *,
    since: str = "",
    from_zero: bool = True,
) -> Iterator[str]:
    """The chart, with a sentence for whoever does not see it. `since`: the month from which something changed.
    `from_zero`: the scale begins there.
    """
    every = [each for one in points for each in (one.value, one.lower, one.upper, one.average) if each is not None]
    low, high = min([0.0, *every] if from_zero else every), max(every)
    high = high if high > low else low + 1

    def x(at: int) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * (at / max(len(points) - 1, 1))

    def y(value: float) -> float:
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * ((value - low) / (high - low))

    first, last = points[0], points[-1]
    words = f"{title}: {in_words(first.value)} in {first.label}, {in_words(last.value)} in {last.label}"
    yield f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(words)}">'
    for value in (low, (low + high) / 2, high):
        level = f"{y(value):.1f}"
        yield f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{level}" y2="{level}"/>'
        yield f'<text x="{_LEFT - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{escape(in_words(value))}</text>'
    yield f'<text x="{_LEFT}" y="{HEIGHT - 6}">{escape(first.label)}</text>'
    yield f'<text x="{WIDTH - _RIGHT}" y="{HEIGHT - 6}" text-anchor="end">{escape(last.label)}</text>'
    for name, values in (
        ("limit", [one.upper for one in points]),
        ("limit", [one.lower for one in points]),
        ("average", [one.average for one in points]),
        ("line", [one.value for one in points]),
    ):
        places = [f"{x(at):.1f},{y(value):.1f}" for at, value in enumerate(values) if value is not None]
        if places:
            yield f'<polyline class="{name}" points="{" ".join(places)}"/>'
    for at, one in enumerate(points):
        kind, size = ("out", 5) if one.is_out else ("dot", 3)
        yield f'<circle class="{kind}" cx="{x(at):.1f}" cy="{y(one.value):.1f}" r="{size}"/>'
        if since and one.label == since:
            yield f'<line class="since" x1="{x(at):.1f}" x2="{x(at):.1f}" y1="{_TOP}" y2="{HEIGHT - _BOTTOM}"/>'
    yield "</svg>"
