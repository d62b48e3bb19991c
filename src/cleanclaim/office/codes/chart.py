"""A chart of the pairs of a code: left the codes paid instead of it, right those denied when billed with it.

Every place is a percent of the width or a number of pixels down, so that the drawing needs no style of its own.
"""

from textwrap import shorten

from msgspec import Struct

from cleanclaim.explanations.lookup.code_pages import CodePage
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.ncci import Pair

ROW = 24
TOP = 40
SHORTEST, SPREAD = 36, 11
"""The height of the box with one other code, and what each further one adds."""
LONGEST = 44
"""Letters of a label that there is room for."""


class ChartEdge(Struct, frozen=True):
    """One edit: the other code, how it is drawn, and how far down its words, its line and the line's end are."""

    code: str
    label: str
    kind: str
    y: int
    text_y: int
    end_y: int


class Chart(Struct, frozen=True):
    """The whole drawing: its height, the middle, the codes paid instead of this one, and those denied with it."""

    height: int
    middle: int
    box_y: int
    box_height: int
    text_y: int
    paid: list[ChartEdge]
    denied: list[ChartEdge]


def draw_chart(page: CodePage) -> Chart | None:
    """The other codes of a code; None where no edit is in force."""
    paid = [pair for pair in page.pairs if pair.column2 == page.code]
    denied = [pair for pair in page.pairs if pair.column1 == page.code]
    if not page.pairs:
        return None
    rows = max(len(paid), len(denied), 2)
    middle = TOP + rows * ROW // 2
    box = SHORTEST + SPREAD * (rows - 1)
    return Chart(
        height=TOP + rows * ROW + ROW // 2,
        middle=middle,
        box_y=middle - box // 2,
        box_height=box,
        text_y=middle + 5,
        paid=_edges(paid, "column1", middle),
        denied=_edges(denied, "column2", middle),
    )


def _edges(pairs: list[Pair], other: str, middle: int) -> list[ChartEdge]:
    """Evenly about the middle, those that never go together first."""
    ordered = sorted(pairs, key=lambda pair: (pair.answer != "bundled", getattr(pair, other)))
    first = middle - len(ordered) * ROW // 2 + ROW // 2
    return [
        ChartEdge(
            code=getattr(pair, other),
            label=shorten(catalogue()[getattr(pair, other)].label, LONGEST, placeholder=" ..."),
            kind="never" if pair.answer == "bundled" else "parted",
            y=first + place * ROW,
            text_y=first + place * ROW + 5,
            end_y=_end(place, len(ordered), middle),
        )
        for place, pair in enumerate(ordered)
    ]


def _end(place: int, number: int, middle: int) -> int:
    """Where a line meets the box: spread over its height."""
    return middle + place * SPREAD - (number - 1) * SPREAD // 2
