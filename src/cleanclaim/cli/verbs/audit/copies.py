"""Show notes that repeat an earlier one of the patient, or claim progress over the same figures, side by side.

Words that recur in the notes of several patients are the practice's template and do not count. A note that repeats is
for somebody to look at: the same exercises are done again. Visits without a note are counted: nothing was compared.

Exit code 1: a note repeats; 3: none, and visits have no note.
"""

from typing import Annotated

import click

from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.inputs import load_case
from cleanclaim.cli.options import EXISTING_FILE, Files, Format, History, LawOptions, ReadOptions
from cleanclaim.cli.progress import progress
from cleanclaim.cli.screen import pluralize, say, say_heading, say_json, say_text
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.law.review.review import review
from cleanclaim.law.wording import day
from cleanclaim.model.finding import Finding
from cleanclaim.model.visit import Visit

EXAMPLES = ("cleanclaim audit copies visits.csv --notes notes.json",)
RULES = frozenset({"copies.forward", "copies.values_unchanged"})


def run(
    files: Files,
    format: Format,
    *,
    notes: Annotated[
        str,
        click.Option(["--notes"], type=EXISTING_FILE, required=True, metavar="FILE", help="The notes of the visits."),
    ],
    reading: ReadOptions,
    law: LawOptions,
    history: History,
) -> int:
    """Review the notes and print what repeats; returns the exit code."""
    case = load_case(files, law.basis, reading, history=history, notes=notes)
    with progress("Reviewing", len(case.visits)) as report:
        reviewed = review(case, law.basis, progress=report)
    found = [
        (visit, finding)
        for visit, claim in zip(case.visits, reviewed.claims, strict=True)
        for finding in claim.findings
        if finding.rule in RULES and finding.outcome == "fail"
    ]
    without = sum(visit.note is None for visit in case.visits)
    if format == "json":
        say_json({"copies": [_as_json(*one) for one in found], "visits": len(case.visits), "without_note": without})
    else:
        for visit, finding in found:
            _say(visit, finding)
        say(f"{pluralize(len(found), 'note')} to look at, of {pluralize(len(case.visits), 'visit')}.")
        if without:
            say(f"{pluralize(without, 'visit')} without a note: nothing was compared.")
    return ExitCode.FAULT if found else ExitCode.UNDETERMINED if without else ExitCode.CLEAN


def _say(visit: Visit, finding: Finding) -> None:
    place = f"visit {visit.visit_id}   {day(visit.service_date)}   {visit.provider_npi or 'clinician unknown'}"
    say_heading(make_printable(place), finding.rule)
    say_text(make_printable(finding.message), 2)
    for lead, name in (("  this note", "passage"), ("  earlier", "passage_then")):
        passage = finding.evidence.get(name)
        if passage:
            say_text(make_printable(str(passage)), 14, lead=lead, dim=True)
    say()


def _as_json(visit: Visit, finding: Finding) -> dict[str, object]:
    return {
        "visit_id": visit.visit_id,
        "service_date": visit.service_date,
        "clinician": visit.provider_npi,
        "rule": finding.rule,
        "message": finding.message,
        "this_note": finding.evidence.get("passage"),
        "earlier_note": finding.evidence.get("passage_then"),
    }
