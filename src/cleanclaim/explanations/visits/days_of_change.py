"""The days on which the explanation of a visit may change: when law and tables begin, and when they became known."""

from datetime import date

from msgspec import Struct

from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import payer_file, payer_names
from cleanclaim.law.policies.spans import PolicyValue
from cleanclaim.reference.library import shipped
from cleanclaim.reference.releases import DATED


class DaysOfChange(Struct, frozen=True):
    """The days, oldest first: from which on something else is in force, and on which something was published."""

    in_force: tuple[date, ...]
    published: tuple[date, ...]


def list_days_of_change(payer: str | None, basis: Basis | None = None) -> DaysOfChange:
    """The days on which a payer's answers or a table begin, and were published, no earlier than payer files reach.

    For an unknown payer only those of the tables.
    """
    basis = basis or Basis()
    values: list[PolicyValue] = []
    if payer in payer_names(basis.payers):
        values = [value for spans in payer_file(payer, basis.payers).spans.values() for value in spans]
    library = basis.library or shipped()
    releases = [release for kind in DATED for release in library.known(kind)]
    begin = [*(value.since for value in values), *(release.effective_from for release in releases)]
    known = [*(value.published for value in values), *(release.published for release in releases)]
    return DaysOfChange(_covered_days(begin), _covered_days(known))


def _covered_days(days: list[date]) -> tuple[date, ...]:
    return tuple(sorted({day for day in days if day >= keys().covers_from}))
