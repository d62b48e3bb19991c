"""The commands. Each imports what it needs when it runs, so that none pays for another's start."""

import errno
import os
import signal
import sys
from pathlib import Path
from typing import Any

import click

from cleanclaim import __version__
from cleanclaim.cli.answer_commands import match, payer
from cleanclaim.cli.book_commands import codes, policy, rules
from cleanclaim.cli.claim_commands import ask, secondary, void
from cleanclaim.cli.options import (
    DAY,
    DOLLARS,
    about_visits,
    as_format,
    as_of,
    billing,
    file,
    filed_on,
    known_on,
    library,
    library_folder,
    overrides,
    paid_at,
    papers,
    payers,
    practice,
    replacing,
    together,
)
from cleanclaim.cli.reference_commands import reference
from cleanclaim.cli.screen import serve_plain_terminals
from cleanclaim.model.errors import UserError

UNUSABLE = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="cleanclaim")
def app() -> None:
    """Minutes to units, modifiers and clean claims, with the proof.

    FILE holds visits as CSV, JSON, NDJSON or Parquet; - reads standard input.

    Exit codes: 0 every claim is clean, 1 some claim has a fault, 3 no fault but something is undetermined,
    2 the input or the call is unusable.
    """


@app.result_callback()
def leave(code: int) -> None:
    """What a command returns is the exit code."""
    click.get_current_context().exit(code)


@app.command()
@about_visits
@paid_at
@practice
@click.option(
    "--payer",
    multiple=True,
    metavar="NAME",
    help="Code as if this payer paid; given twice or more, side by side, with the reasons.",
)
def code(**options: Any) -> int:
    """Count units from minutes, add modifiers, and prove it.

    With --practice, --zip or --locality the fee schedule stands in for missing allowed amounts (KX).
    """
    from cleanclaim.cli.verbs.code import run

    return run(**options)


@app.command()
@about_visits
@papers
@overrides
@filed_on
@paid_at
@practice
@click.option("--payer", metavar="NAME", help="Take all visits as if this payer paid them.")
@click.option("--counts", is_flag=True, help="Show what each rule came to, so that a noisy one is seen.")
def review(**options: Any) -> int:
    """Ask every rule in force of every visit: what is wrong, why, and what to do.

    FILE may be anyone's 837P too: a second opinion on what goes out. Payers are told by --practice and by the
    kind of insurance; --payer takes all claims as one payer's.

    With --practice its fees stand in for missing charges; with it, --zip or --locality the fee schedule stands in for
    missing allowed amounts (KX).
    """
    from cleanclaim.cli.verbs.review import run

    return run(**options)


@app.command()
@about_visits
@click.argument("visit_id", required=False)
@papers
@overrides
@filed_on
@paid_at
@practice
@click.option(
    "--all", "every", is_flag=True, help="Also what was asked and found nothing, and edits lawfully resolved."
)
@click.option("--diff-as-of", type=DAY, metavar="DATE", help="Only what the law of this day would change.")
@click.option("--diff-known-on", type=DAY, metavar="DATE", help="Only what was otherwise known on this day.")
def explain(**options: Any) -> int:
    """Why a visit of FILE is coded, priced and judged as it is, each step with what was in force.

    VISIT_ID may be left out where the file has one visit.
    """
    from cleanclaim.cli.verbs.explain import run

    return run(**options)


@app.command()
@about_visits
@papers
@practice
@click.option(
    "--schedule",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Appointments as CSV (patient_id, date, provider_npi, status): treated and not billed, billed and not there.",
)
def patterns(**options: Any) -> int:
    """What many visits show together: units above and below the proof, minutes on a boundary, codes that drift.

    Signals in both directions, with their counts, for somebody to look at; none says that anybody did wrong.
    """
    from cleanclaim.cli.verbs.patterns import run

    return run(**options)


@app.command()
@together(file, as_format, as_of, known_on, library, payers, paid_at, practice)
@click.option(
    "--deductible-left",
    type=DOLLARS,
    metavar="AMOUNT",
    help="What the patient has still to meet before these visits; 0 where it is met.",
)
@click.option("--working", is_flag=True, help="Show how every amount came about; a single visit always does.")
def price(**options: Any) -> int:
    """Expected payment under Medicare's fee schedule, line by line, with the working.

    It takes the visits as coded and covered: review them first. Exit code 3: some amount is undetermined.
    """
    from cleanclaim.cli.verbs.price import run

    return run(**options)


@app.command()
@about_visits
@papers
@overrides
@filed_on
@paid_at
@practice
@click.option("--rule", multiple=True, metavar="RULE", help="Only this rule's remedy; may be given again.")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    metavar="OUT",
    help="The mended visits: .csv, .json, .ndjson, .parquet.",
)
def mend(**options: Any) -> int:
    """Carry out the remedies that need nobody's judgement, and show each line before and after.

    Without --rule only what stops a claim is mended. Never a minute, never 59 or KX, never one side of a tie. The file
    itself stays as it is.
    """
    from cleanclaim.cli.verbs.fix import run

    return run(**options)


@app.command()
@about_visits
@papers
@overrides
@filed_on
@paid_at
@billing
@replacing
@click.option(
    "--attach",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Papers that go with the claims, as CSV: visit_id, paper (PN, PZ, B3, ...), way (FX, EL, ...), number.",
)
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), required=True, metavar="OUT", help="The 837P to write."
)
def claim(**options: Any) -> int:
    """Write the clean claims as an 837P, and list those held with the reasons.

    With --replace FILE holds the corrected visits: those of the claim are written as its replacement, all or none.
    """
    from cleanclaim.cli.verbs.claim import run

    return run(**options)


