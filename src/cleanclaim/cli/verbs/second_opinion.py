"""Give a second opinion on a folder's money: what can still be had, what is at risk, what is not yours, what is lost.

FOLDER is a book, as `cleanclaim book` reads it: what a biller sent and got back. Underpaid lines are found where
contracts or the place are known, as for `cleanclaim variance`; visits that were never billed where visits and the
practice's patients are. Every amount names its claim, the file and the segment. What could not be looked at is said.

Exit code 1: something was found, or a file was refused.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.book_pages import PageOutput, say_page, write_page
from cleanclaim.cli.book_screens import (
    BookFolder,
    as_objects,
    book_exit_code,
    files_as_json,
    load_book_as_of,
    page_notes,
    say_files_aside,
)
from cleanclaim.cli.book_visits import BookVisits, find_visits
from cleanclaim.cli.call import Output
from cleanclaim.cli.expected_prices import ContractsFile, load_prices, variances_if_priced
from cleanclaim.cli.inputs import load_case, load_practice
from cleanclaim.cli.options import DAY, Overwrite, PayerOptions, PayerWords, PlaceOptions, PracticeFile, RowsFormat
from cleanclaim.cli.rows import csv_lines, say_csv
from cleanclaim.cli.screen import pluralize, say, say_json, say_text, style
from cleanclaim.cli.writing import write_whole
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.exchange.forms.paper import Paper
from cleanclaim.explanations.money.opinion_pages import opinion_page, opinion_paper
from cleanclaim.explanations.money.opinion_words import FIRST_THINGS, group_title, how_many_by_when, sentences
from cleanclaim.law.basis import Basis
from cleanclaim.model.money import dollars, dollars_for_people
from cleanclaim.model.practice import Practice
from cleanclaim.money.book.book import Book
from cleanclaim.money.denials.deadlines import LimitReader
from cleanclaim.money.insight.find_opinion import find_opinion
from cleanclaim.money.insight.opinion import PARTS, Opinion, OpinionGroup, OpinionLine
from cleanclaim.money.insight.unbilled_visits import UnbilledVisits, unbilled_visits

COMMAND = "second-opinion"
SECTION = "Money"
COLUMNS = (
    *("part", "kind", "amount", "claim_id", "payer", "service_date", "about", "what", "to_do", "by", "file", "segment"),
    "usually",
)
"""A row of --format csv: an amount."""
EXAMPLES = (
    "cleanclaim second-opinion 2026/ --practice practice.toml --html opinion.html",
    "cleanclaim second-opinion 2026/ --zip 78701 --pdf opinion.pdf",
)


def run(
    folder: BookFolder,
    format: RowsFormat,
    *,
    html: PageOutput,
    pdf: Annotated[
        Path | None,
        Output(
            "Write it on paper too, and every amount beside it as CSV.",
            "--pdf",
            content="the opinion",
            example="opinion.pdf",
        ),
    ],
    force: Overwrite,
    as_of: Annotated[
        date | None,
        click.Option(
            ["--as-of"],
            type=DAY,
            metavar="DATE",
            help="As it stood at the end of this day; else today.",
        ),
    ],
    visits: BookVisits,
    contracts: ContractsFile,
    law: PayerOptions,
    place: PlaceOptions,
    practice: PracticeFile,
    mapping: PayerWords,
) -> int:
    """Read the folder and print the opinion, and write it where --html and --pdf say; returns the exit code."""
    known = load_practice(practice, mapping=mapping) if practice else None
    prices = load_prices(contracts, folder, place, known, law.basis)
    book = load_book_as_of(folder, as_of)
    opinion = find_opinion(
        book,
        as_of or law.basis.today,
        LimitReader(law.basis, known),
        variances_if_priced(book, prices, known),
        _unbilled(find_visits(folder, book, visits), known, book, law.basis),
    )
    name = folder.resolve().name
    if html is not None:
        write_page(html, opinion_page(name, opinion, page_notes(book)), force=force)
    if pdf is not None:
        annex = pdf.with_suffix(".csv")
        write_whole(annex, "".join(csv_lines(COLUMNS, map(_row, _lines(opinion)))), force=force)
        _write_paper(pdf, opinion_paper(name, opinion, page_notes(book), annex.name), force=force)
    if format == "csv":
        say_csv(COLUMNS, map(_row, _lines(opinion)))
    elif format == "json":
        say_json(
            {
                "as_of": opinion.on,
                "headline": sentences(opinion),
                "files": files_as_json(book),
                "totals": {part: dollars(opinion.cents(part)) for part in PARTS},
                "open_questions": opinion.open_questions,
                "lines": as_objects(COLUMNS, map(_row, _lines(opinion))),
            }
        )
    else:
        say_files_aside(book)
        _say(opinion)
        say_page(html)
        if pdf is not None:
            say(f"\nThe paper is {pdf}, every amount of it in {pdf.with_suffix('.csv')}.")
    return book_exit_code(book, waits=bool(opinion.lines))


def _unbilled(files: Sequence[str], practice: Practice | None, book: Book, basis: Basis) -> UnbilledVisits | None:
    """The visits that no claim has; None where there are no visits, or nobody knows the patients' cards."""
    if not files or practice is None or not practice.patients:
        return None
    case = load_case(files, basis)
    return unbilled_visits(", ".join(Path(one).name for one in files), case.visits, practice, book)


def _write_paper(path: Path, paper: Paper, *, force: bool) -> None:
    from cleanclaim.exchange.forms.paper_pdf import render_paper

    write_whole(path, render_paper(paper), force=force)


def _lines(opinion: Opinion) -> list[OpinionLine]:
    return [line for part in PARTS for line in opinion.of_part(part)]


def _row(one: OpinionLine) -> tuple[object, ...]:
    amount = None if one.cents is None else dollars(one.cents)
    head = (one.part, one.kind, amount, one.claim_id, one.payer, one.service)
    return (*head, one.about, one.what, one.to_do, one.by, one.source.file, one.source.segment or None, one.usually)


def _say(opinion: Opinion) -> None:
    for sentence in sentences(opinion):
        say_text(make_printable(sentence))
    first = opinion.first_things(FIRST_THINGS)
    if first:
        say()
        say(style("What to do first", bold=True))
    for one in first:
        _say_group(one)
    if opinion.open_questions:
        say()
        say(style("What could not be looked at", bold=True))
    for text in opinion.open_questions:
        say_text(make_printable(text), 4, lead="  -")
    say()
    say_text(f"{pluralize(len(opinion.lines), 'amount')}; --format csv, --html and --pdf have each with its place.")


def _say_group(one: OpinionGroup) -> None:
    lead = f"  {dollars_for_people(one.cents):>11}  "
    say_text(make_printable(f"{how_many_by_when(one)}, {group_title(one)}. {one.to_do}"), 15, lead=lead)
