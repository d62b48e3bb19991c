"""Every rule, a line each."""

from cleanclaim.cli.options import RowsFormat
from cleanclaim.cli.rows import say_csv
from cleanclaim.cli.screen import say, say_json, style
from cleanclaim.cli.verbs.rules._lines import COLUMNS, row, say_line, summary
from cleanclaim.explanations.lookup.rule_search import list_topics

EXAMPLES = ("cleanclaim rules list",)


def run(format: RowsFormat) -> int:
    """Print every rule; returns the exit code."""
    pages = [page for topic in list_topics() for page in topic.rules]
    if format == "json":
        say_json([summary(page) for page in pages])
        return 0
    if format == "csv":
        say_csv(COLUMNS, map(row, pages))
        return 0
    for topic in list_topics():
        say(style(topic.heading, bold=True))
        for page in topic.rules:
            say_line(page)
        say()
    say(f"{len(pages)} rules. `cleanclaim rules show RULE` explains one.")
    return 0
