"""Show who has learned what: right answers by competency, how sure that makes one, and what is due.

Only answers of the last year count, each to another question, and only those whose rules still stand as they were.
Below 8 nothing is said. A competency is mastered where one may be 90 % sure of at least 80 % right answers.
"""

from datetime import date
from typing import Annotated

import click

from cleanclaim.cli.options import Format, PayerOptions
from cleanclaim.cli.screen import pluralize, say, say_json, say_table, say_text, style
from cleanclaim.cli.training_options import Competencies, LawDay, Record, Role, chosen_competencies
from cleanclaim.compliance.training.bank import setting_on
from cleanclaim.compliance.training.misconceptions import misconceptions
from cleanclaim.compliance.training.progress import FEWEST, CompetencyProgress, progress_in
from cleanclaim.compliance.training.record import read_record

EXAMPLES = ("cleanclaim train mastery", "cleanclaim train mastery --as kim --role therapist")
COLORS = {"mastered": "green", "not yet": "yellow", "too few": "blue", "not asked": "blue"}


def run(
    format: Format,
    *,
    who: Annotated[str | None, click.Option(["--as", "who"], metavar="NAME", help="Only this person.")],
    role: Role,
    competency: Competencies,
    record: Record,
    on: LawDay,
    law: PayerOptions,
) -> int:
    """Print what everybody, or one person, has learned; returns the exit code, 0: not to know yet is no fault."""
    setting = setting_on(law.basis, on)
    chosen = [one for one in chosen_competencies(role, competency) if not one.no_questions]
    written = read_record(record)
    people = [who] if who else list(written.people)
    found = {name: [progress_in(one, written.answers_of(name), setting) for one in chosen] for name in people}
    if format == "json":
        say_json({"on": setting.on, "people": [_as_object(name, rows) for name, rows in found.items()]})
        return 0
    if not people:
        say(f"Nobody is in {record} yet. `cleanclaim train session` begins.")
    for name, rows in found.items():
        _say_person(name, rows, setting.on)
    return 0


def _say_person(name: str, rows: list[CompetencyProgress], on: date) -> None:
    say(style(name, bold=True))
    answered = [one for one in rows if one.state != "not asked"]
    table = [
        (one.competency.id, one.state, f"{one.right} of {one.n}", _least(one), str(len(one.due)), one.competency.name)
        for one in answered
    ]
    if table:
        say_table(("", "state", "right", "at least", "due", "competency"), table, indent=2, right="  rrr ")
    left = [one.competency.id for one in rows if one.state == "not asked"]
    if left:
        say_text(f"Not answered yet: {', '.join(left)}.", 2, lead="  ", dim=True)
    retired = sum(one.retired for one in rows)
    if retired:
        say_text(
            f"{pluralize(retired, 'answer')} retired: the rules behind them changed by {on.isoformat()}.", 2, lead="  "
        )
    for mistake in dict.fromkeys(name for one in rows for name in one.mistakes):
        say_text(f"More than once: thinking that {misconceptions()[mistake].thinks}.", 2, lead="  ")
    say()


def _least(one: CompetencyProgress) -> str:
    return f"{one.least:.0%}" if one.n >= FEWEST else ""


def _as_object(name: str, rows: list[CompetencyProgress]) -> dict[str, object]:
    return {
        "who": name,
        "competencies": [
            {
                "id": one.competency.id,
                "state": one.state,
                "n": one.n,
                "right": one.right,
                "at_least": round(one.least, 4) if one.n >= FEWEST else None,
                "due": one.due,
                "never_asked": one.never,
                "retired": one.retired,
                "misconceptions": one.mistakes,
            }
            for one in rows
        ],
    }
