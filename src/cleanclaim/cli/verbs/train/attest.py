"""Record that somebody was taught what is attested once a year, and list for whom that is due.

What is due is listed for everybody in the record, and for --as: as of today. Without --competency nothing is recorded,
and --on is the day as of which the list is. Records
of HIPAA training are kept for six years; nothing is ever taken out of the file.

Exit code 1: something is due.
"""

from datetime import date
from typing import Annotated

import click

from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.options import DAY, Format
from cleanclaim.cli.screen import say, say_json, say_table
from cleanclaim.cli.training_options import Record
from cleanclaim.compliance.training.attestations import DueAttestation, attestations_of, attested_competencies
from cleanclaim.compliance.training.competencies import competency as competency_named
from cleanclaim.compliance.training.record import Attestation, add_to_record, read_record
from cleanclaim.law.basis import Basis
from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError

EXAMPLES = (
    'cleanclaim train attest --as kim --competency P1 --by "M. Owner" --material "Privacy, slides of 2026"',
    "cleanclaim train attest",
)


def run(
    format: Format,
    *,
    who: Annotated[str | None, click.Option(["--as", "who"], metavar="NAME", help="Who was taught.")],
    competency: Annotated[str | None, click.Option(["--competency"], metavar="ID", help="What: P1 or P2.")],
    by: Annotated[str | None, click.Option(["--by"], metavar="NAME", help="Who taught it, or saw to it.")],
    material: Annotated[str | None, click.Option(["--material"], metavar="TEXT", help="With what, and of when.")],
    score: Annotated[str, click.Option(["--score"], default="", metavar="TEXT", help="With what result.")],
    on: Annotated[
        date | None,
        click.Option(
            ["--on"], type=DAY, metavar="DATE", help="The day it was taught, or that of the list; today, else."
        ),
    ],
    record: Record,
) -> int:
    """Record an attestation, or list what is due; returns the exit code."""
    today = Basis().today
    if competency is not None:
        one = _attestation(who, competency, by, material, score, on or today)
        if one.on > today:
            raise UserError("--on", f"{one.on} has not come", "Record what was taught, on the day it was.")
        add_to_record(record, attestations=[one])
    as_of = today if competency is not None else on or today
    written = read_record(record)
    people = sorted({*written.people, *([who] if who else [])})
    due = list(attestations_of(written, people))
    if format == "json":
        say_json({"attestations": written.attestations, "due": [_as_object(one, as_of) for one in due]})
    else:
        _say(due, as_of)
    return ExitCode.FAULT if any(_is_due(one, as_of) for one in due) else ExitCode.CLEAN


def _attestation(who: str | None, name: str, by: str | None, material: str | None, score: str, on: date) -> Attestation:
    one = competency_named(name)
    if not one.attested:
        ids = " and ".join(each.id for each in attested_competencies())
        raise UserError("--competency", f"{one.id} is not attested, but asked", f"Attested are {ids}.")
    for option, value in (("--as", who), ("--by", by), ("--material", material)):
        if not value:
            raise UserError(option, "is missing", "An attestation says who was taught what, by whom, and with what.")
    return Attestation(
        who=who or "", on=on, competency=one.id, taught_by=by or "", material=material or "", score=score
    )


def _is_due(one: DueAttestation, on: date) -> bool:
    return one.due is None or one.due <= on


def _say(due: list[DueAttestation], on: date) -> None:
    if not due:
        say("Nobody is in the record yet. --as NAME --competency P1 --by NAME --material TEXT records somebody.")
        return
    rows = [
        (
            one.who,
            one.competency.id,
            day(one.last) if one.last else "never",
            "due" if _is_due(one, on) else day(one.due),
        )
        for one in due
    ]
    say_table(("who", "what", "last", "next"), rows)


def _as_object(one: DueAttestation, on: date) -> dict[str, object]:
    return {
        "who": one.who,
        "competency": one.competency.id,
        "last": one.last,
        "due": one.due,
        "is_due": _is_due(one, on),
    }
