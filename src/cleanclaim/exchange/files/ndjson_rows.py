"""Visits as objects of one service each: NDJSON, a line each, or a JSON list of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from cleanclaim.exchange.files.columns import (
    ColumnLayout,
    Pick,
    build_pick,
    derived_from,
    find_sources,
    is_left_out,
    picked,
    recognize_layout,
)
from cleanclaim.exchange.files.exact_json import decode
from cleanclaim.exchange.files.fields import FIELDS, as_text
from cleanclaim.exchange.files.intake import Intake
from cleanclaim.exchange.files.rows_to_visits import LeftOutRowError, Table
from cleanclaim.exchange.files.visit_values import UnreadableError, quoted
from cleanclaim.model.errors import UserError

_ONLY_IN_JSON = ("services", "history")


def ndjson_table(lines: Iterable[str], intake: Intake) -> Table[str]:
    """The rows of an NDJSON file, numbered by line. Every row may leave out fields it does not know."""
    reader = _ObjectReader(intake)
    return Table(_numbered(lines, intake), lambda line: reader.cells(decode(line), line))


def object_table(rows: Sequence[object], intake: Intake) -> Table[object]:
    """The rows of a JSON list of services, numbered from 1."""
    reader = _ObjectReader(intake)
    return Table(enumerate(rows, 1), lambda row: reader.cells(row, str(row)))


class _ObjectReader:
    """Takes the texts of FIELDS out of objects; remembers what the same keys meant before."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._known: dict[tuple[str, ...], tuple[ColumnLayout, Pick]] = {}

    def cells(self, row: object, written: str) -> tuple[str, ...]:
        if not isinstance(row, dict):
            raise UnreadableError(
                f"{quoted(written.strip())} is not an object.", 'Write {"visit_id": ..., "code": ...}.'
            )
        names = tuple(row)
        layout, pick = self._known.get(names) or self._lay_out(names)
        left_out = is_left_out(names, self._intake) if self._intake.mapping.left_out else None
        if left_out and left_out([str(row[name]) for name in names]):
            raise LeftOutRowError
        texts, wrong = [""] * (len(names) + 1), None
        for field, columns in layout.sources.items():
            for at in columns:
                try:
                    texts[at] = as_text("provider_npi" if field == "clinician" else field, row[names[at]])
                except UnreadableError as error:
                    wrong = wrong or error
        cells = picked(pick, texts, wrong)
        if self._intake.own_rows is not None:
            visit_id = self._intake.field("visit_id")[cells[0]]
            self._intake.own_rows.setdefault(str(visit_id), []).append(own_cells(row, self._intake))
        return cells

    def _lay_out(self, names: tuple[str, ...]) -> tuple[ColumnLayout, Pick]:
        for name in _ONLY_IN_JSON:
            if name in names:
                raise UnreadableError(
                    "an NDJSON row is one service, without this field.", "Give whole visits as a JSON list.", name
                )
        if not self._known:
            recognize_layout(names, self._intake)
        sources = find_sources(names, self._intake, FIELDS)
        here = {*sources, *self._intake.mapping.always}
        layout = ColumnLayout(sources, names, "visit_id" not in here and derived_from(here))
        self._intake.derived = self._intake.derived or layout.derived
        self._known[names] = found = layout, build_pick(layout, self._intake)
        return found


def _numbered(lines: Iterable[str], intake: Intake) -> Iterator[tuple[int, str]]:
    """Each line that is not blank with its number."""
    number = 0
    for number, line in enumerate(lines, 1):
        if not line.isspace():
            yield number, line
    if not number:
        raise UserError(intake.file, "the file is empty.", "It needs one line, a JSON object, for each service.")


def own_cells(row: Mapping[str, object], intake: Intake) -> dict[str, str]:
    """What of a row is not used and can stand in a cell: texts, numbers, days, yes and no; no lists."""
    unused = {name: value for name, value in row.items() if name in intake.not_used}
    plain = {name: value for name, value in unused.items() if isinstance(value, str | int | float | Decimal | date)}
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in plain.items()}
