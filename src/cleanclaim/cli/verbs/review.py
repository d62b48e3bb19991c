"""Ask every rule in force of every visit: what is wrong, why, and what to do.

FILE may be anyone's 837P too: a second opinion on what goes out. Payers are told by --practice and by the
kind of insurance; --payer takes all claims as one payer's.

With --practice its fees stand in for missing charges; with it, --zip or --locality the fee schedule stands in for
missing allowed amounts (KX).
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Annotated

import click
from msgspec import structs

from cleanclaim.cli.exit_codes import worst
from cleanclaim.cli.inputs import Papers, office_at, overrides_in, practice_at, visits_with_allowed
from cleanclaim.cli.options import (
    Charts,
    File,
    FilingOptions,
    Format,
    History,
    Locality,
    Notes,
    Overrides,
    PracticeFile,
    Qualifying,
    ZipCode,
)
from cleanclaim.cli.review_screens import exit_code, say_review
from cleanclaim.cli.screen import progress, say, say_json_list, styled
from cleanclaim.exchange.x12.lexer import begins_as_x12
from cleanclaim.law.basis import Basis
from cleanclaim.law.chart.first_pass import FirstPass
from cleanclaim.law.review.review import ClaimReview, Review, papers_at_hand, read_law, review, reviewed
from cleanclaim.law.review.summary import ReviewTotals, summary
from cleanclaim.model.override import Override
from cleanclaim.model.practice import Practice
from cleanclaim.model.visit import Visit

SECTION = "Code and review"


def run(
    file: File,
    format: Format,
    *,
    law: FilingOptions,
    history: History,
    charts: Charts,
    notes: Notes,
    overrides: Overrides,
    zip_code: ZipCode,
    locality: Locality,
    qualifying: Qualifying,
    practice: PracticeFile,
    payer: Annotated[
        str | None, click.Option(["--payer"], metavar="NAME", help="Take all visits as if this payer paid them.")
    ],
    counts: Annotated[
        bool, click.Option(["--counts"], is_flag=True, help="Show what each rule came to, so that a noisy one is seen.")
    ],
) -> int:
    """Review a file and print it; returns the exit code."""
    office = office_at(zip_code, locality, practice_at(practice) if practice else None, qualifying=qualifying)
    papers = Papers(file, history, charts, notes, payer, office.practice)
    of_claims = begins_as_x12(file)
    basis = law.basis
    if basis.filed_on is None and of_claims:
        basis = structs.replace(basis, filed_on=_sent_on(file))
    visits = visits_with_allowed(papers, office, basis)
    with progress("Reviewing", len(visits)) as report:
        if format == "json":
            return _say_json(visits, basis, office.practice, overrides_in(overrides), report)
        result = review(
            visits,
            basis,
            practice=office.practice,
            overrides=overrides_in(overrides),
            progress=report,
        )
    say_review(file, visits, result, basis, of_claims=of_claims)
    if counts:
        _say_counts(result)
    return exit_code(result)


def _say_json(
    visits: Sequence[Visit],
    basis: Basis,
    practice: Practice | None,
    overrides: Sequence[Override],
    report: Callable[[int], None] | None,
) -> int:
    """The review as one document, each claim written as it is reviewed, so that no more of it is held than one claim.

    The summary comes last, for only then is it known. Every payer's law is read first: a file that is wrong says so
    before anything is written.
    """
    first_pass, totals = FirstPass.of(visits), ReviewTotals()
    papers = papers_at_hand(first_pass, practice)
    read_law(visits, basis, papers)

    def claims() -> Iterator[dict[str, object]]:
        for done, claim in enumerate(reviewed(visits, basis, practice, overrides, first_pass=first_pass), 1):
            totals.take(claim.status, claim.findings)
            if report and done % 256 == 0:
                report(done)
            yield as_json(claim)

    say_json_list("claims", claims(), lambda: {"summary": summary(visits, totals, basis, papers)})
    return worst(totals.statuses)


def _sent_on(file: str) -> date | None:
    from cleanclaim.claims.visits_from_837p import sent_on

    return sent_on(file)


def as_json(claim: ClaimReview) -> dict[str, object]:
    """A claim in the contract's shape."""
    return {name: getattr(claim, name) for name in ("visit_id", "status", "findings", "checked")}


def _say_counts(result: Review) -> None:
    """What each rule came to, the one that holds most claims first."""
    say()
    heads = f"{'held':>8} {'faults':>8} {'open':>8} {'bypassed':>9} {'of claims':>10}"
    say(f"{styled('By rule'.ljust(32), bold=True)} {styled(heads, dim=True)}")
    for rule_id, seen in result.summary["rules"].items():
        share = seen["held"] / result.summary["claims"]
        numbers = f"{seen['held']:>8,} {seen['fail']:>8,} {seen['undetermined']:>8,} {seen['bypassed']:>9,}"
        say(f"{rule_id:<32} {numbers} {share:>10.1%}")
