"""Show the clock of an overpayment that an audit found, and write the draft of a report.

Sixty days run from the day it is identified; a timely, good-faith investigation of related overpayments stops them
until 180 days after that day at most. AUDIT is the folder with its worksheet filled. What is identified, and when, a
person decides, with counsel.

Exit code 1: the last day has passed.
"""

from datetime import date
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.audit_screens import OtherWorksheet, say_columns_not_used, worksheet_of
from cleanclaim.cli.call import Output
from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.options import DAY, Format, Overwrite
from cleanclaim.cli.screen import say, say_json, say_table, say_text
from cleanclaim.cli.writing import write_whole
from cleanclaim.compliance.audit.disclosure import OverpaymentClock, outside_look_back, overpayment_clock
from cleanclaim.compliance.audit.disclosure_paper import disclosure_paper
from cleanclaim.compliance.audit.findings_of_sample import find_in_sample
from cleanclaim.compliance.audit.results import check_against_frame, read_results, strata_of
from cleanclaim.compliance.audit.sampling.audit_folder import read_audit_folder
from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.sources import cite
from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars, dollars_for_people

EXAMPLES = ("cleanclaim audit disclose audit-2026q4 --identified 2026-11-30 -o report.pdf",)


def run(
    audit: Annotated[Path, click.Argument(["audit"], metavar="AUDIT", type=click.Path(path_type=Path))],
    format: Format,
    *,
    identified: Annotated[
        date,
        click.Option(["--identified"], type=DAY, required=True, metavar="DATE", help="The day it was identified."),
    ],
    investigation: Annotated[
        date | None,
        click.Option(["--investigation"], type=DAY, metavar="DATE", help="The day an investigation of others began."),
    ],
    concluded: Annotated[
        date | None, click.Option(["--concluded"], type=DAY, metavar="DATE", help="The day it was concluded.")
    ],
    as_of: Annotated[
        date | None, click.Option(["--as-of"], type=DAY, metavar="DATE", help="Count the days left from this day.")
    ],
    worksheet: OtherWorksheet,
    output: Annotated[Path | None, Output("The PDF to write.", content="the draft", example="report.pdf")],
    force: Overwrite,
) -> int:
    """Show the clock and write the draft; returns the exit code."""
    folder = read_audit_folder(audit)
    if folder.record.amounts == "allowed":
        section = cite("42-cfr-401-305").section
        problem = f"its amounts are what was allowed; an overpayment is what was received ({section})"
        remedy = "Make a frame of what the remittances paid (`audit frame FOLDER`), and audit that."
        raise UserError(str(audit), problem, remedy)
    unused: list[str] = []
    results = read_results(worksheet_of(audit, worksheet), unused=unused)
    check_against_frame(results, folder.frame, [one.item for one in folder.sample.drawn])
    on = as_of or Basis().today
    if identified > on:
        problem = f"{day(identified)} is after {day(on)}, the day that is counted from"
        raise UserError("--identified", problem, "Give the day on which it was identified.")
    try:
        clock = overpayment_clock(identified, investigation, concluded)
    except ValueError as wrong:
        raise UserError(
            "--identified, --investigation, --concluded", str(wrong), "Correct the day, or leave it out."
        ) from None
    found = find_in_sample(strata_of(results, folder.frame), folder.record.kind, on, None, "difference")
    if output is not None:
        from cleanclaim.exchange.forms.paper_pdf import render_paper

        write_whole(output, render_paper(disclosure_paper(folder, results, found, clock, on)), force=force)
    overpaid = {one.item for one in results if one.error and one.error > 0}
    dated = [(one.item, one.on) for one in folder.frame.items if one.item in overpaid and one.on]
    outside = outside_look_back(dated, clock)
    if format == "json":
        say_json(
            {
                "identified": clock.identified,
                "due": clock.due,
                "days_left": clock.days_left(on),
                "stopped_until": clock.stopped_until,
                "interpretation": clock.interpretation,
                "look_back": clock.look_back,
                "overpaid": dollars(found.overpaid.cents),
                "outside_look_back": outside,
                "columns_not_used": unused,
                "written": str(output) if output else None,
            }
        )
    else:
        _say(clock, on, found.overpaid.cents, outside)
        say_columns_not_used(unused)
        if output is not None:
            say(f"written {output}: a draft; what a person has to add stands at its end")
    return ExitCode.FAULT if clock.days_left(on) < 0 else ExitCode.CLEAN


def _say(clock: OverpaymentClock, on: date, overpaid: int, outside: list[str]) -> None:
    left = clock.days_left(on)
    rows = [
        ("found in the sample", dollars_for_people(overpaid)),
        ("identified", day(clock.identified)),
        ("report and return by", f"{day(clock.due)}, {f'{left} days left' if left >= 0 else 'passed'}"),
        ("look-back", f"what was received since {day(clock.look_back)}"),
    ]
    if clock.stopped_until:
        rows.insert(2, ("clock stands still", f"until {day(clock.stopped_until)} at most"))
    say_table((), rows)
    if clock.interpretation:
        say_text(clock.interpretation, 0)
    if outside:
        words = f"By their date of service these lie before it: {', '.join(outside)}. The day of receipt decides."
        say_text(words, 0)
    for one in clock.numbers:
        say_text(f"{one.value} {one.what} ({cite(one.cite).section}; {one.standing})", 2, dim=True)
