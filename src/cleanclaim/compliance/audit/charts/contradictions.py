"""What a worksheet says against a chart whatever its checklist says: faults that the rules found, and money overpaid.

Many rules answer none of the checklist's questions, so that a chart may pass it with a fault on the claim.
"""

import re
from pathlib import Path

from cleanclaim.compliance.audit.results import NAMES, REMEDY
from cleanclaim.exchange.files.named_table import Cells, raise_all, read_named_table, signed_cents
from cleanclaim.model.money import dollars_for_people

_RULE = re.compile(r"\(([a-z_]+\.[a-z_]+)\)")


def contradictions(path: Path) -> dict[str, tuple[str, ...]]:
    """By item, the rules that found a fault, and what should not have been paid. Raises UserError for a wrong row."""
    table = read_named_table(path, NAMES | {"rules_say": ()}, ("item",), "items", REMEDY)
    cells = Cells(table.file)
    found = {}
    for row in table.rows:
        against = [f"fault by {rule}" for rule in dict.fromkeys(_RULE.findall(row.cells.get("rules_say", "")))]
        paid = cells.read(row, "paid", signed_cents, None)
        should = cells.read(row, "should_have_paid", signed_cents, None)
        if paid is not None and should is not None and should < paid:
            against.append(f"{dollars_for_people(paid - should)} overpaid")
        found[row.cells["item"]] = tuple(against)
    raise_all(cells.faults)
    return found
