"""Write visits: CSV, NDJSON or Parquet with a row a service, or JSON with all that is known of each visit."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from cleanclaim.exchange.files.fields import FIELDS
from cleanclaim.exchange.files.to_objects import rows, visit_object
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Service, Visit

ENDINGS = (".csv", ".json", ".ndjson", ".parquet")


OwnColumns = Mapping[str, Sequence[Mapping[str, str]]]
"""Cells of columns that are somebody's own, by heading: by visit id, of each service in its order."""


def own_columns_after(visits: Iterable[Visit], changed: Iterable[Visit], own: OwnColumns) -> OwnColumns:
    """The same cells for visits whose services were changed since: a service takes those of the one it was.

    It is that of the same place where there are as many services, else the next of the same code. A service that was
    none has what all of its visit have in common.
    """
    found: dict[str, Sequence[Mapping[str, str]]] = {}
    for before, after in zip(visits, changed, strict=True):
        rows = own.get(before.visit_id, ())
        if len(rows) != len(before.services):
            continue
        if len(after.services) == len(rows):
            found[after.visit_id] = rows
            continue
        left = list(zip(before.services, rows, strict=True))
        common = {name: text for name, text in rows[0].items() if all(row.get(name) == text for row in rows)}
        found[after.visit_id] = [_taken(service.code, left, common) for service in after.services]
    return found


def _taken(code: str, left: list[tuple[Service, Mapping[str, str]]], common: Mapping[str, str]) -> Mapping[str, str]:
    """The cells of the first service left of a code, which is then taken."""
    for at, (service, row) in enumerate(left):
        if service.code == code:
            del left[at]
            return row
    return common


def encode_visits(name: str, visits: Sequence[Visit], own: OwnColumns | None = None) -> bytes:
    """The visits as the contents of a file of that name; its ending says in which format.

    `own`: cells of further columns, which come after ours.
    Only JSON has room for histories and notes; the other formats keep them in files of their own. Raises UserError for
    an ending that is none of `ENDINGS`.
    """
    ending = PurePath(name.lower()).suffix
    if ending == ".json":
        return _json([_with_own(visit_object(visit), (own or {}).get(visit.visit_id, ())) for visit in visits])
    if ending not in ENDINGS:
        raise UserError(name, "the ending names no format for visits", f"Use one of {', '.join(ENDINGS)}.")
    of_own = [row for visit in visits for row in (own or {}).get(visit.visit_id, [{}] * len(visit.services))]
    pairs = zip(rows(visits), of_own, strict=True)
    lines = [row | {name: text for name, text in more.items() if name not in row} for row, more in pairs]
    fields = [*FIELDS, *dict.fromkeys(name for more in of_own for name in more if name not in FIELDS)]
    if ending == ".csv":
        return _csv(lines, fields)
    if ending == ".ndjson":
        return "".join(json.dumps(_known(row), ensure_ascii=False) + "\n" for row in lines).encode()
    return _parquet(lines, fields)


def _with_own(visit: dict[str, Any], own: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """The object of a visit with the cells of further columns in those of its services."""
    for service, more in zip(visit["services"], own, strict=False):
        service |= {name: text for name, text in more.items() if text and name not in service}
    return visit


def _json(objects: list[dict[str, object]]) -> bytes:
    return (json.dumps(objects, ensure_ascii=False, indent=1) + "\n").encode()


def _known(row: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in row.items() if text}


def _csv(lines: Iterable[dict[str, str]], fields: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fields, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode()


def _parquet(lines: list[dict[str, str]], fields: Sequence[str]) -> bytes:
    import polars

    buffer = io.BytesIO()
    polars.DataFrame(lines, schema=dict.fromkeys(fields, polars.String)).write_parquet(buffer)
    return buffer.getvalue()
