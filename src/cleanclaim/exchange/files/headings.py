"""The heading of a table among its first rows, and the rows that are no services: titles, totals, headings again.

Charge Detail Report                      a title: left out, and said
From 03/02/2026 to 03/06/2026             another
Pt ID   DOS        CPT     Units          the heading: names a code, and what tells visits apart
41001   3/2/2026   97110   2
Total                      2              no code: left out, and said
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain, islice

from cleanclaim.exchange.files.column_names import read_as
from cleanclaim.exchange.files.columns import derived_from
from cleanclaim.exchange.files.fields import FIELDS
from cleanclaim.exchange.files.intake import Intake
from cleanclaim.exchange.files.name_keys import name_key
from cleanclaim.exchange.files.visit_values import UnreadableError, check_formula
from cleanclaim.model.errors import UserError

Numbered = tuple[int, list[str]]
"""A row's cells with the number a person finds it under."""
Counted = Callable[[Sequence[str]], int]
"""How many columns of a kind of table a row names."""

FIRST_ROWS = 30
"""Rows among which the heading is looked for."""

_BY_KEY = {name_key(field): field for field in FIELDS}
_TOTAL = re.compile(r"(?:(?:grand|sub|report|page|patient|provider|daily) ?-?)?totals?\b.*|summary\b.*", re.IGNORECASE)
_FOOTER = re.compile(
    r"page [0-9]+.*|printed .*|generated .*|end of report.*|report (?:run|date|generated|created).*|"
    r"run (?:date|time).*|"
    r"exported .*|[0-9]+ (?:rows?|records?|charges?|visits?)\b.*|confidential.*|\*.*|-+|=+",
    re.IGNORECASE,
)


def fields_named(row: Sequence[str], intake: Intake) -> set[str]:
    """The fields that a row names, if it is a heading."""
    found = set()
    for cell in row[:1_000]:
        key = name_key(cell) if len(cell) < 60 else ""
        field = intake.mapping.columns.get(key) or _BY_KEY.get(key) or (read_as(key) or ("",))[0]
        found.add(field)
    return found - {""}


def names_columns(row: Sequence[str], intake: Intake) -> bool:
    """Whether a row names what a table of visits needs."""
    named = fields_named(row, intake) | intake.mapping.always.keys()
    return "code" in named and ("visit_id" in named or derived_from(named))


def visit_heading(rows: Iterable[Numbered], intake: Intake) -> tuple[Numbered, Iterator[Numbered]]:
    """The row that names the columns of a table of visits, and the rows after it, as `find_heading` says."""
    return find_heading(
        rows, intake, lambda row: len(fields_named(row, intake)), lambda row: names_columns(row, intake)
    )


def find_heading(
    rows: Iterable[Numbered], intake: Intake, count: Counted, is_whole: Callable[[Sequence[str]], bool] | None = None
) -> tuple[Numbered, Iterator[Numbered]]:
    """The row that names the columns, and the rows after it.

    Among the first rows it is the first that `is_whole`, else the one with most names by `count`. The rows above it are
    noted as titles. The row is empty where there are no rows; empty cells at its end are left out.
    """
    rest = iter(rows)
    first = list(islice(rest, FIRST_ROWS))
    if not first:
        return (0, []), rest
    at = next((place for place, (_, cells) in enumerate(first) if is_whole and is_whole(cells)), None)
    if at is None:
        named = [count(cells) for _, cells in first]
        at = named.index(max(named)) if max(named) > 1 else 0
    for number, _ in first[:at]:
        intake.note_left_out("title", number)
    number, heading = first[at]
    while heading and not heading[-1].strip():
        heading.pop()
    return (number, heading), chain(first[at + 1 :], rest)


def fit(row: list[str], width: int) -> list[str]:
    """The row with as many cells as there are columns. Raises UnreadableError where it has others."""
    while len(row) > width and not row[-1].strip():
        row.pop()
    if len(row) != width:
        raise UnreadableError(
            f"the row has {len(row)} cells, but the heading names {width} columns.",
            "Look for a missing or an extra separator; put a text that holds one in quotes.",
        )
    return row


def check_cells(cells: dict[str, str], names: Collection[str]) -> dict[str, str]:
    """The cells by name. Raises UnreadableError where one of `names` is a formula that came to nothing."""
    for name, cell in cells.items():
        if name and name in names:
            try:
                check_formula(cell.strip())
            except UnreadableError as error:
                error.field = name
                raise
    return cells


def services_alone(
    rows: Iterable[Numbered], heading: Sequence[str], code_at: int | None, intake: Intake
) -> Iterator[Numbered]:
    """The rows that are services: without totals, footers and headings that each page repeats, which are noted.

    Raises UserError for a heading further down that names other columns, or in another order.
    """
    keys = list(map(name_key, heading))
    for number, row in rows:
        if names_columns(row, intake):
            kind = "heading"
            found = list(map(name_key, row))
            if found[: len(keys)] != keys or any(found[len(keys) :]):
                raise UserError(
                    f"{intake.file}, row {number}",
                    "this is another heading: other columns, or another order, than in the one above.",
                    "Make a file of each table, or bring all into one order.",
                )
        elif code_at is not None and code_at < len(row) and row[code_at].strip():
            kind = ""
        else:
            kind = kind_of_row(row)
        if kind:
            intake.note_left_out(kind, number)
        else:
            yield number, row


def kind_of_row(row: Sequence[str]) -> str:
    """What a row without what its table is about is: total or footer; empty where that may only be missing."""
    texts = [cell.strip() for cell in row if cell.strip()]
    if any(_TOTAL.fullmatch(text) for text in texts[:2]):
        return "total"
    if len(texts) == 1 and _FOOTER.fullmatch(texts[0]):
        return "footer"
    return ""
