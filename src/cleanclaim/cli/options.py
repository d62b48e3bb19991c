"""What the commands take on their command lines: the options that several share.

An option is the annotation of a parameter: `def run(file: File, as_of: AsOf) -> int` takes FILE and --as-of.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import click
from click.core import ParameterSource
from msgspec import Struct, structs

from cleanclaim.cli.call import Output, this_call
from cleanclaim.cli.completing import complete_file, complete_payer, complete_rule
from cleanclaim.cli.option_types import Day, Dollars, LibraryPath, PatternText
from cleanclaim.cli.writing import PracticeFilePath
from cleanclaim.model import locality

if TYPE_CHECKING:
    from cleanclaim.law.basis import Basis
    from cleanclaim.reference.library import Library


def default_library_folder() -> str:
    """Where a person's imports lie, unless they say otherwise."""
    return str(Path(click.get_app_dir("cleanclaim")) / "library")


DAY = Day()
LIBRARY_PATH = LibraryPath()
DOLLARS = Dollars()
ZIP_CODE = PatternText("ZIP code", locality.ZIP_CODE, locality.ZIP_EXAMPLE)
LOCALITY = PatternText("Medicare locality", locality.LOCALITY, locality.LOCALITY_EXAMPLE)


PATH = click.Path(path_type=Path)
PRACTICE_FILE = PracticeFilePath()
EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class VisitsArgument(click.Argument):
    """The files of visits that a command works on; a project may name them."""

    def consume_value(self, ctx: click.Context, opts: Mapping[str, Any]) -> tuple[Any, ParameterSource]:
        """What is on the command line, and where nothing is, what the project says."""
        return super().consume_value(ctx, {name: words for name, words in opts.items() if words != ()})


