"""Read a payer's file: what it extends, what differs, its sources; then try its own examples.

Exit code 1: an example fails, or the file verifies by a source nobody read; 2: the file is unusable.
"""

from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Annotated, Self

import click
from msgspec import Struct

from cleanclaim.cli.options import PATH, Format, LibraryInUse, On
from cleanclaim.cli.screen import pluralize, say, say_json, say_text, style
from cleanclaim.cli.verbs.rules.coverage import SIGNS, count_states
from cleanclaim.exchange.files import visit_values as values
from cleanclaim.explanations.policies.report import DatedAnswer, PolicyReport, build_policy_report
from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.policy import law_version, payer_file
from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.testing.payers import PayerExample, payer_examples
from cleanclaim.testing.runner import CellDifference

EXAMPLES = ("cleanclaim policy check payers/acme.toml",)


class ExampleOutcome(Struct, frozen=True, kw_only=True):
    """What became of one example; it holds where nothing differs."""

    table: str
    number: int
    shows: str
    holds: bool
    differences: list[CellDifference]

    @classmethod
    def of(cls, example: PayerExample, differences: list[CellDifference]) -> Self:
        """The outcome of an example with these differences."""
        holds = not differences
        return cls(
            table=example.table, number=example.number, shows=example.shows, holds=holds, differences=differences
        )


def run(
    file: Annotated[Path, click.Argument(["file"], metavar="FILE", type=PATH)],
    format: Format,
    *,
    on: On,
    library: LibraryInUse,
) -> int:
    """Read a payer's file, print what it says and how its examples came out; returns the exit code.

    0: the file is sound and every example holds, 1: something in it is not. Raises UserError for a file that cannot
    be used.
    """
    path, on_day = file, on or date.today()
    payer = _payer_of(path)
    folder = path.resolve().parent
    report = build_policy_report(payer, folder, on_day)
    basis = Basis(payers=folder, library=library)
    outcomes = [
        ExampleOutcome.of(example, example.differences(basis))
        for example in payer_examples(path.name, payer, payer_file(payer, folder).head.examples)
    ]
    if format == "json":
        say_json({"file": str(path), "on": on_day, "law": law_version(), "policy": report, "examples": outcomes})
    else:
        _say_report(path, report, on_day)
        _say_examples(outcomes)
    return int(bool(report.faults) or not all(outcome.holds for outcome in outcomes))


def _payer_of(path: Path) -> str:
    """The payer that a file describes. Raises UserError where there is no such file, or no visit could mean it."""
    if path.suffix != ".toml":
        raise UserError(str(path), "a payer's file is TOML", "Name it as your visits name the payer: acme.toml.")
    if not path.is_file():
        raise UserError(str(path), "there is no such file", "Check the name.")
    named = values.payer(path.stem)
    if named != path.stem:
        raise UserError(path.name, "no visit can name this payer", f"Rename the file to {named}.toml.")
    return named


def _say_report(path: Path, report: PolicyReport, on: date) -> None:
    say(f"{style(str(path), bold=True)}   {report.name} · {report.kind} · rules {law_version()}")
    say_text(report.about)
    if report.extends is not None:
        inherited = pluralize(len(report.inherited), "answer")
        say(f"Extends {report.extends}: {inherited} inherited.")
    say()
    for _key, entries in groupby(report.entries, key=lambda entry: entry.key):
        _say_key(list(entries), report.extends)
    if report.sources:
        say(style("Sources cited", bold=True))
        for source in report.sources:
            say_text(f"{source.title}{'' if source.read else ' (nobody has read it)'}", 27, lead=f"  {source.id}")
        say()
    say(f"On {day(on)}: {count_states(report.coverage)}")
    say(
        style(f"`cleanclaim rules coverage --payer {report.payer} --payers {path.parent}` lists the answers.", dim=True)
    )
    for text in report.faults:
        say_text(text, 7, lead=style("fault", "red", bold=True))
    for text in report.remarks:
        say_text(text, 7, lead=style("note", "blue", bold=True))
    say()


def _say_key(entries: list[DatedAnswer], extends: str | None) -> None:
    say(f"{style(entries[0].key, bold=True)}   reviewed {day(entries[0].reviewed)}")
    for entry in entries:
        sign, color = SIGNS[entry.state]
        ends = f" to {day(entry.until)}" if entry.until else ""
        stands_on = ", ".join(part for part in (entry.cite, entry.note) if part)
        answer = f"unknown, {entry.standing}" if entry.answer == "?" else f"{entry.answer}, {entry.standing}"
        say(f"  {style(sign, color, bold=True)} from {day(entry.since)}{ends}: {answer}")
        if stands_on:
            say_text(stands_on, 6)
        if entry.extended is not None:
            before = "unknown" if entry.extended == "?" else entry.extended
            say_text(f"{extends}: {before}", 6, dim=True)
    say()


def _say_examples(outcomes: list[ExampleOutcome]) -> None:
    if not outcomes:
        say("No examples. Put a table of visits under [examples], and it is tried here.")
        return
    say(style("Examples", bold=True))
    for outcome in outcomes:
        mark = style("holds  ", "green") if outcome.holds else style("differs", "red", bold=True)
        say(f"  {outcome.table + ' ' + str(outcome.number):<20} {mark}   {outcome.shows}".rstrip())
        for one in outcome.differences:
            say(f"      {one}")
    coverage = sum(outcome.holds for outcome in outcomes)
    say()
    say(f"{coverage} of {pluralize(len(outcomes), 'example')} hold{'s' if len(outcomes) == 1 else ''}.")
