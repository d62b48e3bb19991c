"""Look everybody up on lists of excluded persons, under every name, and keep the proof.

FOLDER as for `credentialing matrix`. The federal list (LEIE) is the whole one of the month as published, the extract of
SAM the public one; a state's list goes by the names of its columns. Names that are alike are found too. A match says
that a person has to look; whether it is the clinician, the Inspector General's own search tells.

Exit code 1: somebody was found.
"""

from collections.abc import Sequence
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
    LoadedFolder,
    load_credentials,
    say_rows,
    write_credential_page,
)
from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.option_types import Month
from cleanclaim.cli.options import PATH, Overwrite, PracticeFile
from cleanclaim.cli.screen import pluralize, say, say_text, style
from cleanclaim.cli.writing import write_whole
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.compliance.credentialing.list_month import check_list, look_day
from cleanclaim.compliance.credentialing.screening import ExclusionMatch, MatchGrade, ScreenedPerson, screen
from cleanclaim.compliance.credentialing.screening_proof import screening_proof
from cleanclaim.exchange.files.exclusion_lists import read_exclusion_file
from cleanclaim.explanations.web_page import WebTable
from cleanclaim.law.wording import day
from cleanclaim.model.credentialing import ExclusionList
from cleanclaim.model.errors import UserError
from cleanclaim.model.exclusions import ExclusionFile

SECTION = "Compliance"
EXAMPLES = (
    "cleanclaim credentialing screen credentials/ --leie UPDATED.csv -o proof.json",
    "cleanclaim credentialing screen credentials/ --leie UPDATED.csv --sam SAM.csv --state texas.csv --format csv",
)
COLUMNS = (
    *("npi", "on", "clear", "list", "file", "sha256", "clinician", "names", "grade", "found", "row", "birth_date"),
    *("excluded_on", "kind"),
)
"""A row of --format csv: a look for somebody in a file, and an entry found; the first six are those of the table
`screenings`.
"""
_WORDS: dict[MatchGrade, str] = {
    "npi": "the NPI is on the list",
    "exact": "the name is on the list",
    "alike": "a name that is alike is on the list",
    "unlikely": "the name is on the list, with another birth",
}


_TO_DO = {
    "leie": "Found on the LEIE: look each up in the Inspector General's search, which compares social security"
    " numbers.",
    "sam": "Found in SAM: open each record at SAM and compare address and dates; where these do not settle it, ask the"
    " agency that excluded, which the record names.",
    "state": "Found on a state's list: ask the state's Medicaid program, which compares license and birth.",
}
"""What to do about somebody who was found, by the kind of list: each is settled elsewhere."""
_THEN = "Write down the answer, and bill nothing for who is found to be excluded."


def run(
    folder: CredentialFolder,
    format: CredentialFormat,
    *,
    leie: Annotated[
        tuple[Path, ...],
        click.Option(["--leie"], multiple=True, type=PATH, metavar="FILE", help="The federal list (LEIE), as CSV."),
    ],
    sam: Annotated[
        tuple[Path, ...],
        click.Option(["--sam"], multiple=True, type=PATH, metavar="FILE", help="SAM's extract of exclusions, as CSV."),
    ],
    state: Annotated[
        tuple[Path, ...],
        click.Option(["--state"], multiple=True, type=PATH, metavar="FILE", help="A state's list; may be given again."),
    ],
    month: Annotated[
        date | None,
        click.Option(["--month"], type=Month(), metavar="MONTH", help="The LEIE's month, where it is not the newest."),
    ],
    as_of: AsOfToday,
    output: Annotated[
        Path | None,
        Output("The proof to write: files, hashes, names, answers (JSON).", content="the proof", example="proof.json"),
    ],
    html: PageOutput,
    force: Overwrite,
    practice: PracticeFile,
    law: CredentialOptions,
) -> int:
    """Read the folder and the lists and print who was found; returns the exit code."""
    loaded = load_credentials(folder, law, practice)
    on = as_of or loaded.rights.basis.today
    files = _files({"leie": leie, "sam": sam, "state": state}, on)
    ages = [check_list(one, on, month) for one in files]
    people = screen(loaded.credentials, files, on)
    found = [one for one in people if not one.is_clear]
    looked = f"{pluralize(len({one.npi for one in people}), 'name')} looked for on {day(on)}"
    lead = [
        f"{looked}; {pluralize(len(found), 'look')} found something.",
        *(f"{one.file}: {one.list.upper()}, {one.rows:,} rows, {age}." for one, age in zip(files, ages, strict=True)),
        *_not_looked(files),
    ]
    if output is not None:
        write_whole(output, screening_proof(people, files, ages, on), force=force)
    if html is not None:
        write_credential_page(html, "Excluded persons", loaded, on, lead, _tables(people), force=force)
    if format == "table":
        _say(loaded, people, files)
        for sentence in lead:
            say_text(make_printable(sentence))
        if output is not None:
            say(f"\nThe proof is {output}.")
        say_page(html)
    else:
        rows = [row for one in people for row in _rows(one, on)]
        say_rows(format, COLUMNS, rows, "looks", {"as_of": on, "not_looked_at": _not_looked(files), **loaded.as_json()})
    return ExitCode.FAULT if found else ExitCode.CLEAN


