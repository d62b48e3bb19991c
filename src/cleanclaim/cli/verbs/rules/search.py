"""Find rules by what the fault is called, or by the reason code of a denial (CO-236)."""

from typing import Annotated

import click

from cleanclaim.cli.options import Format
from cleanclaim.cli.screen import say, say_json
from cleanclaim.cli.verbs.rules._lines import say_line, summary
from cleanclaim.explanations.lookup.rule_search import search_rules

EXAMPLES = ("cleanclaim rules search CO-236",)


def run(words: Annotated[tuple[str, ...], click.Argument(["words"], nargs=-1, required=True)], format: Format) -> int:
    """Print the rules that fit the words, best first; returns the exit code."""
    found = search_rules(" ".join(words))
    if format == "json":
        say_json([{**summary(one.page), "unmatched": one.unmatched} for one in found])
        return 0
    if found and found[0].unmatched:
        say(f"No rule fits every word; these do not fit {' or '.join(found[0].unmatched)}:")
    for one in found:
        say_line(one.page)
    if not found:
        say("No rule fits. Try the fault in other words, a modifier, or a reason code such as CO-236.")
    return 0
