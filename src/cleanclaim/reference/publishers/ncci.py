"""CMS's code pairs (NCCI procedure-to-procedure edits) for practitioners: Medicare's in four files, and Medicaid's."""

import re
from datetime import date

from cleanclaim.reference.pairs import Edit, PairsDraft
from cleanclaim.reference.publishers.dates import day_in, quarter_in_name
from cleanclaim.reference.publishers.header import TableHeader, Wanted, code_in, data_rows, header
from cleanclaim.reference.publishers.publication import FileLayout, Publication
from cleanclaim.reference.publishers.publisher_file import PublisherFile
from cleanclaim.reference.quarters import quarter
from cleanclaim.reference.releases import Kind

COLUMNS: Wanted = {
    "column1": ("COLUMN1",),
    "column2": ("COLUMN2",),
    "effective": ("EFFECTIVE",),
    "deletion": ("DELETION",),
    "modifier": ("MODIFIER",),
}
WITH_REASON: Wanted = {**COLUMNS, "rationale": ("PTPEDITRATIONALE", "RATIONALE")}
WITH_EXISTENCE: Wanted = {**COLUMNS, "existence": ("INEXISTENCE", "PRIORTO1996")}
"""The second has a column that only Medicare's files have."""

_VERSION = re.compile(r"v([0-9]{2})([0-3])(?:r([0-9]+))?(?![0-9])", re.IGNORECASE)
_PART = re.compile(r"-f([1-4])(?![0-9])", re.IGNORECASE)
_FIRST_VERSION = 1994
"""Versions count the years since, then the quarter from 0: v323 is the fourth quarter of 2026."""


def _is_pairs(file: PublisherFile) -> bool:
    return header(file, COLUMNS, "column1") is not None


def read_pairs(file: PublisherFile) -> Publication:
    """The pairs of one file. Whose they are, its name says, else whether it has a column on the years before 1996."""
    found = header(file, WITH_REASON, "column1") or header(file, COLUMNS, "column1")
    assert found is not None  # it was recognized
    part = _PART.search(file.name)
    return Publication(
        kind=_edition(file),
        table=_draft(file, found),
        effective_from=_effective(file.known_as, found.title),
        revision=_revision(file.known_as),
        part=int(part[1]) if part else None,
    )


def _draft(file: PublisherFile, found: TableHeader) -> PairsDraft:
    places = found.places
    one, two = places["column1"], places["column2"]
    first, last, modifier = (places[name] for name in ("effective", "deletion", "modifier"))
    reason = places.get("rationale", modifier)
    draft = PairsDraft()
    kinds: dict[tuple[str, str, str, str], int] = {}
    codes: dict[str, str] = {}
    for number, row in data_rows(file, found, "column1"):
        cells = (row[first], row[last], row[modifier], row[reason])
        kind = kinds.get(cells)
        if kind is None:
            kind = kinds[cells] = draft.kind(_edit(file, number, cells, with_reason="rationale" in places))
        column1, column2 = codes.get(row[one]), codes.get(row[two])
        if column1 is None:
            column1 = codes[row[one]] = code_in(file, number, row[one])
        if column2 is None:
            column2 = codes[row[two]] = code_in(file, number, row[two])
        draft.put(column1, column2, kind)
    if not len(draft):
        raise file.fault(None, "it has the heading of the code pairs, but no pair")
    return draft


def _edit(file: PublisherFile, number: int, cells: tuple[str, str, str, str], *, with_reason: bool) -> Edit:
    first, last, indicator, reason = (cell.strip() for cell in cells)
    if indicator not in {"0", "1", "9"}:
        raise file.fault(number, f"{indicator!r} is not a modifier indicator (0, 1 or 9)")
    return Edit(_day(file, number, first), _day(file, number, last), int(indicator), reason if with_reason else "")


def _day(file: PublisherFile, number: int, cell: str) -> date | None:
    try:
        return day_in(cell)
    except ValueError:
        raise file.fault(number, f"{cell!r} is not a date such as 20261001") from None


def _edition(file: PublisherFile) -> Kind:
    name = file.known_as.lower()
    if "medicaid" in name or "mcd" in name:
        return "ncci_medicaid"
    if "ccipra" in name or "medicare" in name or header(file, WITH_EXISTENCE, "column1"):
        return "ncci"
    return "ncci_medicaid"


def _effective(names: str, title: str) -> date | None:
    for text in (names, title):
        version = _VERSION.search(text)
        if version:
            return quarter(_FIRST_VERSION + int(version[1]), int(version[2]) + 1)[0]
        if day := quarter_in_name(text):
            return day
    return None


def _revision(names: str) -> str:
    version = _VERSION.search(names)
    return f"r{int(version[3])}" if version and int(version[3] or 0) else ""


NCCI = FileLayout("code pairs for practitioners (NCCI PTP)", "CMS", _is_pairs, read_pairs)
