"""Unit limits of the codes worth keeping."""

from cleanclaim.reference import mue
from cleanclaim.reference.build.built_file import BuiltFile
from cleanclaim.reference.build.inputs import InputFolder, TableInput
from cleanclaim.reference.rows import rows_text


def limits(source: InputFolder, release: TableInput) -> BuiltFile:
    """The limits of one release: CMS's own columns, or the shorter ones of the excerpt."""
    rows = []
    for row in source.rows(release.input):
        code = row.get("hcpcs") or row["code"]
        if code in source.useful_codes:
            rows.append((code, row.get("mue_value") or row["max_units"], row["mai"]))
    return BuiltFile(rows_text(mue.COLUMNS, rows), len(rows))
