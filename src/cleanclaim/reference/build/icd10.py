"""The year's diagnosis list, and the history of validity for earlier and later dates."""

from cleanclaim.reference.build.inputs import Input, Source, Table, csv_text


def listing(source: Source, inputs: list[Input]) -> Table:
    """Code, billable flag, label; the label is the rest of the line, without quotes, so that text search finds it."""
    (release,) = inputs
    rows = sorted((row["code"], row["billable"], row["label"]) for row in source.rows(release.input))
    return Table("code,billable,label\n" + "".join(f"{','.join(row)}\n" for row in rows), [len(rows)])


def history(source: Source, inputs: list[Input]) -> Table:
    """Code, billable flag, first and last valid day."""
    (release,) = inputs
    rows = [[row["code"], row["billable"], row["valid_from"], row["valid_to"]] for row in source.rows(release.input)]
    return Table(csv_text("code,billable,from,to", rows), [len(rows)])
