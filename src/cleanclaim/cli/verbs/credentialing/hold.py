"""Show visits and bookings that cannot be billed because of credentials, with dollars and the last day to file.

FOLDER as for `credentialing matrix`. What is inside of an enrollment is not listed. On hold: the enrollment may still
come. Blocked: nothing makes it payable. Released: it came, and lets the day be billed back. Bookings have the average
charge of such visits. The last day to file is the payer's own for the day of service.

Exit code 1: something is on hold, blocked or released; 3: nothing is, and something is not known.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.book_pages import PageOutput, say_page
from cleanclaim.cli.credential_files import load_credential_visits, patients_payers
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
from cleanclaim.cli.inputs import load_practice
from cleanclaim.cli.options import PATH, Overwrite, PracticeFile
from cleanclaim.cli.screen import pluralize, say, say_text, style
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.compliance.credentialing.hold import HOLD_STATES, HoldFacts, HoldItem, HoldState, find_holds
from cleanclaim.exchange.files.schedule import read_schedule
from cleanclaim.explanations.web_page import WebTable
from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars, dollars_for_people
from cleanclaim.model.practice import NO_FEES

SECTION = "Compliance"
EXAMPLES = (
    "cleanclaim credentialing hold credentials/ --visits visits.csv --schedule schedule.csv",
    "cleanclaim credentialing hold credentials/ --visits claims.837 --practice practice.toml --format csv > hold.csv",
)
COLUMNS = (
    *("state", "kind", "id", "patient_id", "clinician", "npi", "payer", "site", "date", "amount", "amount_is"),
    *("check", "why", "from_day", "file_by", "days_left", "too_late", "standing", "source", "note"),
)
"""A row of --format csv: a visit or a booking."""
_COLORS: dict[HoldState, str] = {"released": "green", "on hold": "yellow", "blocked": "red", "undetermined": "cyan"}
_TO_DO: dict[HoldState, str] = {
    "released": "File these now, each by its last day.",
    "on hold": "Wait for the enrollment; move bookings to somebody who is enrolled.",
    "blocked": "Do not bill these to the payer, and ask before billing a patient.",
    "undetermined": "Enter what is missing.",
}
MOST_LISTED = 8


def run(
    folder: CredentialFolder,
    format: CredentialFormat,
    *,
    visits: Annotated[
        tuple[str, ...],
        click.Option(["--visits"], multiple=True, metavar="FILE", help="Visits, or claims (837P); may be given again."),
    ],
    schedule: Annotated[
        Path | None, click.Option(["--schedule"], type=PATH, metavar="FILE", help="What is booked, as CSV or xlsx.")
    ],
    as_of: AsOfToday,
    html: PageOutput,
    force: Overwrite,
    practice: PracticeFile,
    law: CredentialOptions,
) -> int:
    """Read the folder and the visits, and print what is on hold; returns the exit code."""
    if not visits and schedule is None:
        raise UserError("--visits", "neither visits nor a schedule is named", "Name one: --visits visits.csv.")
    loaded = load_credentials(folder, law, practice)
    on = as_of or loaded.rights.basis.today
    known = load_practice(practice, law.basis) if practice else None
    facts = HoldFacts(
        rights=loaded.rights,
        today=on,
        visits=load_credential_visits(visits, law.basis, practice) if visits else (),
        fees=known.fees if known else NO_FEES,
        bookings=read_schedule(schedule) if schedule else (),
        payers=patients_payers(known) if known else {},
    )
    found = find_holds(facts)
    looked = f"{pluralize(len(facts.visits), 'visit')} and {pluralize(len(facts.bookings), 'booking')}"
    lead = [f"{looked} looked at.", *(_sum(state, found) for state in HOLD_STATES if _of(state, found))]
    if html is not None:
        write_credential_page(html, "On hold", loaded, on, lead, _tables(found, facts), force=force)
    if format == "table":
        loaded.say()
        for state in HOLD_STATES:
            _say(state, _of(state, found), facts)
        for sentence in lead:
            say_text(sentence)
        say_page(html)
    else:
        say_rows(format, COLUMNS, [_row(one, facts) for one in found], "items", {"as_of": on, **loaded.as_json()})
    if any(one.state != "undetermined" for one in found):
        return ExitCode.FAULT
    return ExitCode.UNDETERMINED if found else ExitCode.CLEAN


def _of(state: HoldState, found: Sequence[HoldItem]) -> list[HoldItem]:
    return [one for one in found if one.state == state]


def _row(one: HoldItem, facts: HoldFacts) -> tuple[object, ...]:
    amount = None if one.cents is None else dollars(one.cents)
    amount_is = None if one.cents is None else "average" if one.about else "charges"
    head = (one.state, one.kind, one.id, one.patient_id, one.clinician, one.npi, one.payer, one.site or None, one.on)
    source = one.cite.id if one.cite else None
    left = one.days_left(facts.today)
    late = "yes" if one.late else "no" if one.file_by else None
    return (*head, amount, amount_is, one.check, one.why, one.since, one.file_by, left, late, one.standing, source,
            one.note or None)  # fmt: skip


def _sum(state: HoldState, found: Sequence[HoldItem]) -> str:
    """How many are in a state, and for how much, visits and bookings apart."""
    parts = []
    for kind in ("visit", "booking"):
        mine = [one for one in _of(state, found) if one.kind == kind]
        known = [one.cents for one in mine if one.cents is not None]
        unknown = f", {len(mine) - len(known)} without a known charge" if len(known) < len(mine) else ""
        about = "about " if kind == "booking" else ""
        parts += [f"{pluralize(len(mine), kind)}, {about}{dollars_for_people(sum(known))}{unknown}"] if mine else []
    return f"{state[0].upper()}{state[1:]}: {'; '.join(parts)}."


def _say(state: HoldState, found: list[HoldItem], facts: HoldFacts) -> None:
    if not found:
        return
    say(f"{style(state, _COLORS[state], bold=True)}   {_TO_DO[state]}")
    reasons: dict[tuple[str, str, str, str], list[HoldItem]] = {}
    for one in found:
        reasons.setdefault((one.clinician, one.payer, one.why, one.note), []).append(one)
    for (clinician, payer, why, note), alike in reasons.items():
        known = sum(one.cents for one in alike if one.cents is not None)
        amount = dollars_for_people(known) if any(one.cents is not None for one in alike) else "not known"
        text = f"{clinician}, {payer}: {why}{f'; {note}' if note else ''}. {_what(alike)}{_until(alike, facts)}"
        say_text(make_printable(text), 14, lead=f"  {amount:>10}")
    say()


def _what(alike: list[HoldItem]) -> str:
    """Which visits and bookings, by their days."""
    parts = []
    for kind in ("visit", "booking"):
        mine = [one for one in alike if one.kind == kind]
        names = ", ".join(one.id if kind == "visit" else day(one.on) for one in mine[:MOST_LISTED])
        more = f" and {len(mine) - MOST_LISTED} more" if len(mine) > MOST_LISTED else ""
        parts += [f"{pluralize(len(mine), kind)}: {names}{more}."] if mine else []
    return " ".join(parts)


def _until(alike: list[HoldItem], facts: HoldFacts) -> str:
    """The first of the last days to file."""
    visits = [one for one in alike if one.file_by is not None and one.kind == "visit" and one.state != "blocked"]
    if not visits:
        return ""
    first = min(visits, key=lambda one: one.file_by or facts.today)
    left = first.days_left(facts.today) or 0
    days = f"{pluralize(left, 'day')} left" if left >= 0 else f"{pluralize(-left, 'day')} ago"
    late = " That is too late." if first.late else ""
    return f" File the first by {day(first.file_by)}, {days} ({first.standing}).{late}"


def _tables(found: list[HoldItem], facts: HoldFacts) -> list[WebTable]:
    columns = ("visit or booking", "date", "clinician", "payer", "amount", "from", "file by", "days left", "why")
    tables = []
    for state in HOLD_STATES:
        rows = tuple(
            (
                one.id,
                one.on.isoformat() if one.on else "",
                one.clinician,
                one.payer,
                dollars_for_people(one.cents) if one.cents is not None else "not known",
                one.since.isoformat() if one.since else "",
                one.file_by.isoformat() if one.file_by else "",
                f"{one.days_left(facts.today)}" if one.file_by else "",
                f"{one.why}{f'; {one.note}' if one.note else ''}",
            )
            for one in _of(state, found)
        )
        title = f"{state[0].upper()}{state[1:]}"
        tables.append(WebTable(title=title, columns=columns, rows=rows, numbers=frozenset({4, 7}), note=_TO_DO[state]))
    return tables
