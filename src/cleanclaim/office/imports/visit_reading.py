"""A file of visits read, with what somebody said of it: payers that are none of ours wait until they are chosen."""

from collections import defaultdict
from pathlib import Path

from msgspec import structs

from cleanclaim.exchange.files.intake import SeveralFaultsError, names_of
from cleanclaim.exchange.files.mapping import ColumnMapping
from cleanclaim.exchange.files.value_checks import visit_checks
from cleanclaim.exchange.files.visit_values import word_key
from cleanclaim.exchange.files.visits import read_own_columns, read_visits_file
from cleanclaim.law.wording import listed
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import SELF_PAY, Practice
from cleanclaim.model.visit import Visit
from cleanclaim.office.day import today
from cleanclaim.office.imports.choices import SIGNED, ImportChoices, field_labels
from cleanclaim.office.imports.disciplines import settle_disciplines
from cleanclaim.office.imports.file_read import (
    MOST_CELLS,
    MOST_WORDS,
    FileRead,
    PreviewColumn,
    cell_of_error,
    guess,
    wait_for_payer,
    with_reading,
)
from cleanclaim.office.imports.named import find_name_columns, read_patients_named
from cleanclaim.office.imports.signed import find_signed_heading, find_unsigned


def read_visits_of(
    path: Path, choices: ImportChoices, mapping: ColumnMapping | None, practice: Practice | None, payers: Path | None
) -> FileRead:
    """Read a file of visits as its choices say."""
    ours = not choices.billed  # history may be of payers whom the practice has no more
    guessed = guess(path, mapping, practice, payers, ours=ours)
    named = names_of(practice)
    open_words = guessed.words
    if choices.words:
        open_words = guess(path, _without_words(mapping, choices), practice, payers, ours=ours).words
    signed, may_be_signed = find_signed_heading(path, choices, guessed, mapping, named)
    columns = tuple(
        PreviewColumn(
            one.heading,
            SIGNED if one.heading == signed else one.field,
            field_labels()[SIGNED] if one.heading == may_be_signed else one.may_be,
            one.examples,
        )
        for one in guessed.columns
    )
    corrections = {(one.row, one.field): one.text for one in choices.corrections}
    found = FileRead(kind="visits", columns=columns, words=open_words, notes=guessed.notes)
    try:
        visits, reading = read_visits_file(
            path, mapping=mapping, names=named, corrections=corrections, checks=visit_checks(today()), strict=False
        )
    except SeveralFaultsError as error:  # nothing is left of it
        cells = tuple(cell_of_error(one) for one in error.errors[:MOST_CELLS])
        return structs.replace(found, cells=cells, cells_counted=len(error.errors))
    except UserError as error:
        return structs.replace(found, problem=error.problem, remedy=error.remedy)
    unsigned: frozenset[str] = frozenset()
    if signed:
        unsigned = find_unsigned(read_own_columns(path, mapping=mapping, names=named), signed)
    unused = (one.heading for one in columns if not one.field and one.heading not in choices.columns)
    of_patients = find_name_columns(unused)
    whose = read_patients_named(path, of_patients, mapping, named) if of_patients else {}
    known, waiting = (visits, {}) if choices.billed else _split_by_payer(visits, practice)
    settled = settle_disciplines(known, practice, choices.always.get("discipline", ""))
    read = with_reading(found, reading)
    not_used = tuple(heading for heading in read.not_used if heading != signed and heading not in of_patients)
    counts = {payer: sum(len(one.services) for one in those) for payer, those in waiting.items()}
    notes = []
    if settled.found:
        notes.append(
            f"The discipline of {_visits(settled.found)} is known by who gave it, its modifiers or its clinician."
        )
    if of_patients:
        notes.append(f"Compared with the patients here, by their numbers: {listed(of_patients)}.")
    written = {word_key(word): word for word in open_words.get("payer", ())}
    more = [payer for payer in waiting if word_key(payer) not in written]
    words = {**open_words, "payer": (*open_words.get("payer", ()), *more)[:MOST_WORDS]} if more else open_words
    return structs.replace(
        read,
        visits=settled.visits,
        all_visits=visits,
        not_used=not_used,
        unsigned=unsigned,
        whose=whose,
        ask_discipline=settled.open,
        words=words,
        notes=(*read.notes, *notes),
        waiting=tuple(
            wait_for_payer(written.get(word_key(payer), payer), counts[payer], "visit", [one.visit_id for one in those])
            for payer, those in waiting.items()
        ),
        rows_aside=read.rows_aside + sum(counts.values()),
    )


def _split_by_payer(visits: list[Visit], practice: Practice | None) -> tuple[list[Visit], dict[str, list[Visit]]]:
    """The visits of the practice's payers, of patients who pay and of payers not known; and each other payer's."""
    if practice is None or not practice.payers:
        return visits, {}
    known, waiting = [], defaultdict[str, list[Visit]](list)
    for visit in visits:
        if not visit.payer or visit.payer in practice.payers or visit.payer == SELF_PAY:
            known.append(visit)
        else:
            waiting[visit.payer.replace("_", " ")].append(visit)
    return known, dict(waiting)


def _without_words(mapping: ColumnMapping | None, choices: ImportChoices) -> ColumnMapping | None:
    """The mapping without what was said of words, by which every word that was open is found again."""
    if mapping is None:
        return None
    chosen = {field: set(map(word_key, named)) for field, named in choices.words.items()}
    left = {
        field: {word: text for word, text in named.items() if word not in chosen.get(field, ())}
        for field, named in mapping.values.items()
    }
    return structs.replace(mapping, values=left)


def _visits(count: int) -> str:
    return f"{count:,} visit{'s' * (count != 1)}"
