"""Ask every rule in force of every visit: what is wrong, why, and what to do.

FILE may be anyone's 837P too: a second opinion on what goes out. Payers are known by --practice and by the
kind of insurance; --payer takes all claims as one payer's.

With --practice its fees stand in for missing charges; with it, --zip or --locality the fee schedule stands in for
missing allowed amounts (KX).
"""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

import click

from cleanclaim.cli.exit_codes import worst_exit_code
from cleanclaim.cli.inputs import load_case
from cleanclaim.cli.options import File, FilingOptions, Format, PaperOptions, PlaceOptions, PracticeFile, ReadOptions
from cleanclaim.cli.reading_screens import readings_json, set_aside_counts
from cleanclaim.cli.review_screens import exit_code, say_review
from cleanclaim.cli.screen import progress, say, say_json_list, style
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.chart.first_pass import FirstPass
from cleanclaim.law.review.review import (
    ClaimReview,
    Review,
    papers_at_hand,
    papers_considered,
    read_law,
    review,
    reviewed,
)
from cleanclaim.law.review.summary import ReviewTotals, summary

SECTION = "Code and review"


def run(
    file: File,
    format: Format,
    *,
    reading: ReadOptions,
    law: FilingOptions,
    papers: PaperOptions,
    place: PlaceOptions,
    practice: PracticeFile,
    payer: Annotated[
        str | None, click.Option(["--payer"], metavar="NAME", help="Take all visits as if this payer paid them.")
    ],
    counts: Annotated[
        bool, click.Option(["--counts"], is_flag=True, help="Show what each rule came to, so that a noisy one is seen.")
    ],
    show_notes: Annotated[
        bool,
        click.Option(
            ["--show-notes"], is_flag=True, help="Show notes too, such as one visit left of an authorization."
        ),
    ],
) -> int:
    """Review a file and print it; returns the exit code."""
    basis = law.basis
    case = load_case(file, basis, reading, papers, place, practice=practice, payer=payer)
    with progress("Reviewing", len(case.visits)) as report:
        if format == "json":
            return _say_json(case, basis, report)
        result = review(case, basis, progress=report)
    say_review(file, case, result, basis, show_notes)
    if counts:
        _say_counts(result)
    return exit_code(result)


def _say_json(case: Case, basis: Basis, report: Callable[[int], None] | None) -> int:
    """The review as one document, each claim written as it is reviewed: memory has one claim at a time.

    The summary comes last, for only then is it known. Every payer's law is read first: a file that is wrong says so
    before anything is written.
    """
    first_pass, totals = FirstPass.of(case.visits), ReviewTotals()
    papers = papers_at_hand(first_pass, case)
    considered = papers_considered(papers, case)
    read_law(case.visits, basis, papers)

    def claims() -> Iterator[dict[str, object]]:
        for done, claim in enumerate(reviewed(case, basis, first_pass=first_pass), 1):
            totals.take(claim.status, claim.findings)
            if report and done % 256 == 0:
                report(done)
            yield as_json(claim)

    def rest() -> dict[str, Any]:
        counted = summary(case.visits, totals, basis, considered) | set_aside_counts(case)
        return {"summary": counted} | readings_json(case)

    say_json_list("claims", claims(), rest)
    return worst_exit_code(totals.statuses)


def as_json(claim: ClaimReview) -> dict[str, object]:
    """A claim in the contract's shape."""
    return {name: getattr(claim, name) for name in ("visit_id", "status", "findings", "checked")}


def _say_counts(result: Review) -> None:
    """What each rule came to, the one that puts most claims on hold first."""
    say()
    heads = f"{'on hold':>8} {'faults':>8} {'open':>8} {'bypassed':>9} {'of claims':>10}"
    say(f"{style('By rule'.ljust(32), bold=True)} {style(heads, dim=True)}")
    for rule_id, seen in result.summary["rules"].items():
        share = seen["held"] / result.summary["claims"]
        numbers = f"{seen['held']:>8,} {seen['fail']:>8,} {seen['undetermined']:>8,} {seen['bypassed']:>9,}"
        say(f"{rule_id:<32} {numbers} {share:>10.1%}")
