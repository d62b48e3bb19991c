"""What if: dropped visits reviewed without a release that is on file, and with it."""

from datetime import date

from msgspec import Struct, structs

from cleanclaim.bulk.groups import Amount, Group
from cleanclaim.bulk.tally import VisitChange
from cleanclaim.bulk.what_if import WhatIf, what_if
from cleanclaim.explanations.marks import STATUS_MARKS
from cleanclaim.law.case import Case
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import difference_for_people, dollars_for_people
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.reference.library import Library

MOST_ROWS = 15
"""Groups and visits on the page; `cleanclaim reference simulate` exports every visit."""


class GroupRow(Struct, frozen=True):
    """A group before and after: visits, those that change, clean claims, and the amount that moves."""

    name: str
    visits: int
    changed: int
    clean: tuple[int, int]
    before: str
    after: str
    difference: str


class ChangedVisitRow(Struct, frozen=True):
    """A visit of which something changes: its standing and allowed amount before and after."""

    visit_id: str
    payer: str
    status: tuple[str, str]
    units: tuple[int | None, int | None]
    dollars: str
    found: list[str]
    gone: list[str]


class Simulation(Struct, frozen=True, kw_only=True):
    """A release tried on visits of days from `first` to `last`, and answering for `answered` of them.

    It does so from `begins` on, and is meant to until `ends`, None where it has no last day.
    """

    release: str
    name: str
    found: WhatIf
    moving: Amount
    first: date | None
    last: date | None
    begins: date
    ends: date | None
    answered: int


class SimulationView(Struct, frozen=True, kw_only=True):
    """What the page shows of it."""

    simulated: Simulation
    total: GroupRow
    aspects: list[tuple[str, int]]
    groups: list[tuple[str, list[GroupRow]]]
    visits: list[ChangedVisitRow]
    unpriced: int


def simulate(case: Case, release: str, library: Library, zip_code: str | None, as_of: date | None) -> Simulation:
    """The visits without the release and with it. Raises UserError where no such release is on file."""
    tried = [one for one in library.releases if one.name == release]
    if not tried:
        raise UserError(release or "A release", "it is not on file", "Choose one of the list, or import its file.")
    proposed = build_basis(as_of=as_of, filed_on=case.filed_on)
    found = what_if(
        structs.replace(case, zip_code=zip_code),
        proposed,
        structs.replace(proposed, library=Library([one for one in library.releases if one not in tried])),
    )
    moving: Amount = (
        "allowed" if found.all.difference("allowed") or not found.all.difference("payer_pays") else "payer_pays"
    )
    days = [day for visit in case.visits if (day := as_of or visit.service_date)]
    kind = tried[0].kind
    answering = {day for day in set(days) if any(one in tried for one in library.in_use(kind, day))}
    return Simulation(
        release=release,
        name=case.name,
        found=found,
        moving=moving,
        first=min(days, default=None),
        last=max(days, default=None),
        begins=min(one.answers_from for one in tried),
        ends=tried[0].effective_to,
        answered=sum(day in answering for day in days),
    )


def build_simulation_view(simulated: Simulation) -> SimulationView:
    """The totals, the groups that are touched, the visits most affected."""
    found, moving = simulated.found, simulated.moving
    kinds = (("By payer", found.by_payer), ("By code", found.by_code), ("By clinician", found.by_clinician))
    touched = [(title, [one for one in groups if one.changed]) for title, groups in kinds]
    return SimulationView(
        simulated=simulated,
        total=_row(found.all, moving),
        aspects=[(aspect, number) for aspect, number in found.aspects.items() if number],
        groups=[(title, [_row(one, moving) for one in groups[:MOST_ROWS]]) for title, groups in touched if groups],
        visits=[_visit_row(change) for change in found.changes[:MOST_ROWS]],
        unpriced=found.all.unknown[moving],
    )


def _row(group: Group, moving: Amount) -> GroupRow:
    known = group.unknown[moving] < group.visits
    before, after = getattr(group.before, moving), getattr(group.after, moving)
    return GroupRow(
        name=group.name or "not known",
        visits=group.visits,
        changed=group.changed,
        clean=(group.before.clean, group.after.clean),
        before=dollars_for_people(before) if known else "?",
        after=dollars_for_people(after) if known else "?",
        difference=difference_for_people(after - before) if known else "?",
    )


def _visit_row(change: VisitChange) -> ChangedVisitRow:
    return ChangedVisitRow(
        visit_id=change.visit.visit_id,
        payer=change.visit.payer or "?",
        status=(STATUS_MARKS[change.before.status].word, STATUS_MARKS[change.after.status].word),
        units=(change.before.units, change.after.units),
        dollars="?" if change.dollars is None else difference_for_people(change.dollars),
        found=sorted({finding.rule for finding in change.new_findings}),
        gone=sorted({finding.rule for finding in change.gone_findings}),
    )
