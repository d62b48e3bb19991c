"""Show the applications on their way: how each stands, how many days it has waited, what to do next, and the note.

FOLDER as for `credentialing matrix`. The state, the next step and the one note that everybody reads stand in the table
of enrollments. What waits for the practice comes first; what waits for payers, what was refused, what has ended and
what nobody applied for stand apart.

Exit code 1: an application waits for the practice; 3: how one stands is not entered.
"""

from collections import Counter
from typing import Annotated, get_args

import click

from cleanclaim.cli.book_pages import PageOutput, say_page
from cleanclaim.cli.credential_screens import (
    AsOfToday,
    CredentialFolder,
    CredentialFormat,
    CredentialOptions,
    load_credentials,
    say_rows,
    write_credential_page,
)
from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.options import Overwrite, PracticeFile
from cleanclaim.cli.screen import pluralize, say, say_text, style
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.compliance.credentialing.pipeline import PipelineGroup, PipelineItem, not_applied_for, pipeline
from cleanclaim.explanations.web_page import WebTable
from cleanclaim.law.wording import day

SECTION = "Compliance"
EXAMPLES = ("cleanclaim credentialing pipeline credentials/", "cleanclaim credentialing pipeline credentials/ --all")
COLUMNS = (
    *("of", "npi", "payer", "payer_name", "site", "state", "since", "days", "waits_for", "submitted", "begins", "ends"),
    *("reference", "next_step", "note", "place", "group"),
)
"""A row of --format csv: an application."""


GROUPS: tuple[PipelineGroup, ...] = get_args(PipelineGroup)


def run(
    folder: CredentialFolder,
    format: CredentialFormat,
    *,
    every: Annotated[bool, click.Option(["--all", "every"], is_flag=True, help="Those in effect and ended too.")],
    as_of: AsOfToday,
    html: PageOutput,
    force: Overwrite,
    practice: PracticeFile,
    law: CredentialOptions,
) -> int:
    """Read the folder and print the applications; returns the exit code."""
    loaded = load_credentials(folder, law, practice)
    on = as_of or loaded.rights.basis.today
    found = [one for one in pipeline(loaded.credentials, on) if every or not one.is_closed]
    missing = not_applied_for(loaded.rights, on)
    counted = Counter(one.group for one in found)
    parts = [f"{counted[group]:,} {group}" for group in GROUPS if counted[group]]
    lead = f"{pluralize(len(found), 'application')}{': ' if parts else ''}{', '.join(parts)}."
    if html is not None:
        tables = [*(_table(group, found) for group in GROUPS), _not_applied(missing)]
        write_credential_page(html, "Applications", loaded, on, [lead], tables, force=force)
    if format == "table":
        loaded.say()
        for group in GROUPS:
            mine = [one for one in found if one.group == group]
            if mine:
                say(style(f"{group[0].upper()}{group[1:]}", bold=True))
            for one in mine:
                _say(one)
        if missing:
            say(style("Not applied for", bold=True))
        for payer, names in missing.items():
            say_text(make_printable(f"{payer}: {', '.join(names)}"), 4, lead="  ")
        if missing:
            say()
        say(f"As of {day(on)}: {lead}")
        say_page(html)
    else:
        more = {"as_of": on, "not_applied_for": missing, **loaded.as_json()}
        say_rows(format, COLUMNS, map(_row, found), "applications", more)
    if any(one.waits_for == "us" for one in found):
        return ExitCode.FAULT
    return ExitCode.UNDETERMINED if any(one.state is None for one in found) else ExitCode.CLEAN


def _row(one: PipelineItem) -> tuple[object, ...]:
    each = one.application
    head = (one.of, one.npi, each.enrollment.payer, one.payer, each.site, one.state, one.since, one.days)
    days = (one.waits_for, each.submitted, each.enrollment.begins, each.enrollment.ends)
    return (*head, *days, each.reference, one.next_step, each.note, each.place, one.group)


def _say(one: PipelineItem) -> None:
    color = {"us": "red", "payer": "yellow", "nobody": "green", None: "cyan"}[one.waits_for]
    state = style((one.state or "not entered").replace("_", " "), color)
    waits = pluralize(one.days, "day") if one.days is not None else "since when is not entered"
    site = f", {one.application.site}" if one.application.site else ""
    say(f"{style(make_printable(one.of), bold=True)}, {make_printable(f'{one.payer}{site}')}   {state}   {waits}")
    say_text(make_printable(one.next_step), 8, lead="  next")
    if one.application.note:
        say_text(make_printable(one.application.note), 8, lead="  note")
    if one.application.reference:
        say_text(make_printable(one.application.reference), 8, lead="  ref")
    say()


def _not_applied(missing: dict[str, list[str]]) -> WebTable:
    rows = tuple((payer, ", ".join(names)) for payer, names in missing.items())
    return WebTable(title="Not applied for", columns=("payer", "clinicians"), rows=rows)


def _table(group: PipelineGroup, found: list[PipelineItem]) -> WebTable:
    rows = tuple(
        (
            one.of,
            one.payer,
            (one.state or "not entered").replace("_", " "),
            f"{one.days}" if one.days is not None else "",
            one.next_step,
            one.application.note or "",
        )
        for one in found
        if one.group == group
    )
    columns = ("of", "payer", "state", "days", "next step", "note")
    return WebTable(title=f"{group[0].upper()}{group[1:]}", columns=columns, rows=rows, numbers=frozenset({3}))
