"""The words around an explanation: its headings, and a line about the law and releases it rests on."""

from cleanclaim.explanations.visits.steps import Explanation, Topic
from cleanclaim.law.wording import day

HEADINGS: dict[Topic, str] = {
    "recorded": "What was recorded",
    "units": "From minutes to units",
    "modifiers": "Modifiers",
    "price": "What it should bring",
    "questions": "What was checked",
    "passed": "Checked and passed",
    "not_arising": "Does not arise here",
}


def describe_law(explained: Explanation) -> str:
    """`rules 2026.4, of Mar 2, 2026, as known on Mar 3, 2026; stale for this day: MUE 2024Q3`."""
    of = f"rules {explained.law}, of {day(explained.law_of)}"
    known = f", as known on {day(explained.known_on)}" if explained.known_on else ""
    stale = [release.name for release in explained.releases if release.stale]
    return f"{of}{known}" + (f"; stale for this day: {', '.join(stale)}" if stale else "")
