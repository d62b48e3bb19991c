"""Small releases of any table, made by hand for the tests."""

import hashlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from cleanclaim.reference import add_ons, gpci, hcpcs, icd10, mpfs, mue, therapy
from cleanclaim.reference.pairs import Edit, PairsDraft
from cleanclaim.reference.releases import Kind, Release
from cleanclaim.reference.rows import rows_text

COLUMNS: dict[Kind, tuple[str, ...]] = {
    "mue": mue.COLUMNS,
    "mpfs": mpfs.COLUMNS,
    "icd10": icd10.COLUMNS,
    "add_on": add_ons.COLUMNS,
    "hcpcs": hcpcs.COLUMNS,
    "therapy": therapy.COLUMNS,
    "gpci": gpci.COLUMNS,
    "zip": gpci.ZIP_COLUMNS,
}
OLD, NEW = date(2026, 10, 1), date(2027, 1, 1)
QUARTERS = {OLD: date(2026, 12, 31), NEW: date(2027, 3, 31)}
SINCE, WITHDRAWN = date(2020, 1, 1), date(2021, 7, 1)


def release(folder: Path, kind: Kind, content: bytes, on: date = OLD, **more: Any) -> Release:
    """A release of a quarter, imported whole unless `more` says otherwise."""
    digest = hashlib.sha256(content).hexdigest()
    file = folder / f"{kind}-{digest[:16]}"
    file.write_bytes(content)
    said: dict[str, Any] = {
        "kind": kind,
        "name": f"{kind} {on}",
        "publisher": "CMS",
        "effective_from": on,
        "effective_to": QUARTERS[on],
        "answers_from": on,
        "published": on,
        "retrieved": on,
        "source": "made by hand",
        "file": str(file),
        "rows": 0,
        "sha256": digest,
    }
    return Release(**(said | more))


def table(folder: Path, kind: Kind, text: str, on: date = OLD, **more: Any) -> Release:
    """A release of rows, written one a line with a bar between the cells."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return release(folder, kind, rows_text(COLUMNS[kind], rows), on, **more)


Row = tuple[str, str, Edit]


def pair(column1: str, column2: str, indicator: int = 1, first: date | None = SINCE, last: date | None = None) -> Row:
    """One published row of two codes."""
    return column1, column2, Edit(first, last, indicator)


def pairs(folder: Path, rows: Iterable[Row], on: date = OLD, **more: Any) -> Release:
    """A release of pairs."""
    draft = PairsDraft()
    draft.add_all(rows)
    return release(folder, "ncci", draft.packed(), on, **more)
