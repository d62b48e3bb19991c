"""Read any X12 file: claims, remittances, answers, and what is wrong with them.

FILE is an 837P, 835, 999, TA1, 277CA, 270, 271, 276 or 277; of others the envelope and bare segments are read.
"""

from collections.abc import Iterator

import msgspec

from cleanclaim.cli.options import Format, TableOptions, X12File
from cleanclaim.cli.progress import reading_progress
from cleanclaim.cli.screen import pluralize, say, style, wrap_text, write_json
from cleanclaim.cli.x12_screens import (
    as_json,
    describe_totals,
    describe_transaction,
    exit_code,
    make_printable,
    say_diagnostic,
    summarize_totals,
)
from cleanclaim.exchange.x12.answer_words import refusals_in_words
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.items import Interchange, Item, Transaction
from cleanclaim.exchange.x12.located import Located
from cleanclaim.exchange.x12.read import read
from cleanclaim.exchange.x12.totals import FileTotals
from cleanclaim.law.wording import day

SECTION = "Look up"
EXAMPLES = (
    "cleanclaim read week.835",
    "cleanclaim read week.835 --format json",
)

MOST_LISTED = 20
"""Problems shown of one transaction; `cleanclaim validate` shows them all."""


def run(
    file: X12File,
    format: Format,
    *,
    law: TableOptions,
) -> int:
    """Read a file and print what it says; returns the exit code."""
    totals = FileTotals()
    with reading_progress("Reading", file) as report:
        items = read(file, law.basis, progress=report)
        if format == "json":
            _write_json(items, totals)
        else:
            _say_overview(file, items, totals)
    return exit_code(totals)


def _write_json(items: Iterator[Item], totals: FileTotals) -> None:
    """One document, an item a line, written as it is read, so that a file of any size fits in memory."""
    before = b'{"items": [\n'
    for item in items:
        totals.take(item)
        write_json(before + msgspec.json.encode(as_json(item)))
        before = b",\n"
    write_json(b'\n],\n"summary": ' + msgspec.json.encode(summarize_totals(totals)) + b"}\n")


class _Part:
    """What is said together: one transaction, or what stands outside any."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.totals = FileTotals()
        self.problems: list[Diagnostic] = []
        self.refusals: list[str] = []
        self.refused = 0

    def take(self, item: Item) -> None:
        self.totals.take(item)
        if isinstance(item, Diagnostic) and len(self.problems) < MOST_LISTED:
            self.problems.append(item)
        elif isinstance(item, Located):
            for text in refusals_in_words(item.value):
                self.refused += 1
                if self.refused <= MOST_LISTED:
                    self.refusals.append(text)

    def say(self) -> None:
        """The part in a line, and under it its problems."""
        if self.words:
            say(f"  {self.words:<50}   {describe_totals(self.totals)}")
        for text in self.refusals:
            first, *rest = wrap_text(make_printable(text), 92)
            say(f"    {style(first, 'red')}")
            for more_text in rest:
                say(f"      {more_text}")
        if self.refused > len(self.refusals):
            say(f"    and {self.refused - len(self.refusals):,} refusals more: `--format json` has them all")
        for one in self.problems:
            say_diagnostic(one)
        more = self.totals.kinds["diagnostic"] - len(self.problems)
        if more:
            say(f"    and {pluralize(more, 'problem')} more")


def _say_overview(file: str, items: Iterator[Item], totals: FileTotals) -> None:
    part = _Part("")
    for item in items:
        totals.take(item)
        if isinstance(item, Interchange):
            part.say()
            part = _Part("")
            _say_interchange(item)
        elif isinstance(item, Transaction):
            part.say()
            part = _Part(describe_transaction(item))
        else:
            part.take(item)
    part.say()
    say()
    words = [
        pluralize(totals.kinds["interchange"], "interchange"),
        pluralize(totals.kinds["transaction"], "transaction"),
    ]
    if totals.undetermined:
        words.append(f"{totals.undetermined:,} not checked")
    say(f"{style(file, bold=True)}   {'   '.join(words)}   {pluralize(totals.faults, 'fault')}")
    if totals.faults > MOST_LISTED:
        say(style(f"`cleanclaim validate {file}` lists every problem; `--format json` is for programs.", dim=True))


def _say_interchange(begun: Interchange) -> None:
    when = day(begun.on) if begun.on else "no date"
    usage = {"P": "production", "T": "test"}.get(begun.usage, "neither production nor test")
    number = begun.control_number or "without a number"
    head = f"interchange {number}   {begun.sender or '?'} to {begun.receiver or '?'}   {when}   {usage}"
    say(style(make_printable(head), bold=True))
