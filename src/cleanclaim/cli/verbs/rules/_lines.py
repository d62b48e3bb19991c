"""A rule in a line: what `rules list` and `rules search` print of it."""

from cleanclaim.cli.screen import say_text, style_mark
from cleanclaim.explanations.lookup.rule_pages import RulePage
from cleanclaim.explanations.marks import SEVERITY_MARKS


def say_line(page: RulePage) -> None:
    """Its id, how grave it is, its title, and the package that brings it."""
    package = f" ({page.package})" if page.package else ""
    mark = style_mark(SEVERITY_MARKS[page.finding_severity], 7)
    say_text(f"{page.title}{package}", 42, lead=f"  {page.id:<30} {mark}")


COLUMNS = ("rule", "title", "severity", "verified", "since", "until", "carc", "source", "section", "url")
"""A row of --format csv: a rule."""


def row(page: RulePage) -> tuple[object, ...]:
    """The same for a spreadsheet."""
    source = (page.cite.title, page.cite.section, page.cite.url)
    return (page.id, page.title, page.finding_severity, page.verified, page.since, page.until, page.carc, *source)


def summary(page: RulePage) -> dict[str, object]:
    """The same for programs, with its source and dates."""
    names = ("id", "package", "title", "severity", "verified", "since", "until", "carc", "cite")
    return {name: getattr(page, name) for name in names}
