"""What a worksheet says against a chart whatever its checklist says: faults that the rules found, and money overpaid.

Many rules answer none of the checklist's questions, so that a chart may pass it with a fault on the claim.
"""

import re
from collections.abc import Sequence

from cleanclaim.compliance.audit.results import ItemResult
from cleanclaim.model.money import dollars_for_people

_RULE = re.compile(r"\(([a-z_]+\.[a-z_]+)\)")


def contradictions(results: Sequence[ItemResult]) -> dict[str, tuple[str, ...]]:
    """By item, the rules that found a fault, and what should not have been paid, or allowed."""
    found = {}
    for one in results:
        against = [f"fault by {rule}" for rule in dict.fromkeys(_RULE.findall(one.rules_say))]
        if one.error and one.error > 0:
            words = "overpaid" if one.amounts == "paid" else "allowed too much"
            against.append(f"{dollars_for_people(one.error)} {words}")
        found[one.item] = tuple(against)
    return found
