"""The commands about claims that went out already: `cleanclaim void` and `secondary`."""

from pathlib import Path
from typing import Any

import click

from cleanclaim.cli.options import as_format, billing, filed_on, paid, payers, together


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
    from cleanclaim.cli.correcting import run

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
    from cleanclaim.cli.next_payer import run

    return run(**options)
