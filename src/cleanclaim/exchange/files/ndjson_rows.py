"""Visits as NDJSON: each line a JSON object, one service, with its visit's fields beside its own."""

from collections.abc import Iterable, Iterator

from cleanclaim.exchange.files.columns import check_names
from cleanclaim.exchange.files.exact_json import decode
from cleanclaim.exchange.files.fields import FIELDS, as_text
from cleanclaim.exchange.files.rows_to_visits import Table
from cleanclaim.exchange.files.visit_values import UnreadableError, quoted
from cleanclaim.model.errors import UserError

_ONLY_IN_JSON = ("services", "history")


def ndjson_table(lines: Iterable[str], file: str) -> Table[str]:
    """The rows of an NDJSON file, numbered by line. Every row may leave out fields it does not know."""
    checked: set[tuple[str, ...]] = set()  # most rows have the same keys

    def cells(line: str) -> tuple[str, ...]:
        row = decode(line)
        if not isinstance(row, dict):
            raise UnreadableError(f"{quoted(line.strip())} is not an object.", 'Write {"visit_id": ..., "code": ...}.')
        names = tuple(row)
        if names not in checked:
            _check(names)
            checked.add(names)
        return tuple([as_text(name, row.get(name)) for name in FIELDS])

    return Table(file, _numbered(lines, file), cells)


def _check(names: tuple[str, ...]) -> None:
    for name in _ONLY_IN_JSON:
        if name in names:
            raise UnreadableError(
                "an NDJSON row is one service, without this field.", "Give whole visits as a JSON list.", name
            )
    check_names(names, FIELDS)


def _numbered(lines: Iterable[str], file: str) -> Iterator[tuple[int, str]]:
    """Each line that is not blank with its number."""
    number = 0
    for number, line in enumerate(lines, 1):
        if not line.isspace():
            yield number, line
    if not number:
        raise UserError(file, "the file is empty.", "It needs one line, a JSON object, for each service.")
