"""Overrides applied: the finding stays, becomes a note, and says who let it pass, why and until when."""

from collections.abc import Sequence
from datetime import date

from msgspec import structs

from cleanclaim.law.review.rule_set import current_id, rule_set
from cleanclaim.model.finding import Finding
from cleanclaim.model.line import Line
from cleanclaim.model.override import Override
from cleanclaim.model.visit import Service, Visit

WHICH = ("payer", "patient_id", "provider_npi", "visit_id")


def apply_overrides(
    found: Sequence[Finding],
    visit: Visit,
    lines: Sequence[Line | Service],
    overrides: Sequence[Override],
    on: date | None,
) -> list[Finding]:
    """The findings, those that an override in force on `on` (the day of filing) covers as notes that say so.

    What no claim can be written without nobody lets pass, nor what such a thing leaves open.
    """
    in_force = [one for one in overrides if on is not None and on <= one.expires and _covers(one, visit)]
    return [_eased(finding, in_force, lines) for finding in found] if in_force else list(found)


def lines_of(finding: Finding) -> list[int]:
    """The numbers of the lines that a finding is of; none where it is of the whole visit."""
    if finding.line:
        return [finding.line]
    named = finding.evidence.get("lines")
    return [one for one in named if isinstance(one, int)] if isinstance(named, list) else []


def _covers(override: Override, visit: Visit) -> bool:
    """Whether the override speaks of the visit."""
    return all(getattr(override, name) in (None, getattr(visit, name)) for name in WHICH)


def _eased(finding: Finding, in_force: Sequence[Override], lines: Sequence[Line | Service]) -> Finding:
    left_open = finding.evidence.get("rules")
    asking = left_open if isinstance(left_open, list) else [finding.rule]
    if any(rule_set().rules[rule_id].required for rule_id in asking):
        return finding
    of_rule = [one for one in in_force if current_id(one.rule) == finding.rule]
    # Of a finding on several lines each has to be let pass.
    places: list[int | None] = [*lines_of(finding)] or [None]
    covering = [next((one for one in of_rule if _is_of(one, at, lines)), None) for at in places]
    first = covering[0]
    if first is None or None in covering:
        return finding
    return structs.replace(finding, severity="info", overridden=first)


def _is_of(override: Override, at: int | None, lines: Sequence[Line | Service]) -> bool:
    """Whether an override is of a line, by its number, or of all of them; None: the visit as a whole."""
    if override.line is None and override.code is None:
        return True
    if at is None or override.line not in (None, at):
        return False
    return override.code is None or (at <= len(lines) and lines[at - 1].code == override.code)
