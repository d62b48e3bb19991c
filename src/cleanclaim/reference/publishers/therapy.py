"""CMS's therapy code list: which codes are always therapy and which sometimes, with the number of its remark.

Nobody here has seen the workbook itself: the columns are found by what their headings say.
"""

import re
from datetime import date

from cleanclaim.reference.publishers.dates import year_in_name
from cleanclaim.reference.publishers.header import CODE, code_in, header, rows_under
from cleanclaim.reference.publishers.publication import FileLayout, Publication, Table
from cleanclaim.reference.publishers.publisher_file import PublisherFile
from cleanclaim.reference.therapy import COLUMNS as OURS

CODE_HEADINGS = ("HCPCS", "CPT", "CODE")
STATUS_HEADINGS = ("ALWAYS", "SOMETIMES", "STATUS", "THERAPYSTATUS", "THERAPYCODE", "DESIGNATION")
COLUMNS = {"code": CODE_HEADINGS, "status": STATUS_HEADINGS, "disposition": ("DISPOSITION",)}
_STATUS = re.compile(r"always|sometimes", re.IGNORECASE)


def _is_list(file: PublisherFile) -> bool:
    found = header(file, COLUMNS, "code")
    if found is None:
        return False
    place = found.places["status"]
    below = [row for row in file.head[found.rows :] if len(row) > place and CODE.fullmatch(row[0].strip())]
    return not below or any(_STATUS.search(row[place]) for row in below)


def read_list(file: PublisherFile) -> Publication:
    """A code a row, its place on the list in words, and the number of CMS's remark where there is one."""
    found, rows = rows_under(file, COLUMNS, "code")
    table: Table = []
    for number, row in rows:
        code, status, disposition = row.values()
        if not code:
            continue
        standing = _STATUS.search(status)
        if standing is None:
            raise file.fault(number, f"{status!r} says neither always nor sometimes therapy")
        number_of_remark = re.search(r"[0-9]+", disposition)
        table.append(
            (code_in(file, number, code), standing[0].lower(), number_of_remark[0] if number_of_remark else "")
        )
    if not table:
        raise file.fault(None, "it has the heading of the therapy code list, but no code")
    year = year_in_name(file.known_as) or year_in_name(found.title)
    return Publication(kind="therapy", columns=OURS, table=table, effective_from=date(year, 1, 1) if year else None)


THERAPY = FileLayout("therapy code list", "CMS", _is_list, read_list)
