"""Make up a practice: patients, visits, notes, charts, claims, and labeled faults to be found.

Nobody in it exists. The same seed gives the same bytes. Its README.txt says what is what.
"""

from datetime import date
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.option_types import NumberRange
from cleanclaim.cli.options import DAY, PATH
from cleanclaim.cli.output_folder import check_folder, write_folder
from cleanclaim.cli.progress import show_stages
from cleanclaim.cli.screen import pluralize, say, style
from cleanclaim.sandbox.synth.make import FIRST, SynthSettings, made_files, synthesize

COMMAND = "synth"
SECTION = "Set up"
EXAMPLES = (
    "cleanclaim synth -o made-up",
    "cleanclaim synth --years 0.5 --clinicians 3 -o small",
)


def run(
    years: Annotated[
        float,
        click.Option(
            ["--years"],
            type=NumberRange(0.1, 6),
            default=2.0,
            show_default=True,
            help="How long it has been open.",
        ),
    ],
    clinicians: Annotated[
        int,
        click.Option(
            ["--clinicians"],
            type=click.IntRange(1, 60),
            default=12,
            show_default=True,
            help="How many treat there.",
        ),
    ],
    seed: Annotated[
        int,
        click.Option(
            ["--seed"],
            type=click.IntRange(0, 2**63 - 1),
            default=7,
            show_default=True,
            help="Another number, another practice.",
        ),
    ],
    first: Annotated[
        date | None,
        click.Option(["--from"], type=DAY, metavar="DATE", help="Its first day; 2024-10-07, unless given."),
    ],
    clean: Annotated[bool, click.Option(["--clean"], is_flag=True, help="Plant no faults.")],
    force: Annotated[
        bool,
        click.Option(["--force"], is_flag=True, help="Replace a practice that synth wrote there, untouched since."),
    ],
    output: Annotated[
        Path,
        click.Option(["--output", "-o"], type=PATH, required=True, metavar="DIR", help="The folder to write it into."),
    ],
) -> int:
    """Make the practice and say what it holds; returns 0."""
    check_folder(output, COMMAND, replace=force)
    settings = SynthSettings(years=years, clinicians=clinicians, seed=seed, first=first or FIRST, clean=clean)
    with show_stages() as tell:
        made = synthesize(settings, tell)
        tell("Writing")
        write_folder(output, COMMAND, made_files(settings, made), replace=force)
    counts = [(made.visits, "visit"), (made.charts, "patient"), (made.faults, "planted fault")]
    say(f"{style(str(output), bold=True)}   {', '.join(pluralize(len(number), word) for number, word in counts)}")
    say(f"{output / 'README.txt'} says what is what, and how to review it.")
    return 0
