"""NCCI pairs of which both codes are worth keeping, and the add-on codes among them."""

from datetime import date

from cleanclaim.reference import add_ons
from cleanclaim.reference.build.built_file import BuiltFile
from cleanclaim.reference.build.inputs import InputFolder, TableInput
from cleanclaim.reference.pairs import Edit, PairsDraft
from cleanclaim.reference.rows import rows_text


def pairs(source: InputFolder, release: TableInput) -> BuiltFile:
    """The pairs of one release.

    The full file (2.5 million lines, no first days) is split by hand: its first four columns never need quotes.
    """
    draft = PairsDraft()
    header, *lines = source.lines(release.input)
    if header.startswith("column1,column2,deletion_date,modifier_indicator"):
        for line in lines:
            one, two, last, indicator, reason = line.split(",", 4)
            if one in source.useful_codes and two in source.useful_codes:
                draft.add(one, two, Edit(None, _day(last), int(indicator), reason.strip('"')))
    else:
        for row in source.rows(release.input):
            last = row["deletion"] if "deletion" in row else row["deleted"]
            edit = Edit(_day(row["effective"]), _day(last), int(row["modifier_indicator"]))
            draft.add(row.get("column1") or row["col1"], row.get("column2") or row["col2"], edit)
    return BuiltFile(draft.packed(), len(draft))


def add_on_codes(source: InputFolder, release: TableInput) -> BuiltFile:
    """The add-on codes worth keeping, each with its primaries. The extract prints no dates."""
    useful = [row for row in source.rows(release.input) if row["add_on_code"] in source.useful_codes]
    rows = [(row["add_on_code"], row["primary_code"], row["aoc_edit_type"], "", "") for row in useful]
    return BuiltFile(rows_text(add_ons.COLUMNS, rows), len(rows))


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell not in {"", "*"} else None
