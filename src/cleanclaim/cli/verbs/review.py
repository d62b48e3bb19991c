"""Ask every rule in force of every visit: what is wrong, why, and what to do.

FILE may be anyone's 837P too: a second opinion on what goes out. Payers are known by --practice and by the
kind of insurance; --payer takes all claims as one payer's.

With --practice its fees stand in for missing charges; with it, --zip or --locality the fee schedule stands in for
missing allowed amounts (KX).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any

import click

from cleanclaim.api.answers import claim_json, readings_json, set_aside_counts
from cleanclaim.cli.exit_codes import worst_exit_code
from cleanclaim.cli.finding_choice import FindingChoice, choose_findings, count_hidden
from cleanclaim.cli.inputs import load_case
from cleanclaim.cli.options import (
    Files,
    FilingOptions,
    FindingOptions,
    FindingsFormat,
    PaperOptions,
    PlaceOptions,
    PracticeFile,
    ReadOptions,
)
from cleanclaim.cli.progress import progress
from cleanclaim.cli.review_groups import GroupBy
from cleanclaim.cli.review_screens import ReviewLayout, exit_code, say_review
from cleanclaim.cli.rows import Annotation, Level, say_annotations, say_csv
from cleanclaim.cli.screen import say_json, say_json_list
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
from cleanclaim.law.review.summary import ReviewTotals
from cleanclaim.law.review.summary import summary as summarize
from cleanclaim.model.finding import Finding
from cleanclaim.model.money import dollars
from cleanclaim.model.visit import Visit

SECTION = "Code and review"
EXAMPLES = (
    "cleanclaim review visits.csv --practice practice.toml",
    "cleanclaim review visits.csv --group-by rule --summary",
    "cleanclaim review visits.csv --select pairs --select minutes.overbilled",
    "cleanclaim review visits.csv --format csv > findings.csv",
)

COLUMNS = (
    *("visit_id", "payer", "service_date", "provider_npi", "status", "charge"),
    *("line", "code", "rule", "outcome", "severity", "title", "message", "remedy"),
)
"""A row of --format csv: a finding, or a visit without one."""
ALL = FindingChoice()


def run(
    files: Files,
    format: FindingsFormat,
    *,
    reading: ReadOptions,
    law: FilingOptions,
    papers: PaperOptions,
    place: PlaceOptions,
    practice: PracticeFile,
    payer: Annotated[
        str | None, click.Option(["--payer"], metavar="NAME", help="Take all visits as if this payer paid them.")
    ],
    findings: FindingOptions,
    group_by: Annotated[
        GroupBy | None,
        click.Option(
            ["--group-by"],
            type=click.Choice(["rule", "payer", "clinician"]),
            help="Put together what one rule found, or the visits of a payer or clinician.",
        ),
    ],
    summary: Annotated[
        bool,
        click.Option(
            ["--summary"], is_flag=True, help="The totals alone, with what each rule, or each group, came to."
        ),
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
    case = load_case(files, basis, reading, papers, place, practice=practice, payer=payer)
    choice = choose_findings(findings)
    with progress("Reviewing", len(case.visits)) as report:
        if format == "json":
            return _say_json(case, basis, report, choice, whole=not summary)
        result = review(case, basis, progress=report)
    if format == "csv":
        say_csv(COLUMNS, _rows(case, result, choice, show_notes=show_notes))
    elif format == "github":
        say_annotations(_annotations(files, case, result, choice, show_notes=show_notes))
    else:
        say_review(", ".join(files), case, result, basis, ReviewLayout(show_notes, summary, group_by, choice))
    return exit_code(result)


def _say_json(
    case: Case, basis: Basis, report: Callable[[int], None] | None, choice: FindingChoice, *, whole: bool
) -> int:
    """The review as one document, each claim written as it is reviewed: memory has one claim at a time.

    The summary comes last, for only then is it known; unless the `whole` is wanted it comes alone. Every payer's law is
    read first: a file that is wrong says so before anything is written.
    """
    first_pass, totals = FirstPass.of(case.visits), ReviewTotals()
    papers = papers_at_hand(first_pass, case)
    considered = papers_considered(papers, case)
    read_law(case.visits, basis, papers)
    left_out: Counter[str] = Counter()

    def claims() -> Iterator[dict[str, object]]:
        for done, claim in enumerate(reviewed(case, basis, first_pass=first_pass), 1):
            totals.take(claim.status, claim.findings)
            if choice:
                left_out.update(count_hidden(claim.findings, choice))
            if report and done % 256 == 0:
                report(done)
            yield as_json(claim, choice)

    def rest() -> dict[str, Any]:
        counted = summarize(case.visits, totals, basis, considered) | set_aside_counts(case)
        hidden = {"not_shown": dict(left_out)} if choice else {}
        return {"summary": counted | hidden} | readings_json(case)

    if whole:
        say_json_list("claims", claims(), rest)
    else:
        for _ in claims():
            pass
        say_json(rest())
    return worst_exit_code(totals.statuses)


def as_json(claim: ClaimReview, choice: FindingChoice = ALL) -> dict[str, object]:
    """A claim in the contract's shape, with the findings that are chosen."""
    return claim_json(claim, [one for one in claim.findings if choice.shows(one)] if choice else None)


def _found(
    case: Case, result: Review, choice: FindingChoice, *, show_notes: bool
) -> Iterator[tuple[Visit, ClaimReview, Finding | None]]:
    """Each finding with its visit; a visit that has none to be seen, once without."""
    for visit, claim in zip(case.visits, result.claims, strict=True):
        seen: list[Finding | None] = [
            one
            for one in claim.findings
            if one.outcome != "bypassed" and choice.shows(one) and (show_notes or one.severity != "info")
        ]
        for one in seen or [None]:
            yield visit, claim, one


def _rows(case: Case, result: Review, choice: FindingChoice, *, show_notes: bool) -> Iterator[list[object]]:
    for visit, claim, found in _found(case, result, choice, show_notes=show_notes):
        row: list[object] = [visit.visit_id, visit.payer, visit.service_date, visit.provider_npi, claim.status]
        row.append(dollars(claim.charge))
        if found is None:
            yield [*row, *[None] * (len(COLUMNS) - len(row))]
            continue
        code = claim.lines[found.line - 1].code if found.line else None
        words = [found.rule, found.outcome, found.severity, found.title, found.message, found.remedy]
        yield [*row, found.line, code, *words]


def _annotations(
    files: Sequence[str], case: Case, result: Review, choice: FindingChoice, *, show_notes: bool
) -> Iterator[Annotation]:
    counts = [reading.visits_read for reading in case.readings[: len(files)]]
    of_visits = [file for file, count in zip(files, counts, strict=False) for _ in range(count)]
    file_of = {visit.visit_id: file for visit, file in zip(case.visits, of_visits, strict=False)}
    for visit, _, found in _found(case, result, choice, show_notes=show_notes):
        if found is not None:
            level: Level = "notice" if found.severity == "info" else "warning"
            if found.outcome == "fail" and found.severity == "stop":
                level = "error"
            line = f", line {found.line}" if found.line else ""
            text = f"visit {visit.visit_id}{line}: {found.title}. {found.message} {found.remedy}"
            yield Annotation(level, file_of.get(visit.visit_id, files[0]), found.rule, text)
