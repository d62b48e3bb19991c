"""Score the charts of an audit, and show each clinician beside the practice, within what chance does.

AUDIT is the folder with checklist.csv filled. Clinicians stand in the order of their numbers and are not ranked: a
share within the limits of chance is not told from the practice's. Open answers make a score a range; a chart whose
passing is open is counted as open, not as passed. A chart passes from 95 % on, where it lacks nothing that decides
payment; no authority names a mark, that one is the field's custom. What worksheet.csv says against a chart (a fault by
the rules, money overpaid) stands beside it, whatever its score.

Exit code 1: a chart does not pass, or something is said against one that does; 3: none, and charts are open.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.audit_screens import OtherWorksheet, say_columns_not_used, worksheet_of
from cleanclaim.cli.book_pages import PageOutput, say_page
from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.options import EXISTING_FILE, Format, Overwrite
from cleanclaim.cli.screen import pluralize, say, say_json, say_table, say_text
from cleanclaim.cli.writing import write_whole
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.compliance.audit.charts.contradictions import contradictions
from cleanclaim.compliance.audit.charts.score import (
    PASS,
    ChartScore,
    ClinicianScore,
    read_answers,
    score_chart,
    score_clinicians,
)
from cleanclaim.compliance.audit.results import read_results
from cleanclaim.compliance.audit.sampling.audit_folder import CHECKLIST, WORKSHEET, read_audit_folder
from cleanclaim.explanations.money.funnel import render_funnel
from cleanclaim.model.errors import UserError

EXAMPLES = ("cleanclaim audit score audit-2026q4 --html score.html",)


def run(
    audit: Annotated[Path, click.Argument(["audit"], metavar="AUDIT", type=click.Path(path_type=Path))],
    format: Format,
    *,
    checklist: Annotated[
        Path | None,
        click.Option(["--checklist"], type=EXISTING_FILE, metavar="FILE", help="Not the folder's checklist.csv."),
    ],
    worksheet: OtherWorksheet,
    html: PageOutput,
    force: Overwrite,
) -> int:
    """Score the charts and print them; returns the exit code."""
    folder = read_audit_folder(audit)
    path = checklist or audit / CHECKLIST
    if not path.is_file():
        raise UserError(str(path), "there is no checklist yet", "Write it with `cleanclaim audit worksheet`.")
    answers = read_answers(path)
    scores = [score_chart(one.item.item, answers.get(one.item.item, {})) for one in folder.sample.drawn]
    unused: list[str] = []
    is_there = worksheet is not None or (audit / WORKSHEET).is_file()
    against = contradictions(read_results(worksheet_of(audit, worksheet), unused=unused)) if is_there else {}
    people = score_clinicians(scores, {one.item.item: one.item.clinician for one in folder.sample.drawn}, against)
    if html is not None:
        write_whole(html, render_funnel(str(audit), people), force=force)
    if format == "json":
        charts = [_chart_as_json(one, against.get(one.item, ())) for one in scores]
        say_json({"charts": charts, "clinicians": people, "worksheet_read": is_there, "columns_not_used": unused})
    else:
        _say(scores, people, against)
        if not is_there:
            say(f"There is no {WORKSHEET}: what it would say against a chart is not known.")
        say_columns_not_used(unused)
        say_page(html)
    if any(one.passes is False or (one.passes and against.get(one.item)) for one in scores):
        return ExitCode.FAULT
    return ExitCode.UNDETERMINED if any(one.passes is None for one in scores) else ExitCode.CLEAN


def _say(scores: list[ChartScore], people: list[ClinicianScore], against: Mapping[str, Sequence[str]]) -> None:
    rows = [
        (
            one.item,
            f"{100 * float(one.low):.0f}"
            if one.low == one.high
            else f"{100 * float(one.low):.0f} to {100 * float(one.high):.0f}",
            _verdict(one, against.get(one.item, ())),
            "; ".join(_reasons(one, against.get(one.item, ()))),
        )
        for one in scores
    ]
    say_table(("item", "score", "", ""), rows, right="lrll")
    say()
    table = [
        (
            make_printable(one.clinician),
            f"{one.failed} of {one.decided}",
            str(one.passed_but),
            str(one.open_charts),
            f"{one.lower:.0%} to {one.upper:.0%}",
            f"{one.chance_low:.0%} to {one.chance_high:.0%}",
            one.standing,
        )
        for one in people
    ]
    say_table(("clinician", "do not pass", "pass, but", "open", "exact 95 %", "by chance", ""), table, right="lrrrrrl")
    say()
    passed = sum(one.passes is True for one in scores)
    say(f"{passed:,} of {pluralize(len(scores), 'chart')} pass; an open one is not counted as passed.")
    marked = sum(one.passes is True and bool(against.get(one.item)) for one in scores)
    if marked:
        words = "have a fault by the rules, or too much was paid or allowed: look at them too."
        say_text(f"Of those that pass, {marked:,} {words}", 0)
    say_text(
        f"The mark is {100 * float(PASS):.0f} %, the field's custom; what lacks what decides payment is below any.", 0
    )
    say_text("Clinicians are listed by number, not by result: what lies within chance is no difference.", 0)


def _verdict(score: ChartScore, against: Sequence[str]) -> str:
    if score.passes:
        return "passes, but" if against else "passes"
    return "open" if score.passes is None else "does not pass"


def _reasons(score: ChartScore, against: Sequence[str]) -> Iterator[str]:
    if score.lacks:
        yield f"lacks {', '.join(score.lacks)}"
    elif score.passes is False:
        yield f"below {100 * float(PASS):.0f} %"
    others = [one for one in score.missed if one not in score.lacks]
    if others:
        yield f"no: {', '.join(others)}"
    if score.open_answers:
        yield f"{score.open_answers} open"
    yield from against


def _chart_as_json(score: ChartScore, against: Sequence[str]) -> dict[str, object]:
    return {
        "item": score.item,
        "low": round(float(score.low), 4),
        "high": round(float(score.high), 4),
        "passes": score.passes,
        "lacks": score.lacks,
        "may_lack": score.may_lack,
        "open": score.open_answers,
        "no": score.missed,
        "mark": float(PASS),
        "against": against,
    }
