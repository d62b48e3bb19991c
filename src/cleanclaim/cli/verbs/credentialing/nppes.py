"""Compare the practice with the national registry of NPIs: names, taxonomies, addresses, licenses, deactivations.

FOLDER as for `credentialing matrix`. FILE is an extract of NPPES as it is published, monthly or weekly; only the rows
of the practice's own NPIs are taken in, and nothing is looked up elsewhere. What has changed is due in NPPES within 30
days of the change (45 CFR 162.410).

Exit code 1: something differs; 3: nothing does, and somebody is not in the extract.
"""

from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.book_pages import PageOutput, say_page
from cleanclaim.cli.credential_files import load_nppes
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
from cleanclaim.cli.screen import pluralize, say, say_text, style
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.compliance.credentialing.nppes import find_mismatches, missing_from
from cleanclaim.explanations.web_page import WebTable
from cleanclaim.law.wording import day

SECTION = "Compliance"
EXAMPLES = ("cleanclaim credentialing nppes credentials/ --file npidata_pfile.csv",)
COLUMNS = ("of", "npi", "what", "ours", "nppes", "updated", "row")
"""A row of --format csv: what differs of an NPI, or that the extract does not have it."""


def run(
    folder: CredentialFolder,
    format: CredentialFormat,
    *,
    file: Annotated[
        Path, click.Option(["--file"], required=True, type=PATH, metavar="FILE", help="The extract of NPPES, as CSV.")
    ],
    as_of: AsOfToday,
    html: PageOutput,
    force: Overwrite,
    practice: PracticeFile,
    law: CredentialOptions,
) -> int:
    """Read the folder and the extract and print what differs; returns the exit code."""
    loaded = load_credentials(folder, law, practice)
    on = as_of or loaded.rights.basis.today
    extract = load_nppes(file, loaded.credentials)
    rows: list[tuple[object, ...]] = []
    for one in find_mismatches(loaded.credentials, extract):
        entry = extract.entries[one.npi]
        rows.append((one.of, one.npi, one.what, one.ours, one.theirs, entry.updated, entry.row))
    rows += [
        (
            entry.name or f"{entry.first} {entry.last}",
            npi,
            "deactivated",
            None,
            day(entry.deactivated),
            entry.updated,
            entry.row,
        )
        for npi, entry in extract.entries.items()
        if not entry.is_active(on)
    ]
    missing = missing_from(loaded.credentials, extract)
    rows_missing = [(name, npi, "not in the extract", None, None, None, None) for npi, name in missing]
    ours = f"{pluralize(len(extract.entries), 'NPI')} of ours among {extract.rows:,} rows of {extract.file}"
    lead = [
        f"{ours}: {pluralize(len(rows), 'difference')}, {len(missing)} not in it.",
        f"SHA-256 {extract.sha256}.",
    ]
    if html is not None:
        cells = tuple(tuple(str(cell or "") for cell in row[:5]) for row in (*rows, *rows_missing))
        table = WebTable(title="What differs", columns=COLUMNS[:5], rows=cells)
        write_credential_page(html, "NPPES", loaded, on, lead, [table], force=force)
    if format == "table":
        loaded.say()
        if extract.not_used:
            text = f"{extract.file}: {pluralize(len(extract.not_used), 'column')}; --format json names them"
            say_text(text, 10, lead="not used  ", dim=True)
        for of, npi, what, own, theirs, updated, _row in rows:
            says = f"we say {own}, " if own else ""
            since = f" (updated {day(updated)})" if updated else ""  # type: ignore[arg-type]
            text = f"{of}, {npi}: {what}: {says}NPPES {theirs}{since}."
            say_text(make_printable(text), 10, lead=style("differs   ", "yellow", bold=True))
        for npi, name in missing:
            say_text(make_printable(f"{name}, {npi}: not in the extract."), 10, lead=style("missing   ", "cyan"))
        if rows:
            say_text("Enter the change in NPPES within 30 days of it, or correct the tables.", 10, lead="to do     ")
        if rows or missing:
            say()
        for sentence in lead:
            say_text(make_printable(sentence))
        say_page(html)
    else:
        more = {"as_of": on, "sha256": extract.sha256, "columns_not_used": extract.not_used, **loaded.as_json()}
        say_rows(format, COLUMNS, [*rows, *rows_missing], "differences", more)
    return ExitCode.FAULT if rows else ExitCode.UNDETERMINED if missing else ExitCode.CLEAN
