"""Why a visit is coded, priced and judged as it is, each step with what was in force.

The last word is the visit's id; it may be left out where the files have one visit. In a project (cleanclaim.toml) the
id alone will do: its visits are looked into.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import click
from msgspec import structs

from cleanclaim.cli.completing import complete_file
from cleanclaim.cli.exit_codes import exit_code_of_status
from cleanclaim.cli.inputs import load_case, split_visit_id
from cleanclaim.cli.options import (
    DAY,
    FilingOptions,
    Format,
    PaperOptions,
    PlaceOptions,
    PracticeFile,
    ReadOptions,
    VisitsArgument,
)
from cleanclaim.cli.reading_screens import say_answer
from cleanclaim.cli.screen import say, say_text, style, style_mark
from cleanclaim.explanations.marks import STATUS_MARKS
from cleanclaim.explanations.visits.explain import explain
from cleanclaim.explanations.visits.law_change import LawChange, compare_explanations
from cleanclaim.explanations.visits.steps import TOPICS, Explanation, ExplanationStep, Ground
from cleanclaim.explanations.visits.wording import HEADINGS, describe_law
from cleanclaim.law.case import Case
from cleanclaim.law.review.law_in_force import in_force
from cleanclaim.law.wording import day
from cleanclaim.model.money import dollars_for_people

SECTION = "Code and review"
EXAMPLES = (
    "cleanclaim explain 17",
    "cleanclaim explain visits.csv 17",
    "cleanclaim explain visits.csv 17 --diff-as-of 2025-03-09",
)


def run(
    words: Annotated[
        tuple[str, ...],
        VisitsArgument(
            ["words"], metavar="[FILE...] [VISIT_ID]", nargs=-1, required=True, shell_complete=complete_file
        ),
    ],
    format: Format,
    *,
    reading: ReadOptions,
    law: FilingOptions,
    papers: PaperOptions,
    place: PlaceOptions,
    practice: PracticeFile,
    every: Annotated[
        bool,
        click.Option(
            ["--all"], is_flag=True, help="Also the questions that found nothing, and edits lawfully resolved."
        ),
    ],
    diff_as_of: Annotated[
        date | None,
        click.Option(["--diff-as-of"], type=DAY, metavar="DATE", help="Only what the law of this day would change."),
    ],
    diff_known_on: Annotated[
        date | None,
        click.Option(["--diff-known-on"], type=DAY, metavar="DATE", help="Only what was otherwise known on this day."),
    ],
) -> int:
    """Explain a visit of a file, or what another date would change of it; returns the exit code of its review."""
    basis = law.basis
    files, visit_id = split_visit_id(words)
    case = load_case(files, basis, reading, papers, place, practice=practice)
    now = explain(case, visit_id, basis, every=every)
    if diff_as_of is None and diff_known_on is None:
        _show(now, case, format, every=every)
        return exit_code_of_status(now.status)
    compared = structs.replace(basis, as_of=diff_as_of or basis.as_of, known_on=diff_known_on or basis.known_on)
    then = explain(case, visit_id, compared, every=every)
    visit = next(one for one in case.visits if one.visit_id == now.visit_id)
    differs = compare_explanations(now, then, in_force(visit, basis).policy, in_force(visit, compared).policy)
    if format == "json":
        say_answer(differs, case)
    else:
        _say_change(now, then, differs)
    return exit_code_of_status(now.status)


def _show(explained: Explanation, case: Case, format: str, *, every: bool) -> None:
    if format == "json":
        say_answer(explained, case)
        return
    payer = explained.payer_name or explained.payer or "payer not known"
    heading = f"visit {explained.visit_id} · {payer} · {day(explained.service_date)}"
    say(f"{style('Explained', bold=True)}   {heading}   {style_mark(STATUS_MARKS[explained.status])}")
    say(style(describe_law(explained), dim=True))
    for topic in TOPICS:
        steps = [step for step in explained.told if step.topic == topic and (every or step.outcome != "bypassed")]
        if steps:
            say()
            say(style(HEADINGS[topic], bold=True))
            _say_steps(steps)
    say()
    _say_result(explained)


MARKS = {"fail": "! ", "undetermined": "? ", "bypassed": "~ "}


def _say_steps(steps: Sequence[ExplanationStep]) -> None:
    """The steps, each ground once in a row: a step with the same ground as the one before does not repeat it."""
    printed: list[Ground] = []
    for step in steps:
        _say_step(step, [ground for ground in step.grounds if ground not in printed])
        printed = step.grounds or printed


def _say_step(step: ExplanationStep, grounds: Sequence[Ground]) -> None:
    mark = MARKS.get(step.outcome or "pass", "  ")
    say_text(step.said, 4, lead=f"  {mark}")
    if step.rule:
        say_text(step.rule, 4, dim=True)
    for detail in step.details:
        say_text(detail, 6)
    for ground in grounds:
        say_text(_ground(ground), 6, dim=True)


def _ground(ground: Ground) -> str:
    """What was in force: its words, section, first day, and what it rests on."""
    if ground.key is None:
        section = f", {ground.cite.section}" if ground.cite and ground.cite.section else ""
        return f"[{ground.said}{section}]"
    parts = [ground.said]
    if ground.cite:
        parts.append(ground.cite.section or ground.cite.title)
    if ground.since:
        parts.append(f"since {day(ground.since)}")
    if ground.standing:
        parts.append(ground.standing)
    return f"[{'; '.join(parts)}]"


def _say_result(explained: Explanation) -> None:
    for line in explained.lines:
        units = "?" if line["units"] is None else line["units"]
        say("  " + style(f"{line['code']} × {units}", bold=True) + f"  {' '.join(line['modifiers'])}")
    if explained.allowed is not None:
        say(f"  allowed {dollars_for_people(explained.allowed)}")


def _say_change(now: Explanation, then: Explanation, differs: LawChange) -> None:
    dates = f"{describe_law(now)}  ->  {describe_law(then)}"
    say(f"{style('What would change', bold=True)}   visit {now.visit_id}")
    say(style(dates, dim=True))
    say()
    if differs.is_empty:
        say("  Nothing: the same units, modifiers, findings and dollars, by the same answers and tables.")
        return
    for one in differs.results:
        say_text(f"{one.now}  ->  {one.then}", 23, lead=f"  {one.what}")
    _say_changed_steps("Found now, not then", differs.goes)
    _say_changed_steps("Found then, not now", differs.comes)
    if differs.answers:
        say()
        say(style("The payer's answers", bold=True))
        for answer in differs.answers:
            say_text(_ground(answer.now), 8, lead="  now")
            say_text(_ground(answer.then), 8, lead="  then")
    if differs.releases:
        say()
        say(style("The tables", bold=True))
        for one in differs.releases:
            say_text(f"{one.now}  ->  {one.then}", 23, lead=f"  {one.what}")


def _say_changed_steps(head: str, steps: Sequence[ExplanationStep]) -> None:
    if steps:
        say()
        say(style(head, bold=True))
        _say_steps(steps)
