"""Read any X12 file: claims, remittances, answers, and what is wrong with them.

FILE is an 837P, 835, 999, TA1, 277CA, 270, 271, 276 or 277; of others the envelope and bare segments are read. An 835
is shown as a remittance advice, claim by claim with the reasons in words; -o makes a PDF of it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec

from cleanclaim.cli.call import Output
from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.options import Format, Overwrite, TableOptions, X12File
from cleanclaim.cli.progress import reading_progress
from cleanclaim.cli.remittance_screens import say_advice
from cleanclaim.cli.screen import pluralize, say, style, wrap_text, write_json
from cleanclaim.cli.writing import write_whole
from cleanclaim.cli.x12_screens import (
    as_json,
    describe_totals,
    describe_transaction,
    exit_code,
    make_printable,
    say_diagnostic,
    summarize_totals,
)
from cleanclaim.exchange.forms.advice_entries import Advice, advice_entries
from cleanclaim.exchange.forms.remittance_advice import render_advices
from cleanclaim.exchange.x12.answer_words import refusals_in_words
from cleanclaim.exchange.x12.claim_files import read_remittances
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.items import Content, Interchange, Item, Transaction
from cleanclaim.exchange.x12.located import Located
from cleanclaim.exchange.x12.read import read
from cleanclaim.exchange.x12.totals import FileTotals
from cleanclaim.law.wording import day
from cleanclaim.model.remittance import PaidClaim, Payment, Remittance

SECTION = "Look up"
EXAMPLES = (
    "cleanclaim read week.835",
    "cleanclaim read week.835 --format json",
    "cleanclaim read week.835 -o remittance.pdf",
)

MOST_LISTED = 20
"""Problems shown of one transaction; `cleanclaim validate` shows them all."""
MOST_CLAIMS = 5_000
"""Claims of a payment that are shown: it is read whole before its first line, and a file may be of any size."""


def run(
    file: X12File,
    format: Format,
    *,
    law: TableOptions,
    output: Annotated[
        Path | None,
        Output(
            "The PDF of a remittance advice (835) to write.", content="the remittance advice", example="remittance.pdf"
        ),
    ],
    force: Overwrite,
) -> int:
    """Read a file and print what it says; returns the exit code."""
    totals = FileTotals()
    if output is not None:
        advices = [advice_entries(one) for one in read_remittances(file)]
        write_whole(output, render_advices(advices), force=force)
        say(f"{style(str(output), bold=True)}   {pluralize(len(advices), 'payment')}")
        return ExitCode.CLEAN
    with reading_progress("Reading", file) as report:
        items = read(file, law.basis, progress=report)
        if format == "json":
            _write_json(items, totals)
        else:
            say_overview(file, items, totals)
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
        self.claims: list[PaidClaim] = []
        self.payments: list[tuple[Advice, int]] = []

    def take(self, item: Item) -> None:
        self.totals.take(item)
        if isinstance(item, Diagnostic) and len(self.problems) < MOST_LISTED:
            self.problems.append(item)
        elif isinstance(item, Located):
            self._take_payment(item.value)
            for text in refusals_in_words(item.value):
                self.refused += 1
                if self.refused <= MOST_LISTED:
                    self.refusals.append(text)

    def _take_payment(self, value: Content) -> None:
        if isinstance(value, PaidClaim) and len(self.claims) < MOST_CLAIMS:
            self.claims.append(value)
        elif isinstance(value, Payment):
            advice = advice_entries(Remittance(value, tuple(self.claims)))
            more = max(value.claims - len(self.claims), 0)
            self.payments.append((advice, more))
            self.claims = []

    def say(self) -> None:
        """The part in a line, and under it its problems and its payment."""
        if self.words:
            say(f"  {self.words:<50}   {describe_totals(self.totals)}")
        for advice, more_claims in self.payments:
            say_advice(advice, more_claims)
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


def say_overview(file: str, items: Iterator[Item], totals: FileTotals) -> None:
    """What a file says, a transaction after another; its totals are taken on the way."""
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
