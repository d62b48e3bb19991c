"""Where the CMS-1500 has its boxes, as `cms1500.toml` says it: a grid of lines and columns, with words for each box."""

import tomllib
from functools import cache
from importlib import resources

import msgspec
from msgspec import Struct

CHARACTERS_AN_INCH = 10
LINES_AN_INCH = 6

SERVICES_A_SHEET = 6
"""Service lines that the form has room for."""


class ServicePlaces(Struct, frozen=True):
    """The boxes of a service line: the first service is on typewriter line `first`, the next are each `step` below.

    `shaded` are the boxes of its shaded half, one typewriter line above.
    """

    first: int
    step: int
    places: dict[str, tuple[int, int]]
    shaded: frozenset[str] = frozenset()


class FormRow(Struct, frozen=True):
    """A row of boxes from one typewriter line to the line before another, each box with its first column and label."""

    lines: tuple[int, int]
    boxes: tuple[tuple[int, str], ...]


class FormLayout(Struct, frozen=True):
    """The form. `left` and `top` are inches from the corner of the sheet to the first line and column; `places` are
    line, column and width of each box.
    """

    left: float
    top: float
    places: dict[str, tuple[int, int, int]]
    service: ServicePlaces
    rows: tuple[FormRow, ...]


@cache
def load_layout() -> FormLayout:
    """The CMS-1500 (02/12)."""
    text = resources.files("cleanclaim.exchange.forms").joinpath("cms1500.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), FormLayout)