File = Annotated[str, VisitsArgument(["file"], metavar="FILE", shell_complete=complete_file)]
Files = Annotated[
    tuple[str, ...],
    VisitsArgument(["files"], metavar="FILE...", nargs=-1, required=True, shell_complete=complete_file),
]
X12File = Annotated[str, click.Argument(["file"], metavar="FILE", shell_complete=complete_file)]
SentFile = Annotated[Path | None, click.Argument(["sent"], metavar="[SENT]", required=False, default=None, type=PATH)]
Format = Annotated[
    str,
    click.Option(
        ["--format"],
        type=click.Choice(["table", "json"]),
        default="table",
        show_default=True,
        help="table for people, json for programs.",
    ),
]
RowsFormat = Annotated[
    str,
    click.Option(
        ["--format"],
        type=click.Choice(["table", "json", "csv"]),
        default="table",
        show_default=True,
        help="table for people, json for programs, csv for spreadsheets.",
    ),
]
FindingsFormat = Annotated[
    str,
    click.Option(
        ["--format"],
        type=click.Choice(["table", "json", "csv", "github"]),
        default="table",
        show_default=True,
        help="table for people, json for programs, csv for spreadsheets, github for the checks of a pull request.",
    ),
]
Quiet = click.Option(
    ["--quiet", "-q"],
    is_flag=True,
    expose_value=False,
    callback=lambda _ctx, _option, value: setattr(this_call(), "quiet", value),
    help="Print no table and no progress: the exit code says it, and standard error what went wrong.",
)
"""Of every command that answers with a table."""
Select = Annotated[
    tuple[str, ...],
    click.Option(
        ["--select"],
        multiple=True,
        metavar="RULE|FAMILY",
        shell_complete=complete_rule,
        help="Show only what this rule, or the rules of this family, found; may be given again.",
    ),
]
Ignore = Annotated[
    tuple[str, ...],
    click.Option(
        ["--ignore"],
        multiple=True,
        metavar="RULE|FAMILY",
        shell_complete=complete_rule,
        help="Do not show what this rule or family found; it is counted, and nothing gets clean by it.",
    ),
]
On = Annotated[
    date | None, click.Option(["--on"], type=DAY, metavar="DATE", help="The date of service; today, unless given.")
]
AsOf = Annotated[
    date | None,
    click.Option(["--as-of"], type=DAY, metavar="DATE", help="Apply the law of this day instead of each visit's own."),
]
KnownOn = Annotated[
    date | None,
    click.Option(["--known-on"], type=DAY, metavar="DATE", help="Use only what had been published by this day."),
]
FiledOn = Annotated[
    date | None,
    click.Option(["--filed-on"], type=DAY, metavar="DATE", help="The day the claims are filed; today, unless given."),
]
PayerName = Annotated[
    str,
    click.Option(
        ["--payer"],
        default="medicare",
        show_default=True,
        metavar="NAME",
        shell_complete=complete_payer,
        help="Whose rules apply.",
    ),
]
_PRACTICE = "practice.toml: who bills, who treats, fees, payers, patients."
PracticeFile = Annotated[Path | None, click.Option(["--practice"], type=PRACTICE_FILE, metavar="FILE", help=_PRACTICE)]
BillingPractice = Annotated[
    Path, click.Option(["--practice"], type=PRACTICE_FILE, metavar="FILE", help=_PRACTICE, required=True)
]
Payers = Annotated[
    Path | None,
    click.Option(
        ["--payers"],
        type=PATH,
        metavar="DIR",
        envvar="CLEANCLAIM_PAYERS",
        help="A folder with policy files of your own payers (or set CLEANCLAIM_PAYERS).",
    ),
]
_LIBRARY = "The folder of imported releases, instead of your own (or set CLEANCLAIM_LIBRARY)."
LibraryFolder = Annotated[
    Path,
    click.Option(
        ["--library"],
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        envvar="CLEANCLAIM_LIBRARY",
        default=default_library_folder,
        help=_LIBRARY,
    ),
]
LibraryInUse = Annotated[
    "Library",
    click.Option(
        ["--library"],
        type=LIBRARY_PATH,
        metavar="DIR",
        envvar="CLEANCLAIM_LIBRARY",
        default=default_library_folder,
        help=_LIBRARY,
    ),
]
ZipCode = Annotated[
    str | None,
    click.Option(
        ["--zip"], type=ZIP_CODE, metavar="ZIP", help="Where the visits took place: Medicare's prices follow."
    ),
]
Locality = Annotated[
    str | None,
    click.Option(
        ["--locality"],
        type=LOCALITY,
        metavar="LOCALITY",
        help="Medicare's locality instead, or national: all indices 1.",
    ),
]
Qualifying = Annotated[
    bool,
    click.Option(
        ["--qualifying"],
        is_flag=True,
        help="Paid as a qualifying participant in an alternative payment model (its own factor since 2026).",
    ),
]
History = Annotated[
    str | None,
    click.Option(
        ["--history"],
        metavar="FILE",
        help="Earlier visits of the same patients, for the yearly threshold; or claims sent (837P) or paid (835).",
    ),
]
Charts = Annotated[
    Path | None,
    click.Option(
        ["--charts"],
        type=PATH,
        metavar="FILE",
        help="The patients' charts: plans of care, progress reports, authorizations, benefits, coverage.",
    ),
]
Notes = Annotated[
    Path | None,
    click.Option(
        ["--notes"],
        type=PATH,
        metavar="FILE",
        help="The notes of the visits; what they lack, disagree on or repeat is checked.",
    ),
]
Overrides = Annotated[
    Path | None,
    click.Option(
        ["--overrides"],
        type=PATH,
        metavar="FILE",
        help="What somebody let pass, with reason, author and last day (TOML).",
    ),
]
Paid = Annotated[
    tuple[Path, ...],
    click.Option(
        ["--paid"],
        multiple=True,
        type=PATH,
        metavar="FILE",
        help="The payer's remittance (835), which has its number of each claim; may be given again.",
    ),
]
Replace = Annotated[
    tuple[str, ...],
    click.Option(
        ["--replace"],
        multiple=True,
        metavar="CLAIM_ID[=NUMBER]",
        help="Write the replacement of this claim, and nothing else; NUMBER is the payer's, if no --paid has it.",
    ),
]
SentBefore = Annotated[
    Path | None,
    click.Option(["--sent"], type=PATH, metavar="FILE", help="The 837P in which the claim to replace went out."),
]
Force = Annotated[
    bool,
    click.Option(
        ["--force"],
        is_flag=True,
        help="Bill also what the project's log says was billed, and write over a file of other claims.",
    ),
]
Overwrite = Annotated[
    bool, click.Option(["--force"], is_flag=True, help="Write over a file that is there with something else in it.")
]
ClaimsOutput = Annotated[
    Path,
    Output("The 837P to write.", content="the claims", example="claims.837", required=True),
]
Effective = Annotated[
    date | None,
    click.Option(
        ["--effective"], type=DAY, metavar="DATE", help="The first day it is in force, where the file does not say."
    ),
]
Track = Annotated[
    str | None,
    click.Option(
        ["--track"],
        type=click.Choice(["standard", "qualifying"]),
        help="Whom a fee schedule's conversion factor is for, where the file does not say (qualifying: QPP).",
    ),
]


