"""What if: the same visits by what is in use and by what would be, and every visit of which anything changes.

    visits ──▶ days ──▶ result before, result after ──▶ changes, and totals by payer, code, clinician, rule

A day (one patient, date and payer) is judged apart, with what a first pass found of the whole book: the clinician's
day, the patient's day with other payers, earlier notes. Where both have the same law for it, it is judged once.
"""

from collections.abc import Callable, Iterable
from datetime import date

from msgspec import Struct, structs

from cleanclaim.bulk.differences import list_changed_policies
from cleanclaim.bulk.groups import Group
from cleanclaim.bulk.processes import tally_chunks
from cleanclaim.bulk.tally import ASPECTS, Aspect, BasisComparison, Tally, VisitChange
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case, as_case
from cleanclaim.law.chart.first_pass import FirstPass
from cleanclaim.model.visit import Visit
from cleanclaim.pricing.day import group_by_day


class WhatIf(Struct, frozen=True, kw_only=True):
    """What a change would do to a book of visits.

    `changes` and the groups come most affected first. `aspects` counts the visits of which each aspect changes.
    `policies` names the keys that are answered differently, by payer, as far as visits meet them. The dates are those
    of the proposed basis.
    """

    as_of: date | None
    known_on: date | None
    filed_on: date
    aspects: dict[Aspect, int]
    policies: dict[str, list[str]]
    all: Group
    by_payer: list[Group]
    by_code: list[Group]
    by_clinician: list[Group]
    by_rule: list[Group]
    changes: list[VisitChange]


def what_if(
    visits: Case | Iterable[Visit],
    proposed: Basis,
    current: Basis | None = None,
    *,
    processes: int = 1,
    progress: Callable[[int], None] | None = None,
) -> WhatIf:
    """What changes for a case if one basis takes the place of another.

    `current` None: the tables and policies that ship with the program, with the dates of the proposed one. Of visits
    alone dollars are known only where they were given. A large book is spread over
    `processes`; more than one only in a program that begins under `if __name__ == "__main__"`. `progress` is told how
    many visits are done.

    Raises UserError where a payer's file is wrong.

        >>> import cleanclaim
        >>> from datetime import date
        >>> visits = cleanclaim.read_visits("examples/clinic-day/visits.csv")
        >>> of_2025 = cleanclaim.Basis(as_of=date(2025, 11, 3), filed_on=date(2026, 3, 3))
        >>> changed = cleanclaim.what_if(visits, of_2025, cleanclaim.Basis(filed_on=date(2026, 3, 3)))
        >>> changed.aspects["status"]
        0
    """
    case = as_case(visits)
    book = case.unpriced()
    before = current or structs.replace(proposed, library=None, payers=None)
    policies = list_changed_policies(book, before, proposed)
    days = [[book[position] for position in day] for day in group_by_day(book)]
    tally, done = Tally(), 0
    shared = structs.replace(case, visits=(), visit_files=None, coded=())
    comparison = BasisComparison(before, proposed, shared, FirstPass.of(book))
    for size, more in tally_chunks(comparison, days, processes):
        tally.merge(more)
        done += size
        if progress:
            progress(done)
    return WhatIf(
        as_of=proposed.as_of,
        known_on=proposed.known_on,
        filed_on=proposed.filing_day,
        aspects={aspect: tally.aspects[aspect] for aspect in ASPECTS},
        policies=policies,
        all=tally.all,
        by_payer=tally.by_payer.most_affected_first(),
        by_code=tally.by_code.most_affected_first(),
        by_clinician=tally.by_clinician.most_affected_first(),
        by_rule=tally.by_rule.most_affected_first(),
        changes=sorted(tally.changes, key=_effect),
    )


def _effect(change: VisitChange) -> tuple[bool, int, int, int]:
    """The greatest first: another status, then the dollars, then how many findings come and go."""
    findings = len(change.new_findings) + len(change.gone_findings)
    return "status" not in change.aspects, -abs(change.dollars or 0), -abs(change.paid or 0), -findings
