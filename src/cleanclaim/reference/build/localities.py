"""Where practices lie: cost indices, ZIP codes and counties, from CMS's own files and extracts of older ones."""

from decimal import Decimal

from cleanclaim.reference import gpci
from cleanclaim.reference.build.built_file import BuiltFile
from cleanclaim.reference.build.inputs import InputFolder, TableInput
from cleanclaim.reference.publishers.localities import read_gpci, read_locco, read_zip5
from cleanclaim.reference.publishers.publication import Publication
from cleanclaim.reference.rows import rows_text


def indices(source: InputFolder, release: TableInput) -> BuiltFile:
    """The cost indices of one year. Older extracts went through floating point (0.8690000000000001 for 0.869)."""
    file = source.official(release.input)
    if "mac,locality_number" not in file.lines[0] and "mac,state,locality_number" not in file.lines[0]:
        return _made(read_gpci(file))
    rows = []
    for row in source.rows(release.input):
        if row["mac"] and row["gpci_work"]:
            locality = f"{row['mac']}-{row['locality_number']}"
            values = [str(round(Decimal(row[name]) * 1000)) for name in ("gpci_work", "gpci_pe", "gpci_mp")]
            rows.append((locality, row.get("state", ""), row["locality_name"].strip(" *"), *values))
    return BuiltFile(rows_text(gpci.COLUMNS, rows), len(rows))


def zips(source: InputFolder, release: TableInput) -> BuiltFile:
    """The locality of every ZIP code."""
    return _made(read_zip5(source.official(release.input)))


def counties(source: InputFolder, release: TableInput) -> BuiltFile:
    """The counties of every locality."""
    return _made(read_locco(source.official(release.input)))


def _made(read: Publication) -> BuiltFile:
    assert isinstance(read.table, list)
    return BuiltFile(rows_text(read.columns, read.table), len(read.table))
