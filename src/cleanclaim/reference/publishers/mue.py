"""CMS's unit limits (medically unlikely edits) for practitioners."""

from cleanclaim.reference.mue import COLUMNS as OURS
from cleanclaim.reference.publishers.dates import day_in_name, quarter_in_name
from cleanclaim.reference.publishers.header import code_in, has_heading, rows_under
from cleanclaim.reference.publishers.publication import FileLayout, Publication, Table
from cleanclaim.reference.publishers.publisher_file import PublisherFile

COLUMNS = {
    "code": ("HCPCSCPTCODE",),
    "units": ("PRACTITIONERSERVICESMUEVALUES",),
    "mai": ("MUEADJUDICATIONINDICATOR",),
}


def read_limits(file: PublisherFile) -> Publication:
    """The limit of each code and how it is applied: the first character of its column (1, 2 or 3)."""
    _heading, rows = rows_under(file, COLUMNS, "code")
    table: Table = []
    for number, row in rows:
        code, units, mai = row.values()
        if not (units.isascii() and units.isdecimal()):
            raise file.fault(number, f"{units!r} is not a number of units")
        if mai[:1] not in {"1", "2", "3"}:
            raise file.fault(number, f"{mai!r} does not begin with an adjudication indicator (1, 2 or 3)")
        table.append((code_in(file, number, code), str(int(units)), mai[0]))
    effective = day_in_name(file.known_as) or quarter_in_name(file.known_as)
    return Publication(kind="mue", columns=OURS, table=table, effective_from=effective)


MUE = FileLayout("unit limits for practitioners (MUE)", "CMS", has_heading(COLUMNS, "code"), read_limits)
