"""`cleanclaim rules`: the rule book, and one rule as a page."""

from itertools import groupby
from textwrap import wrap

from cleanclaim.cli.screen import MARKS, say, say_json, styled
from cleanclaim.explanations.lookup.rule_pages import Picture, RulePage, heading_of, rule_page, rule_pages
from cleanclaim.explanations.lookup.rule_search import search_rules
from cleanclaim.law.review.rule_set import rule_modules, rule_set

WIDTH = 100
INDENT = 11
COLOURS = {"fault": "red", "not known": "cyan", "resolved": "green"}


def list_all(format: str) -> int:
    """Print every rule, a line each; returns the exit code."""
    if format == "json":
        say_json([_summary(page) for module in rule_modules() for page in rule_pages(module)])
        return 0
    for module in rule_modules():
        say(styled(heading_of(module), bold=True))
        for page in rule_pages(module):
            _say_line(page)
        say()
    say(f"{len(rule_set().rules)} rules. `cleanclaim rules show RULE` explains one.")
    return 0


def search(words: str, format: str) -> int:
    """Print the rules that fit the words, best first; returns the exit code."""
    found = search_rules(words)
    if format == "json":
        say_json([{**_summary(one.page), "unmatched": one.unmatched} for one in found])
        return 0
    if found and found[0].unmatched:
        say(f"No rule fits every word; these do not fit {' or '.join(found[0].unmatched)}:")
    for one in found:
        _say_line(one.page)
    if not found:
        say("No rule fits. Try the fault in other words, a modifier, or a reason code such as CO-236.")
    return 0


def _say_line(page: RulePage) -> None:
    word, colour = MARKS[page.shown_as]
    say(f"  {page.id:<30} {styled(f'{word:<5}', colour)} {page.title}")


def _summary(page: RulePage) -> dict[str, object]:
    names = ("id", "title", "severity", "verified", "since", "until", "carc", "cite")
    return {name: getattr(page, name) for name in names}


def show(rule_id: str, format: str) -> int:
    """Print one rule as a page; returns the exit code. Raises UserError for an id no rule has."""
    page = rule_page(rule_id)
    if format == "json":
        say_json(page)
    else:
        _say_page(page)
    return 0


def _say_page(page: RulePage) -> None:
    gap = max(3, WIDTH - len(page.title) - len(page.id))
    say(styled(page.title, bold=True) + " " * gap + styled(page.id, dim=True))
    say()
    _say_part("Why", page.why)
    _say_part("It says", page.message)
    _say_part("To do", page.remedy)
    _say_part("The law", *page.law)
    source = ", ".join(part for part in (page.cite.title, page.cite.section) if part)
    _say_part("Source", source, page.cite.url, page.was_read)
    _say_part("Holds for", page.dates)
    _say_part("Weight", f"{page.weight}.", page.left_open)
    if page.carc:
        _say_part("Prevents", page.prevents)
    _say_part("It reads", *(f"- {need}" for need in page.needs))
    if page.examples:
        say(styled("Examples", bold=True))
        for columns, pictures in groupby(page.examples, key=lambda picture: picture.columns):
            _say_pictures(columns, list(pictures))


def _say_part(name: str, *paragraphs: str) -> None:
    lines = [line for text in paragraphs for line in _wrapped(text)]
    for place, line in enumerate(lines):
        label = styled(f"{name:<{INDENT}}", bold=True) if place == 0 else " " * INDENT
        say(label + line)
    if lines:
        say()


def _wrapped(text: str) -> list[str]:
    hanging = "  " if text.startswith("- ") else ""
    return wrap(text, WIDTH - INDENT, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)


def _say_pictures(columns: tuple[str, ...], pictures: list[Picture]) -> None:
    """Examples under one heading, a blank line between them."""
    rows = [columns, *(row.cells for picture in pictures for row in picture.rows)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(columns))]

    def aligned(cells: tuple[str, ...]) -> str:
        return "  " + "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True))

    say(styled(aligned(columns).rstrip(), dim=True))
    for picture in pictures:
        for row in picture.rows:
            mark = styled(f"<- {row.outcome}", COLOURS[row.outcome], bold=True) if row.outcome else ""
            say(f"{aligned(row.cells)}   {mark}".rstrip())
        for line in wrap(picture.shows, WIDTH - 4):
            say(f"    {styled(line, dim=True)}")
        say()
