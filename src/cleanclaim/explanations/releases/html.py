"""A comparison of releases as one file for the browser."""

from cleanclaim.explanations.releases.pages import ComparisonPage
from cleanclaim.explanations.releases.tables import Section
from cleanclaim.explanations.web_page import WebPage, WebTable, render_web_page


def render_comparison(page: ComparisonPage) -> str:
    """The whole file."""
    return render_web_page(
        WebPage(
            title=f"{page.comparison.old.name} → {page.comparison.new.name}",
            about=f"What changes: {page.what}",
            heading=page.heading(),
            lead=page.sentences,
            notes=page.notes,
            tables=tuple(map(_table, page.sections)),
            foot="Made by cleanclaim from the publishers' tables. Words for codes are our own.",
        )
    )


def _table(section: Section) -> WebTable:
    numbers = frozenset(range(section.numbers_from, len(section.columns)))
    return WebTable(title=section.title, columns=section.columns, rows=section.rows, numbers=numbers)
