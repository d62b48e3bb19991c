"""Show who may bill whom, where, on a day, and why not.

FOLDER has practice.toml, or tables of its own: clinicians, licenses, enrollments and so on, as CSV or xlsx (how-to
"Do the credentialing"). A clinician may bill where a license of the site's state, the payer's enrollment and the lists
of excluded persons allow it. What nobody entered is undetermined.

Exit code 3: something could not be answered.
"""

from collections import Counter
from datetime import date
from itertools import groupby

from cleanclaim.cli.book_pages import PageOutput, say_page
from cleanclaim.cli.credential_screens import (
    CredentialFolder,
    CredentialFormat,
    CredentialOptions,
    load_credentials,
    say_rows,
    write_credential_page,
)
from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.options import On, Overwrite, PracticeFile
from cleanclaim.cli.screen import say, say_table, say_text, style
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.compliance.credentialing.matrix import MatrixCell, billing_matrix
from cleanclaim.explanations.web_page import WebTable
from cleanclaim.law.wording import day

SECTION = "Compliance"
EXAMPLES = (
    "cleanclaim credentialing matrix credentials/",
    "cleanclaim credentialing matrix credentials/ --on 2026-03-02 --format csv > matrix.csv",
)
COLUMNS = (
    *("clinician", "npi", "credential", "payer", "payer_name", "site", "answer", "why", "check", "condition"),
    *("since", "ends", "notes"),
)
"""A row of --format csv: a clinician, a payer and a site."""
_COLORS = {"no": "red", "undetermined": "cyan"}


def run(
    folder: CredentialFolder,
    format: CredentialFormat,
    *,
    on: On,
    html: PageOutput,
    force: Overwrite,
    practice: PracticeFile,
    law: CredentialOptions,
) -> int:
    """Read the folder and print the matrix; returns the exit code."""
    loaded = load_credentials(folder, law, practice)
    when = on or loaded.rights.basis.today
    cells = billing_matrix(loaded.rights, when)
    if html is not None:
        lead = [_counts(cells)]
        write_credential_page(html, "Who may bill whom", loaded, when, lead, _tables(cells), force=force)
    if format == "table":
        loaded.say()
        _say(cells, when)
        say_page(html)
    else:
        say_rows(format, COLUMNS, map(_row, cells), "matrix", {"on": when, **loaded.as_json()})
    return ExitCode.UNDETERMINED if any(one.right.answer == "undetermined" for one in cells) else ExitCode.CLEAN


def _row(cell: MatrixCell) -> tuple[object, ...]:
    one, right = cell.clinician, cell.right
    return (
        *(one.name, one.clinician.npi, one.clinician.credential, cell.payer.key, cell.payer.name, cell.site.site.name),
        *(right.answer, right.why, right.check, right.condition or None, right.since, right.ends),
        "; ".join(right.notes) or None,
    )


def _counts(cells: list[MatrixCell]) -> str:
    counted = Counter(one.right.answer for one in cells)
    return f"{counted['yes']:,} yes, {counted['no']:,} no, {counted['undetermined']:,} not known."


def _say(cells: list[MatrixCell], on: date) -> None:
    for site in dict.fromkeys(one.site.site.name for one in cells):
        say(style(make_printable(site), bold=True))
        rows = []
        at_site = [one for one in cells if one.site.site.name == site]
        for _npi, mine in groupby(at_site, key=lambda one: one.clinician.clinician.npi):
            answers = list(mine)
            name = answers[0].clinician.name
            may = sum(one.right.answer == "yes" for one in answers)
            rows.append((make_printable(name), f"{may} of {len(answers)}", _others(answers)))
        say_table(("clinician", "payers", ""), rows, indent=2)
        say()
    _say_reasons(cells)
    say(f"On {day(on)}: {_counts(cells)}")


def _others(answers: list[MatrixCell]) -> str:
    """The payers that somebody may not bill, and those of which it is not known."""
    parts = []
    for answer, word in (("no", "not"), ("undetermined", "not known:")):
        names = ", ".join(one.payer.name for one in answers if one.right.answer == answer)
        parts += [f"{style(word, _COLORS[answer])} {make_printable(names)}"] if names else []
    return "; ".join(parts)


def _say_reasons(cells: list[MatrixCell]) -> None:
    """Why not, each reason once with whom it concerns."""
    for answer, title in (("no", "Why not"), ("undetermined", "What is not known")):
        reasons: dict[str, list[MatrixCell]] = {}
        for cell in cells:
            if cell.right.answer == answer:
                reasons.setdefault(f"{cell.clinician.name}: {cell.right.why}", []).append(cell)
        if reasons:
            say(style(title, bold=True))
        for reason, alike in reasons.items():
            payers = ", ".join(dict.fromkeys(one.payer.name for one in alike))
            say_text(make_printable(f"{reason} ({payers})."), 4, lead="  ")
        if reasons:
            say()
    conditions = {f"{one.clinician.name}, {one.payer.name}: {one.right.why}, if {one.right.condition}" for one in cells
                  if one.right.condition}  # fmt: skip
    notes = {f"{one.clinician.name}, {one.payer.name}: {note}" for one in cells for note in one.right.notes}
    for text in sorted(conditions | notes):
        say_text(make_printable(f"{text}."), 6, lead=style("mind", bold=True))
    if conditions or notes:
        say()


def _tables(cells: list[MatrixCell]) -> list[WebTable]:
    payers = {one.payer.key: one.payer.name for one in cells}
    tables = []
    for site in dict.fromkeys(one.site.site.name for one in cells):
        rows = []
        at_site = [one for one in cells if one.site.site.name == site]
        for _npi, mine in groupby(at_site, key=lambda one: one.clinician.clinician.npi):
            cells_of = {one.payer.key: one for one in mine}
            name = next(iter(cells_of.values())).clinician.name
            rows.append((name, *(cells_of[key].right.answer for key in payers)))
        tables.append(WebTable(title=site, columns=("clinician", *payers.values()), rows=tuple(rows)))
    reasons = [
        (one.clinician.name, one.payer.name, one.site.site.name, one.right.why, one.right.check)
        for one in cells
        if one.right.answer != "yes"
    ]
    columns = ("clinician", "payer", "site", "why", "check")
    tables.append(WebTable(title="Why not", columns=columns, rows=tuple(reasons)))
    return tables
