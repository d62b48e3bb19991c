"""Every rule, a line each."""

from cleanclaim.cli.options import Format
from cleanclaim.cli.screen import say, say_json, styled
from cleanclaim.cli.verbs.rules._lines import say_line, summary
from cleanclaim.explanations.lookup.rule_pages import build_rule_pages, read_heading
from cleanclaim.law.review.rule_set import rule_modules, rule_set


def run(format: Format) -> int:
    """Print every rule; returns the exit code."""
    if format == "json":
        say_json([summary(page) for module in rule_modules() for page in build_rule_pages(module)])
        return 0
    for module in rule_modules():
        say(styled(read_heading(module), bold=True))
        for page in build_rule_pages(module):
            say_line(page)
        say()
    say(f"{len(rule_set().rules)} rules. `cleanclaim rules show RULE` explains one.")
    return 0