def _files(named: dict[ExclusionList, tuple[Path, ...]], on: date) -> list[ExclusionFile]:
    files = [read_exclusion_file(path, which, on) for which, paths in named.items() for path in paths]
    if not files:
        raise UserError("--leie", "no list is named", "Name one: --leie UPDATED.csv, as the Inspector General has it.")
    return files


def _not_looked(files: Sequence[ExclusionFile]) -> list[str]:
    """Which kinds of lists were not looked into."""
    names: dict[ExclusionList, str] = {"leie": "the federal list", "sam": "SAM", "state": "any state's list"}
    missing = [name for which, name in names.items() if which not in {one.list for one in files}]
    return [f"Not looked into: {', '.join(missing)}."] if missing else []


def _rows(one: ScreenedPerson, on: date) -> list[tuple[object, ...]]:
    clear = "true" if one.is_clear else "false"
    head = (
        one.npi,
        look_day(one.file, on),
        clear,
        one.file.list,
        one.file.file,
        one.file.sha256,
        one.of,
        "; ".join(one.names),
    )
    if not one.matches:
        return [(*head, *[None] * 6)]
    return [(*head, *_match(each)) for each in one.matches]


def _match(one: ExclusionMatch) -> tuple[object, ...]:
    return one.grade, _name(one), one.entry.row, one.entry.birth_date, one.entry.since, one.entry.kind or None


def _name(one: ExclusionMatch) -> str:
    entry = one.entry
    return entry.business or " ".join(filter(None, (entry.first, entry.middle, entry.last)))


def _say(loaded: LoadedFolder, people: list[ScreenedPerson], files: list[ExclusionFile]) -> None:
    loaded.say()
    for file in files:
        if file.not_used:
            columns = ", ".join(file.not_used)
            say_text(make_printable(f"{file.file}: the columns {columns}"), 10, lead="not used  ", dim=True)
    for one in people:
        for match in one.matches:
            color = "blue" if match.grade == "unlikely" else "red"
            since = f", excluded on {day(match.entry.since)}" if match.entry.since else ""
            born = f", born {day(match.entry.birth_date)}" if match.entry.birth_date else ""
            place = f"{one.file.file}, row {match.entry.row}"
            text = f"{one.of} ({match.under}): {_WORDS[match.grade]}: {_name(match)}{born}{since}, {place}."
            say_text(make_printable(text), 10, lead=style(f"{match.grade:<10}", color, bold=True))
    for kind in dict.fromkeys(one.file.list for one in people if not one.is_clear):
        say_text(f"{_TO_DO.get(kind, _TO_DO['state'])} {_THEN}", 10, lead="to do     ")
    say()


def _tables(people: list[ScreenedPerson]) -> list[WebTable]:
    looks = tuple((one.of, "; ".join(one.names), one.file.file, "clear" if one.is_clear else "found") for one in people)
    matches = tuple(
        (one.of, match.grade, _name(match), f"row {match.entry.row}", match.entry.kind, day(match.entry.since))
        for one in people
        for match in one.matches
    )
    files = {one.file.file: (one.file.file, one.file.list, f"{one.file.rows:,}", one.file.sha256) for one in people}
    return [
        WebTable(title="Found", columns=("of", "how", "entry", "row", "kind", "excluded"), rows=matches),
        WebTable(title="Looks", columns=("of", "names", "file", "answer"), rows=looks),
        WebTable(title="Files", columns=("file", "list", "rows", "SHA-256"), rows=tuple(files.values())),
    ]
