"""Go over somebody else's audit: its frame, its sample, its arithmetic, and what each line that falls does to the
demand.

SAMPLE is the auditor's worksheet (CSV or xlsx), a row an item: item, paid, and should_have_paid or overpayment. With
--frame its frame is looked at too; else --items says how many items it was drawn from. --ours is a table of the same
kind with what you say should have been paid. Strata are those of the frame's column stratum.

Nothing is refused for being wrong: what the auditor got wrong is what you look for. Exit code 1: there are objections.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, cast

import click

from cleanclaim.cli.audit_screens import say_columns_not_used
from cleanclaim.cli.defense_screens import defense_as_json, say_appeal_days, say_defense
from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.options import DAY, DOLLARS, EXISTING_FILE, Format
from cleanclaim.cli.screen import say_json
from cleanclaim.compliance.audit.appeal_days import MEDICARE, appeal_days
from cleanclaim.compliance.audit.audit_law import readings_on
from cleanclaim.compliance.audit.defense import AuditorsTables, go_over
from cleanclaim.compliance.audit.estimation.estimates import Method
from cleanclaim.compliance.audit.results import read_results
from cleanclaim.compliance.audit.sampling.read_frame import read_frame_items
from cleanclaim.compliance.audit.wrong_rows import FaultyRow
from cleanclaim.law.basis import Basis
from cleanclaim.model.errors import UserError

EXAMPLES = (
    "cleanclaim audit defend sample.csv --frame frame.csv --demand 110112.74 --demanded-on 2026-11-02",
    "cleanclaim audit defend sample.xlsx --items 4838 --reading OIG --ours ours.csv",
)
Dated = Annotated[date | None, click.Option(["--demanded-on"], type=DAY, metavar="DATE", help="The day of the demand.")]


def run(
    sample: Annotated[Path, click.Argument(["sample"], metavar="SAMPLE", type=EXISTING_FILE)],
    format: Format,
    *,
    frame: Annotated[
        Path | None, click.Option(["--frame"], type=EXISTING_FILE, metavar="FILE", help="The auditor's frame.")
    ],
    items: Annotated[
        int | None,
        click.Option(["--items"], type=click.IntRange(2, 999_999_999), help="How many items it has, instead."),
    ],
    demand: Annotated[int | None, click.Option(["--demand"], type=DOLLARS, metavar="AMOUNT", help="What is demanded.")],
    reading: Annotated[
        str,
        click.Option(
            ["--reading"],
            type=click.Choice(["OIG", "CMS"]),
            default="CMS",
            show_default=True,
            help="Whose interval the demand goes by.",
        ),
    ],
    method: Annotated[
        str,
        click.Option(
            ["--method"],
            type=click.Choice(["difference", "ratio"]),
            default="difference",
            show_default=True,
            help="How it was extrapolated.",
        ),
    ],
    ours: Annotated[
        Path | None,
        click.Option(["--ours"], type=EXISTING_FILE, metavar="FILE", help="What you say should have been paid."),
    ],
    demanded_on: Dated,
    redetermined_on: Annotated[
        date | None,
        click.Option(["--redetermined-on"], type=DAY, metavar="DATE", help="The day of level 1's decision."),
    ],
    reconsidered_on: Annotated[
        date | None,
        click.Option(["--reconsidered-on"], type=DAY, metavar="DATE", help="The day of level 2's decision."),
    ],
) -> int:
    """Go over the audit and print what is wrong with it; returns the exit code."""
    if (frame is None) == (items is None):
        raise UserError(str(sample), "does not say what it was drawn from", "Give --frame FILE, or --items.")
    basis = Basis()
    day = demanded_on or basis.today
    wanted = next(one for one in readings_on(day) if one.name == reading)
    wrong_rows: list[FaultyRow] = []
    unused: list[str] = []
    theirs = read_frame_items(frame, wrong_rows, unused) if frame else None
    rows = read_results(sample, wrong_rows, unused)
    own = None
    if ours is not None:
        own = {one.item: one.should_have_paid for one in read_results(ours) if one.should_have_paid is not None}
        unknown = sorted(own.keys() - {one.item for one in rows} - {one.item for one in wrong_rows})
        if unknown:
            raise UserError(
                str(ours), f'item "{unknown[0]}" is not in the sample', "Correct its number, or leave it out."
            )
    try:
        found = go_over(
            AuditorsTables(rows=rows, frame=theirs, items=items, wrong_rows=wrong_rows),
            wanted,
            cast("Method", method),
            day,
            claimed=demand,
            ours=own,
        )
    except ValueError as wrong:
        raise UserError(
            str(sample), f"cannot be worked out again: {wrong}", "Check the columns, and --frame."
        ) from None
    decided = {1: demanded_on, 2: redetermined_on, 3: reconsidered_on}
    days = appeal_days(MEDICARE, {level: on for level, on in decided.items() if on}, basis)
    if format == "json":
        say_json(defense_as_json(found) | {"appeal": days, "columns_not_used": unused})
    else:
        say_defense(found, demand)
        say_columns_not_used(unused)
        say_appeal_days(days)
    return ExitCode.FAULT if found.objections else ExitCode.CLEAN
