"""A rule in a line: what `rules list` and `rules search` print of it."""

from cleanclaim.cli.screen import say, style_mark
from cleanclaim.explanations.lookup.rule_pages import RulePage
from cleanclaim.explanations.marks import SEVERITY_MARKS


def say_line(page: RulePage) -> None:
    """Its id, how grave it is, its title, and the package that brings it."""
    package = f" ({page.package})" if page.package else ""
    say(f"  {page.id:<30} {style_mark(SEVERITY_MARKS[page.finding_severity], 7)} {page.title}{package}")


def summary(page: RulePage) -> dict[str, object]:
    """The same for programs, with its source and dates."""
    names = ("id", "package", "title", "severity", "verified", "since", "until", "carc", "cite")
    return {name: getattr(page, name) for name in names}
