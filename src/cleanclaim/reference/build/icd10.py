"""The year's diagnosis list, and the history of validity for earlier and later dates."""

from cleanclaim.reference import icd10
from cleanclaim.reference.build.built_file import BuiltFile
from cleanclaim.reference.build.inputs import InputFolder, TableInput
from cleanclaim.reference.rows import rows_text


def listing(source: InputFolder, release: TableInput) -> BuiltFile:
    """Code, billable flag, label; no label where the list before it has the same."""
    before = {row["code"]: row["label"] for row in source.rows(release.labels_in)} if release.labels_in else {}
    rows = [
        (row["code"], row["billable"], "" if before.get(row["code"]) == row["label"] else row["label"])
        for row in source.rows(release.input)
    ]
    return BuiltFile(rows_text(icd10.COLUMNS, rows), len(rows))


def history(source: InputFolder, release: TableInput) -> BuiltFile:
    """Code, billable flag, first and last valid day, side and seventh character."""
    names = ("code", "billable", "valid_from", "valid_to", "laterality", "seventh")
    rows = [tuple(row[name] for name in names) for row in source.rows(release.input)]
    return BuiltFile(rows_text(icd10.HISTORY_COLUMNS, rows), len(rows))
