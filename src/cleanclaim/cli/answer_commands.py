"""The commands about what payers answer: `cleanclaim match`, and `cleanclaim payer`, which makes answers to try."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from cleanclaim.cli.options import DAY, as_format, library, paid_at, payers, practice, together


@click.command()
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@together(as_format, library, payers, paid_at, practice)
def match(files: tuple[Path, ...], **options: Any) -> int:
    """Match remittances to claims: each line expected beside paid, to the cent, and every difference named.

    FILE... are the claims as sent (837P) and what came back (835, 277CA), in any order. What is expected is Medicare's
    price, with --practice, --zip or --locality; of other payers no prices are held, and nothing is compared.

    Exit code 1: something differs, or was denied, refused or not answered. 3: no difference, but of some claim no price
    is held.
    """
    from cleanclaim.cli.verbs.match import run

    return run(files, **options)


@click.command()
@click.option(
    "--inbox",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="Where 837P files are dropped. Hidden files and those that end in .part are let be.",
)
@click.option(
    "--outbox",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="Where the answers go, and payer.json, what the payer remembers.",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The payer's habits (TOML): who it is, what it pays, denies, delays, loses, sends twice, takes back.",
)
@click.option("--on", type=DAY, metavar="DATE", help="The day it works; today, unless given.")
@click.option(
    "--sftp", metavar="USER@HOST[:PORT]", help="Inbox and outbox lie at this SFTP server (needs cleanclaim[sftp])."
)
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The private key for the server; the agent's, unless given.",
)
@click.option(
    "--known-hosts",
    type=click.Path(path_type=Path),
    metavar="FILE",
    default=Path("~/.ssh/known_hosts"),
    show_default=True,
    help="The keys of known servers; any other is refused.",
)
@together(as_format, library, payers)
def payer(on: date | None, known_hosts: Path, **options: Any) -> int:
    """A payer to try claims against: takes 837P files, answers with TA1, 999, 277CA and 835. No money moves.

    It decides by the same rules and prices as the other commands. Each call is a day's work: files not taken before,
    and remittances that are due.

    Exit code 1: a file or a claim was refused. Denials are answers, and leave it 0.
    """
    from cleanclaim.cli.verbs.payer import run

    return run(on=on or date.today(), known_hosts=known_hosts.expanduser(), **options)
