"""Overrides applied: the finding stays, becomes a note, and says who let it pass, why and until when."""

from collections.abc import Sequence
from datetime import date

from msgspec import structs

from cleanclaim.law.review.rule_set import current_id, rule_set
from cleanclaim.model.finding import Finding
from cleanclaim.model.override import Override
from cleanclaim.model.visit import Visit

WHICH = ("payer", "patient_id", "provider_npi", "visit_id")


def apply_overrides(
    found: Sequence[Finding], visit: Visit, overrides: Sequence[Override], on: date | None
) -> list[Finding]:
    """The findings, those that an override in force on `on` (the day of filing) covers as notes that say so.

    What no claim can be written without nobody lets pass, nor what such a thing leaves open.
    """
    in_force = [one for one in overrides if on is not None and on <= one.expires and _covers(one, visit)]
    return [_eased(finding, in_force) for finding in found] if in_force else list(found)


def _covers(override: Override, visit: Visit) -> bool:
    """Whether the override speaks of the visit."""
    return all(getattr(override, name) in (None, getattr(visit, name)) for name in WHICH)


def _eased(finding: Finding, in_force: Sequence[Override]) -> Finding:
    left_open = finding.evidence.get("rules")
    asking = left_open if isinstance(left_open, list) else [finding.rule]
    if any(rule_set().rules[rule_id].required for rule_id in asking):
        return finding
    for override in in_force:
        if current_id(override.rule) == finding.rule:
            return structs.replace(finding, severity="info", overridden=override)
    return finding
