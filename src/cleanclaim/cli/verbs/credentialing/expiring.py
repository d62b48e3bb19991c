"""List what runs out: licenses, malpractice insurance, CAQH attestations, revalidations, cards, the first one first.

FOLDER as for `credentialing matrix`. What says its own last day goes by it; of the rest the interval is counted from
the day it was done, with what that rests on. A paper of which nobody entered a day is listed too.

Exit code 1: something ran out, or does within the days; 3: the day of something is not known.
"""

from datetime import date
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.book_pages import PageOutput, say_page
from cleanclaim.cli.call import Output
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
from cleanclaim.cli.screen import pluralize, say, say_table, say_text, style
from cleanclaim.cli.writing import write_whole
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.compliance.credentialing.calendar import write_calendar
from cleanclaim.compliance.credentialing.expiring import ExpiringPaper, expiring_papers, within
from cleanclaim.explanations.web_page import WebTable
from cleanclaim.law.wording import day

SECTION = "Compliance"
EXAMPLES = (
    "cleanclaim credentialing expiring credentials/ --days 90",
    "cleanclaim credentialing expiring credentials/ --days 365 --ics credentialing.ics",
)
COLUMNS = (*("paper", "name", "of", "npi", "about", "last_day", "days_left", "why", "standing", "source", "to_do"),)
"""A row of --format csv: a paper."""


def run(
    folder: CredentialFolder,
    format: CredentialFormat,
    *,
    days: Annotated[
        int,
        click.Option(
            ["--days"], type=click.IntRange(0, 3660), default=90, show_default=True, help="How many days to look ahead."
        ),
    ],
    as_of: AsOfToday,
    ics: Annotated[
        Path | None,
        Output("Write them as a calendar too (iCalendar).", "--ics", content="the calendar", example="papers.ics"),
    ],
    html: PageOutput,
    force: Overwrite,
    practice: PracticeFile,
    law: CredentialOptions,
) -> int:
    """Read the folder and print what runs out; returns the exit code."""
    loaded = load_credentials(folder, law, practice)
    on = as_of or loaded.rights.basis.today
    papers = within(expiring_papers(loaded.rights, on), on, days)
    dated = [one for one in papers if one.on is not None]
    unknown = [one for one in papers if one.on is None]
    overdue = sum(one.on is not None and one.on < on for one in papers)
    lead = (
        f"{pluralize(len(dated), 'paper')} past or within {days} days of {day(on)}, {overdue} of them overdue;"
        f" {len(unknown)} without a known day."
    )
    if ics is not None:
        write_whole(ics, write_calendar(dated, on), force=force)
    if html is not None:
        write_credential_page(html, "What runs out", loaded, on, [lead], _tables(dated, unknown, on), force=force)
    if format == "table":
        loaded.say()
        _say(dated, unknown, on)
        say(lead)
        if ics is not None:
            say(f"\nThe calendar is {ics}.")
        say_page(html)
    else:
        rows = [_row(one, on) for one in papers]
        say_rows(format, COLUMNS, rows, "papers", {"as_of": on, "days": days, **loaded.as_json()})
    return ExitCode.FAULT if dated else ExitCode.UNDETERMINED if unknown else ExitCode.CLEAN


def _row(one: ExpiringPaper, on: date) -> tuple[object, ...]:
    source = one.cite.id if one.cite else None
    left = one.days_left(on)
    head = (one.kind.key, one.kind.name, one.of, one.npi, one.about or None, one.on, left)
    return (*head, one.why, one.standing, source, one.kind.remedy)


def _say(dated: list[ExpiringPaper], unknown: list[ExpiringPaper], on: date) -> None:
    rows = [(*map(make_printable, _cells(one, on)),) for one in dated]
    if rows:
        say_table(("days", "last day", "of", "paper", "counted"), rows, right="r")
        say()
    for remedy in dict.fromkeys(one.kind.remedy for one in dated):
        names = ", ".join(dict.fromkeys(one.kind.name for one in dated if one.kind.remedy == remedy))
        say_text(make_printable(f"{names}: {remedy}"), 4, lead="  ")
    if unknown:
        say()
        say(style("No known day", bold=True))
    groups: dict[tuple[str, str], list[str]] = {}
    for one in unknown:
        about = f" ({one.about})" if one.about else ""
        groups.setdefault((one.kind.name, one.why), []).append(f"{one.of}{about}")
    for (name, why), people in groups.items():
        say_text(make_printable(f"{name}: {why}: {', '.join(people)}."), 4, lead="  ")
    if dated or unknown:
        say()


def _cells(one: ExpiringPaper, on: date) -> tuple[str, ...]:
    left = one.days_left(on)
    standing = f" ({one.standing})" if one.standing else ""
    paper = f"{one.kind.name}{f', {one.about}' if one.about else ''}"
    days = f"{-left} overdue" if left is not None and left < 0 else f"{left}"
    return days, one.on.isoformat() if one.on else "", one.of, paper, f"{one.why}{standing}"


def _tables(dated: list[ExpiringPaper], unknown: list[ExpiringPaper], on: date) -> list[WebTable]:
    columns = ("days left", "last day", "of", "paper", "counted")
    rows = tuple(_cells(one, on) for one in dated)
    missing = tuple((one.of, one.kind.name, one.about, one.why) for one in unknown)
    return [
        WebTable(title="By last day", columns=columns, rows=rows, numbers=frozenset({0})),
        WebTable(title="No known day", columns=("of", "paper", "about", "why"), rows=missing),
    ]
