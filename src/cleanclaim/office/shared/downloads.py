"""What goes out as a file."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for a formula."""


def build_file_response(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to be saved under a name of ours; `kind` is its media type."""
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def build_csv_response(heading: Sequence[str], rows: Iterable[Sequence[str]], name: str) -> HttpResponse:
    """A table as CSV. A cell that a spreadsheet would take for a formula gets an apostrophe first, as OWASP advises."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(heading)
    writer.writerows([f"'{cell}" if cell.startswith(FORMULAS) else cell for cell in row] for row in rows)
    return build_file_response(text.getvalue().encode(), name, "text/csv; charset=utf-8")
