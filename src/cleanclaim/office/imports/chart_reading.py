"""A file of charts read, with what somebody said of it: an entry that cannot be read is set aside with its part."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec import structs

from cleanclaim.exchange.files.chart_rows import ChartLayout, read_chart_table
from cleanclaim.exchange.files.charts import ROWS, read_charts_apart
from cleanclaim.exchange.files.name_keys import name_key
from cleanclaim.exchange.files.value_checks import chart_entry_faults
from cleanclaim.exchange.files.visit_values import payer, word_key
from cleanclaim.law.policies.policy import payer_names
from cleanclaim.model.practice import Practice
from cleanclaim.model.visit import History
from cleanclaim.office.charts.parts import KINDS, NAMES
from cleanclaim.office.day import today
from cleanclaim.office.imports.choices import ImportChoices
from cleanclaim.office.imports.file_read import MOST_WORDS, BadCell, FileRead, PreviewColumn, count_rows, with_reading

SPENT = "What was allowed this year before a visit is entered with the visit, and left out here: "


def read_charts_of(path: Path, choices: ImportChoices, practice: Practice | None, payers: Path | None) -> FileRead:
    """Read a file of charts as its choices say. Raises UserError where it is none."""
    if path.suffix.lower() not in ROWS:
        return _read_objects(path)
    words = {word_key(word): meant for word, meant in choices.words.get("payer", {}).items()}
    layout = _layout(choices, practice, payers)
    table = read_chart_table(
        path,
        structs.replace(layout, payers={**layout.payers, **words}),
        {(one.row, one.field): one.text for one in choices.corrections},
    )
    used = table.reading.used
    columns = tuple(PreviewColumn(cell, used.get(cell, ""), "", texts) for cell, texts in table.examples.items())
    waiting = read_chart_table(path, layout, {}).waiting if words else table.waiting
    found = FileRead(
        kind="charts",
        columns=columns,
        words={"payer": tuple(islice(waiting, MOST_WORDS))} if waiting else {},
        ask_part="part" not in used.values(),
    )
    if table.problem:
        return structs.replace(found, problem=table.problem.problem, remedy=table.problem.remedy)
    read = with_reading(found, table.reading)
    named = tuple(f"{word} is no payer that is known here. {count_rows(count)} until it is chosen who that is."
                  for word, count in table.waiting.items())  # fmt: skip
    return _with_charts(structs.replace(read, waiting=named, rows_of=table.rows_of), table.charts)


def _layout(choices: ImportChoices, practice: Practice | None, payers: Path | None) -> ChartLayout:
    """What was said of the columns, with the practice's names of its payers; an entry is of a payer's policy."""
    own = practice.payers if practice else {}
    named = {key: one.policy for key, one in own.items()} | {payer(one.name): one.policy for one in own.values()}
    return ChartLayout(
        columns={name_key(heading): field for heading, field in choices.columns.items()},
        part=choices.always.get("part", ""),
        payers={word_key(name): policy for name, policy in named.items()}
        | {word_key(one.name): one.policy for one in own.values()},
        known=frozenset({*payer_names(payers), *named.values()}),
        day_first=choices.day_first,
    )


def _read_objects(path: Path) -> FileRead:
    """The charts of a file that has an object a patient."""
    charts, wrong = read_charts_apart(path)
    cells = tuple(
        BadCell(row=0, column="", field="", text=patient, problem=one.problem, remedy=one.remedy)
        for patient, one in wrong.items()
    )
    found = FileRead(kind="charts", cells=cells, cells_counted=len(cells), rows_aside=len(cells))
    return _with_charts(structs.replace(found, rows_of=dict.fromkeys(charts, 1)), charts)


def _with_charts(found: FileRead, charts: dict[str, History]) -> FileRead:
    """What was found with the charts, without what is no part of a stored one; a part that cannot be right is set
    aside, and named. An entry of it may come of several rows: none of its cells is corrected on the page.
    """
    stored = {patient: structs.replace(one, spent=None, visits=None) for patient, one in charts.items()}
    wrong = {
        (patient, part): BadCell(
            row=0,
            column=NAMES[part].title,
            field="",
            text=patient,
            problem=f"{fault.field.replace('_', ' ')} {fault.problem}",
            remedy=fault.remedy,
        )
        for patient, one in stored.items()
        for part in KINDS
        for entry in _entries(one, part)
        for fault in chart_entry_faults(part, entry, today())
    }
    for patient, part in wrong:
        stored[patient] = structs.replace(stored[patient], **{part: None})
    left = [patient for patient, one in charts.items() if one.spent is not None]
    return structs.replace(
        found,
        charts={patient: one for patient, one in stored.items() if one != History()},
        cells=(*found.cells, *wrong.values()),
        cells_counted=found.cells_counted + len(wrong),
        rows_aside=found.rows_aside + len(wrong),
        notes=(*found.notes, f"{SPENT}{', '.join(left)}.") if left else found.notes,
    )


def _entries(chart: History, part: str) -> Sequence[Any]:
    found = getattr(chart, part)
    return found if isinstance(found, tuple) else ()


def part_choices() -> dict[str, str]:
    """The parts that all rows of a file may be of, with what people call each."""
    return {part: NAMES[part].title for part in KINDS}
