"""CMS's fee schedule once more: the relative value file PPRRVU in columns of fixed width, as its .txt comes."""

import re

from cleanclaim.reference.publishers.mpfs import Values
from cleanclaim.reference.publishers.publication import FileLayout, Publication
from cleanclaim.reference.publishers.publisher_file import PublisherFile

WIDTHS = {
    "code": (0, 5),
    "modifier": (5, 7),
    "status": (57, 58),
    "work": (59, 65),
    "nonfacility_pe": (66, 72),
    "facility_pe": (75, 81),
    "malpractice": (84, 89),
    "nonfacility_total": (90, 96),
    "facility_total": (96, 102),
    "pctc": (102, 103),
    "mult_proc": (115, 116),
    "factor": (132, 140),
}
"""Where each value begins and ends, counted from 0 (record layout of RVU25D)."""

_RECORD = re.compile(r"[0-9A-Z][0-9]{3}[0-9A-Z].{52}[A-Z] [ 0-9.]{6}")
_SHORTEST = 140


def _is_fixed(file: PublisherFile) -> bool:
    first = [line for line in file.lines[:20] if line.strip()]
    return bool(first) and first[0].startswith("HDR") and any(_RECORD.match(line) for line in first)


def read_fixed(file: PublisherFile) -> Publication:
    """The relative values of every code. Rows that begin with HDR are titles, a last one with TRL a count."""
    values, titles = Values(file), []
    for number, line in enumerate(file.each_line(), 1):
        if line.startswith("HDR"):
            titles.append(line[3:].strip())
        elif line.strip() and not line.startswith("TRL"):
            if len(line) < _SHORTEST or not _RECORD.match(line):
                raise file.fault(number, "this is not a whole record of the fee schedule")
            values.add(number, {name: line[begin:end] for name, (begin, end) in WIDTHS.items()})
    return values.publication(" ".join(titles))


MPFS_FIXED = FileLayout("fee schedule, relative values (PPRRVU)", "CMS", _is_fixed, read_fixed)
