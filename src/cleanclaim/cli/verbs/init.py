"""Begin a project: cleanclaim.toml, and practice.toml, patients.csv and visits.csv to be filled in.

Who sits at a terminal is asked for what no option says; an empty answer is filled in later. Nothing that is there is
written over. `cleanclaim check` then says what is missing.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.options import PATH, Payers
from cleanclaim.cli.screen import say, style
from cleanclaim.cli.writing import write_whole
from cleanclaim.exchange.files import practice_values as read
from cleanclaim.exchange.files.project import PROJECT_FILE
from cleanclaim.exchange.files.templates import TemplatePayer, templates
from cleanclaim.exchange.files.visit_values import UnreadableError
from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.policy import payer_names
from cleanclaim.model.errors import UserError
from cleanclaim.nearest import did_you_mean

SECTION = "Set up"
EXAMPLES = ("cleanclaim init",)
READS_PROJECT = False

_QUESTIONS: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "name": ("The practice's legal name", read.text(60)),
    "npi": ("NPI under which it bills", read.npi),
    "ein": ("Employer identification number (EIN)", read.digits(9)),
    "address": ("Street and number", read.text(55)),
    "city": ("City", read.text(30, shortest=2)),
    "state": ("State, two letters", read.state),
    "zip": ("ZIP, nine digits", read.digits(9)),
    "contact": ("Whom payers call", read.text(60)),
    "phone": ("Telephone, ten digits", read.digits(10)),
}

Answer = str | None


def run(
    folder: Annotated[Path, click.Argument(["folder"], metavar="[FOLDER]", required=False, default=Path(), type=PATH)],
    *,
    name: Annotated[Answer, click.Option(["--name"], metavar="NAME", help="The practice's legal name.")],
    npi: Annotated[Answer, click.Option(["--npi"], metavar="NPI", help="The NPI under which it bills.")],
    ein: Annotated[Answer, click.Option(["--ein"], metavar="EIN", help="Its employer identification number.")],
    address: Annotated[Answer, click.Option(["--address"], metavar="STREET", help="Street and number.")],
    city: Annotated[Answer, click.Option(["--city"], metavar="CITY", help="City.")],
    state: Annotated[Answer, click.Option(["--state"], metavar="STATE", help="State, two letters.")],
    zip_code: Annotated[Answer, click.Option(["--zip"], metavar="ZIP", help="ZIP, nine digits.")],
    contact: Annotated[Answer, click.Option(["--contact"], metavar="NAME", help="Whom payers call.")],
    phone: Annotated[Answer, click.Option(["--phone"], metavar="NUMBER", help="Ten digits.")],
    payer: Annotated[
        tuple[str, ...],
        click.Option(["--payer"], multiple=True, metavar="NAME", help="A payer you bill; may be given again."),
    ],
    payers: Payers,
) -> int:
    """Write the files of a project and say what comes next; returns the exit code."""
    answers = {"name": name, "npi": npi, "ein": ein, "address": address, "city": city}
    answers |= {"state": state, "zip": zip_code, "contact": contact, "phone": phone}
    if (folder / PROJECT_FILE).exists():
        remedy = "Edit it, or name another folder. `cleanclaim check` says what is missing."
        raise UserError(str(folder / PROJECT_FILE), "there is a project already", remedy)
    basis = Basis(payers=payers)
    for entry, value in answers.items():
        if value is not None:
            _check(entry, value)
    named = [_known(one, basis) for one in payer]
    if sys.stdin.isatty() and sys.stdout.isatty():
        say("An empty answer can be filled in later.")
        answers |= {entry: _ask(entry) for entry, value in answers.items() if value is None}
        named = named or _ask_payers(basis)
    filled = {entry: value.strip() for entry, value in answers.items() if value and value.strip()}
    _write(folder, templates(filled, [_template_payer(one, basis) for one in named]))
    return 0


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for file, text in files.items():
        path = folder / file
        if path.exists():
            say(f"{style(str(path), bold=True)}   is there already, and stays as it is")
        else:
            write_whole(path, text)
            say(f"{style(str(path), bold=True)}   written")
    where = "" if folder == Path() else f" in {folder}"
    say()
    say("Fill them in, or name the export of your record system under `visits`. Then, in this order" + where + ":")
    say("  cleanclaim check     what is missing or wrong in all of these files")
    say("  cleanclaim review    what is wrong with the visits, and what to do")
    say("  cleanclaim claim     the clean claims as an 837P")


def _check(entry: str, value: str) -> None:
    try:
        _QUESTIONS[entry][1](value)
    except UnreadableError as wrong:
        raise UserError(f"--{entry}", wrong.problem, wrong.remedy) from None


def _ask(entry: str) -> str:
    question, read_as = _QUESTIONS[entry]

    def checked(written: str) -> str:
        try:
            return str(read_as(written) and written) if written.strip() else ""
        except UnreadableError as wrong:
            raise click.UsageError(f"{wrong.problem} {wrong.remedy}") from None

    return str(click.prompt(question, default="", show_default=False, value_proc=checked))


def _ask_payers(basis: Basis) -> list[str]:
    def checked(written: str) -> list[str]:
        try:
            return [_known(one, basis) for one in written.replace(",", " ").split()]
        except UserError as wrong:
            raise click.UsageError(f"{wrong.problem} {wrong.remedy}") from None

    question = "Payers you bill (such as medicare aetna)"
    found: list[str] = click.prompt(question, default="", show_default=False, value_proc=checked)
    return found


def _known(written: str, basis: Basis) -> str:
    """A payer that has a policy. Raises UserError for another one."""
    payer, known = written.strip().lower().replace(" ", "_").replace("-", "_"), payer_names(basis.payers)
    if payer not in known:
        problem = f"no policy is of {written!r}.{did_you_mean(payer, known)}"
        raise UserError("--payer", problem, "`cleanclaim rules coverage` lists the payers; --payers names your own.")
    return payer


def _template_payer(payer: str, basis: Basis) -> TemplatePayer:
    described = basis.policy(payer, basis.today)
    filing = described.claim_filing if described else None
    return TemplatePayer(payer, described.name if described else "", filing if filing and filing != "none" else "")
