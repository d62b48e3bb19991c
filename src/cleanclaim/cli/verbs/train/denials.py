"""Show what a quarter's denials teach: what they have in common, in dollars, and what to train because of it.

FOLDER is a book, as `cleanclaim book` reads it. The quarter is the last whole one, or the one in which --in lies. Of
denials that one of our rules would have seen, the competency is that of the rule; of others, reading denials (B1).

Exit code 3: the folder has no remittance of the quarter, so that nothing is known of its denials.
"""

from datetime import date
from typing import Annotated

import click

from cleanclaim.cli.book_screens import BookFolder, load_book
from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.options import DAY, Format, PayerOptions
from cleanclaim.cli.own_questions import denials_of
from cleanclaim.cli.screen import pluralize, say, say_json, say_table, say_text, style
from cleanclaim.compliance.training.lessons import (
    Lesson,
    Quarter,
    denials_in,
    lessons,
    quarter_before,
    quarter_of,
    sums,
)
from cleanclaim.model.money import dollars, dollars_for_people

EXAMPLES = ("cleanclaim train denials 2026/", "cleanclaim train denials 2026/ --in 2026-05-04")


def run(
    folder: BookFolder,
    format: Format,
    *,
    within: Annotated[
        date | None,
        click.Option(
            ["--in", "within"], type=DAY, metavar="DATE", help="The quarter of this day, not the last whole one."
        ),
    ],
    law: PayerOptions,
) -> int:
    """Read the folder and print what its denials teach; returns the exit code."""
    basis = law.basis
    quarter = quarter_of(within) if within else quarter_before(basis.today)
    book = load_book(folder)
    remittances = sum(quarter.has(one.payment.on) for one in book.remittances)
    found = denials_in(denials_of(book, basis), quarter)
    taught = lessons(found)
    if format == "json":
        lessons_found = [_as_object(one) for one in taught]
        counts = {"remittances": remittances, "denials": len(found)}
        by_competency = [
            {"competency": one.competency.id, "denials": one.denials, "charges": dollars(one.cents)}
            for one in sums(taught)
        ]
        say_json({"quarter": str(quarter), **counts, "competencies": by_competency, "lessons": lessons_found})
    elif not remittances:
        say_text(f"{quarter}: no remittance of this quarter is in {folder}. Whether anything was denied is not known.")
    else:
        _say(taught, len(found), quarter)
    return ExitCode.CLEAN if remittances else ExitCode.UNDETERMINED


def _say(taught: list[Lesson], count: int, quarter: Quarter) -> None:
    say(style(f"{quarter}: {pluralize(count, 'denial')}", bold=True))
    say()
    if taught:
        rows = [
            (one.competency.id, str(one.denials), dollars_for_people(one.cents), one.competency.name)
            for one in sums(taught)
        ]
        say_table(("train", "denials", "charges", ""), rows, right="lrrl")
        say()
        say_text("Dollars are charges that were denied, not what the payer would have paid.", 0)
        say()
    for one in taught:
        cause = one.cause
        say_text(f"{cause.cause}.", 14, lead=f"{dollars_for_people(cause.cents):>12}  ")
        who = f"{cause.payer}, {pluralize(cause.denials, 'denial')} of {pluralize(cause.claims, 'claim')}"
        say_text(f"{who}; {dollars_for_people(cause.recovered)} paid since", 14, dim=True)
        why = (
            f"our rules would have seen it: {', '.join(cause.rules)}" if one.prevented else "none of our rules sees it"
        )
        say_text(f"Train {one.competency.id}, {one.competency.name.lower()} ({why}).", 14)
        say()
    if taught:
        ids = " ".join(f"--competency {name}" for name in dict.fromkeys(one.competency.id for one in taught))
        say_text(f"cleanclaim train session --as NAME {ids} --denials FOLDER asks them, your own denials first.")


def _as_object(one: Lesson) -> dict[str, object]:
    return {
        "cause": one.cause.cause,
        "payer": one.cause.payer,
        "category": one.cause.category,
        "denials": one.cause.denials,
        "claims": one.cause.claims,
        "denied": dollars(one.cause.cents),
        "recovered": dollars(one.cause.recovered),
        "rules": one.cause.rules,
        "competency": one.competency.id,
        "prevented": one.prevented,
    }
