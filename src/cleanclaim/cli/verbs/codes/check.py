"""Whether two codes may be billed on one day, and since when."""

from typing import Annotated

import click

from cleanclaim.cli.options import Format, On, PayerName, TableOptions
from cleanclaim.cli.screen import say, say_json, say_table, say_text, style
from cleanclaim.explanations.lookup.code_pairs import PairAnswer, check_pair
from cleanclaim.explanations.lookup.code_wording import PAIR_ANSWER_WORDS
from cleanclaim.explanations.lookup.known_names import find_policy
from cleanclaim.law.basis import Basis
from cleanclaim.law.wording import day
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.ncci import PairRow

EXAMPLES = (
    "cleanclaim codes check 97530 97140 --on 03/09/2026",
    "cleanclaim codes check 97530 97140 --payer aetna",
)


COLORS = {"bundled": "red", "bypassable": "yellow", "separate": "green", "undetermined": "cyan"}


def run(
    first: Annotated[str, click.Argument(["first"], metavar="CODE")],
    second: Annotated[str, click.Argument(["second"], metavar="CODE")],
    format: Format,
    *,
    on: On,
    payer: PayerName,
    law: TableOptions,
) -> int:
    """Print whether two codes may be billed on one day; returns the exit code.

    Raises UserError for a code or payer we do not hold, and where both codes are one.
    """
    first, second = first.upper(), second.upper()
    basis = law.basis
    found = check_pair(first, second, on or basis.today, payer, basis)
    if format == "json":
        say_json(found)
    else:
        _say_answer(first, second, found, basis)
    return 0


def _say_answer(first: str, second: str, found: PairAnswer, basis: Basis) -> None:
    labels = ", ".join(f"{code} {catalogue()[code].label}" for code in (first, second))
    say(f"{labels}   {find_policy(found.payer, found.on, basis).name} · {day(found.on)}")
    say(f"{style(found.answer, COLORS[found.answer], bold=True)}: {PAIR_ANSWER_WORDS[found.answer]}")
    notes = [found.note] if isinstance(found.note, str) else []
    for text in [found.why, *notes]:
        _say_wrapped(text)
    for text in found.gaps:
        _say_wrapped(text, "cyan")
    say()
    if not found.edits:
        say("No release on file has an edit for this pair.")
        return
    say_table(("paid", "denied", "indicator", "from", "to", "in force", "release"), list(map(_cells, found.edits)))


def _say_wrapped(text: str, color: str | None = None) -> None:
    say_text(text, color=color)


def _cells(row: PairRow) -> tuple[str, ...]:
    begins = day(row.from_) if row.from_ else "not printed"
    ends = day(row.to) if row.to else "open"
    force = {True: "yes", False: "no", None: "unknown"}[row.active]
    return (str(row.column1), str(row.column2), str(row.indicator), begins, ends, force, row.release)