MapFile = Annotated[
    str | None,
    click.Option(
        ["--map", "mapping"],
        metavar="FILE",
        help="What the columns and words of the visits file stand for (TOML; `columns` writes one), or a ready mapping"
        " by its name: webpt, openemr, jane.",
    ),
]
PayerWords = Annotated[
    str | None,
    click.Option(
        ["--map", "mapping"],
        metavar="FILE",
        help="The mapping by which the patients' file names payers, as `claim` has it.",
    ),
]
Strict = Annotated[
    bool,
    click.Option(
        ["--strict"],
        is_flag=True,
        help="Refuse a file of visits or patients with a row that cannot be read, instead of setting it aside.",
    ),
]


class BasisOptions(Struct, frozen=True, kw_only=True):
    """Options that make a `Basis`; which of them a verb has is the choice of the classes below."""

    @property
    def basis(self) -> "Basis":
        """The basis, with today as it is on the user's calendar."""
        from cleanclaim.law.basis import Basis

        return Basis(**structs.asdict(self))


class TableOptions(BasisOptions, frozen=True, kw_only=True):
    """What the published tables are looked up by."""

    known_on: KnownOn
    library: LibraryInUse


class FiledTableOptions(TableOptions, frozen=True, kw_only=True):
    """The same, and the day on which what somebody let pass must be in force."""

    filed_on: FiledOn


class PayerOptions(BasisOptions, frozen=True, kw_only=True):
    """What claims that were sent are judged by: each by the law of its own day."""

    library: LibraryInUse
    payers: Payers


class LawOptions(BasisOptions, frozen=True, kw_only=True):
    """What visits are coded and priced by."""

    as_of: AsOf
    known_on: KnownOn
    library: LibraryInUse
    payers: Payers


class FilingOptions(LawOptions, frozen=True, kw_only=True):
    """What visits are reviewed and claimed by."""

    filed_on: FiledOn


class PlaceOptions(Struct, frozen=True, kw_only=True):
    """Where visits took place, and how they are paid."""

    zip_code: ZipCode
    locality: Locality
    qualifying: Qualifying


class ReadOptions(Struct, frozen=True, kw_only=True):
    """How a file of visits is read."""

    mapping: MapFile
    strict: Strict


class FindingOptions(Struct, frozen=True, kw_only=True):
    """Which findings are to be seen."""

    select: Select
    ignore: Ignore


class PaperOptions(Struct, frozen=True, kw_only=True):
    """The files that go with a file of visits."""

    history: History
    charts: Charts
    notes: Notes
    overrides: Overrides
