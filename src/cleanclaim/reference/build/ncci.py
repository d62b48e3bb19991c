"""NCCI pairs of which both codes are worth keeping."""

from cleanclaim.reference.build.inputs import Input, Source, Table, csv_text


def table(source: Source, inputs: list[Input]) -> Table:
    """The pairs of one release.

    The full file (2.5 million lines, no first days) is split by hand: its first four columns never need quotes.
    """
    (release,) = inputs
    header, *lines = source.lines(release.input)
    if header.startswith("column1,column2,deletion_date,modifier_indicator"):
        rows = []
        for line in lines:
            one, two, last, indicator, _ = line.split(",", 4)
            if one in source.kept and two in source.kept:
                rows.append([one, two, indicator, "", "" if last == "*" else last])
    else:
        rows = [
            [row["col1"], row["col2"], row["modifier_indicator"], row["effective"], row["deleted"]]
            for row in source.rows(release.input)
        ]
    return Table(csv_text("column1,column2,indicator,from,to", rows), [len(rows)])
