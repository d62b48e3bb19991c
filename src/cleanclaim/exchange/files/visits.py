"""Read visits: CSV, JSON, NDJSON or Parquet, from a file or from standard input.

The format is recognized by the file's name, else by how its contents begin.
"""

import io
from pathlib import Path, PurePath

from cleanclaim.exchange.files.csv_rows import csv_table
from cleanclaim.exchange.files.exact_json import decode
from cleanclaim.exchange.files.json_visits import json_visits
from cleanclaim.exchange.files.ndjson_rows import ndjson_table
from cleanclaim.exchange.files.open_file import LONGEST_LINE, as_text, check_text, lines, name_of, open_text
from cleanclaim.exchange.files.parquet_rows import parquet_visits
from cleanclaim.exchange.files.rows_to_visits import Progress, visits_of
from cleanclaim.exchange.files.visit_values import UnreadableError
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Visit

LONGEST_DOCUMENT = 64_000_000  # characters; JSON is read in one piece, the other formats row by row
_FORMATS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".parquet": "parquet",
}


def read_visits(path: str | Path, *, progress: Progress | None = None) -> list[Visit]:
    """The visits in the file at `path` (`-`: standard input), in their order there.

    `progress` is called now and then with the number of services read so far. Raises UserError, naming the file, the
    row or visit and the field, if the file or anything in it cannot be read; then no visit is returned.

        >>> import cleanclaim
        >>> visits = cleanclaim.read_visits("examples/clinic-day/visits.csv")
        >>> visits[0].payer, [(service.code, service.minutes) for service in visits[0].services]
        ('medicare', [('97112', 24), ('97110', 23)])
    """
    file = name_of(path)
    with open_text(path) as stream:
        format_ = _FORMATS.get(PurePath(file.lower().removesuffix(".gz")).suffix)
        if format_ == "parquet" or stream.peek(4).startswith(b"PAR1"):
            return parquet_visits(stream, file, progress)
        with as_text(stream, file) as text:
            start = _start(text)
            if format_ in (None, "json"):
                format_ = _format_of(start, otherwise=format_ or "csv")
            if format_ == "json":
                return json_visits(_document(start, text, file), file, progress)
            rows = lines(text, file, start)
            if format_ == "ndjson":
                return visits_of(ndjson_table(rows, file), progress)
            return visits_of(csv_table(rows, file), progress)


def _start(text: io.TextIOBase) -> str:
    """The text up to the end of its first line that is not blank, but no more than a line may hold."""
    start = line = text.readline(LONGEST_LINE + 1)
    while line and start.isspace() and len(start) < LONGEST_LINE:
        line = text.readline(LONGEST_LINE + 1)
        start += line
    return start


def _format_of(start: str, otherwise: str) -> str:
    """The format of a text that begins with `start`, where the name does not tell, or says only that it is JSON."""
    match start.lstrip()[:1]:
        case "[":
            return "json"
        case "{":
            return "ndjson" if _is_row(start) else "json"
        case _:
            return otherwise


def _is_row(line: str) -> bool:
    """Whether `line` alone is an object, and no visit with its services."""
    try:
        row = decode(line)
    except UnreadableError:
        return False
    return isinstance(row, dict) and not {"visits", "services"} & row.keys()


def _document(start: str, text: io.TextIOBase, file: str) -> str:
    document = start + text.read(LONGEST_DOCUMENT)
    if len(document) > LONGEST_DOCUMENT:
        raise UserError(
            file,
            f"the JSON document is longer than {LONGEST_DOCUMENT:,} characters.",
            "Give so many visits as NDJSON or CSV, which are read row by row.",
        )
    check_text(document, file)
    return document
