"""Overrides of checks: the diagnostic stays, becomes a note, and names who let it pass, why and until when.

An override names a check by the id it has or had, for every file or for one claim (`visit_id`, the claim's number).
Not every fault has a known payer, patient or provider, so an override of a check cannot be limited to one.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import structs

from cleanclaim.exchange.x12.checks.registry import check_named
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.items import Item
from cleanclaim.model.errors import UserError
from cleanclaim.model.override import Override

_UNKNOWN_OF_A_FAULT = ("payer", "patient_id", "provider_npi", "line", "code")


def apply_overrides(items: Iterable[Item], overrides: Sequence[Override], filing_day: date) -> Iterator[Item]:
    """The items, with those diagnostics as notes that an override in force on the day covers.

    Overrides of rules are none of a file's. Raises UserError for one of a check that is limited to what a file does not
    tell of every fault.
    """
    in_force = overrides_in_force(overrides, filing_day)
    for item in items:
        yield _eased(item, in_force) if isinstance(item, Diagnostic) and item.check in in_force else item


def overrides_in_force(overrides: Sequence[Override], filing_day: date) -> dict[str, list[Override]]:
    """The overrides of checks that are in force on a day, by the id of the check.

    Raises UserError as `apply_overrides` does.
    """
    found: dict[str, list[Override]] = {}
    for override in overrides:
        check = check_named(override.rule)
        if check is None:
            continue
        limits = [name for name in _UNKNOWN_OF_A_FAULT if getattr(override, name) is not None]
        if limits:
            raise UserError(
                f"override of {override.rule}",
                f"a check of X12 files cannot be let pass by {' and '.join(limits)}",
                "Let it pass for every file, or for one claim: visit_id is the claim's number.",
            )
        if filing_day <= override.expires:
            found.setdefault(check.id, []).append(override)
    return found


def _eased(diagnostic: Diagnostic, in_force: dict[str, list[Override]]) -> Diagnostic:
    for override in in_force[diagnostic.check]:
        if override.visit_id in {None, diagnostic.place.claim}:
            return structs.replace(diagnostic, severity="info", overridden=override)
    return diagnostic
