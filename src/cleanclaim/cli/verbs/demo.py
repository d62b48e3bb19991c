"""Run the main job on the example clinic's day.

From minutes to claims, to what a payer answers, and to a second payer, a rejected batch and a correction after it.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import click

from cleanclaim.atomic_write import TEMPORARY_PREFIX
from cleanclaim.cases import read_case
from cleanclaim.claims.claim import ClaimResult, claim
from cleanclaim.cli.demo_weeks_after import (
    AGAIN,
    CORRECTED,
    SECOND,
    SECOND_CARDS,
    WeeksAfter,
    put_answers,
    write_weeks_after,
)
from cleanclaim.cli.inputs import load_practice
from cleanclaim.cli.options import PATH
from cleanclaim.cli.outgoing_claims import WrittenClaims
from cleanclaim.cli.output_folder import check_folder, write_folder
from cleanclaim.cli.review_screens import say_review
from cleanclaim.cli.screen import pluralize, say, say_text, style
from cleanclaim.cli.verbs.match import match_files, say_differences, say_totals
from cleanclaim.cli.verbs.read import say_overview
from cleanclaim.cli.verbs.secondary import say_secondary
from cleanclaim.cli.visit_screens import say_proof
from cleanclaim.cli.x12_screens import describe_totals
from cleanclaim.exchange.files.example_day import FILED_ON, example_day
from cleanclaim.exchange.x12.read import read
from cleanclaim.exchange.x12.totals import FileTotals
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.review.coded import code
from cleanclaim.model.claim import Claim
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.practice import Practice
from cleanclaim.pricing.payment_locality import PaymentLocality
from cleanclaim.sandbox.payer.behavior import Behavior
from cleanclaim.sandbox.payer.state import PayerState

COMMAND = "demo"
SECTION = "Set up"
EXAMPLES = (
    "cleanclaim demo",
    "cleanclaim demo -o elsewhere",
)
CLAIMS, ANSWERS, AFTER = "claims.837", "answers", "weeks-after"

FILED = Basis(filed_on=FILED_ON)
PAID = Basis(filed_on=date(2026, 3, 17))  # a fortnight later, as Medicare pays
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
            help="The folder to write into; one that demo wrote, untouched since, is replaced.",
        ),
    ],
) -> int:
    """Prove a visit, review the day, write its clean claims into the folder `output`, have them answered, and work on
    what comes back; returns 0.

    Raises UserError where the example is not there, the folder cannot be written, or something else lies in it.
    """
    example = _example()
    day, practice = example / "visits.csv", load_practice(example / "practice.toml")
    case = read_case(day, FILED, history=example / "history.json", practice=practice)
    check_folder(output, COMMAND, replace=True)
    claimed = claim(case, basis=FILED)
    files, after = _files(claimed, case, example / SECOND_CARDS)
    write_folder(output, COMMAND, files.items(), replace=True)

    _say_heading("From minutes to units: one visit in full")
    proved = next(visit for visit in case.visits if visit.visit_id == PROVED)
    say_proof(proved, code([proved], FILED).visits[0], FILED)

    _say_heading("The review: what is on hold, and why")
    say_review(str(day), case, claimed.review, FILED)
    say()

    _say_heading("The claims")
    _say_claims(claimed)

    _say_heading("The answers of a test payer")
    _say_answers([output / name for name in files if not name.startswith(AFTER)], practice)

    _say_weeks_after([output / name for name in files], after, output / AFTER, practice)

    _say_heading("The files")
    _say_files(example, output)
    return 0


def _example() -> Path:
    """The example day, by its shortest name from here."""
    folder, here = example_day(), Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _files(claimed: ClaimResult, case: Case, cards: Path) -> tuple[dict[str, bytes], WeeksAfter]:
    """What is written, by its path in the folder: the claims, the test payer's answers, and what comes after."""
    assert claimed.text is not None  # most of the example's visits are clean
    with TemporaryDirectory(prefix=TEMPORARY_PREFIX) as temporary:
        sent, answers, after = (Path(temporary) / name for name in (CLAIMS, ANSWERS, AFTER))
        answers.mkdir()
        after.mkdir()
        sent.write_bytes(claimed.text.encode())
        state = PayerState()
        files = [sent, *put_answers(answers, sent, Behavior(), state, PAID)]
        paid = answers / f"{sent.stem}.835"
        done = write_weeks_after(after, (sent, claimed.claims), paid, case, cards, state, PAID)
        return {one.relative_to(temporary).as_posix(): one.read_bytes() for one in [*files, *done.files]}, done


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
    say_text(text, 2)
    say()


