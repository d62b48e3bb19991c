"""Run the twenty-two checks of credentialing, each with what a fault of it means for claims.

FOLDER as for `credentialing matrix`. Checks that only visits, the registry of NPIs or Medicare's list of those who
order and refer can answer say that they were not checked unless these are named. Who passed is counted; everything else
is listed.

Exit code 1: a check found a fault; 3: none did, and something is not known or was not checked.
"""

from collections import Counter
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.book_pages import PageOutput, say_page
from cleanclaim.cli.credential_files import load_credential_visits, load_nppes, load_ordering, referrers_of
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
from cleanclaim.cli.options import PATH, Overwrite, PracticeFile
from cleanclaim.cli.screen import say, say_table, say_text, style
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.compliance.credentialing.check import OUTCOMES, CheckAnswer, CheckFacts, CheckOutcome, CheckResult
from cleanclaim.compliance.credentialing.expiring import expiring_papers
from cleanclaim.compliance.credentialing.run_checks import run_checks
from cleanclaim.explanations.web_page import WebTable
from cleanclaim.law.wording import day

SECTION = "Compliance"
EXAMPLES = (
    "cleanclaim credentialing check credentials/",
    "cleanclaim credentialing check credentials/ --visits visits.csv --nppes npidata.csv --practice practice.toml",
)
COLUMNS = ("check", "title", "means", "outcome", "of", "why", "to_do", "source")
"""A row of --format csv: an answer of a check."""
_COLORS: dict[CheckOutcome, str] = {"fail": "red", "undetermined": "cyan", "not checked": "cyan", "pass": "green"}
MOST_LISTED = 6


def run(
    folder: CredentialFolder,
    format: CredentialFormat,
    *,
    as_of: AsOfToday,
    visits: Annotated[
        tuple[str, ...],
        click.Option(["--visits"], multiple=True, metavar="FILE", help="Visits, or claims (837P); may be given again."),
    ],
    nppes: Annotated[
        Path | None,
        click.Option(["--nppes"], type=PATH, metavar="FILE", help="An extract of the NPI registry (NPPES), as CSV."),
    ],
    ordering: Annotated[
        Path | None,
        click.Option(["--ordering"], type=PATH, metavar="FILE", help="Medicare's list of those who order and refer."),
    ],
    html: PageOutput,
    force: Overwrite,
    practice: PracticeFile,
    law: CredentialOptions,
) -> int:
    """Read the folder and print what the checks say; returns the exit code."""
    loaded = load_credentials(folder, law, practice)
    on = as_of or loaded.rights.basis.today
    facts = CheckFacts(
        rights=loaded.rights,
        on=on,
        papers=expiring_papers(loaded.rights, on),
        visits=load_credential_visits(visits, law.basis, practice) if visits else None,
        nppes=load_nppes(nppes, loaded.credentials) if nppes else None,
        ordering=load_ordering(ordering) if ordering else None,
        referrers=referrers_of(practice, law.basis),
    )
    results = run_checks(facts)
    counted = Counter(one.outcome for result in results for one in result.answers)
    lead = ", ".join(f"{counted[outcome]:,} {outcome}" for outcome in OUTCOMES)
    if html is not None:
        write_credential_page(html, "Credentialing checks", loaded, on, [f"{lead}."], _tables(results), force=force)
    if format == "table":
        loaded.say()
        _say(results)
        say(f"As of {day(on)}: {lead}.")
        say_page(html)
    else:
        say_rows(format, COLUMNS, _rows(results), "answers", {"as_of": on, **loaded.as_json()})
    if counted["fail"]:
        return ExitCode.FAULT
    return ExitCode.UNDETERMINED if counted["undetermined"] or counted["not checked"] else ExitCode.CLEAN


def _rows(results: list[CheckResult]) -> list[tuple[object, ...]]:
    return [
        (one.check.id, one.check.title, one.check.result, *_cells(answer), one.check.remedy, one.check.cite.id)
        for one in results
        for answer in one.answers
    ]


def _cells(answer: CheckAnswer) -> tuple[str, str, str]:
    return answer.outcome, answer.of, answer.why


def _say(results: list[CheckResult]) -> None:
    rows = [
        (
            one.check.id,
            style(one.outcome, _COLORS[one.outcome]) if one.answers else "nobody",
            one.check.result if one.count("fail") else "",
            *(f"{one.count(outcome) or '-'}" for outcome in OUTCOMES),
            one.check.title,
        )
        for one in results
    ]
    say_table(("check", "", "means", "fail", "unknown", "unasked", "pass", ""), rows, right="lllrrrr")
    say()
    for one in results:
        wrong = [answer for answer in one.answers if answer.outcome != "pass"]
        if not wrong:
            continue
        say(f"{style(one.check.id, bold=True)} {make_printable(one.check.title)}")
        for outcome in OUTCOMES[:-1]:
            _say_alike(one, outcome)
        if one.count("fail"):
            say_text(one.check.remedy, 4, lead="  ", dim=True)
    say()


def _say_alike(result: CheckResult, outcome: CheckOutcome) -> None:
    """The answers of an outcome, those with one reason together."""
    reasons: dict[str, list[str]] = {}
    for answer in result.answers:
        if answer.outcome == outcome:
            reasons.setdefault(answer.why, []).append(answer.of)
    for why, people in reasons.items():
        first = people[:MOST_LISTED]
        more = f" and {len(people) - MOST_LISTED:,} more" if len(people) > MOST_LISTED else ""
        lead = f"  {style(f'{outcome:<13}', _COLORS[outcome])}"
        say_text(make_printable(f"{'; '.join(first)}{more}: {why}."), 15, lead=lead)


def _tables(results: list[CheckResult]) -> list[WebTable]:
    columns = ("outcome", "of", "why")
    return [
        WebTable(
            title=f"{one.check.id} {one.check.title} ({one.check.result})",
            columns=columns,
            rows=tuple(_cells(answer) for answer in one.answers if answer.outcome != "pass"),
            note=one.check.remedy,
        )
        for one in results
    ]
