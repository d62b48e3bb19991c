"""The key figures of a book: of all of it, or month by month, payer by payer, clinician by clinician."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

from cleanclaim.money.insight.kpi_definitions import GroupedBy, KpiDefinition, kpi_definitions
from cleanclaim.money.insight.kpi_facts import KpiBill, KpiFacts
from cleanclaim.money.insight.kpi_measures import MEASURES
from cleanclaim.money.insight.kpi_scope import KpiScope, Measured, NotKnown

_NO_PATIENTS = "The folder has no payments of patients: what they paid counts as open."


class KpiValue(Struct, frozen=True, kw_only=True):
    """A key figure of a group: `group` is a month (`2026-03`), a payer or a clinician, empty where it is of everything.
    `measured` is None where it is not known, and `why` says why; else `why` says what it lacks, where that is known.
    """

    definition: KpiDefinition
    group: str
    first: date | None
    last: date
    measured: Measured | None
    why: str = ""


def find_kpis(facts: KpiFacts, by: GroupedBy | None = None, only: Collection[str] = ()) -> list[KpiValue]:
    """Every key figure, or those of the ids in `only`, in the order of their table; of the groups, the first month or
    the payer or clinician with the most claims comes first. By a group in which it makes no sense there is none.
    """
    scopes = list(_scopes(facts, by))
    wanted = [one for one in kpi_definitions().values() if not only or one.id in only]
    return [
        _value(definition, group, scope)
        for definition in wanted
        if by is None or by in definition.by
        for group, scope in scopes
    ]


def _value(definition: KpiDefinition, group: str, scope: KpiScope) -> KpiValue:
    found = MEASURES[definition.measure](definition, scope) if not definition.missing else NotKnown(definition.missing)
    why = _NO_PATIENTS if definition.with_patients and not scope.facts.has_patient_payments else ""
    if isinstance(found, NotKnown):
        why = found.why or f"There is nothing of this yet: {definition.of}."
    return KpiValue(
        definition=definition,
        group=group,
        first=scope.first,
        last=scope.last,
        measured=found if isinstance(found, Measured) else None,
        why=why,
    )


def _scopes(facts: KpiFacts, by: GroupedBy | None) -> Iterator[tuple[str, KpiScope]]:
    if by is None:
        yield "", KpiScope(facts=facts, bills=facts.bills, first=None, last=facts.as_of)
    elif by == "month":
        for first, last in _months(facts):
            yield f"{first:%Y-%m}", KpiScope(facts=facts, bills=facts.bills, first=first, last=last)
    else:
        groups: dict[str, list[KpiBill]] = defaultdict(list)
        for one in facts.bills:
            groups[one.payer if by == "payer" else one.clinician].append(one)
        for name, mine in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
            payer = name if by == "payer" else ""
            yield name, KpiScope(facts=facts, bills=tuple(mine), first=None, last=facts.as_of, payer=payer)


def _months(facts: KpiFacts) -> Iterator[tuple[date, date]]:
    """Each month from the first day of service to the day as of which is counted, which ends the last."""
    days: Sequence[date] = [one.service for one in facts.bills if one.service]
    first = min(days, default=facts.as_of).replace(day=1)
    while first <= facts.as_of:
        following = (first + timedelta(days=32)).replace(day=1)
        yield first, min(following - timedelta(days=1), facts.as_of)
        first = following