def _totals(label: str, claims: list[Claim]) -> str:
    lines = pluralize(sum(len(one.lines) for one in claims), "line")
    charge = dollars_for_people(sum(one.charge for one in claims))
    return f"  {label:<24} {pluralize(len(claims), 'claim'):>10} {lines:>10} {charge:>12}"


def _say_answers(files: Sequence[Path], practice: Practice) -> None:
    """Read the answers to the claims, which are the first file, and match what was paid to what was billed."""
    for answer in files[1:]:
        totals = FileTotals()
        for item in read(answer):
            totals.take(item)
        say(f"  {answer.suffix[1:].upper():<6} {describe_totals(totals)}")
    say()
    _say_matched(files, practice)


def _say_weeks_after(files: Sequence[Path], after: WeeksAfter, folder: Path, practice: Practice) -> None:
    """The second payer, the rejected batch and the correction, by the commands that deal with them."""
    _say_heading("A second payer")
    say_text("Two patients bring a second card. `cleanclaim secondary` bills Aetna for what Medicare left:", 2)
    say()
    sent = WrittenClaims(
        file=str(folder / SECOND),
        receiver=practice.receiver.name,
        receiver_id=practice.receiver.id,
        control_number=None,
        claims=len(after.second.claims),
        billing_providers=1,
    )
    say_secondary(after.second, [sent])
    say()

    _say_heading("A batch rejected at its head")
    say_text("Aetna's front end does not know the submitter yet. `cleanclaim match` says whose claims are in it:", 2)
    say()
    second = [one for one in files if one.name.partition(".")[0] == Path(SECOND).stem and one.parent == folder]
    _say_matched(second, practice)
    say_text("Once it does, the same claims are sent again:", 2)
    say()
    _say_matched([*second, *(one for one in files if one.stem == Path(AGAIN).stem)], practice)

    _say_heading("A claim taken back and corrected")
    claims = f"claim {after.corrected.claim_id} replaces {after.replaced}"
    say_text(f"Visit 14 had 30 minutes of gait training, not 15: {claims}. `cleanclaim read` says what came of it:", 2)
    say()
    payment = folder / f"{Path(CORRECTED).stem}.835"
    say_overview(str(payment), read(payment), FileTotals())
    say()

    _say_heading("Everything that was sent, and everything that was paid")
    _say_matched(files, practice)


def _say_matched(files: Sequence[Path], practice: Practice) -> None:
    found = match_files(files, PaymentLocality(practice=practice), PAID)
    say_differences(found)
    say_totals(found)
    say()


def _say_files(example: Path, output: Path) -> None:
    files = {
        output / CLAIMS: "the claims, as an 837P",
        output / ANSWERS: "what the test payer answered: 999, 277CA, 835",
        output / AFTER: "the second payer's claims, sent twice, the corrected claim, and the answers",
        example / "visits.csv": "the day as the clinic recorded it",
        example / "history.json": "the month before it",
        example / "practice.toml": "who bills, who treats, who pays; fees",
        example / "patients.csv": "whom they treat, and their insurance",
        example / SECOND_CARDS: "who has a second payer",
        example / "faults.csv": "what was planted in the day, to compare with the review",
    }
    width = max(len(str(path)) for path in files)
    for path, what in files.items():
        say(f"  {path!s:<{width}}   {what}")
    say()
    say(f"`cleanclaim code {example / 'visits.csv'}` proves every visit.")
