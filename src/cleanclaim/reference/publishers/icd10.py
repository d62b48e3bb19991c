"""The diagnoses (ICD-10-CM) of a fiscal year: the order file, and the shorter file of billable codes alone."""

import re
from datetime import date

from cleanclaim.reference.icd10 import COLUMNS as OURS
from cleanclaim.reference.publishers.dates import month_in_name, year_in_name
from cleanclaim.reference.publishers.publication import FileLayout, Publication, Table
from cleanclaim.reference.publishers.publisher_file import PublisherFile

_CODE = r"[A-Z](?=[A-Z]?[0-9])[0-9A-Z]{2,6}"
_ORDER = re.compile(rf"([0-9]{{5}}) (?=[A-Z0-9 ]{{7}} )({_CODE}) {{1,5}}([01]) (.{{60}}) (.+)")
_SHORT_ORDER = re.compile(rf"[0-9]{{5}} {_CODE} {{1,5}}[01] .")
_LISTED = re.compile(rf"(?=[A-Z0-9 ]{{7}} )({_CODE}) +(\S.*)")


def _is_order(file: PublisherFile) -> bool:
    return file.mostly(_SHORT_ORDER)


def read_order(file: PublisherFile) -> Publication:
    """Every code and heading: number, code without point, whether billable, short and long name."""
    table: Table = []
    before = 0
    for number, line in enumerate(file.each_line(), 1):
        if not line.strip():
            continue
        found = _ORDER.fullmatch(line.rstrip())
        if found is None:
            raise file.fault(number, "this is not a whole line: number, code, billable or not, short and long name")
        if int(found[1]) <= before:
            raise file.fault(number, f"its number {found[1]} is not past the one above: rows are missing or mixed up")
        before = int(found[1])
        table.append((found[2], found[3], found[5].strip()))
    return Publication(kind="icd10", columns=OURS, table=table, effective_from=_effective(file.known_as))


def _is_list(file: PublisherFile) -> bool:
    return file.mostly(_LISTED)


def read_list(file: PublisherFile) -> Publication:
    """The billable codes with their names; what stands above them in the tree follows from how codes begin."""
    table: Table = []
    for number, line in enumerate(file.each_line(), 1):
        if not line.strip():
            continue
        found = _LISTED.fullmatch(line.rstrip())
        if found is None:
            raise file.fault(number, "this is not a diagnosis code and its name")
        table.append((found[1], "1", found[2]))
    billable = {code for code, _, _ in table}
    headings = {code[:length] for code in billable for length in range(3, len(code))} - billable
    table += [(code, "0", "") for code in sorted(headings)]
    note = "Headings follow from the codes below them; they have no names in this file."
    return Publication(kind="icd10", columns=OURS, table=table, effective_from=_effective(file.known_as), note=note)


def _effective(names: str) -> date | None:
    """The first of October before the fiscal year in the name; of April within it, where the name speaks of April."""
    year = year_in_name(names)
    if year is None:
        return None
    return date(year, 4, 1) if month_in_name(names) == 4 else date(year - 1, 10, 1)


ICD10_ORDER = FileLayout("diagnoses, order file (ICD-10-CM)", "CDC and CMS", _is_order, read_order)
ICD10_LIST = FileLayout("diagnoses, billable codes (ICD-10-CM)", "CDC and CMS", _is_list, read_list)