@app.command()
@about_visits
@papers
@overrides
@filed_on
@billing
@replacing
@click.option("--payer", multiple=True, metavar="PAYER", help="Only claims of this payer; may be given again.")
@click.option("--on-form", is_flag=True, help="The entries alone, to be printed on blank red forms.")
@click.option(
    "--shift",
    type=(float, float),
    default=(0.0, 0.0),
    metavar="RIGHT DOWN",
    help="Move the entries by so many inches, for a printer that is off.",
)
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), required=True, metavar="OUT", help="A .pdf, or a .txt to type."
)
def paper(**options: Any) -> int:
    """Put the clean claims on CMS-1500 forms (02/12), six lines a sheet, and list those held."""
    from cleanclaim.cli.verbs.paper import run

    return run(**options)


@app.command()
@about_visits
@papers
@overrides
@filed_on
@billing
@click.option("--visit", multiple=True, metavar="VISIT_ID", help="This visit, whoever pays; may be given again.")
@click.option("--output", "-o", type=click.Path(path_type=Path), required=True, metavar="OUT", help="The PDF to write.")
def superbill(**options: Any) -> int:
    """Write a superbill for each visit that its patient pays: what was done, by whom, for how much."""
    from cleanclaim.cli.verbs.superbill import run

    return run(**options)


@app.command()
@together(file, as_format, known_on, library)
def read(**options: Any) -> int:
    """Read any X12 file: claims, remittances, answers, and what is wrong with them.

    FILE is an 837P, 835, 999, TA1, 277CA, 270, 271, 276 or 277; of others the envelope and bare segments are read.
    """
    from cleanclaim.cli.verbs.read import run

    return run(**options)


@app.command()
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, allow_dash=True)
)
@click.option(
    "--level",
    type=click.IntRange(1, 6),
    default=6,
    show_default=True,
    metavar="1..6",
    help="The last SNIP level to check: 1 syntax, 2 guide, 3 balance, 4 between segments, 5 code lists, 6 therapy.",
)
@together(as_format, known_on, library)
def validate(**options: Any) -> int:
    """Check X12 files: every problem with its SNIP level, its place, and how to mend it.

    Exit code 3: nothing wrong was found, but something was not checked: no guide is held for a transaction, or no list
    that has a code.
    """
    from cleanclaim.cli.verbs.validate import run

    return run(**options)


for command in (ask, codes, match, payer, policy, reference, rules, secondary, void):
    app.add_command(command)


@app.command()
@click.option(
    "--years", type=click.FloatRange(0.1, 6), default=2.0, show_default=True, help="How long it has been open."
)
@click.option("--clinicians", type=click.IntRange(1, 60), default=12, show_default=True, help="How many treat there.")
@click.option("--seed", type=int, default=7, show_default=True, help="Another number, another practice.")
@click.option("--from", "first", type=DAY, metavar="DATE", help="Its first day; 2024-10-07, unless given.")
@click.option("--clean", is_flag=True, help="Plant no faults.")
@click.option("--force", is_flag=True, help="Put it in the place of what lies in the folder.")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), required=True, metavar="DIR", help="The folder to write it into."
)
def synth(**options: Any) -> int:
    """Make up a practice: patients, visits, notes, charts, claims, and labelled faults to be found.

    Nobody in it exists. The same seed gives the same bytes. Its README.txt says what is what.
    """
    from cleanclaim.cli.verbs.synth import run

    return run(**options)


@app.command()
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    default=Path("out/demo"),
    show_default=True,
    metavar="DIR",
    help="Where the example's claims are written.",
)
def demo(output: Path) -> int:
    """Run the main job on the example clinic's day."""
    from cleanclaim.cli.verbs.demo import run

    return run(output)


@app.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8420, show_default=True, help="The port to answer at.")
@library_folder
@payers
def serve(port: int, library: Path, payers: Path | None) -> int:
    """Open the office in a browser: this machine only, no account, nothing stored."""
    from cleanclaim.office.serve import run

    return run(port, library, payers)


def main() -> None:
    """The entry point: user errors in words with exit code 2, everything else as it falls."""
    if not sys.stdout:  # closed by whoever called us
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - it lasts as long as we do
    serve_plain_terminals()
    try:
        sys.exit(app.main(standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as shown:
        click.echo(shown.format_message())
        sys.exit(0)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(UNUSABLE)
    except (click.Abort, KeyboardInterrupt):
        sys.stderr.write("Stopped; nothing was written.\n")
        sys.exit(130)
    except UserError as wrong:
        sys.stderr.write(f"{wrong}\nNothing was written.\n")
        sys.exit(UNUSABLE)
    except OSError as wrong:
        if wrong.errno not in {errno.EPIPE, errno.ENOSPC}:
            raise
        if wrong.errno == errno.ENOSPC:
            sys.stderr.write("Standard output: no space is left.\nFree some, or send it elsewhere.\n")
        # Or the reader of our output has gone, as with `| head`. What is in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(UNUSABLE if wrong.errno == errno.ENOSPC else 128 + signal.SIGPIPE)


if __name__ == "__main__":
    main()
