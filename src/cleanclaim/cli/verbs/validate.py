"""Check X12 files: every problem with its SNIP level, its place, and how to fix it.

Exit code 3: nothing wrong was found, but something was not checked: no guide is known for a transaction, or no list
that has a code. What --overrides lets pass is shown and counts for nothing.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated

import click
import msgspec

from cleanclaim.cases import overrides_of
from cleanclaim.cli.options import FiledTableOptions, FindingsFormat, Overrides
from cleanclaim.cli.progress import reading_progress
from cleanclaim.cli.rows import Annotation, Level, say_annotations, say_csv
from cleanclaim.cli.screen import pluralize, say, style, write_json
from cleanclaim.cli.x12_screens import (
    as_json,
    describe_totals,
    exit_code,
    make_printable,
    say_diagnostic,
    summarize_totals,
)
from cleanclaim.exchange.x12.checks.level2_guide import NO_GUIDE
from cleanclaim.exchange.x12.checks.registry import checks
from cleanclaim.exchange.x12.diagnostics import LEVELS, Diagnostic
from cleanclaim.exchange.x12.let_pass import apply_overrides
from cleanclaim.exchange.x12.read import checked
from cleanclaim.exchange.x12.totals import FileTotals
from cleanclaim.model.override import Override

SECTION = "Look up"
COLUMNS = (
    "file",
    "check",
    "severity",
    "level",
    "claim",
    "loop",
    "segment",
    "element",
    "number",
    "byte",
    "problem",
    "remedy",
)
"""A row of --format csv: a problem."""
EXAMPLES = (
    "cleanclaim validate week.837",
    "cleanclaim validate sent/*.837 --summary",
)


def run(
    files: Annotated[
        tuple[str, ...],
        click.Argument(
            ["files"],
            metavar="FILE...",
            nargs=-1,
            required=True,
            type=click.Path(exists=True, dir_okay=False, allow_dash=True),
        ),
    ],
    format: FindingsFormat,
    *,
    level: Annotated[
        int,
        click.Option(
            ["--level"],
            type=click.IntRange(1, 6),
            default=6,
            show_default=True,
            metavar="1..6",
            help="The last SNIP level to check:"
            " 1 syntax, 2 guide, 3 balance, 4 between segments, 5 code lists, 6 therapy.",
        ),
    ],
    law: FiledTableOptions,
    overrides: Overrides,
    summary: Annotated[
        bool,
        click.Option(["--summary"], is_flag=True, help="Show how often each check found something, not every problem."),
    ],
) -> int:
    """Validate files up to a level and print every problem; returns the gravest exit code of all."""
    everything = FileTotals()
    decided = overrides_of(overrides) if overrides else []
    before = b'{"files": ['
    rows: list[tuple[object, ...]] = []
    for file in files:
        totals = FileTotals()
        problems = _problems(file, level, (totals, everything), law, decided)
        if format == "json":
            _write_json(file, problems, totals, before, summary=summary)
            before = b",\n"
        elif format == "csv":
            rows += [_row(file, one) for one in problems]
        elif format == "github":
            say_annotations(_annotation(file, one) for one in problems)
        else:
            _say(file, problems, totals, summary=summary)
    if format == "json":
        write_json(b"]}\n")
    elif format == "csv":
        say_csv(COLUMNS, rows)
    elif format == "github":
        return exit_code(everything)
    elif len(files) > 1:
        say(f"{pluralize(len(files), 'file')}   {_by_level(everything)}")
        if summary:
            _say_counts(everything)
    return exit_code(everything)


def _problems(
    file: str, level: int, counted_in: Sequence[FileTotals], law: FiledTableOptions, overrides: Sequence[Override]
) -> Iterator[Diagnostic]:
    """The problems of a file up to the level, as they are found; all else is counted only.

    That there is no guide for a transaction is said whatever the level.
    """
    basis = law.basis
    with reading_progress("Validating", file) as report:
        for item in apply_overrides(checked(file, basis, progress=report), overrides, basis.filing_day):
            if isinstance(item, Diagnostic) and item.level > level and item.check != NO_GUIDE.id:
                continue
            for totals in counted_in:
                totals.take(item)
            if isinstance(item, Diagnostic):
                yield item


def _row(file: str, one: Diagnostic) -> tuple[object, ...]:
    place = one.place
    where = (place.claim, place.loop, place.segment, place.element, place.number, place.byte)
    return (file, one.check, one.severity, one.level, *where, make_printable(one.problem), make_printable(one.remedy))


def _annotation(file: str, one: Diagnostic) -> Annotation:
    level: Level = "error" if one.severity == "stop" else "warning" if one.severity == "undetermined" else "notice"
    claim = f"claim {one.place.claim}, " if one.place.claim else ""
    text = f"{claim}segment {one.place.number}: {one.problem} {one.remedy}"
    return Annotation(level, file, one.check, make_printable(text))


def _write_json(file: str, problems: Iterator[Diagnostic], totals: FileTotals, before: bytes, *, summary: bool) -> None:
    first = next(problems, None)  # a file that cannot be read is refused before anything is written
    write_json(before + b'{"file": ' + msgspec.json.encode(file) + b", ")
    if summary:
        _exhaust(problems)
        write_json(b'"summary": ' + msgspec.json.encode(summarize_totals(totals)) + b"}")
        return
    write_json(b'"diagnostics": [\n')
    if first is not None:
        write_json(msgspec.json.encode(as_json(first)))
        for one in problems:
            write_json(b",\n" + msgspec.json.encode(as_json(one)))
    write_json(b'\n],\n"summary": ' + msgspec.json.encode(summarize_totals(totals)) + b"}")


def _exhaust(problems: Iterator[Diagnostic]) -> None:
    """Go through all problems, so that they are counted."""
    for _ in problems:
        pass


def _say(file: str, problems: Iterator[Diagnostic], totals: FileTotals, *, summary: bool) -> None:
    if summary:
        _exhaust(problems)
    for count, one in enumerate(problems):
        if not count:
            say(style(file, bold=True))
        say_diagnostic(one)
    say(f"{style(file, bold=True)}   {describe_totals(totals)}   {_by_level(totals)}")
    if summary:
        _say_counts(totals)


def _say_counts(totals: FileTotals) -> None:
    """How often each check found something, the commonest first."""
    for check_id, times in totals.checks.most_common():
        found = checks()[check_id]
        say(f"  {times:>9,}   {check_id:<32} {style(f'level {found.level}', dim=True)}   {found.title}")


def _by_level(totals: FileTotals) -> str:
    """`2 faults: 1 of level 1 (syntax), 1 of level 3 (balance)`."""
    levels = [f"{totals.levels[one]:,} of level {one} ({words})" for one, words in LEVELS.items() if totals.levels[one]]
    faults = f"{pluralize(totals.faults, 'fault')}: {', '.join(levels)}" if levels else "no fault"
    parts = [faults, f"{totals.undetermined:,} not checked" if totals.undetermined else ""]
    return "   ".join(filter(None, [*parts, f"{totals.overridden:,} let pass" if totals.overridden else ""]))
