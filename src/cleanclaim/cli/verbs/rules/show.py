"""One rule: the fault, why it matters, source, dates, examples, remedy."""

from itertools import groupby
from typing import Annotated

import click

from cleanclaim.cli.completing import complete_rule
from cleanclaim.cli.options import Format
from cleanclaim.cli.screen import say, say_heading, say_json, say_text, style
from cleanclaim.exchange.x12.checks.registry import check_named
from cleanclaim.explanations.lookup.check_pages import CheckPage, build_check_page
from cleanclaim.explanations.lookup.rule_pages import ExampleTable, RulePage, build_rule_page

EXAMPLES = ("cleanclaim rules show pairs.bundled",)


INDENT = 11
COLORS = {"fault": "red", "not known": "cyan", "resolved": "green"}


def run(rule: Annotated[str, click.Argument(["rule"], shell_complete=complete_rule)], format: Format) -> int:
    """Print one rule, or one check of X12 files, as a page; returns the exit code.

    Raises UserError for an id that neither has.
    """
    if check_named(rule):
        return _show_check(build_check_page(rule), format)
    page = build_rule_page(rule)
    if format == "json":
        say_json(page)
    else:
        _say_page(page)
    return 0


def _show_check(page: CheckPage, format: str) -> int:
    if format == "json":
        say_json(page)
        return 0
    _say_heading(page.title, page.id)
    _say_part("Why", page.why)
    _say_part("It says", page.says)
    _say_part("To do", page.remedy)
    _say_part("Level", f"{page.level_words}.")
    _say_part("Looks at", page.looks_at)
    _say_part("Weight", page.weight)
    if page.code:
        _say_part("A 999 says", page.code)
    say(style("Examples", bold=True))
    for line in [*(f"{one}   {style('<- found', 'red', bold=True)}" for one in page.fails), *page.passes]:
        say(f"  {line}")
    return 0


def _say_heading(title: str, name: str) -> None:
    say_heading(title, name)
    say()


def _say_page(page: RulePage) -> None:
    _say_heading(page.title, page.id)
    _say_part("Why", page.why)
    _say_part("It says", page.message)
    _say_part("To do", page.remedy)
    _say_part("The law", *page.law)
    source = ", ".join(part for part in (page.cite.title, page.cite.section) if part)
    _say_part("Source", source, page.cite.url, page.was_read)
    if page.package:
        _say_part("Brought by", f"the installed package {page.package}")
    _say_part("In force", page.dates)
    _say_part("Weight", f"{page.weight}.", page.left_open)
    if page.carc:
        _say_part("Prevents", page.prevents)
    _say_part("It reads", *(f"- {need}" for need in page.needs))
    if page.examples:
        say(style("Examples", bold=True))
        for columns, pictures in groupby(page.examples, key=lambda picture: picture.columns):
            _say_pictures(columns, list(pictures))


def _say_part(name: str, *paragraphs: str) -> None:
    written = [text for text in paragraphs if text]
    for place, text in enumerate(written):
        lead = style(name, bold=True) if place == 0 else ""
        if text.startswith("- "):
            spaces = " " * (INDENT - len(name) * (place == 0))
            say_text(text.removeprefix("- "), INDENT + 2, lead=f"{lead}{spaces}-")
        else:
            say_text(text, INDENT, lead=lead)
    if written:
        say()


def _say_pictures(columns: tuple[str, ...], pictures: list[ExampleTable]) -> None:
    """Examples under one heading, a blank line between them."""
    rows = [columns, *(row.cells for picture in pictures for row in picture.rows)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(columns))]

    def aligned(cells: tuple[str, ...]) -> str:
        return "  " + "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True))

    say(style(aligned(columns).rstrip(), dim=True))
    for picture in pictures:
        for row in picture.rows:
            mark = style(f"<- {row.outcome}", COLORS[row.outcome], bold=True) if row.outcome else ""
            say(f"{aligned(row.cells)}   {mark}".rstrip())
        if picture.shows:
            say_text(picture.shows, 4, dim=True)
        say()
