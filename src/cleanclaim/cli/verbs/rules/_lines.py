"""A rule in a line: what `rules list` and `rules search` print of it."""

from cleanclaim.cli.screen import MARKS, say, styled
from cleanclaim.explanations.lookup.rule_pages import RulePage


def say_line(page: RulePage) -> None:
    """Its id, how grave it is, and its title."""
    word, colour = MARKS[page.shown_as]
    say(f"  {page.id:<30} {styled(f'{word:<5}', colour)} {page.title}")


def summary(page: RulePage) -> dict[str, object]:
    """The same for programs, with its source and dates."""
    names = ("id", "title", "severity", "verified", "since", "until", "carc", "cite")
    return {name: getattr(page, name) for name in names}
