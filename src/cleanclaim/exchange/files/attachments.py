"""Papers that go with claims come in: a CSV file, a row a visit and paper.

A payer that gets notes or an order apart from the claim finds the claim by the number that both bear.
"""

import csv
import io
from pathlib import Path

from cleanclaim.exchange.files import practice_values as read
from cleanclaim.exchange.files.toml_entries import Entries
from cleanclaim.model.adjudication import PAPERS, WAYS, Attachment
from cleanclaim.whole_file import read_whole_text

_COLUMNS = ("visit_id", "paper", "way", "number")


def read_attachments(path: Path) -> dict[str, tuple[Attachment, ...]]:
    """The papers of each visit, by visit id.

    `paper` and `way` are codes of X12, such as PN therapy notes and FX by fax; `number` is what the paper bears, and
    may be missing where the paper is kept until the payer asks (AA). Raises UserError, naming row and column, for the
    first thing that is missing, misspelled or wrong.
    """
    rows = csv.DictReader(io.StringIO(read_whole_text(path), newline=""))
    found: dict[str, tuple[Attachment, ...]] = {}
    for row in rows:
        entries = Entries(f"{path}, row {rows.line_num}", {k: v or "" for k, v in row.items() if k}, kind="column ")
        entries.only(_COLUMNS)
        way = entries.need("way", read.one_of(WAYS))
        number = (entries.have if way == "AA" else entries.need)("number", read.text(50))
        paper = Attachment(entries.need("paper", read.one_of(PAPERS)), way, number)
        visit = entries.need("visit_id", str)
        found[visit] = (*found.get(visit, ()), paper)
    return found
