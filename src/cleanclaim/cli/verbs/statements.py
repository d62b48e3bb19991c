"""Write what each patient owes, and why: visit by visit, with what payers paid, took off, and left to the patient.

FOLDER is a book, as `cleanclaim book` reads it. A patient is billed only where every payer is through with the claim:
nothing that a payer still owes, that is refused and not given up, or that the payer put to the practice (CO, PI). What
a payer refused and put to the patient (PR 27) waits until you write that the patient is billed. Claims left out are
listed, with why.

-o writes a PDF for each patient who owes something, into a folder. Payments and write-offs stand in money.toml.

Exit code 1: a file was refused, or a claim was left out.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.book_pages import PageOutput, say_page, statements_page, write_page
from cleanclaim.cli.book_screens import (
    BookFolder,
    as_objects,
    book_exit_code,
    files_as_json,
    load_book_as_of,
    say_refused_files,
)
from cleanclaim.cli.book_summaries import say_summary, statement_steps
from cleanclaim.cli.book_visits import find_log
from cleanclaim.cli.inputs import load_practice
from cleanclaim.cli.options import DAY, DOLLARS, PATH, Overwrite, Payers, PracticeFile, RowsFormat
from cleanclaim.cli.rows import say_csv
from cleanclaim.cli.screen import pluralize, say, say_json, say_table, say_text, style
from cleanclaim.cli.writing import write_whole
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.law.basis import Basis
from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars, dollars_for_people
from cleanclaim.model.practice import Practice
from cleanclaim.money.denials.deadlines import LimitReader
from cleanclaim.money.denials.find_denials import find_denials
from cleanclaim.money.statements.claim_account import ClaimAccount
from cleanclaim.money.statements.statement import PatientStatement, PatientStatements, patient_statements
from cleanclaim.money.statements.statement_paper import statement_paper

SECTION = "Money"
COLUMNS = (
    *("patient", "name", "claim_id", "service_date", "charge", "paid_by_payers", "taken_off", "written_off"),
    *("deductible", "coinsurance", "copay", "other_share", "passed_on", "paid_by_patient", "balance", "billed"),
    *("left_out", "why"),
)
"""A row of --format csv: a claim of which something is, or was, its patient's."""
_SHARES = {"1": "deductible", "2": "coinsurance", "3": "copay"}
"""The reasons (CARC) that have a column of their own."""
MOST_LISTED = 40
EXAMPLES = (
    "cleanclaim statements 2026/",
    "cleanclaim statements 2026/ --practice practice.toml --at-least 5 -o statements/",
)


def run(
    folder: BookFolder,
    format: RowsFormat,
    *,
    output: Annotated[
        Path | None,
        click.Option(["--output", "-o"], type=PATH, metavar="DIR", help="The folder for the PDFs, one a patient."),
    ],
    patient: Annotated[
        str | None, click.Option(["--patient"], metavar="NUMBER", help="Only this patient, by the number shown.")
    ],
    at_least: Annotated[
        int,
        click.Option(
            ["--at-least"],
            type=DOLLARS,
            default="0.01",
            metavar="DOLLARS",
            help="No PDF for less than this; it is listed.",
        ),
    ],
    as_of: Annotated[
        date | None,
        click.Option(
            ["--as-of"],
            type=DAY,
            metavar="DATE",
            help="The day on the statements, and as all stood then; else today.",
        ),
    ],
    practice: PracticeFile,
    payers: Payers,
    html: PageOutput,
    force: Overwrite,
) -> int:
    """Read the folder, print what patients owe, and write the statements; returns the exit code."""
    basis = Basis(payers=payers)
    on = as_of or basis.today
    book = load_book_as_of(folder, as_of)
    known = load_practice(practice, basis) if practice else None
    log = find_log(folder)
    numbers = {claim.claim_id: claim.patient_id for file in (log.files if log else ()) for claim in file.claims}
    denials = find_denials(book, LimitReader(basis, known)).denials
    found = patient_statements(book, denials, practice=known, numbers=numbers)
    wanted = [one for one in found.patients if patient is None or one.number == patient]
    if patient is not None and not wanted:
        raise UserError(f"patient {patient}", "has nothing open in the folder", "Leave --patient out: it lists them.")
    written = _write(wanted, known, output, on, at_least, force=force) if output is not None else None
    if html is not None:
        write_page(html, statements_page(folder, book, wanted, found.unapplied, on), force=force)
    if format == "csv":
        say_csv(COLUMNS, [row for one in wanted for row in _rows(one)])
    elif format == "json":
        say_json(
            {
                "as_of": on,
                **files_as_json(book),
                "patients": [_as_json(one, (written or {}).get(one.number), on) for one in wanted],
                "unapplied": [
                    {"on": one.on, "amount": dollars(one.cents), "claim_id": one.claim_id, "source": str(one.source)}
                    for one in found.unapplied
                ],
                "plans_not_placed": [{"patient": one.patient, "source": str(one.source)} for one in found.unplaced],
            }
        )
    else:
        say_refused_files(book)
        _say(wanted, found, written, on)
        if written:
            say(f"{style(str(output), bold=True)}   {pluralize(len(written), 'statement')}")
        say_page(html)
    return book_exit_code(book, waits=any(one.left_out for one in wanted))


