"""Write a roster in a payer's form, with what was added, changed or ended since the last one.

FOLDER as for `credentialing matrix`. Everybody on the staff is in it; --last names the roster that was sent before.
What the payer would reject (needed cells that are empty, texts too long, words such as N/A) is found first: then
nothing is written. A payer's own form is a file of yours (--mapping).

Exit code 1: something would be rejected.
"""

from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.call import Output
from cleanclaim.cli.credential_screens import (
    AsOfToday,
    CredentialFolder,
    CredentialFormat,
    CredentialOptions,
    load_credentials,
    say_rows,
)
from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.options import PATH, Overwrite, PracticeFile
from cleanclaim.cli.screen import pluralize, say, say_text, style
from cleanclaim.cli.writing import write_whole
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.compliance.credentialing.roster import Roster, make_roster, read_last_roster
from cleanclaim.compliance.credentialing.roster_forms import read_roster_form, roster_forms
from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.nearest import did_you_mean
from cleanclaim.whole_file import MOST_OF_TOML, read_whole_bytes

SECTION = "Compliance"
EXAMPLES = (
    "cleanclaim credentialing roster credentials/ --for caqh -o caqh.txt",
    "cleanclaim credentialing roster credentials/ --for payer --payer aetna --last february.csv -o march.csv",
)
COLUMNS = ("of", "change", "changed", "column", "problem", "to_do")
"""A row of --format csv: a row of the roster with what changed, and a fault of it."""


def run(
    folder: CredentialFolder,
    format: CredentialFormat,
    *,
    whose: Annotated[
        str,
        click.Option(
            ["--for", "whose"],
            type=click.Choice(list(roster_forms())),
            default="payer",
            show_default=True,
            help="The form: CAQH's, or one that payers take.",
        ),
    ],
    mapping: Annotated[
        Path | None, click.Option(["--mapping"], type=PATH, metavar="FILE", help="A payer's own form (TOML).")
    ],
    payer: Annotated[
        str | None,
        click.Option(["--payer"], metavar="NAME", help="Only who is enrolled with, or applied to, this payer."),
    ],
    last: Annotated[
        Path | None, click.Option(["--last"], type=PATH, metavar="FILE", help="The roster that was sent before.")
    ],
    as_of: AsOfToday,
    output: Annotated[
        Path | None,
        Output("The roster to write.", content="the roster", example="roster.csv"),
    ],
    force: Overwrite,
    practice: PracticeFile,
    law: CredentialOptions,
) -> int:
    """Read the folder, compare with the last roster and write the new one; returns the exit code."""
    loaded = load_credentials(folder, law, practice)
    on = as_of or loaded.rights.basis.today
    form = read_roster_form(mapping) if mapping else roster_forms()[whose]
    known = loaded.credentials.payers
    if payer is not None and payer not in known:
        hint = did_you_mean(payer, known)
        raise UserError("--payer", f"{payer!r} is no payer of this practice.{hint}", f"Name one of {', '.join(known)}.")
    before = read_last_roster(read_whole_bytes(last, pipe=False, most=MOST_OF_TOML), form, str(last)) if last else []
    roster = make_roster(loaded.credentials, form, on, before, payer)
    writes = output is not None and not roster.faults
    if writes and output is not None:
        write_whole(output, roster.write(), force=force)
    if format == "table":
        loaded.say()
        _say(roster)
        counts = [sum(one.change == change for one in roster.rows) for change in ("add", "change", "end", "same")]
        added, changed, ended, same = counts
        say_text(
            f"{form.name} ({form.standing}) of {day(on)}: {added} added, {changed} changed, {ended} ended, {same} the "
            f"same; {pluralize(len(roster.faults), 'cell')} would be rejected."
        )
        if output is not None:
            say(f"\nThe roster is {output}." if writes else "\nNo roster was written: mend the cells first.")
    else:
        say_rows(
            format,
            COLUMNS,
            _rows(roster),
            "rows",
            {
                "as_of": on,
                "standing": form.standing,
                "not_licensed": roster.not_licensed,
                **loaded.as_json(),
            },
        )
    return ExitCode.FAULT if roster.faults else ExitCode.CLEAN


def _rows(roster: Roster) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = [
        (one.of, one.change, "; ".join(one.changed) or None, None, None, None) for one in roster.rows
    ]
    return found + [(one.of, None, None, one.column, one.problem, one.remedy) for one in roster.faults]


def _say(roster: Roster) -> None:
    for row in roster.rows:
        if row.change != "same":
            color = {"add": "green", "change": "yellow", "end": "red"}[row.change]
            site = next((row.cells[one.name] for one in roster.form.columns if one.field == "site"), "")
            changed = f": {', '.join(f'{name} {row.cells[name]}' for name in row.changed)}" if row.changed else ""
            text = f"{row.of}{f', {site}' if site else ''}{changed}"
            say_text(make_printable(text), 10, lead=style(f"{row.change:<10}", color, bold=True))
    for who, site in roster.not_licensed:
        text = f"{who}, {site}: no license of its state covers the day, so that there is no row"
        say_text(make_printable(text), 10, lead=f"{'no row':<10}")
    faults: dict[tuple[str, str, str], list[str]] = {}
    for one in roster.faults:
        faults.setdefault((one.column, one.problem, one.remedy), []).append(one.of)
    for (column, problem, remedy), people in faults.items():
        names = ", ".join(dict.fromkeys(people))
        text = f"{column} of {names} {problem}. {remedy}"
        say_text(make_printable(text), 10, lead=style("rejected  ", "red", bold=True))
    say()
