"""Write a superbill for each visit that its patient pays: what was done, by whom, for how much."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

from cleanclaim.cli.call import Output
from cleanclaim.cli.inputs import load_case, load_practice
from cleanclaim.cli.options import BillingPractice, Files, FilingOptions, Format, Overwrite, PaperOptions, ReadOptions
from cleanclaim.cli.reading_screens import say_answer
from cleanclaim.cli.screen import pluralize, say, style, style_mark
from cleanclaim.cli.self_pay_visits import VisitsNamed, charged_visit, choose_visits, why_not_charged
from cleanclaim.cli.writing import write_whole
from cleanclaim.exchange.forms.superbill import SuperbillVisit, render_superbills
from cleanclaim.explanations.marks import ON_HOLD
from cleanclaim.law.review.review import ClaimReview, review
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.practice import Practice
from cleanclaim.model.visit import Visit

SECTION = "Claims"
EXAMPLES = ("cleanclaim superbill visits.csv --practice practice.toml -o superbills.pdf",)


def run(
    files: Files,
    format: Format,
    *,
    reading: ReadOptions,
    law: FilingOptions,
    papers: PaperOptions,
    practice: BillingPractice,
    visit: VisitsNamed,
    output: Annotated[
        Path,
        Output("The PDF to write.", content="the superbills", example="superbills.pdf", required=True),
    ],
    force: Overwrite,
) -> int:
    """Write a superbill for each visit that its patient pays, or for those named; returns the exit code."""
    basis, billing = law.basis, load_practice(practice, law.basis, reading.mapping)
    chosen = choose_visits(load_case(files, basis, reading, papers, practice=billing), visit, basis)
    found = review(chosen, basis)
    ready: list[SuperbillVisit] = []
    on_hold: dict[str, list[str]] = {}
    for one, its in zip(chosen.visits, found.claims, strict=True):
        why = _lacking(one, its, billing)
        if why:
            on_hold[one.visit_id] = why
        else:
            ready.append(charged_visit(one, its, billing, basis))
    if ready:
        write_whole(output, render_superbills(ready, billing), force=force)
    if format == "json":
        written = str(output) if ready else None
        answer = {"written": written, "visits": [c.visit.visit_id for c in ready], "held": on_hold}
        say_answer(answer, chosen)
    else:
        _say_bills(output, ready, on_hold)
    return 1 if on_hold else 0


def _lacking(visit: Visit, found: ClaimReview, practice: Practice) -> list[str]:
    """Why there can be no superbill of a visit: faults, and what is not known."""
    why = [
        f"{one.title}: {one.remedy}"
        for one in found.findings
        if one.severity == "stop" and one.outcome == "fail" and not _concerns_payer(one.rule)
    ]
    if visit.service_date is None:
        why.append("No date: enter the day of the visit.")
    return [*why, *why_not_charged(visit, found, practice)]


def _concerns_payer(rule_id: str) -> bool:
    """Whether a rule asks how the payer and the coverage are entered, which a bill to the patient does not show."""
    return bool(rule_set().inputs_behind(rule_id) & {"payer_record", "coverage_record"})


def _say_bills(output: Path, ready: Sequence[SuperbillVisit], on_hold: Mapping[str, list[str]]) -> None:
    for visit_id, why in on_hold.items():
        say(f"visit {visit_id}   {style_mark(ON_HOLD)}")
        for reason in why:
            say(f"    {reason}")
    if ready:
        total = dollars_for_people(sum(sum(one.charges) for one in ready))
        say(f"{style(str(output), bold=True)}   {pluralize(len(ready), 'superbill')}, {total}")
    elif not on_hold:
        say("No visit of the file is paid by its patient; nothing was written. Name visits with --visit.")
    else:
        say("Nothing was written.")
