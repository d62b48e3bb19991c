"""Visits, patients and appointments taken in: new ones, and those of which the file says something else now.

Visits and patients are known by their numbers; of appointments `visits.schedule` says what becomes.

    not here                     added: signed, open, or billed elsewhere, as the file and the person say
    here, the same               left as it is
    here, open, different        a new version
    here, taken in as signed,    left as it is and named with what differs, until somebody chooses the file's word
    different
    here, signed by hand or      not changed, and named
    sent, different
    of a patient who is not here set aside, and named
    of a number whose patient    set aside, and asked (`named`)
    here is called otherwise     (a patient's own row too)
    here under another number    left out, and named (`already_here`)

Twice is the same as once. What is taken in a part is one transaction; `items` say what an import did, to be undone.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from types import MappingProxyType
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import F
from msgspec import Struct, structs

from cleanclaim.exchange.files.schedule import ScheduledRow
from cleanclaim.model.practice import Patient
from cleanclaim.model.visit import History, Visit
from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.claims.refresh import find_sent_visits
from cleanclaim.office.history import changes
from cleanclaim.office.imports.already_here import VisitsHere, numbers_for
from cleanclaim.office.imports.choices import ALL, REPLACE, TAKE, ImportChoices
from cleanclaim.office.imports.differences import list_differences
from cleanclaim.office.imports.models import ImportBatch, ImportItem
from cleanclaim.office.imports.named import NameClash, PatientNamed, clash_key
from cleanclaim.office.imports.twins import Twin
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.patients.same_name import is_renamed
from cleanclaim.office.visits.case import read_values
from cleanclaim.office.visits.models import VisitRecord, VisitState
from cleanclaim.office.visits.schedule import state_of, take_schedule

AT_ONCE = 500
"""Records of a part."""
LONGEST_NUMBER = 80
NO_CHOICES = ImportChoices()


class TakePlan(Struct, kw_only=True):
    """What taking would do, or did. `signed`, `sent`, `strangers` and `unusable` are numbers of visits that stay out;
    `here` says of each that is here already which one it is, `differing` of each that says something else here what.
    `unknown_patients`: who is not here, with how many visits. `called`: the numbers whose patient here is called
    otherwise; `misnamed`: their visits that stay out, or they themselves. `twins`: patients who may be here already;
    `aside`: the rows of a schedule that stay out, each with why.
    """

    added: int = 0
    changed: int = 0
    as_before: int = 0
    services: int = 0
    cents: int = 0
    patients: set[str] = set()
    signed: list[str] = []
    sent: list[str] = []
    differing: dict[str, list[str]] = {}
    replaced: set[str] = set()
    unknown_patients: dict[str, int] = {}
    strangers: list[str] = []
    unusable: list[str] = []
    called: dict[str, NameClash] = {}
    misnamed: list[str] = []
    here: dict[str, str] = {}
    twins: list[Twin] = []
    aside: dict[int, str] = {}

    @property
    def out(self) -> list[str]:
        """The visits that stay out."""
        waiting = [number for number in self.differing if number not in self.replaced]
        taken = [number for number in self.here if number not in self.replaced]
        return [*self.signed, *self.sent, *self.strangers, *self.misnamed, *self.unusable, *taken, *waiting]


class VisitTaker:
    """Takes visits in. Without a batch it only plans. `mine`: what the import took before it was stopped."""

    def __init__(
        self,
        plan: TakePlan,
        state_of: Mapping[str, VisitState],
        otherwise: VisitState,
        mine: frozenset[UUID] = frozenset(),
        *,
        claims: bool = False,
        choices: ImportChoices = NO_CHOICES,
        whose: Mapping[str, PatientNamed] = MappingProxyType({}),
    ) -> None:
        self.plan = plan
        self._whose = whose
        self._named: dict[str, tuple[str, date]] = {}
        self._choices = choices
        self._state_of = state_of
        self._otherwise = otherwise
        self._claims = claims
        self._patients: dict[str, UUID] = dict(PatientRecord.objects.values_list("number", "pk"))
        self._here = VisitsHere(self._patients, mine, claims=claims)
        self._sent: set[UUID] = set()
        self._before: dict[UUID, Visit] = {}
        self._given: set[str] = set()  # numbers of the visits of claims that are new

    def take(
        self, visits: Sequence[Visit], actor: Actor | None = None, batch: ImportBatch | None = None
    ) -> list[VisitRecord]:
        """Take a part in, or plan to; the records that were added or changed."""
        self._load_named(visits)
        usable = [_without_visits(visit) for visit in map(self._with_patient, visits) if self._is_usable(visit)]
        self._here.load(usable)
        stored = _stored(VisitRecord, [number for visit in usable for number in self._numbers_for(visit)])
        if not self._claims:
            self._load_differing([stored[one.visit_id] for one in usable if one.visit_id in stored
                                  and stored[one.visit_id][1] != _digest(one)])  # fmt: skip
        add: list[tuple[VisitRecord, Visit]] = []
        change: list[tuple[VisitRecord, Visit]] = []
        for visit in usable:
            state = self._state_of.get(visit.visit_id, self._otherwise)
            found = None if self._claims else stored.get(visit.visit_id)
            if self._claims and self._here.is_taken(visit):
                self.plan.as_before += 1
            elif found is None:
                if not (new := self._new(visit, stored)):
                    continue
                add.append((VisitRecord(patient_id=self._patients[visit.patient_id or ""], state=state), new))
            else:
                record, digest = found
                if digest == _digest(visit) and (record.state != VisitState.OPEN or state == VisitState.OPEN):
                    self.plan.as_before += 1
                elif record.state != VisitState.OPEN and not self._may_replace(record, visit):
                    continue
                elif record.state != VisitState.OPEN:
                    change.append((record, visit))
                else:
                    record.state = state
                    change.append((record, visit))
            self._count(visit)
        self.plan.added += len(add)
        self.plan.changed += len(change)
        return store_records(add, change, actor, batch, "visit") if actor and batch else []

    def _numbers_for(self, visit: Visit) -> tuple[str, ...]:
        return numbers_for(visit) if self._claims else (visit.visit_id,)

    def _new(self, visit: Visit, stored: Mapping[str, object]) -> Visit | None:
        """A visit whose number is not here, under a number of its own; None where it is here under another one."""
        if here := self._here.find(visit):
            self.plan.here[visit.visit_id] = here
            if self._choices.here.get(visit.visit_id) != TAKE or self._here.is_sent(visit):
                return None
            self.plan.replaced.add(visit.visit_id)
        free = (one for one in self._numbers_for(visit) if one not in stored and one not in self._given)
        number = next(free, None)
        if number is None:
            self.plan.unusable.append(visit.visit_id)
            return None
        new = structs.replace(visit, visit_id=number)
        if self._claims:
            self._given.add(number)
        self._here.add(new)
        return new

    def _load_differing(self, found: Sequence[tuple[VisitRecord, str]]) -> None:
        """Look up what the visits that say something else here say, and whose claims were sent."""
        signed = [record for record, _digest in found if record.state == VisitState.SIGNED]
        self._sent |= find_sent_visits([record.pk for record in signed])
        self._before |= (
            {record.pk: value for record, value in zip(signed, read_values(signed), strict=True)} if signed else {}
        )

    def _may_replace(self, record: VisitRecord, visit: Visit) -> bool:
        """Whether a visit that is signed says what the file says from now on; where not, why it stays is noted."""
        if record.signed_at or record.state == VisitState.BILLED:
            self.plan.signed.append(visit.visit_id)
            return False
        if record.pk in self._sent:
            self.plan.sent.append(visit.visit_id)
            return False
        self.plan.differing[visit.visit_id] = list_differences(self._before[record.pk], visit)
        chosen = REPLACE in (self._choices.replace.get(visit.visit_id), self._choices.replace.get(ALL))
        if chosen:
            self.plan.replaced.add(visit.visit_id)
        return chosen

    def _with_patient(self, visit: Visit) -> Visit:
        """The visit with its patient as the patient is known here, where somebody said so."""
        same = self._choices.same.get(visit.patient_id or "")
        known = visit.patient_id in self._patients or same not in self._patients
        return visit if known else structs.replace(visit, patient_id=same)

    def _count(self, visit: Visit) -> None:
        self.plan.services += len(visit.services)
        self.plan.cents += sum(service.charge or 0 for service in visit.services)
        self.plan.patients.add(visit.patient_id or "")

    def _is_usable(self, visit: Visit) -> bool:
        if visit.service_date is None or not visit.patient_id or len(visit.visit_id) > LONGEST_NUMBER:
            self.plan.unusable.append(visit.visit_id)
        elif visit.patient_id not in self._patients:
            self.plan.strangers.append(visit.visit_id)
            self.plan.unknown_patients[visit.patient_id] = self.plan.unknown_patients.get(visit.patient_id, 0) + 1
        else:
            return self._is_of_patient(visit)
        return False

    def _load_named(self, visits: Sequence[Visit]) -> None:
        """Look up what the patients are called whose names the file says."""
        numbers = {visit.patient_id for visit in map(self._with_patient, visits) if visit.visit_id in self._whose}
        rows = PatientRecord.objects.filter(number__in=numbers - self._named.keys())
        self._named |= {number: (name, born) for number, name, born in rows.values_list("number", "name", "birth_date")}

    def _is_of_patient(self, visit: Visit) -> bool:
        """Whether a visit is of the patient whom its rows name; where not, it is noted who is called otherwise."""
        named, number = self._whose.get(visit.visit_id), visit.patient_id or ""
        if named is None or number not in self._named or named.may_be(*self._named[number]):
            return True
        name, born = self._named[number]
        here = PatientNamed(name, born if named.born else None)
        return _is_same_person(self.plan, self._choices, number, named, here, visit.visit_id)


def _is_same_person(
    plan: TakePlan, choices: ImportChoices, number: str, named: PatientNamed, here: PatientNamed, stays_out: str
) -> bool:
    """Whether somebody said that who is called otherwise in the file is the patient of this number here. It is noted in
    the plan; so is the number of what stays out where nobody did.
    """
    key = clash_key(number, named.text)
    choice = TAKE if TAKE in (choices.called.get(key), choices.called.get(ALL)) else ""
    before = plan.called.get(key, NameClash(number, named.text, here.text, 0, choice))
    plan.called[key] = structs.replace(before, counted=before.counted + 1)
    if not choice:
        plan.misnamed.append(stays_out)
    return bool(choice)


def take_patients(
    values: Sequence[Patient],
    plan: TakePlan,
    choices: ImportChoices = NO_CHOICES,
    actor: Actor | None = None,
    batch: ImportBatch | None = None,
) -> list[PatientRecord]:
    """Take a part of patients in, or plan to; the records that were added or changed."""
    stored = _stored(PatientRecord, [value.patient_id for value in values])
    add: list[tuple[PatientRecord, Patient]] = []
    change: list[tuple[PatientRecord, Patient]] = []
    for value in values:
        found = stored.get(value.patient_id)
        if found and is_renamed(found[0], value):
            here = PatientNamed(found[0].name, found[0].birth_date)
            named = PatientNamed(f"{value.name.last}, {value.name.first}", value.birth_date)
            if not _is_same_person(plan, choices, value.patient_id, named, here, value.patient_id):
                continue
        plan.patients.add(value.patient_id)
        if found is None:
            add.append((PatientRecord(), value))
        elif found[1] == _digest(value):
            plan.as_before += 1
        else:
            change.append((found[0], value))
    plan.added += len(add)
    plan.changed += len(change)
    return store_records(add, change, actor, batch, "patient") if actor and batch else []


def take_appointments(
    rows: Sequence[ScheduledRow], plan: TakePlan, actor: Actor | None = None, batch: ImportBatch | None = None
) -> None:
    """Take rows of a schedule in, or plan to."""
    taken = take_schedule(rows, actor)
    changed = len(taken.changes) - taken.added
    plan.added += taken.added
    plan.changed += changed
    plan.as_before += taken.changed + taken.as_before - changed
    plan.patients |= set(map(str, taken.patients))
    plan.aside |= taken.aside
    if actor is None or batch is None:
        return
    ImportItem.objects.bulk_create(
        ImportItem(
            organization_id=actor.organization, batch=batch, appointment=one.entry,
            before=int(one.was is not None), after=1,
            was=msgspec.json.encode(one.was).decode() if one.was else "",
            became=msgspec.json.encode(state_of(one.entry)).decode(),
        )
        for one in taken.changes
    )  # fmt: skip


def in_parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """The values, a part at a time."""
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))


def store_records(
    add: list[tuple[Any, Any]], change: list[tuple[Any, Any]], actor: Actor, batch: ImportBatch, kind: str
) -> list[Any]:
    """Store new records and new versions of others, of one kind, and note what the import did; the records."""
    records = [record for record, _value in add]
    changes.add_many(records, [value for _record, value in add], actor)
    before = {record.pk: 0 for record in records}
    for record, value in change:
        before[record.pk] = record.version
        state = {"state": record.state} if kind == "visit" else {}
        changes.change(record, value, actor, seen=record.version, why=f"import {batch.name}"[:200])
        if state:
            type(record).objects.filter(pk=record.pk).update(**state)
            record.state = state["state"]
        records.append(record)
    ImportItem.objects.bulk_create(
        ImportItem(
            organization_id=actor.organization, batch=batch, before=before[record.pk], after=record.version,
            **{f"{kind}_id": record.pk},
        )
        for record in records
    )  # fmt: skip
    return records


def _stored(model: Any, numbers: list[str]) -> dict[str, tuple[Any, str]]:
    """The records of these numbers that are here, each with the sha256 of its newest value."""
    rows = {row.pk: row for row in model.objects.filter(number__in=numbers)}
    newest = model._meta.get_field("versions").related_model.objects.filter(
        record__in=list(rows), number=F("record__version")
    )
    digests = dict(newest.values_list("record_id", "sha256"))
    return {row.number: (row, digests[key]) for key, row in rows.items()}


def _digest(value: Any) -> str:
    return sha256(msgspec.json.encode(value)).hexdigest()


def _without_visits(visit: Visit) -> Visit:
    """A visit as it is stored: of its history what was entered with it, and no visits, which are records."""
    spent = visit.history.spent if visit.history else None
    return structs.replace(visit, history=History(spent=spent) if spent is not None else None)
