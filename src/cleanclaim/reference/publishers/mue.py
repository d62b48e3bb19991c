"""CMS's unit limits (medically unlikely edits) for practitioners."""

from cleanclaim.reference.mue import COLUMNS as OURS
from cleanclaim.reference.publishers.dates import day_in_name, quarter_in_name
from cleanclaim.reference.publishers.header import code_in, data_rows, header
from cleanclaim.reference.publishers.opened import Opened
from cleanclaim.reference.publishers.publication import Layout, Publication, Table

COLUMNS = {
    "code": ("HCPCSCPTCODE",),
    "units": ("PRACTITIONERSERVICESMUEVALUES",),
    "mai": ("MUEADJUDICATIONINDICATOR",),
}


def _is_limits(file: Opened) -> bool:
    return header(file, COLUMNS, "code") is not None


def read_limits(file: Opened) -> Publication:
    """The limit of each code and how it is applied: the first character of its column (1, 2 or 3)."""
    found = header(file, COLUMNS, "code")
    assert found is not None  # it was recognised
    table: Table = []
    for number, row in data_rows(file, found, "code"):
        code, units, mai = (row[found.places[name]].strip() for name in COLUMNS)
        if not units.isdecimal():
            raise file.fault(number, f"{units!r} is not a number of units")
        if mai[:1] not in {"1", "2", "3"}:
            raise file.fault(number, f"{mai!r} does not begin with an adjudication indicator (1, 2 or 3)")
        table.append((code_in(file, number, code), str(int(units)), mai[0]))
    effective = day_in_name(file.known_as) or quarter_in_name(file.known_as)
    return Publication(kind="mue", columns=OURS, table=table, effective_from=effective)


MUE = Layout("unit limits for practitioners (MUE)", "CMS", _is_limits, read_limits)
