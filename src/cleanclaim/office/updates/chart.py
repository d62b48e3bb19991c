"""The picture of a what-if: the codes whose dollars move most, as bars to the left and right of nothing."""

from cleanclaim.bulk.groups import Group
from cleanclaim.office.updates.simulation import Simulation

MOST = 12
COLORS = {"light": ("#23231f", "#175e54", "#a32020", "#d9d4c7"), "dark": ("#eceae2", "#7fc9b8", "#ff9d93", "#44453f")}
"""Text, more, less, grid: the colors of the office's two schemes."""


def list_moved_codes(simulated: Simulation) -> list[Group]:
    """The codes that move, the greatest difference first."""
    touched = [group for group in simulated.found.by_code if group.difference(simulated.moving)]
    return sorted(touched, key=lambda group: -abs(group.difference(simulated.moving)))[:MOST]


def draw_chart(simulated: Simulation, scheme: str) -> str:
    """The chart as SVG, drawn on this machine, in the colors of the `light` or `dark` scheme."""
    import altair
    import vl_convert

    ink, more, less, grid = COLORS[scheme]
    bars = [(one.name or "?", one.difference(simulated.moving) / 100) for one in list_moved_codes(simulated)]
    data = altair.InlineData([{"code": code, "dollars": dollars} for code, dollars in bars])
    amount = altair.X("dollars:Q", title="change in dollars", axis=altair.Axis(format="+$,.0f", tickCount=6))
    chart = (
        altair.Chart(data, width=520, height=altair.Step(22))
        .mark_bar()
        .encode(
            x=amount,
            y=altair.Y("code:N", title=None, sort=[code for code, _dollars in bars]),
            color=altair.condition("datum.dollars < 0", altair.value(less), altair.value(more)),
        )
        .configure(background="transparent", font="system-ui, sans-serif")
        .configure_axis(
            labelColor=ink, titleColor=ink, gridColor=grid, domainColor=grid, tickColor=grid, labelFontSize=13
        )
        .configure_view(stroke=None)
    )
    drawn: str = vl_convert.vegalite_to_svg(chart.to_json())
    return drawn
