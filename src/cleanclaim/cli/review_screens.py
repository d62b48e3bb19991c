"""A review on the screen: the claims that need a look, the totals, the visits on hold."""

from collections.abc import Sequence

from msgspec import Struct

from cleanclaim.claims.claim import ClaimResult
from cleanclaim.cli.exit_codes import ExitCode, worst_exit_code
from cleanclaim.cli.finding_choice import FindingChoice, describe_hidden
from cleanclaim.cli.review_groups import GroupBy, ReviewedVisit, say_reviewed_visits
from cleanclaim.cli.screen import pluralize, say, say_columns, say_text, style, style_mark
from cleanclaim.cli.visit_screens import describe_visit
from cleanclaim.explanations.marks import ON_HOLD, STATUS_MARKS
from cleanclaim.explanations.visits.left_over import (
    YEAR,
    describe_left_open,
    describe_not_checked,
    describe_patient_pays,
    list_left_open,
    list_not_checked,
    list_stale,
)
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.review.review import ClaimReview, Review
from cleanclaim.model.finding import Finding
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.visit import Visit


def exit_code(result: Review) -> ExitCode:
    """1 where a claim has a fault, 3 where none has but something is undetermined, else 0."""
    return worst_exit_code(claim.status for claim in result.claims)


class ReviewLayout(Struct, frozen=True):
    """How a review is to be seen: with notes or without, the totals alone, by what it is grouped, what of it."""

    show_notes: bool = False
    summary: bool = False
    group_by: GroupBy | None = None
    choice: FindingChoice = FindingChoice()


def say_review(file: str, case: Case, result: Review, basis: Basis, view: ReviewLayout | None = None) -> None:
    """The whole review: what was read, the claims that need a look, the totals. Notes, which put nothing on hold and
    find no fault, are shown where the view says so, and else counted.
    """
    view = view or ReviewLayout()
    payers = {visit.payer for visit in case.visits}
    counts = f"{pluralize(len(case.visits), 'visit')} · {pluralize(len(payers), 'payer')}"
    say(f"{style(file, bold=True)}   {counts} · {_law(result)}")
    not_on_claim: frozenset[str] = frozenset()
    if case.of_claims:
        from cleanclaim.claims.visits_from_837p import NOT_ON_A_CLAIM

        not_on_claim = NOT_ON_A_CLAIM
        say("A claim has neither minutes nor who gave a service: what depends on them is open, and is not repeated.")
        say(style(f"Voids are left out. `cleanclaim validate {file}` checks the file itself.", dim=True))
    say()
    seen = [
        ReviewedVisit(visit, claim, _to_be_seen(claim, view, not_on_claim))
        for visit, claim in zip(case.visits, result.claims, strict=True)
    ]
    say_reviewed_visits(seen, basis, view.group_by, alone=view.summary)
    say_totals(result, describe_patient_pays(case.visits, result, basis))
    left_out = describe_hidden(result, view.choice) if view.choice else ""
    if left_out:
        say(left_out)
    notes = 0 if view.show_notes else sum(_is_note(one) for claim in result.claims for one in claim.findings)
    if notes:
        say(
            style(
                f"{pluralize(notes, 'note')} of what could be entered or is coming: `--show-notes` shows them.",
                dim=True,
            )
        )


def _is_note(finding: Finding) -> bool:
    return finding.severity == "info" and finding.outcome != "bypassed"


def _to_be_seen(claim: ClaimReview, view: ReviewLayout, not_on_claim: frozenset[str]) -> tuple[Finding, ...]:
    return tuple(
        finding
        for finding in claim.findings
        if finding.outcome != "bypassed"
        and finding.evidence.get("unknown") not in not_on_claim
        and (view.show_notes or finding.severity != "info")
        and view.choice.shows(finding)
    )


WAYS = {
    "chart": "--charts",
    "clinician": "licenses and enrollments in --practice",
    "note": "--notes",
    "practice": "patients and payers in --practice",
    YEAR: "--history",
}
"""What to give for what could not be checked."""


def _law(result: Review) -> str:
    stale = list_stale(result)
    edition = f"rules {result.summary['law']}"
    return f"{edition} · stale for these dates: {', '.join(stale)}" if stale else edition


def say_totals(result: Review, of_patients: str = "") -> None:
    """How many claims are clean, on hold and lack information, and the dollars of each; what could not be checked.

    `of_patients` says what of the ready dollars no payer is billed for.
    """
    amounts = dict.fromkeys(STATUS_MARKS, 0)
    for claim in result.claims:
        amounts[claim.status] += claim.charge
    counts = [f"{result.summary[status]:,} {style_mark(mark)}" for status, mark in STATUS_MARKS.items()]
    ready, rest = amounts["clean"], amounts["failed"] + amounts["undetermined"]
    say_columns("   ".join(counts), f"{dollars_for_people(ready)} ready   {dollars_for_people(rest)} not ready")
    if of_patients:
        say(f"Ready {dollars_for_people(ready)}, {of_patients}.")
    looks = sum(1 for c in result.claims if c.status == "clean" and any(f.severity == "warn" for f in c.findings))
    if looks:
        say(f"{pluralize(looks, 'clean claim')} with something to look at, marked check or info missing above.")
    let_pass = sum(1 for claim in result.claims for finding in claim.findings if finding.overridden)
    if let_pass:
        say(f"{pluralize(let_pass, 'finding')} let pass by overrides: `--show-notes` shows them.")
    for text in describe_not_checked(list_not_checked(result), WAYS):
        say(style(text, dim=True))
    first = next((f.rule for c in result.claims for f in c.findings if f.severity == "stop"), None)
    if first:
        say(style(f"`cleanclaim rules show {first}` explains a finding; `--format json` for programs.", dim=True))


def say_left_open(claimed: ClaimResult) -> None:
    """What the claims go out with, as a review says it."""
    for text in describe_left_open(list_left_open(claimed), WAYS):
        say_text(text, dim=True)


def say_visits_on_hold(visits: Sequence[Visit], claimed: ClaimResult, basis: Basis) -> None:
    """The visits on no claim, each with every reason."""
    by_id = {visit.visit_id: visit for visit in visits}
    for visit_on_hold in claimed.on_hold:
        say(f"{describe_visit(by_id[visit_on_hold.visit_id], basis)}   {style_mark(ON_HOLD)}")
        for reason in visit_on_hold.reasons:
            say_text(reason.reason, 4)
            say_text(reason.remedy, 6)
            if reason.rule:
                say("      " + style(reason.rule, dim=True))
    if claimed.on_hold:
        say()
