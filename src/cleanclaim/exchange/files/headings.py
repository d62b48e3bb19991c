"""The heading of a table among its first rows, and the rows that are no services: titles, totals, headings again.

Charge Detail Report                      a title: left out, and said
From 03/02/2026 to 03/06/2026             another
Pt ID   DOS        CPT     Units          the heading: names a code, and what tells visits apart
41001   3/2/2026   97110   2
Total                      2              no code: left out, and said
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from cleanclaim.exchange.files.column_names import read_as
from cleanclaim.exchange.files.columns import derived_from
from cleanclaim.exchange.files.fields import FIELDS
from cleanclaim.exchange.files.intake import Intake
from cleanclaim.exchange.files.name_keys import name_key

Numbered = tuple[int, list[str]]
"""A row's cells with the number a person finds it under."""

FIRST_ROWS = 30
"""Rows among which the heading is looked for."""

_BY_KEY = {name_key(field): field for field in FIELDS}
_TOTAL = re.compile(r"(?:(?:grand|sub|report|page|patient|provider|daily) ?-?)?totals?\b.*|summary\b.*", re.IGNORECASE)
_FOOTER = re.compile(
    r"page \d+.*|printed .*|generated .*|end of report.*|report (?:run|date|generated|created).*|run (?:date|time).*|"
    r"exported .*|\d+ (?:rows?|records?|charges?|visits?)\b.*|confidential.*|\*.*|-+|=+",
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


def find_heading(rows: Iterable[Numbered], intake: Intake) -> tuple[Numbered, Iterator[Numbered]]:
    """The row that names the columns, and the rows after it; where none of the first names all, that which names most.

    The rows above it are noted as titles. The row is empty where there are no rows.
    """
    rest = iter(rows)
    first = list(islice(rest, FIRST_ROWS))
    at = next((place for place, (_, cells) in enumerate(first) if names_columns(cells, intake)), None)
    if at is None:
        named = [len(fields_named(cells, intake)) for _, cells in first]
        at = named.index(max(named)) if max(named, default=0) > 1 else 0
    for number, _ in first[:at]:
        intake.note_left_out("title", number)
    if not first:
        return (0, []), rest
    return first[at], chain(first[at + 1 :], rest)


def services_alone(
    rows: Iterable[Numbered], heading: Sequence[str], code_at: int | None, intake: Intake
) -> Iterator[Numbered]:
    """The rows that are services: without totals, footers and headings that each page repeats, which are noted."""
    for number, row in rows:
        kind = "" if code_at is not None and code_at < len(row) and row[code_at].strip() else _kind(row)
        if not kind and row[0] == heading[0] and row[: len(heading)] == list(heading):
            kind = "heading"
        if kind:
            intake.note_left_out(kind, number)
        else:
            yield number, row


def _kind(row: Sequence[str]) -> str:
    """What a row without a code is; empty where it may be a service whose code is missing."""
    texts = [cell.strip() for cell in row if cell.strip()]
    if any(_TOTAL.fullmatch(text) for text in texts[:2]):
        return "total"
    if len(texts) == 1 and _FOOTER.fullmatch(texts[0]):
        return "footer"
    return ""
