"""Write visits: CSV, NDJSON or Parquet with a row a service, or JSON with all that is known of each visit."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from cleanclaim.exchange.files.fields import FIELDS
from cleanclaim.exchange.files.to_objects import rows, visit_object
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Visit

ENDINGS = (".csv", ".json", ".ndjson", ".parquet")


def encode_visits(name: str, visits: Sequence[Visit]) -> bytes:
    """The visits as the contents of a file of that name; its ending says in which format.

    Only JSON has room for histories and notes; the other formats keep them in files of their own. Raises UserError for
    an ending that is none of `ENDINGS`.
    """
    ending = PurePath(name.lower()).suffix
    if ending == ".json":
        return _json([visit_object(visit) for visit in visits])
    if ending not in ENDINGS:
        raise UserError(name, "the ending names no format for visits", f"Use one of {', '.join(ENDINGS)}.")
    if ending == ".csv":
        return _csv(rows(visits))
    if ending == ".ndjson":
        return "".join(json.dumps(_known(row), ensure_ascii=False) + "\n" for row in rows(visits)).encode()
    return _parquet(list(rows(visits)))


def _json(objects: list[dict[str, object]]) -> bytes:
    return (json.dumps(objects, ensure_ascii=False, indent=1) + "\n").encode()


def _known(row: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in row.items() if text}


def _csv(lines: Iterable[dict[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode()


def _parquet(lines: list[dict[str, str]]) -> bytes:
    import polars

    buffer = io.BytesIO()
    polars.DataFrame(lines, schema=dict.fromkeys(FIELDS, polars.String)).write_parquet(buffer)
    return buffer.getvalue()
