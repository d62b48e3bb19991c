"""Lay the charts of a sample beside its claims: the rules answer the checklist where they can, a person the rest.

AUDIT is the folder that `audit sample` wrote; the visits behind it follow, with notes, charts and history where there
are any: what is not given is not checked, and its questions stay open. Written into the folder are worksheet.csv,
where a person enters what should have been paid, the type and the cause of an error, and checklist.csv. Either may be
filled in a spreadsheet and saved as xlsx.

Exit code 1: the rules found a fault; 3: none, and questions are open.
"""

from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.inputs import load_case
from cleanclaim.cli.options import FilingOptions, Format, Overwrite, PaperOptions, PracticeFile, ReadOptions
from cleanclaim.cli.progress import progress
from cleanclaim.cli.rows import csv_bytes
from cleanclaim.cli.screen import pluralize, say, say_json, say_table, say_text
from cleanclaim.cli.writing import check_not_another_file, write_whole
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.compliance.audit.charts.worksheet import (
    ERROR_TYPES,
    ChartOfItem,
    charts_of,
    checklist_rows,
    rules_say,
    tally,
    worksheet_rows,
)
from cleanclaim.compliance.audit.sampling.audit_folder import CHECKLIST, WORKSHEET, read_audit_folder
from cleanclaim.compliance.audit.sampling.frame import Amounts

EXAMPLES = ("cleanclaim audit worksheet audit-2026q4 visits.csv --notes notes.json --charts charts.json",)


def run(
    audit: Annotated[Path, click.Argument(["audit"], metavar="AUDIT", type=click.Path(path_type=Path))],
    files: Annotated[tuple[str, ...], click.Argument(["files"], metavar="VISITS...", nargs=-1, required=True)],
    format: Format,
    *,
    reading: ReadOptions,
    law: FilingOptions,
    papers: PaperOptions,
    practice: PracticeFile,
    force: Overwrite,
) -> int:
    """Review the charts and write the worksheet; returns the exit code."""
    folder = read_audit_folder(audit)
    case = load_case(files, law.basis, reading, papers, practice=practice)
    with progress("Reviewing", len(folder.sample.drawn)) as report:
        charts = charts_of(folder.sample, case, law.basis, report)
    contents = {
        audit / WORKSHEET: csv_bytes(worksheet_rows(charts, folder.record.amounts)),
        audit / CHECKLIST: csv_bytes(checklist_rows(charts)),
    }
    if not force:
        for path, content in contents.items():
            check_not_another_file(path, content)
    for path, content in contents.items():
        write_whole(path, content, force=True)
    if format == "json":
        say_json({"written": list(map(str, contents)), "answers": tally(charts), "items": [*map(_as_json, charts)]})
    else:
        _say(charts, list(contents), folder.record.amounts)
    counts = tally(charts)
    return ExitCode.FAULT if counts["no"] else ExitCode.UNDETERMINED if counts["open"] else ExitCode.CLEAN


def _say(charts: list[ChartOfItem], written: list[Path], amounts: Amounts) -> None:
    rows = [(one.item.item, make_printable(rules_say(one))) for one in charts]
    say_table(("item", "what the rules say"), rows)
    say()
    counts = tally(charts)
    words = ", ".join(f"{counts[one]:,} {one}" for one in ("no", "n/a", "open"))
    say(f"{counts['yes']:,} answers are yes, {words}: the open ones a person looks for.")
    unknown = sum(one.claim is None for one in charts)
    if unknown:
        say(f"{pluralize(unknown, 'item')} without a visit: nothing was checked of them.")
    say_text(f"Enter what should have been {amounts}, the type ({', '.join(ERROR_TYPES)}) and the cause.", 0)
    for path in written:
        say(make_printable(f"written  {path}"))


def _as_json(chart: ChartOfItem) -> dict[str, object]:
    return {
        "item": chart.item.item,
        "visit_id": chart.visit.visit_id if chart.visit else None,
        "rules_say": rules_say(chart),
        "answers": {one.question.id: {"answer": one.answer, "why": one.why} for one in chart.answers},
    }
