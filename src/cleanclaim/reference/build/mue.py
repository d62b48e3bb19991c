"""Unit limits of the codes worth keeping."""

from cleanclaim.reference.build.inputs import Input, Source, Table, csv_text


def table(source: Source, inputs: list[Input]) -> Table:
    """The limits of one release: CMS's own columns, or the shorter ones of the excerpt."""
    (release,) = inputs
    rows = []
    for row in source.rows(release.input):
        code = row.get("hcpcs") or row["code"]
        if code in source.kept:
            rows.append([code, row.get("mue_value") or row["max_units"], row["mai"]])
    return Table(csv_text("code,units,mai", rows), [len(rows)])
