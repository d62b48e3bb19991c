"""Write a good faith estimate for each patient who pays: planned visits, service by service, with what the law asks.

FILE has the visits that are planned, as `cleanclaim superbill` reads them: codes with minutes or units, a day where one
is scheduled. Those that their patients pay are taken, or those named by --visit; --times says how often each is
expected. Fees are the practice's.

By when it has to be handed over, --scheduled-on and --requested-on tell. What an estimate lacks is named.

Exit code 1: a visit could not be estimated, or an estimate lacks something.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import click
from msgspec import structs

from cleanclaim.cli.call import Output
from cleanclaim.cli.inputs import load_case, load_practice
from cleanclaim.cli.options import (
    DAY,
    BillingPractice,
    Files,
    FilingOptions,
    Format,
    Overwrite,
    PaperOptions,
    ReadOptions,
)
from cleanclaim.cli.reading_screens import say_answer
from cleanclaim.cli.screen import pluralize, say, say_text, style, style_mark
from cleanclaim.cli.self_pay_visits import VisitsNamed, charged_visit, choose_visits, why_not_charged
from cleanclaim.cli.writing import write_whole
from cleanclaim.exchange.forms.superbill import SuperbillVisit
from cleanclaim.explanations.marks import ON_HOLD
from cleanclaim.law.case import Case
from cleanclaim.law.policies.sources import cite
from cleanclaim.law.review.review import review
from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars, dollars_for_people
from cleanclaim.money.estimates.estimate import EstimatedVisits, by_patient, lacking
from cleanclaim.money.estimates.estimate_paper import estimate_paper
from cleanclaim.money.estimates.estimate_rules import EstimateDue, estimate_due, estimate_rules

SECTION = "Money"
EXAMPLES = (
    "cleanclaim estimate planned.csv --practice practice.toml -o estimate.pdf",
    "cleanclaim estimate planned.csv --practice practice.toml --times 12 --until 2027-03-01 -o estimate.pdf",
)


def run(
    files: Files,
    format: Format,
    *,
    reading: ReadOptions,
    law: FilingOptions,
    papers: PaperOptions,
    practice: BillingPractice,
    visit: VisitsNamed,
    times: Annotated[
        int,
        click.Option(
            ["--times"], type=click.IntRange(1, 366), default=1, show_default=True, help="How often each is expected."
        ),
    ],
    until: Annotated[
        date | None, click.Option(["--until"], type=DAY, metavar="DATE", help="The last day of visits that recur.")
    ],
    separately: Annotated[
        tuple[str, ...],
        click.Option(
            ["--separately"],
            multiple=True,
            metavar="TEXT",
            help="What has to be scheduled apart from it; may be given again.",
        ),
    ],
    scheduled_on: Annotated[
        date | None,
        click.Option(["--scheduled-on"], type=DAY, metavar="DATE", help="The day on which the visit was scheduled."),
    ],
    requested_on: Annotated[
        date | None,
        click.Option(["--requested-on"], type=DAY, metavar="DATE", help="The day on which the patient asked for one."),
    ],
    output: Annotated[
        Path, Output("The PDF to write.", content="the estimates", example="estimate.pdf", required=True)
    ],
    force: Overwrite,
) -> int:
    """Write the estimates of planned visits; returns the exit code."""
    basis, billing = law.basis, load_practice(practice, law.basis, reading.mapping)
    _check_span(times, until, basis.today)
    planned = load_case(files, basis, reading, papers, practice=billing)
    undated = {one.visit_id for one in planned.visits if one.service_date is None}
    chosen = choose_visits(_as_of_now(planned, basis.filing_day), visit, basis)
    ready: list[SuperbillVisit] = []
    on_hold: dict[str, list[str]] = {}
    for one, its in zip(chosen.visits, review(chosen, basis).claims, strict=True):
        if why := list(why_not_charged(one, its, billing)):
            on_hold[one.visit_id] = why
        else:
            made = charged_visit(one, its, billing, basis)
            is_undated = one.visit_id in undated
            ready.append(structs.replace(made, visit=structs.replace(one, service_date=None)) if is_undated else made)
    estimates = list(by_patient(ready, times=times, until=until, separately=separately))
    if estimates:
        from cleanclaim.exchange.forms.paper_pdf import render_papers

        papers_made = [estimate_paper(one, billing, basis.filing_day) for one in estimates]
        write_whole(output, render_papers(papers_made), force=force)
    open_points = {one.patient.patient_id: list(lacking(one, billing)) for one in estimates}
    due = {
        one.patient.patient_id: estimate_due(
            scheduled_on=scheduled_on, visit_on=one.first_day, requested_on=requested_on
        )
        for one in estimates
    }
    if format == "json":
        say_answer(_as_json(estimates, open_points, due, on_hold, output), chosen)
    else:
        _say(estimates, open_points, due, on_hold, output)
    return 1 if on_hold or any(open_points.values()) else 0


def _as_of_now(case: Case, on: date) -> Case:
    """The case with visits that are not scheduled yet as if they were on a day, so that its law counts their units."""
    return case.with_visits([one if one.service_date else structs.replace(one, service_date=on) for one in case.visits])


def _check_span(times: int, until: date | None, today: date) -> None:
    """Raises UserError where visits recur without a last day, or for longer than one estimate may cover."""
    if times > 1 and until is None:
        raise UserError("--until", "is missing", "Say until which day the visits recur: an estimate has to.")
    last = estimate_rules().last_recurring(today)
    if until is not None and until > last:
        rule = estimate_rules().recurring
        about = f"{rule.standing}: {cite(rule.cite).section}"
        raise UserError(
            "--until", f"is after {day(last)}, the last day of one estimate ({about})", "Make another then."
        )


def _as_json(
    estimates: Sequence[EstimatedVisits],
    open_points: Mapping[str, Sequence[str]],
    due: Mapping[str, EstimateDue | None],
    on_hold: Mapping[str, Sequence[str]],
    output: Path,
) -> dict[str, object]:
    found = []
    for one in estimates:
        by = due[one.patient.patient_id]
        found.append(
            {
                "patient_id": one.patient.patient_id,
                "visits": [each.visit.visit_id for each in one.visits],
                "times": one.times,
                "expected": dollars(one.charge),
                "due": by.on if by else None,
                "due_source": by.rule.cite if by else None,
                "missing": open_points[one.patient.patient_id],
            }
        )
    return {"written": str(output) if estimates else None, "estimates": found, "held": on_hold}


def _say(
    estimates: Sequence[EstimatedVisits],
    open_points: Mapping[str, Sequence[str]],
    due: Mapping[str, EstimateDue | None],
    on_hold: Mapping[str, Sequence[str]],
    output: Path,
) -> None:
    for visit_id, why in on_hold.items():
        say(f"visit {visit_id}   {style_mark(ON_HOLD)}")
        for reason in why:
            say_text(reason, 4)
    for one in estimates:
        number = one.patient.patient_id
        say(f"patient {number}   {dollars_for_people(one.charge)} expected")
        if by := due[number]:
            source = cite(by.rule.cite)
            say_text(f"hand it over by {day(by.on)} ({by.rule.standing}: {source.section})", 4)
        for text in open_points[number]:
            say_text(f"missing: {text}", 4)
    if estimates:
        say(f"{style(str(output), bold=True)}   {pluralize(len(estimates), 'estimate')}")
    elif on_hold:
        say("Nothing was written.")
    else:
        say("No visit of the file is paid by its patient; nothing was written. Name visits with --visit.")
