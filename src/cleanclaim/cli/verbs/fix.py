"""Carry out the fixes that need nobody's judgment, and show each line before and after.

Without --rule only what stops a claim is fixed. Never a minute, never 59 or KX, never one side of a tie. The file
itself stays as it is. -o writes all its visits, fixed or not, and the columns of your own too; which of those it leaves
out is said.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import click

from cleanclaim.cli.call import Output
from cleanclaim.cli.inputs import load_case
from cleanclaim.cli.options import (
    Files,
    FilingOptions,
    Format,
    Overwrite,
    PaperOptions,
    PlaceOptions,
    PracticeFile,
    ReadOptions,
)
from cleanclaim.cli.reading_screens import say_answer
from cleanclaim.cli.review_screens import exit_code
from cleanclaim.cli.screen import pluralize, say, style, style_mark
from cleanclaim.cli.visit_screens import describe_visit
from cleanclaim.cli.writing import write_whole
from cleanclaim.exchange.files.intake import names_of
from cleanclaim.exchange.files.mapping import read_mapping
from cleanclaim.exchange.files.visits import read_own_columns
from cleanclaim.exchange.files.write_visits import OwnColumns, encode_visits, own_columns_after
from cleanclaim.explanations.marks import CLEAN, STATUS_MARKS
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.review.apply_fixes import FixResult, FixStep, fix
from cleanclaim.law.review.fixes import fixable_rules
from cleanclaim.law.review.rule_set import current_id
from cleanclaim.model.errors import UserError
from cleanclaim.model.finding import Status
from cleanclaim.model.visit import Service
from cleanclaim.nearest import did_you_mean

SECTION = "Code and review"
EXAMPLES = (
    "cleanclaim fix visits.csv",
    "cleanclaim fix visits.csv -o fixed.csv",
)


def run(
    files: Files,
    format: Format,
    *,
    reading: ReadOptions,
    law: FilingOptions,
    papers: PaperOptions,
    place: PlaceOptions,
    practice: PracticeFile,
    rule: Annotated[
        tuple[str, ...],
        click.Option(["--rule"], multiple=True, metavar="RULE", help="Only this rule's fix; may be given again."),
    ],
    output: Annotated[
        Path | None,
        Output("The fixed visits: .csv, .json, .ndjson, .parquet.", content="the fixed visits", example="fixed.csv"),
    ],
    force: Overwrite,
) -> int:
    """Fix a file's visits and print what was done; returns the exit code of their review afterward."""
    _known(rule)
    if output:
        encode_visits(output.name, ())
    basis = law.basis
    case = load_case(files, basis, reading, papers, place, practice=practice)
    done = fix(case, basis, rules=rule or None)
    lost: list[str] = []
    if output:
        own = _own_columns(files, reading, case, done)
        lost = _lost_columns(case, len(files), own)
        write_whole(output, encode_visits(output.name, done.case.unpriced(), own), force=force)
    if format == "json":
        say_answer(_as_json(done, output) | {"not_carried": lost}, done.case)
    else:
        _say_steps(done, output, basis)
        if lost:
            say(f"Not in {output}, columns of yours that mean nothing to us: {', '.join(lost)}.")
    return exit_code(done.after)


def _own_columns(files: Sequence[str], reading: ReadOptions, case: Case, done: FixResult) -> OwnColumns:
    """The columns of the file that mean nothing to us, which are written all the same; of standard input, none."""
    if case.of_claims:
        return {}
    mapping = read_mapping(reading.mapping) if reading.mapping else None
    own: dict[str, list[dict[str, str]]] = {}
    for file, read in zip(files, case.readings, strict=False):
        if file != "-" and read.not_used:
            own |= read_own_columns(file, mapping=mapping, names=names_of(case.practice))
    return own_columns_after(case.visits, done.visits, own)


def _lost_columns(case: Case, files: int, own: OwnColumns) -> list[str]:
    """The columns not used that the file written does not have, of any visit."""
    carried = {name for rows in own.values() for row in rows for name in row}
    missing = [name for read in case.readings[:files] for name in read.not_used if name not in carried]
    return [] if case.of_claims else list(dict.fromkeys(missing))


def _known(rules: Sequence[str]) -> None:
    fixable = fixable_rules()
    for rule in rules:
        if current_id(rule) not in fixable:
            raise UserError(
                f"rule {rule}",
                f"its remedy takes somebody's judgment, or there is no such rule.{did_you_mean(rule, fixable)}",
                f"Name one of {', '.join(sorted(fixable))}.",
            )


def _say_steps(done: FixResult, output: Path | None, basis: Basis) -> None:
    by_visit: dict[str, list[FixStep]] = {}
    for step in done.steps:
        by_visit.setdefault(step.visit_id, []).append(step)
    claims = {claim.visit_id: claim for claim in done.after.claims}
    for visit in done.visits:
        if visit.visit_id in by_visit:
            say(f"{describe_visit(visit, basis)}   {_standing(claims[visit.visit_id].status)}")
            for step in by_visit[visit.visit_id]:
                _say_step(step)
            say()
    if done.steps:
        say(f"{pluralize(len(done.steps), 'line')} fixed on {pluralize(len(by_visit), 'visit')}; {_freed(done)}")
    else:
        say("Nothing to fix.")
    left = done.after.summary["failed"]
    if left:
        say(f"{pluralize(left, 'visit')} still on hold, for what takes somebody's judgment: see `cleanclaim review`.")
    if output:
        among = ", the fixed ones among them" if done.steps else ", as they were"
        say(f"{style(str(output), bold=True)}   {pluralize(len(done.visits), 'visit')}{among}")
    elif done.steps:
        say("Nothing was written; name a file with -o to keep it.")


def _standing(status: Status) -> str:
    mark = STATUS_MARKS[status]
    return style_mark(mark, before="now " if mark is CLEAN else "still ")


def _freed(done: FixResult) -> str:
    freed = done.after.summary["clean"] - done.before.summary["clean"]
    return f"{freed:,} more clean than before." if freed else "none became clean by it."


def _say_step(step: FixStep) -> None:
    """What a remedy took away and what it put in its place."""
    say(f"  {style(step.finding.title, bold=True)}   {style(step.finding.rule, dim=True)}")
    old, new = _only_in(step.before, step.after), _only_in(step.after, step.before)
    for service in old:
        say(style(f"    - {_line(service)}", "red"))
    for service in new:
        say(style(f"    + {_line(service)}", "green"))


def _only_in(these: Sequence[Service], others: Sequence[Service]) -> list[Service]:
    return [service for service in these if service not in others]


def _line(service: Service) -> str:
    units = "" if service.units is None else f" × {service.units}"
    minutes = "" if service.minutes is None else f"   {service.minutes} min"
    return f"{service.code}{units}   {' '.join(service.modifiers)}{minutes}".rstrip()


def _as_json(done: FixResult, output: Path | None) -> dict[str, Any]:
    return {
        "written": str(output) if output else None,
        "steps": [
            {
                "visit_id": step.visit_id,
                "rule": step.finding.rule,
                "line": step.finding.line,
                "before": [_line(service) for service in step.before],
                "after": [_line(service) for service in step.after],
            }
            for step in done.steps
        ],
        "summary": done.after.summary,
    }
