"""The commands about claims that went out already, and questions to payers: `void`, `secondary`, `ask`."""

from pathlib import Path
from typing import Any

import click

from cleanclaim.cli.options import DAY, as_format, billing, filed_on, paid, payers, together


@click.command()
@click.argument("sent", metavar="SENT", type=click.Path(path_type=Path))
@click.argument("claim", metavar="CLAIM_ID[=NUMBER]...", nargs=-1, required=True)
@together(as_format, paid, filed_on, payers)
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), required=True, metavar="OUT", help="The 837P to write."
)
def void(**options: Any) -> int:
    """Take back claims that went out in SENT, an 837P: each is repeated as it was, as a void.

    The payer's number of a claim is told by --paid, or given as CLAIM_ID=NUMBER.
    """
    from cleanclaim.cli.verbs.void import run

    return run(**options)


@click.command()
@click.argument("sent", metavar="SENT", type=click.Path(path_type=Path))
@together(as_format, paid, billing, filed_on)
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), required=True, metavar="OUT", help="The 837P to write."
)
def secondary(**options: Any) -> int:
    """Bill the next payer for claims that went out in SENT, an 837P, and that a first payer has decided (--paid).

    Which payer comes next is the order of the patient's coverages in the practice's patients file.
    """
    from cleanclaim.cli.verbs.secondary import run

    return run(**options)


@click.group()
def ask() -> None:
    """Write the questions a practice sends: whether patients are covered, and where claims are."""


@ask.command("eligibility")
@together(as_format, billing)
@click.option("--patient", multiple=True, metavar="PATIENT_ID", help="Only this patient; may be given again.")
@click.option("--payer", multiple=True, metavar="NAME", help="Only this payer; may be given again.")
@click.option("--on", type=DAY, metavar="DATE", help="Covered on this day? Today, unless given.")
@click.option("--output", "-o", type=click.Path(path_type=Path), required=True, metavar="OUT", help="The 270 to write.")
def ask_eligibility(**options: Any) -> int:
    """Ask whether the practice's patients are covered, for therapy above all (270).

    Insurers of injuries are left out: they cover a case and not a member.
    """
    from cleanclaim.cli.verbs.ask import eligibility

    return eligibility(**options)


@ask.command("status")
@click.argument("sent", metavar="SENT", type=click.Path(path_type=Path))
@click.argument("claim", metavar="[CLAIM_ID]...", nargs=-1)
@together(as_format, paid, billing)
@click.option("--output", "-o", type=click.Path(path_type=Path), required=True, metavar="OUT", help="The 276 to write.")
def ask_status(**options: Any) -> int:
    """Ask where claims are that went out in SENT, an 837P (276).

    Without CLAIM_ID all are asked about, but for those that a remittance given by --paid has decided.
    """
    from cleanclaim.cli.verbs.ask import status

    return status(**options)
