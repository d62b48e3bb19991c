"""What the import's page sends: what columns, words and cells stand for, each by its place in what was shown."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.http import QueryDict

from cleanclaim.model.visit import DISCIPLINES
from cleanclaim.office.charts.parts import KINDS as KINDS_OF_ENTRIES
from cleanclaim.office.imports.choices import ALL, KINDS, REPLACE, TAKE, CellCorrection, ImportChoices
from cleanclaim.office.imports.preview import ImportPreview
from cleanclaim.office.imports.twins import MERGE, NEW
from cleanclaim.office.imports.wording import labels_for
from cleanclaim.office.shared.query import read_day, read_text

ALWAYS = {"relationship": ("self",), "discipline": DISCIPLINES, "part": tuple(KINDS_OF_ENTRIES)}
"""What somebody may say of all rows of a file, with what may be said."""
BEFORE = "before"
"""That only visits of before a day were billed already."""
LONGEST = 200
"""Characters of a cell or word."""


def read_choices(sent: QueryDict, preview: ImportPreview, before: ImportChoices) -> ImportChoices:
    """The choices that were sent; where one was not sent it is as before."""
    billed, billed_before = _billed(sent, before)
    return ImportChoices(
        columns=before.columns | _columns(sent, preview),
        words=_words(sent, preview, before),
        corrections=_corrections(sent, preview, before),
        billed=billed,
        billed_before=billed_before,
        day_first=sent.get("dates") == "day" if "dates" in sent else before.day_first,
        kind=kind if (kind := sent.get("kind", "")) in KINDS and kind != preview.kind else before.kind,
        always=_always(sent, before),
        twins=_twins(sent, preview, before),
        rivals=_rivals(sent, preview, before),
        here=_chosen(sent, "here", preview.here, before.here, TAKE),
        replace=_chosen(sent, "replace", (*preview.differing, ALL), before.replace, REPLACE),
        same=_same(sent, preview, before),
        called=_chosen(sent, "called", (*(one.key for one in preview.called), ALL), before.called, TAKE),
    )


def _billed(sent: QueryDict, before: ImportChoices) -> tuple[bool | None, date | None]:
    """Whether the visits were billed already, and before which day; a part of them is not said without that day."""
    chosen = sent.get("billed")
    if chosen != BEFORE:
        return {"no": False, "yes": True}.get(chosen or "", before.billed), None if chosen else before.billed_before
    day = read_day(sent.get("billed_before"), "The day before which visits were billed")
    return (False if day else None), day


def _columns(sent: QueryDict, preview: ImportPreview) -> dict[str, str]:
    known = labels_for(preview.kind).keys()
    chosen = ((column, sent.get(f"column-{number}")) for number, column in enumerate(preview.columns))
    return {
        column.heading: field
        for column, field in chosen
        if field is not None and field != column.field and (field in known or not field)
    }


def _words(sent: QueryDict, preview: ImportPreview, before: ImportChoices) -> dict[str, dict[str, str]]:
    words = {field: dict(named) for field, named in before.words.items()}
    for field, unknown in preview.words.items():
        for number, word in enumerate(unknown):
            meant = read_text(sent.get(f"word-{field}-{number}", "").strip(), f"The word {word!r}", LONGEST)
            if meant:
                words.setdefault(field, {})[word] = meant
            elif f"word-{field}-{number}" in sent:
                words.get(field, {}).pop(word, None)
    return {field: named for field, named in words.items() if named}


def _corrections(sent: QueryDict, preview: ImportPreview, before: ImportChoices) -> tuple[CellCorrection, ...]:
    corrections = {(one.row, one.field): one for one in before.corrections}
    for number, cell in enumerate(preview.cells):
        text = read_text(sent.get(f"cell-{number}", "").strip(), f"Row {cell.row}", LONGEST)
        if text and cell.field:
            corrections[cell.row, cell.field] = CellCorrection(cell.row, cell.field, text)
    return tuple(corrections.values())


def _always(sent: QueryDict, before: ImportChoices) -> dict[str, str]:
    """What holds for all rows: whose insurance it is, which discipline, which part of a chart; what was not sent is as
    before.
    """
    chosen = {name: sent.get(name) for name in ALWAYS}
    named = {name: word for name, word in chosen.items() if word is not None and word in ("", *ALWAYS[name])}
    return {name: word for name, word in (before.always | named).items() if word}


def _rivals(sent: QueryDict, preview: ImportPreview, before: ImportChoices) -> dict[str, str]:
    chosen = {one.key: (one, sent.get(f"rival-{number}")) for number, one in enumerate(preview.rivals)}
    named = {key: row for key, (one, row) in chosen.items() if row is not None and (row in one.rows or not row)}
    return {key: row for key, row in (before.rivals | named).items() if row}


def _chosen(sent: QueryDict, name: str, numbers: Iterable[str], before: Mapping[str, str], word: str) -> dict[str, str]:
    """Of visits, by their numbers, what was chosen: `word`, or nothing; what was not sent is as before."""
    chosen = {one: sent.get(f"{name}-{at}") for at, one in enumerate(numbers)}
    named = {**before, **{one: text for one, text in chosen.items() if text in (word, "")}}
    return {one: text for one, text in named.items() if text}


def _same(sent: QueryDict, preview: ImportPreview, before: ImportChoices) -> dict[str, str]:
    """Who patients of the file are here, by the numbers that were typed."""
    typed = {one.number: sent.get(f"same-{at}") for at, one in enumerate(preview.unknown_patients)}
    named = before.same | {
        number: read_text(text.strip(), f"Patient {number}", LONGEST)
        for number, text in typed.items()
        if text is not None
    }
    return {number: text for number, text in named.items() if text}


def _twins(sent: QueryDict, preview: ImportPreview, before: ImportChoices) -> dict[str, str]:
    chosen = {twin.number: sent.get(f"twin-{number}") for number, twin in enumerate(preview.twins)}
    named = before.twins | {number: one for number, one in chosen.items() if one in (MERGE, NEW, "")}
    return {number: one for number, one in named.items() if one}
