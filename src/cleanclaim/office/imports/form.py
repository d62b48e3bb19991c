"""What the import's page sends: what columns, words and cells stand for, each by its place in what was shown."""

from django.http import QueryDict

from cleanclaim.office.imports.choices import CellCorrection, ImportChoices, field_labels
from cleanclaim.office.imports.preview import ImportPreview
from cleanclaim.office.shared.query import read_text

LONGEST = 200
"""Characters of a cell or word."""


def read_choices(sent: QueryDict, preview: ImportPreview, before: ImportChoices) -> ImportChoices:
    """The choices that were sent; where one was not sent it is as before."""
    columns = dict(before.columns)
    known = field_labels().keys()
    for number, column in enumerate(preview.columns):
        chosen = sent.get(f"column-{number}")
        if chosen is not None and chosen != column.field and (chosen in known or not chosen):
            columns[column.heading] = chosen
    words = {field: dict(named) for field, named in before.words.items()}
    for field, unknown in preview.words.items():
        for number, word in enumerate(unknown):
            meant = read_text(sent.get(f"word-{field}-{number}", "").strip(), f"The word {word!r}", LONGEST)
            if meant:
                words.setdefault(field, {})[word] = meant
    corrections = {(one.row, one.field): one for one in before.corrections}
    for number, cell in enumerate(preview.cells):
        text = read_text(sent.get(f"cell-{number}", "").strip(), f"Row {cell.row}", LONGEST)
        if text and cell.field:
            corrections[cell.row, cell.field] = CellCorrection(cell.row, cell.field, text)
    return ImportChoices(
        columns=columns,
        words=words,
        corrections=tuple(corrections.values()),
        billed=sent.get("billed") == "yes" if "billed" in sent else before.billed,
        day_first=sent.get("dates") == "day" if "dates" in sent else before.day_first,
    )
