"""What a letter, a statement or an estimate consists of: headings, paragraphs, lists, facts and tables, in their order.

Whoever writes one says what stands on it; how it looks on paper, `paper_pdf` knows.
"""

from msgspec import Struct


class PaperTitle(Struct, frozen=True):
    """The title of a document, or of an exhibit in it."""

    text: str


class PaperHeading(Struct, frozen=True):
    """The heading of a part."""

    text: str


class PaperText(Struct, frozen=True):
    """A paragraph. `fine`: in small print. Lines that end in the text end on paper."""

    text: str
    fine: bool = False


class PaperPoints(Struct, frozen=True):
    """Points one under another, with numbers or letters or nothing before them."""

    points: tuple[tuple[str, str], ...]


class PaperFacts(Struct, frozen=True):
    """Labels, each with what stands beside it; a fact without text is left out."""

    rows: tuple[tuple[str, str], ...]


class PaperTable(Struct, frozen=True, kw_only=True):
    """Rows under the names of their columns. `widths` are inches, `right` the columns whose cells stand at the right;
    `total`: the last row is a sum.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    right: frozenset[int] = frozenset()
    total: bool = False


class PageEnd(Struct, frozen=True):
    """What follows begins on a new page."""


class PaperTogether(Struct, frozen=True):
    """Parts that stand on one page, if they are no longer than one."""

    parts: "tuple[PaperPart, ...]"


PaperPart = PaperTitle | PaperHeading | PaperText | PaperPoints | PaperFacts | PaperTable | PageEnd | PaperTogether


class Paper(Struct, frozen=True, kw_only=True):
    """A document: its title and author, what stands on it, and what stands at the foot of every page."""

    title: str
    author: str
    parts: tuple[PaperPart, ...]
    foot: str = ""
