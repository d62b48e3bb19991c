"""How the units of a patient's day fall to its visits, and what that changed of a visit since it was signed.

The timed minutes of a day count together, so that a visit at 2:00 can have one at 9:00 earn a unit more:

    9:00 as signed   97110 × 1 · 97140 × 0 · 97035 × 1
    9:00 now         97110 × 1 · 97140 × 1 · 97035 × 1

What was signed are minutes and words. The units of then are counted anew, from all that stood when it was signed.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery
from msgspec import UNSET, Struct, structs

from cleanclaim.law.coding.proof import DAY_STEP, describe_day
from cleanclaim.law.review.coded import CodedVisit, code
from cleanclaim.law.wording import units as units_in_words
from cleanclaim.model.visit import Visit
from cleanclaim.office.history.changes import REMOVED
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.visits.day_list import time_of
from cleanclaim.office.visits.models import VisitRecord, VisitVersion


class UnitsChange(Struct, frozen=True):
    """A code with other units now than before: as when the visit was signed, or as it came."""

    code: str
    then: int
    now: int

    @property
    def text(self) -> str:
        """`97140 earns a unit`."""
        if not self.now:
            return f"{self.code} earns no unit any more"
        earned = "a unit" if self.now == 1 else units_in_words(self.now)
        return f"{self.code} earns {earned}{f', not {self.then}' if self.then else ''}"


class DayPart(Struct, frozen=True, kw_only=True):
    """A visit of the day with the units that fall to it. `at` is None where nothing says when it was.

    `as_signed` is the visit as it was coded when it was signed; None where it is not, or was signed elsewhere.
    """

    record: VisitRecord
    at: time | None
    coded: CodedVisit
    as_signed: CodedVisit | None

    @property
    def since_signed(self) -> tuple[UnitsChange, ...]:
        """What of its units is otherwise since it was signed."""
        return _compare(self.as_signed, self.coded) if self.as_signed else ()

    @property
    def changed(self) -> str:
        """The same in words; empty where nothing is."""
        return "; ".join(one.text for one in self.since_signed)

    @property
    def lines(self) -> str:
        """`97110 × 1, 97140 × 0`."""
        return _write_lines(self.coded)

    @property
    def signed_lines(self) -> str:
        """The lines of when it was signed."""
        return _write_lines(self.as_signed) if self.as_signed else ""


class DayUnits(Struct, frozen=True):
    """The visits that are counted together: the one of the page, and the others of the day, the earlier first."""

    here: DayPart
    others: tuple[DayPart, ...]

    @property
    def units(self) -> int | None:
        """The units of the day; None where those of a visit are not known."""
        return _sum([one.coded.units for one in (self.here, *self.others)])

    @property
    def timed_minutes(self) -> int | None:
        """The timed minutes of the day; None where those of a visit are not known."""
        return _sum([one.coded.timed_minutes for one in (self.here, *self.others)])

    @property
    def changed_others(self) -> list[DayPart]:
        """The other visits whose units are otherwise since they were signed."""
        return [one for one in self.others if one.since_signed]


def count_day(record: VisitRecord, visit: Visit, others: Iterable[VisitVersion]) -> tuple[CodedVisit, DayUnits | None]:
    """A visit coded with the others of its day, and how the day's units fall to those that count with it; None where
    none does, or did when it was signed. The proof says when the others are.
    """
    records, values = {visit.visit_id: record}, [visit]
    for one in others:
        values.append(one.read())
        records[values[-1].visit_id] = one.record
    coded = {one.visit_id: one for one in code(values, build_basis()).visits}
    mine = coded[visit.visit_id]
    counted_with = () if mine.counted_with is UNSET else mine.counted_with
    parts = {
        value.visit_id: DayPart(
            record=records[value.visit_id],
            at=time_of(records[value.visit_id]) or _first_start(value),
            coded=coded[value.visit_id],
            as_signed=_code_as_signed(records[value.visit_id], value.visit_id),
        )
        for value in values
        if value.visit_id in (visit.visit_id, *counted_with)
    }
    here = parts.pop(visit.visit_id)
    if not parts:
        return mine, DayUnits(here, ()) if here.since_signed else None
    in_order = sorted(parts.values(), key=lambda one: (one.at is None, one.at or time.min, one.record.number))
    text = describe_day([f"{_name(one)} ({one.lines})" for one in in_order])
    steps = [structs.replace(step, text=text) if step.step == DAY_STEP else step for step in mine.proof]
    mine = structs.replace(mine, proof=steps)
    return mine, DayUnits(structs.replace(here, coded=mine), tuple(in_order))


def _write_lines(coded: CodedVisit) -> str:
    return ", ".join(f"{one.code} × {'?' if one.units is None else one.units}" for one in coded.lines)


def _name(one: DayPart) -> str:
    return f"the visit at {one.at:%-I:%M %p}" if one.at else f"visit {one.record.number}"


def _first_start(visit: Visit) -> time | None:
    starts = [service.start for service in visit.services if service.start is not None]
    return time(*divmod(min(starts), 60)) if starts else None


def _code_as_signed(record: VisitRecord, visit_id: str) -> CodedVisit | None:
    """A signed visit coded by what stood of its day when it was signed; None where that was not here."""
    if record.signed_at is None:
        return None
    newest_then = VisitVersion.objects.filter(record=OuterRef("record"), at__lte=record.signed_at).order_by("-number")
    of_day = VisitVersion.objects.filter(
        record__patient=record.patient_id,
        record__service_date=record.service_date,
        number=Subquery(newest_then.values("number")[:1]),
    ).exclude(why=REMOVED)
    was_removed = VisitVersion.objects.filter(
        record=OuterRef("record"), number=OuterRef("record__version"), why=REMOVED
    )
    stood = of_day.filter(
        Q(record__withdrawn=False) | Exists(was_removed)
    )  # not what an import brought that was undone
    then = {one.visit_id: one for one in code([version.read() for version in stood], build_basis()).visits}
    return then.get(visit_id)


class LaterChange(Struct, frozen=True):
    """What a version of a visit changed of the units of another one, `record`, that was signed before."""

    at: datetime
    who: str
    record: VisitRecord
    by: VisitRecord
    changes: tuple[UnitsChange, ...]

    @property
    def text(self) -> str:
        """The same in words: `97140 earns a unit`."""
        return "; ".join(one.text for one in self.changes)


def list_later_changes(record: VisitRecord) -> list[LaterChange]:
    """What changed of the units of a visit's day since its visits were signed, in the order in which it happened.

    The versions of the day are taken one after the other, and what stood then is counted anew.
    """
    was_removed = VisitVersion.objects.filter(
        record=OuterRef("record"), number=OuterRef("record__version"), why=REMOVED
    )
    of_day = VisitVersion.objects.filter(record__patient=record.patient_id, record__service_date=record.service_date)
    stood = of_day.filter(Q(record__withdrawn=False) | Exists(was_removed))
    versions = list(stood.select_related("record", "user").order_by("at", "number"))
    records = {one.record_id: one.record for one in versions}
    if len(records) == 1 or all(one.signed_at is None for one in records.values()):
        return []
    standing: dict[UUID, Visit] = {}
    before: Mapping[str, CodedVisit] = {}
    found = []
    for version in versions:
        standing[version.record_id] = version.read()
        if version.why == REMOVED:
            del standing[version.record_id]
        now = {one.visit_id: one for one in code(list(standing.values()), build_basis()).visits}
        for pk, visit in standing.items():
            signed_at = records[pk].signed_at
            if pk == version.record_id or signed_at is None or version.at <= signed_at or visit.visit_id not in before:
                continue
            if changes := _compare(before[visit.visit_id], now[visit.visit_id]):
                who = str(version.user or "The program")
                found.append(LaterChange(version.at, who, records[pk], records[version.record_id], changes))
        before = now
    return found


def compare_with_minutes(visit: Visit, coded: CodedVisit, others: Iterable[VisitVersion]) -> tuple[UnitsChange, ...]:
    """What of the units with which a visit came is otherwise than the minutes of its day earn."""
    if all(service.units is None for service in visit.services):
        return ()
    services = tuple(structs.replace(service, units=None) for service in visit.services)
    day = [structs.replace(visit, services=services), *(one.read() for one in others)]
    return _compare(coded, code(day, build_basis()).visits[0])


def _compare(before: CodedVisit, after: CodedVisit) -> tuple[UnitsChange, ...]:
    then, now = _units_by_code(before), _units_by_code(after)
    return tuple(UnitsChange(one, then[one], units) for one, units in now.items() if then.get(one, units) != units)


def _units_by_code(coded: CodedVisit) -> Mapping[str, int]:
    """The units of each code whose units are known."""
    unknown = {line.code for line in coded.lines if line.units is None}
    found: dict[str, int] = {}
    for line in coded.lines:
        if line.code not in unknown:
            found[line.code] = found.get(line.code, 0) + (line.units or 0)
    return found


def _sum(numbers: Sequence[int | None]) -> int | None:
    known = [one for one in numbers if one is not None]
    return sum(known) if len(known) == len(numbers) else None
