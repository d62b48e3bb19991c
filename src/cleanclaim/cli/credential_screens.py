"""What the verbs of credentialing share: the folder, its answers in four formats and as a page, what was not read."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import click
from msgspec import Struct

from cleanclaim.cli.book_screens import as_objects
from cleanclaim.cli.options import DAY, BasisOptions, Payers
from cleanclaim.cli.rows import say_csv, say_parquet
from cleanclaim.cli.screen import say_json, say_text
from cleanclaim.cli.writing import write_whole
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.compliance.credentialing.billing_right import BillingRights
from cleanclaim.exchange.files.credential_folder import read_credentials
from cleanclaim.explanations.web_page import WebPage, WebTable, render_web_page
from cleanclaim.law.wording import day
from cleanclaim.model.credentialing import Credentials

CredentialFolder = Annotated[
    Path,
    click.Argument(["folder"], metavar="[FOLDER]", default=Path(), required=False, type=click.Path(path_type=Path)),
]
CredentialFormat = Annotated[
    str,
    click.Option(
        ["--format"],
        type=click.Choice(["table", "json", "csv", "parquet"]),
        default="table",
        show_default=True,
        help="table for people, json for programs, csv for spreadsheets, parquet for analytics.",
    ),
]
AsOfToday = Annotated[
    date | None,
    click.Option(["--as-of"], type=DAY, metavar="DATE", help="Answer as of this day; today, unless given."),
]
_FOOT = "Made by cleanclaim from the credentialing tables of the folder. Keep it as you keep them."


class CredentialOptions(BasisOptions, frozen=True, kw_only=True):
    """Whose policies say what payers ask of those they enroll."""

    payers: Payers


class LoadedFolder(Struct, frozen=True):
    """A folder of credentials, and what was not used of it."""

    rights: BillingRights
    not_used: tuple[str, ...]

    @property
    def credentials(self) -> Credentials:
        """What the folder says."""
        return self.rights.credentials

    def as_json(self) -> dict[str, Any]:
        """What was not used."""
        return {"not_used": list(self.not_used)}

    def say(self) -> None:
        """What was not used, where there is anything."""
        for one in self.not_used:
            say_text(make_printable(one), 10, lead="not used  ", dim=True)


def load_credentials(folder: Path, options: CredentialOptions, practice: Path | None) -> LoadedFolder:
    """The credentials of a folder. Raises UserError for all that is wrong in its files."""
    found = read_credentials(folder, practice)
    not_used = [f"{name}: no table of credentials" for name in found.not_read]
    for reading in found.readings:
        columns = ", ".join(reading.not_used)
        rows = sum(map(len, reading.left_out.values()))
        file = Path(reading.file).name
        not_used += [f"{file}: the columns {columns}"] if columns else []
        not_used += [f"{file}: {rows} rows that are titles, totals or footers"] if rows else []
        not_used += [f"{file}: {note}" for note in reading.notes]
    return LoadedFolder(BillingRights(found, options.basis), tuple(not_used))


def say_rows(
    format: str, columns: Sequence[str], rows: Iterable[Sequence[object]], name: str, more: dict[str, Any]
) -> None:
    """Rows in a format for programs; in JSON under a name, beside `more`."""
    found = list(rows)
    if format == "csv":
        say_csv(columns, found)
    elif format == "parquet":
        say_parquet(columns, found)
    else:
        say_json({**more, name: as_objects(columns, found)})


def write_credential_page(
    path: Path,
    what: str,
    loaded: LoadedFolder,
    on: date,
    lead: Sequence[str],
    tables: Iterable[WebTable],
    *,
    force: bool,
) -> None:
    """Write an answer as a page that fetches nothing."""
    page = WebPage(
        title=f"{what}, {loaded.credentials.practice_name}",
        about=what,
        heading=f"{loaded.credentials.practice_name}, as of {day(on)}",
        lead=tuple(lead),
        alerts=tuple(f"Not used: {one}." for one in loaded.not_used),
        tables=tuple(one for one in tables if one.rows),
        foot=_FOOT,
    )
    write_whole(path, render_web_page(page), force=force)
