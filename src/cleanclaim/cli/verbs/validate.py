"""Check X12 files: every problem with its SNIP level, its place, and how to fix it.

Exit code 3: nothing wrong was found, but something was not checked: no guide is held for a transaction, or no list
that has a code.
"""

from collections.abc import Iterator
from typing import Annotated

import click
import msgspec

from cleanclaim.cli.options import Format, TableOptions
from cleanclaim.cli.screen import plural, say, styled, write_json
from cleanclaim.cli.x12_screens import LEVELS, as_json, counted, exit_code, say_diagnostic, summary, watched
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.read import read
from cleanclaim.exchange.x12.totals import FileTotals

SECTION = "Look up"

_GUIDE = 2  # that no guide is held is said whatever the level asked for


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
    format: Format,
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
    law: TableOptions,
) -> int:
    """Validate files up to a level and print every problem; returns the gravest exit code of all."""
    everything = FileTotals()
    before = b'{"files": ['
    for file in files:
        totals = FileTotals()
        problems = _problems(file, level, totals, everything, law)
        if format == "json":
            _write_json(file, problems, totals, before)
            before = b",\n"
        else:
            _say(file, problems, totals)
    if format == "json":
        write_json(b"]}\n")
    elif len(files) > 1:
        say(f"{plural(len(files), 'file')}   {_by_level(everything)}")
    return exit_code(everything)


def _problems(
    file: str, level: int, totals: FileTotals, everything: FileTotals, law: TableOptions
) -> Iterator[Diagnostic]:
    """The problems of a file up to the level, as they are found; all else is counted only."""
    with watched("Validating", file) as report:
        for item in read(file, law.basis, progress=report):
            if isinstance(item, Diagnostic) and item.level > level and (item.severity == "stop" or item.level > _GUIDE):
                continue
            totals.take(item)
            everything.take(item)
            if isinstance(item, Diagnostic):
                yield item


def _write_json(file: str, problems: Iterator[Diagnostic], totals: FileTotals, before: bytes) -> None:
    head = before + b'{"file": ' + msgspec.json.encode(file) + b', "diagnostics": [\n'
    first = next(problems, None)  # a file that cannot be read is refused before anything is written
    write_json(head)
    if first is not None:
        write_json(msgspec.json.encode(as_json(first)))
        for one in problems:
            write_json(b",\n" + msgspec.json.encode(as_json(one)))
    write_json(b'\n],\n"summary": ' + msgspec.json.encode(summary(totals)) + b"}")


def _say(file: str, problems: Iterator[Diagnostic], totals: FileTotals) -> None:
    for count, one in enumerate(problems):
        if not count:
            say(styled(file, bold=True))
        say_diagnostic(one)
    say(f"{styled(file, bold=True)}   {counted(totals)}   {_by_level(totals)}")


def _by_level(totals: FileTotals) -> str:
    """`2 faults: 1 of level 1 (syntax), 1 of level 3 (balance)`."""
    levels = [f"{totals.levels[one]:,} of level {one} ({words})" for one, words in LEVELS.items() if totals.levels[one]]
    faults = f"{plural(totals.faults, 'fault')}: {', '.join(levels)}" if levels else "no fault"
    return f"{faults}   {totals.undetermined:,} not checked" if totals.undetermined else faults