def _write(
    wanted: list[PatientStatement], practice: Practice | None, folder: Path, on: date, at_least: int, *, force: bool
) -> dict[str, Path]:
    """The PDFs by the patients' numbers. Raises UserError without a practice, whose name and address are on them."""
    if practice is None:
        raise UserError(
            "--practice", "is missing", "A statement has the practice's name, address and telephone: name its file."
        )
    if folder.exists() and not folder.is_dir():
        raise UserError(str(folder), "is a file, not a folder", "Name a folder for the statements.")
    from cleanclaim.exchange.forms.paper_pdf import render_paper

    written: dict[str, Path] = {}
    for one in wanted:
        if one.due(on) >= max(at_least, 1):
            path = folder / f"statement-{_file_name(one.number)}.pdf"
            write_whole(path, render_paper(statement_paper(one, practice, on)), force=force)
            written[one.number] = path
    return written


def _file_name(number: str) -> str:
    """A patient's number as a part of a file's name."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in number)


def _rows(one: PatientStatement) -> Iterator[tuple[object, ...]]:
    for claim in (*one.claims, *one.credits):
        yield (*_row(one, claim), "yes", "", "")
    for each in one.left_out:
        yield (*_row(one, each.account), "no", each.hindrance.kind, each.hindrance.why)


def _row(one: PatientStatement, claim: ClaimAccount) -> tuple[object, ...]:
    shares = dict.fromkeys([*_SHARES.values(), "other"], 0)
    for share in claim.shares:
        shares[_SHARES.get(share.codes.partition(" ")[2], "other")] += share.cents
    passed_on = sum(each.cents for each in claim.entries if each.kind == "transfer")
    paid = sum(payer.paid for payer in claim.payers)
    taken_off = sum(payer.taken_off for payer in claim.payers)
    amounts = (claim.charge, paid, taken_off, claim.written_off, *shares.values(), passed_on, claim.paid_by_patient)
    first = claim.days[0] if claim.days else None
    return (one.number, one.name, claim.claim_id, first, *map(dollars, (*amounts, claim.balance)))


def _as_json(one: PatientStatement, path: Path | None, on: date) -> dict[str, object]:
    plan = {"on": one.plan.on, "each_month": dollars(one.plan.cents), "first": one.plan.first} if one.plan else None
    return {
        "patient": one.number,
        "name": one.name,
        "owed": dollars(one.owed),
        "due": dollars(max(one.due(on), 0)),
        "to_pay_back": dollars(max(-one.owed, 0)),
        "plan": plan,
        "written": str(path) if path else None,
        "claims": as_objects(COLUMNS, _rows(one)),
    }


def _say(
    wanted: list[PatientStatement], found: PatientStatements, written: Mapping[str, Path] | None, on: date
) -> None:
    due = [one for one in wanted if one.due(on) > 0]
    total = dollars_for_people(sum(one.due(on) for one in due))
    patients = f"{pluralize(len(due), 'patient')} of {len(wanted):,} with something due, {total}."
    say_summary("Statements", patients, statement_steps(wanted, on))
    rows = [
        (
            make_printable(one.number),
            make_printable(one.name),
            dollars_for_people(sum(claim.balance for claim in one.claims)),
            dollars_for_people(sum(claim.balance for claim in one.credits)),
            dollars_for_people(one.due(on)),
            _state(one, written, on),
        )
        for one in wanted[:MOST_LISTED]
    ]
    if rows:
        say_table(("patient", "name", "owes", "credits", "due", "statement"), rows, right="llrrrl")
    if len(wanted) > MOST_LISTED:
        say(f"and {len(wanted) - MOST_LISTED:,} more; --format csv lists them all.")
    left_out = [(one, each) for one in wanted for each in one.left_out]
    for kind in dict.fromkeys(each.hindrance.kind for _, each in left_out):
        mine = [(one, each) for one, each in left_out if each.hindrance.kind == kind]
        total = dollars_for_people(sum(each.account.balance for _, each in mine))
        say()
        say(f"{style('left out', bold=True)}   {kind}: {pluralize(len(mine), 'claim')}, {total}")
        for one, each in mine[:MOST_LISTED]:
            about = f"{one.number}, claim {each.account.claim_id}: {each.hindrance.why}."
            say_text(make_printable(about), 14, lead=f"  {dollars_for_people(each.account.balance):>10}  ")
    for payment in found.unapplied:
        about = f"paid on {day(payment.on)} for claim {payment.claim_id or 'none'}, which is not in the folder"
        say_text(
            make_printable(f"{about} ({payment.source})."), 14, lead=f"  {dollars_for_people(payment.cents):>10}  "
        )
    for plan in found.unplaced:
        say_text(make_printable(f"The plan of patient {plan.patient} is of nobody who owes here ({plan.source})."), 0)


def _state(one: PatientStatement, written: Mapping[str, Path] | None, on: date) -> str:
    if one.owed < 0:
        return "to be paid back"
    plan = f"plan, {dollars_for_people(one.owed)} in all" if one.plan and one.owed else ""
    if one.due(on) == 0:
        return plan or "nothing due"
    small = "too small" if written is not None and one.number not in written else ""
    return ", ".join(filter(None, (plan, small, "" if one.address else "no address is known")))
