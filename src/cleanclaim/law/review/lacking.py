"""What a finding lacks: the thing that left it open, or that its remedy names and nobody knows.

"Append {discipline_due}" cannot be done while the discipline is not known: then that is to be entered first.
"""

from functools import cache

from cleanclaim.kernel import FAIL, Missing, Rule
from cleanclaim.kernel.compiler import Answer
from cleanclaim.kernel.functions import names_in
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.finding import Finding


def unknown_in_remedy(answer: Answer) -> Missing | None:
    """What is missing where a fault's remedy names something that is not known; None where it names nothing such."""
    for place, name in _unsure(answer.rule):
        if answer.values[place] is None:
            return rule_set().sentence(name)
    return None


@cache
def _unsure(entry: Rule) -> tuple[tuple[int, str], ...]:
    """What a rule's remedy names that may be unknown where it finds a fault: its place in the evidence, its name."""
    evidence = rule_set().evidence_of(entry)
    return tuple([(evidence.index(name), name) for name in names_in(entry.remedy) if rule_set().may_be_none(name)])


def find_missing_name(finding: Finding) -> str:
    """The name of what a finding lacks; empty where it lacks nothing."""
    if finding.outcome != FAIL:
        return str(finding.evidence.get("unknown", ""))
    entry = rule_set().named(finding.rule)
    if entry is None:
        return ""
    lacking = (name for _place, name in _unsure(entry) if finding.evidence.get(name, name) is None)
    return next((rule_set().sentence(name).name for name in lacking), "")
