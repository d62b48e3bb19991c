"""Clinicians of an audit as a funnel: shares against the number of charts, with the limits of chance, and a table."""

from collections.abc import Iterator, Sequence
from html import escape

from cleanclaim.compliance.audit.charts.score import PASS, ClinicianScore
from cleanclaim.explanations.money.chart import HEIGHT, STYLE, WIDTH
from cleanclaim.explanations.web_page import plain_table, render_html

_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 90, 14, 28


def render_funnel(folder: str, people: Sequence[ClinicianScore]) -> str:
    """The page; clinicians stand in the order of their numbers."""
    return render_html(f"Charts that do not pass: {folder}", _body(folder, people), style=STYLE)


def _body(folder: str, people: Sequence[ClinicianScore]) -> Iterator[str]:
    yield f"<header><h1>Charts that do not pass: {escape(folder)}</h1></header>"
    yield "<p>Each clinician's share of charts that do not pass, and between the marks where chance alone puts nineteen"
    yield "of twenty clinicians. Within them nobody is told from the practice. Open charts are not in the share.</p>"
    yield f"<p>A chart passes from {100 * float(PASS):.0f} % on, where it lacks nothing that decides payment.</p>"
    passed_but = sum(one.passed_but for one in people)
    if passed_but:
        yield f"<p>{passed_but} of those that pass have a fault by the rules, or too much was paid or allowed."
        yield "A ring stands where a clinician's share would be if these did not pass.</p>"
    yield from funnel_chart([one for one in people if one.decided])
    rows = [
        (
            one.clinician,
            str(one.decided),
            str(one.failed),
            str(one.passed_but),
            str(one.open_charts),
            f"{one.lower:.0%} to {one.upper:.0%}",
            f"{one.chance_low:.0%} to {one.chance_high:.0%}",
            one.standing,
        )
        for one in people
    ]
    heads = ("clinician", "charts", "do not pass", "pass, but", "open", "exact 95 %", "by chance", "")
    yield from plain_table(heads, rows, numbers=(1, 2, 3, 4, 5, 6))


def funnel_chart(people: Sequence[ClinicianScore]) -> Iterator[str]:
    """The drawing: a dot a clinician, a mark at each limit of chance, a ring where charts that pass with something said
    against them would put the dot. Its numbers stand in the table.
    """
    most = max((one.decided for one in people), default=1)

    def x(charts: int) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * charts / most

    def y(share: float) -> float:
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * share

    outside = sum(one.standing in {"more than chance", "less than chance"} for one in people)
    words = f"Shares of {len(people)} clinicians by their charts; {outside} beyond chance"
    yield f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(words)}">'
    for share in (0.0, 0.5, 1.0):
        level = f"{y(share):.1f}"
        yield f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{level}" y2="{level}"/>'
        yield f'<text x="{_LEFT - 6}" y="{y(share) + 4:.1f}" text-anchor="end">{share:.0%}</text>'
    yield f'<text x="{WIDTH - _RIGHT}" y="{HEIGHT - 6}" text-anchor="end">{most} charts</text>'
    for one in people:
        at = x(one.decided)
        low, high = y(one.chance_low), y(one.chance_high)
        yield f'<line class="limit" x1="{at:.1f}" x2="{at:.1f}" y1="{low:.1f}" y2="{high:.1f}"/>'
        kind = "out" if one.standing in {"more than chance", "less than chance"} else "dot"
        height = y(one.failed / one.decided)
        if one.passed_but:
            ring = y((one.failed + one.passed_but) / one.decided)
            yield f'<circle class="ring" cx="{at:.1f}" cy="{ring:.1f}" r="5"/>'
        yield f'<circle class="{kind}" cx="{at:.1f}" cy="{height:.1f}" r="4"/>'
        yield f'<text x="{at + 7:.1f}" y="{height + 4:.1f}">{escape(one.clinician)}</text>'
    yield "</svg>"
