"""Show the key figures of a folder's money: days in A/R, collection, denials, lags, visits, each with what it rests on.

FOLDER is a book, as `cleanclaim book` reads it. Each figure says what was divided by what; one that the folder cannot
give says why, and is never 0. With --by it is counted month by month, payer by payer or clinician by clinician; --kpi
shows one with its definition. What payers should allow is compared where contracts or the place are known, as for
`cleanclaim variance`.

What is dated in the future counts nothing, and is named.

Exit code 1: a file was refused.
"""

from typing import Annotated, cast

import click

from cleanclaim.cli.book_pages import PageOutput, say_page
from cleanclaim.cli.book_screens import (
    AgeFrom,
    BookFolder,
    as_objects,
    book_exit_code,
    files_as_json,
    last_day,
    load_book_until,
    page_notes,
    say_files_aside,
)
from cleanclaim.cli.expected_prices import ContractsFile, load_prices, variances_if_priced
from cleanclaim.cli.inputs import load_practice
from cleanclaim.cli.kpi_screens import say_definition, say_groups, say_kpis, say_lead
from cleanclaim.cli.options import Overwrite, PayerOptions, PayerWords, PlaceOptions, PracticeFile, RowsFormat
from cleanclaim.cli.rows import say_csv
from cleanclaim.cli.screen import pluralize, say, say_json
from cleanclaim.cli.writing import write_whole
from cleanclaim.explanations.money.kpi_html import render_kpis
from cleanclaim.model.money import dollars
from cleanclaim.money.book.book import Book
from cleanclaim.money.denials.deadlines import LimitReader
from cleanclaim.money.denials.find_denials import find_denials
from cleanclaim.money.insight.find_kpis import KpiValue, find_kpis
from cleanclaim.money.insight.kpi_definitions import GroupedBy, KpiDefinition, kpi_definitions
from cleanclaim.money.insight.kpi_facts import KpiFacts, kpi_facts
from cleanclaim.money.insight.kpi_words import value_for_programs

SECTION = "Money"
COLUMNS = (
    *("kpi", "name", "group", "first", "last", "value", "unit", "numerator", "denominator", "n", "nine_in_ten"),
    *("lacks", "not_known"),
)
"""A row of --format csv: a key figure, of a group where --by names one."""
DEFINITION_COLUMNS = (
    *("kpi", "name", "meaning", "numerator", "of", "window", "leaves_out", "unit", "better"),
    *("benchmark", "benchmark_standing", "benchmark_source"),
)
EXAMPLES = ("cleanclaim kpi 2026/", "cleanclaim kpi 2026/ --by payer --kpi denial_ct")


def run(
    folder: BookFolder,
    format: RowsFormat,
    *,
    by: Annotated[
        str | None,
        click.Option(
            ["--by"], type=click.Choice(["month", "payer", "clinician"]), help="Count each figure group by group."
        ),
    ],
    kpi: Annotated[
        tuple[str, ...],
        click.Option(
            ["--kpi"],
            type=click.Choice(list(kpi_definitions())),
            metavar="KPI",
            multiple=True,
            help="Only this figure, with its definition; may be repeated. --format csv lists the names.",
        ),
    ],
    html: PageOutput,
    force: Overwrite,
    as_of: AgeFrom,
    contracts: ContractsFile,
    law: PayerOptions,
    place: PlaceOptions,
    practice: PracticeFile,
    mapping: PayerWords,
) -> int:
    """Read the folder and print its key figures; returns the exit code."""
    known = load_practice(practice, mapping=mapping) if practice else None
    prices = load_prices(contracts, folder, place, known, law.basis)
    book = load_book_until(folder, as_of or law.basis.today)
    on = as_of or last_day(book)
    variances = variances_if_priced(book, prices, known)
    denials = find_denials(book, LimitReader(law.basis, known)).denials if _says_appeals(book) else None
    facts = kpi_facts(book, on, variances, denials) if on else None
    found = find_kpis(facts, cast("GroupedBy | None", by), kpi) if facts else []
    if html is not None and facts:
        months = find_kpis(facts, "month", kpi)
        page = render_kpis(folder.resolve().name, find_kpis(facts, only=kpi), months, page_notes(book))
        write_whole(html, page, force=force)
    if format == "csv":
        say_csv(COLUMNS, map(_row, found))
    elif format == "json":
        definitions = list({one.definition.id: one.definition for one in found}.values())
        say_json(
            {
                "as_of": on,
                "capitated": facts.capitated if facts else 0,
                **files_as_json(book),
                "definitions": as_objects(DEFINITION_COLUMNS, map(_definition_row, definitions)),
                "kpis": as_objects(COLUMNS, map(_row, found)),
            }
        )
    else:
        say_files_aside(book)
        _say(facts, found, kpi, grouped=by is not None)
        say_page(html if facts else None)
    return book_exit_code(book, waits=False)


def _says_appeals(book: Book) -> bool:
    return any(one.state == "appealed" for one in book.denial_steps)


def _say(facts: KpiFacts | None, found: list[KpiValue], wanted: tuple[str, ...], *, grouped: bool) -> None:
    if not found:
        say("Nothing in the folder has a day, or the figure makes no sense so.")
        return
    say_lead(found)
    if grouped:
        say_groups(found)
    else:
        say_kpis(found)
        say()
    for name in wanted:
        say_definition(kpi_definitions()[name])
    if facts and facts.capitated:
        claims = pluralize(facts.capitated, "claim")
        say(f"Paid by the head (capitation), and in no figure of denials: {claims}.")


def _row(one: KpiValue) -> tuple[object, ...]:
    definition, found = one.definition, one.measured
    head = (definition.id, definition.name, one.group, one.first, one.last)
    if found is None:
        return (*head, None, definition.unit, *[None] * 5, one.why)
    return (
        *(*head, value_for_programs(definition.unit, found.value), definition.unit),
        _part(found.numerator, in_cents=definition.amounts is not None),
        _part(found.denominator, in_cents=definition.amounts == "both"),
        *(found.n, found.late, one.why or None, None),
    )


def _part(number: int | None, *, in_cents: bool) -> object:
    return dollars(number) if in_cents and number is not None else number


def _definition_row(one: KpiDefinition) -> tuple[object, ...]:
    mark = one.benchmark
    head = (one.id, one.name, one.meaning, one.numerator, one.of, one.window, one.leaves_out, one.unit, one.better)
    return (*head, *((mark.text, mark.standing, mark.cite) if mark else (None, None, None)))
