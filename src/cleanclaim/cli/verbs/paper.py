"""Put the clean claims on CMS-1500 forms (02/12), six lines a sheet, and list those on hold."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import click
import msgspec
from msgspec import Struct

from cleanclaim.claims.claim import ClaimResult, claim
from cleanclaim.claims.sent_log import sent_claims
from cleanclaim.cli.call import Output
from cleanclaim.cli.corrections import find_replacements, say_correction_notes
from cleanclaim.cli.inputs import load_case, load_practice
from cleanclaim.cli.options import (
    BillingPractice,
    Files,
    FilingOptions,
    Force,
    Format,
    Paid,
    PaperOptions,
    ReadOptions,
    Replace,
    SentBefore,
)
from cleanclaim.cli.progress import progress
from cleanclaim.cli.reading_screens import say_answer
from cleanclaim.cli.review_screens import exit_code, say_left_open, say_visits_on_hold
from cleanclaim.cli.screen import pluralize, say, say_text, style
from cleanclaim.cli.self_pay_visits import VisitsNamed, named_visits
from cleanclaim.cli.sent import creation_time, sending, warn_without_project, write_sent
from cleanclaim.exchange.forms.cms1500 import Sheet, fill_sheets
from cleanclaim.exchange.forms.text import render_pages, truncated_entries
from cleanclaim.explanations.visits.left_over import list_left_open
from cleanclaim.law.case import Case
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars, dollars_for_people

SECTION = "Claims"
EXAMPLES = ("cleanclaim paper week.csv --practice practice.toml -o claims.pdf",)


def run(
    files: Files,
    format: Format,
    *,
    reading: ReadOptions,
    law: FilingOptions,
    papers: PaperOptions,
    practice: BillingPractice,
    replace: Replace,
    sent: SentBefore,
    paid: Paid,
    payer: Annotated[
        tuple[str, ...],
        click.Option(
            ["--payer"], multiple=True, metavar="PAYER", help="Only claims of this payer; may be given again."
        ),
    ],
    visit: VisitsNamed,
    on_form: Annotated[
        bool,
        click.Option(["--on-form"], is_flag=True, help="The entries alone, to be printed on blank red forms."),
    ],
    shift: Annotated[
        tuple[float, float],
        click.Option(
            ["--shift"],
            type=(float, float),
            default=(0.0, 0.0),
            metavar="RIGHT DOWN",
            help="Move the entries by so many inches, for a printer that is off.",
        ),
    ],
    force: Force,
    output: Annotated[
        Path,
        Output("A .pdf, or a .txt to type.", content="the forms", example="claims.pdf", required=True),
    ],
) -> int:
    """Put a file's clean claims on CMS-1500 forms; returns the exit code."""
    basis, billing = law.basis, load_practice(practice, law.basis, reading.mapping)
    if output.suffix.lower() not in {".pdf", ".txt"}:
        raise UserError(str(output), "is neither a .pdf nor a .txt", "Name a file such as claims.pdf.")
    with sending() as log:
        earlier = find_replacements(replace, sent, paid, basis, billing)
        case = _of_payers(load_case(files, basis, reading, papers, practice=billing), payer)
        case = named_visits(case, visit) if visit else case
        billed = log.billed_before(case.visits, again=bool(replace or force)) if log else None
        with progress("Reviewing", len(case.visits)) as report:
            claimed = claim(case, basis=basis, sent_before=billed, corrections=earlier.corrections, progress=report)
        filled = [(one, sheet) for one in claimed.claims for sheet in fill_sheets(one, billing, basis.filing_day)]
        if filled:
            forms = _form([sheet for _one, sheet in filled], output, shift, on_form=on_form)
            lines = sent_claims(claimed.claims, case.visits, earlier.ends)
            write_sent(log, "paper", output, forms, at=creation_time(basis), claims=lines, force=force)
            warn_without_project()
    short = [TruncatedEntry(one.claim_id, box, text) for one, sheet in filled for box, text in truncated_entries(sheet)]
    if format == "json":
        say_answer(_as_json(claimed, len(filled), short, output), case)
    else:
        say_correction_notes(earlier.notes)
        say_visits_on_hold(case.visits, claimed, basis)
        _say_written(claimed, len(filled), short, output)
        say_left_open(claimed)
    return exit_code(claimed.review) or (1 if claimed.on_hold else 0)


class TruncatedEntry(Struct, frozen=True):
    """An entry that is longer than its box."""

    claim_id: str
    box: str
    text: str


def _as_json(claimed: ClaimResult, filled: int, short: list[TruncatedEntry], output: Path) -> dict[str, Any]:
    return {
        "written": str(output) if filled else None,
        "claims": [{"claim_id": one.claim_id, "charge": dollars(one.charge)} for one in claimed.claims],
        "sheets": filled,
        "cut": short,
        "held": claimed.on_hold,
        "patient_pays": claimed.patient_pays,
        **msgspec.to_builtins(list_left_open(claimed)),
        "summary": claimed.review.summary,
    }


def _say_written(claimed: ClaimResult, filled: int, short: list[TruncatedEntry], output: Path) -> None:
    if not filled:
        say("No claim is clean; nothing was written.")
        return
    total = dollars_for_people(sum(one.charge for one in claimed.claims))
    counts = f"{pluralize(len(claimed.claims), 'claim')} on {pluralize(filled, 'sheet')}, {total}"
    say(f"{style(str(output), bold=True)}   {counts}")
    alike: dict[tuple[str, str], dict[str, None]] = {}
    for one in short:
        alike.setdefault((one.box, one.text), {})[one.claim_id] = None
    for (box, text), claims in alike.items():
        which = f"claim {next(iter(claims))}" if len(claims) == 1 else f"{len(claims):,} claims"
        say_text(f"{which}, box {box}: {text} is longer than the box and was cut.", 2)


def _of_payers(case: Case, payers: Sequence[str]) -> Case:
    """The case of these payers alone; of all, where none is named."""
    if not payers:
        return case
    mine = [place for place, visit in enumerate(case.visits) if visit.payer in payers]
    if not mine:
        seen = ", ".join(sorted({visit.payer or "no payer" for visit in case.visits}))
        raise UserError(f"payer {', '.join(payers)}", "no visit of the file has it", f"Its visits have {seen}.")
    return case.only(mine)


def _form(filled: list[Sheet], output: Path, shift: tuple[float, float], *, on_form: bool) -> str | bytes:
    if output.suffix.lower() == ".txt":
        return render_pages(filled)
    from cleanclaim.exchange.forms.pdf import render_pdf

    return render_pdf(filled, ruled=not on_form, right=shift[0], down=shift[1])
