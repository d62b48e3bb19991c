"""How the rows of a comparison are written: one table a group of changes, cells ready for a screen or a page."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from msgspec import Struct

from cleanclaim.pricing.rate import decimal
from cleanclaim.reference.compare import ChangedEntry, OneSidedEntry

Rows = tuple[tuple[str, ...], ...]
T = TypeVar("T")
CODE = ("code", "service")
MOVE = ("before", "after", "change")


class Section(Struct, frozen=True):
    """One table. From column `numbers_from` on the cells are numbers."""

    title: str
    columns: tuple[str, ...]
    rows: Rows
    numbers_from: int


def list_one_sided_rows(some: Iterable[OneSidedEntry], kind: type[T], cells: Callable[[T], tuple[str, ...]]) -> Rows:
    """Rows of what only one release has: key, words, then the cells of its value."""
    return tuple((one.key, one.label, *cells(one.value)) for one in some if isinstance(one.value, kind))


def list_changed_values(some: Iterable[ChangedEntry], kind: type[T]) -> list[tuple[ChangedEntry, T, T]]:
    """The changes with their two values, which are of one kind."""
    return [(one, one.old, one.new) for one in some if isinstance(one.old, kind) and isinstance(one.new, kind)]


def list_quantity_rows(some: Iterable[ChangedEntry], parts: dict[str, str], places: int) -> Rows:
    """A row for each quantity that moved: key, words, which it is, before, after, percent; with so many decimals."""
    return tuple(
        (
            one.key,
            one.label,
            words,
            format_amount(old, places),
            format_amount(new, places),
            format_percent(one.percent.get(part)),
        )
        for one in some
        for part, words in parts.items()
        if (old := getattr(one.old, part)) != (new := getattr(one.new, part))
    )


def format_amount(number: int, places: int) -> str:
    """A whole number as the decimal it stands for."""
    return decimal(number, places) if places else str(number)


def format_percent(change: str | None) -> str:
    """`+3.3 %`; a word where it was nothing before."""
    return "from zero" if change is None else f"{change} %"


def format_yes_no(answer: bool) -> str:
    """`yes` or `no`."""
    return "yes" if answer else "no"
