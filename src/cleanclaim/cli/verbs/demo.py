"""Run the main job on the example clinic's day.

From minutes to claims, and to what a payer answers.
"""

from datetime import date
from pathlib import Path
from textwrap import fill
from typing import Annotated

import click

from cleanclaim.cases import read_case
from cleanclaim.claims.claim import ClaimResult, claim
from cleanclaim.cli.inputs import load_practice
from cleanclaim.cli.options import PATH
from cleanclaim.cli.review_screens import say_review
from cleanclaim.cli.screen import pluralize, say, style
from cleanclaim.cli.verbs.match import match_files, say_differences, say_totals
from cleanclaim.cli.visit_screens import say_proof
from cleanclaim.cli.writing import write_whole
from cleanclaim.cli.x12_screens import describe_totals
from cleanclaim.exchange.files.example_day import FILED_ON, example_day
from cleanclaim.exchange.x12.read import read
from cleanclaim.exchange.x12.totals import FileTotals
from cleanclaim.law.basis import Basis
from cleanclaim.law.review.coded import code
from cleanclaim.model.claim import Claim
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.practice import Practice
from cleanclaim.pricing.payment_locality import PaymentLocality
from cleanclaim.sandbox.payer.behavior import Behavior
from cleanclaim.sandbox.payer.mailbox import run_mailbox
from cleanclaim.sandbox.payer.state import PayerState

SECTION = "Set up"

FILED = Basis(filed_on=FILED_ON)
PAID = Basis(filed_on=date(2026, 3, 17))  # a fortnight later, as Medicare pays
ENVELOPE = 106  # characters of an ISA, which names sender and receiver
PROVED = "17"  # therapist and assistant share a code, and two remainders tie


def run(
    output: Annotated[
        Path,
        click.Option(
            ["--output", "-o"],
            type=PATH,
            default=Path("out/demo"),
            show_default=True,
            metavar="DIR",
            help="Where the example's claims are written.",
        ),
    ],
) -> int:
    """Prove a visit, review the day, write its clean claims into the folder `output`, have them answered; returns 0.

    Raises UserError where the example is not there, the claims cannot be written, or another file is in their place.
    """
    example = _example()
    day, practice = example / "visits.csv", load_practice(example / "practice.toml")
    case = read_case(day, FILED, history=example / "history.json", practice=practice)
    written, answers = output / "claims.837", output / "answers"
    for path in (written, *answers.glob(f"{written.stem}.*")):
        _check_own(path, practice)

    _say_heading("From minutes to units: one visit in full")
    proved = next(visit for visit in case.visits if visit.visit_id == PROVED)
    say_proof(proved, code([proved], FILED).visits[0], FILED)

    _say_heading("The review: what is on hold, and why")
    claimed = claim(case, basis=FILED)
    say_review(str(day), case, claimed.review, FILED)
    say()

    _say_heading("The claims")
    assert claimed.text is not None  # most of the example's visits are clean
    write_whole(written, claimed.text)
    _say_claims(claimed)

    _say_heading("The answers of a test payer")
    _say_answers(written, answers, practice)

    _say_heading("The files")
    _say_files(example, written)
    return 0


def _example() -> Path:
    """The example day, by its shortest name from here."""
    folder, here = example_day(), Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _check_own(path: Path, practice: Practice) -> None:
    """Raises UserError where a file that is there already is not of the example: it bears no id of its practice."""
    if not path.is_file():
        return
    with path.open("rb") as file:
        envelope = file.read(ENVELOPE)
    if practice.submitter.id.encode() not in envelope:
        raise UserError(str(path), "is there already, and is no file of the example's", "Name another folder with -o.")


def _say_heading(text: str) -> None:
    say(style(text, bold=True))
    say("-" * len(text))
    say()


def _say_claims(claimed: ClaimResult) -> None:
    by_payer: dict[str, list[Claim]] = {}
    for one in claimed.claims:
        by_payer.setdefault(one.payer.name, []).append(one)
    for payer, claims in by_payer.items():
        say(_totals(payer, claims))
    say(style(_totals("written", claimed.claims), bold=True))
    say()
    on_hold = ", ".join(visit.visit_id for visit in claimed.on_hold)
    text = f"On hold, for the reasons above: visits {on_hold}"
    say(fill(text, width=96, initial_indent="  ", subsequent_indent="  "))
    say()


def _totals(label: str, claims: list[Claim]) -> str:
    lines = pluralize(sum(len(one.lines) for one in claims), "line")
    charge = dollars_for_people(sum(one.charge for one in claims))
    return f"  {label:<24} {pluralize(len(claims), 'claim'):>10} {lines:>10} {charge:>12}"


def _say_answers(claims: Path, answers: Path, practice: Practice) -> None:
    """Have the test payer answer the claims, read the answers, and match what was paid to what was billed."""
    done = run_mailbox([claims], Behavior(), PayerState(), PAID)
    for name, text in done.answers.items():
        write_whole(answers / name, text)
        totals = FileTotals()
        for item in read(answers / name):
            totals.take(item)
        say(f"  {name.rpartition('.')[2].upper():<6} {describe_totals(totals)}")
    say()
    found = match_files([claims, *(answers / name for name in done.answers)], PaymentLocality(practice=practice), PAID)
    say_differences(found)
    say_totals(found)
    say()


def _say_files(example: Path, written: Path) -> None:
    files = {
        written: "the claims, as an 837P",
        written.parent / "answers": "what the test payer answered: 999, 277CA, 835",
        example / "visits.csv": "the day as the clinic recorded it",
        example / "history.json": "the month before it",
        example / "practice.toml": "who bills, who treats, who pays; fees",
        example / "patients.csv": "whom they treat, and their insurance",
        example / "faults.csv": "what was planted in the day, to compare with the review",
    }
    width = max(len(str(path)) for path in files)
    for path, what in files.items():
        say(f"  {path!s:<{width}}   {what}")
    say()
    say(f"`cleanclaim code {example / 'visits.csv'}` proves every visit.")
