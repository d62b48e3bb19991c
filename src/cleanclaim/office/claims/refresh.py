"""Claims made of signed visits, and judged: how they stand is stored. A claim that was sent is left as it is.

Nobody calls this after a change of a visit, a patient, a chart or the practice's file: `judging` follows each by
itself. Whoever judges locks the claims first and reads then, so that what two transactions do to one claim is judged
by the later of them with the work of both.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.utils import timezone
from msgspec import Struct

from cleanclaim.explanations.visits.left_over import YEAR, lacks_year
from cleanclaim.law.policies.policy import law_version
from cleanclaim.law.review.law_in_force import in_force
from cleanclaim.model.claim import HoldReason
from cleanclaim.model.finding import Finding
from cleanclaim.model.visit import Visit
from cleanclaim.office.audit_log.log import Actor, log
from cleanclaim.office.claims.course import Course, Sending, read_courses
from cleanclaim.office.claims.judge import JudgedClaim, judge
from cleanclaim.office.claims.models import (
    CAN_CHANGE,
    NEEDS_WORK,
    ClaimEvent,
    ClaimRecord,
    ClaimState,
    ClaimVersion,
    ClaimVisit,
    EventKind,
)
from cleanclaim.office.claims.standing import DISAGREE, LONGEST, can_fix, find_deadline, find_rank, find_standing
from cleanclaim.office.claims.work import ClaimWork
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.visits.case import read_values
from cleanclaim.office.visits.models import VisitRecord, VisitState

AT_ONCE = 400
REFRESHED = (*CAN_CHANGE, ClaimState.PATIENT, ClaimState.EMPTY)
GroupKey = tuple[UUID, date, str, str]
"""Patient, day, payer and clinician of a claim."""


class StoredFinding(Struct, frozen=True):
    """A finding, and the number of the visit that it is on."""

    visit: str
    finding: Finding


class StoredReview(Struct, frozen=True, kw_only=True):
    """What a review found on a claim, how much was asked, and what could not be."""

    findings: tuple[StoredFinding, ...]
    checked: dict[str, int]
    not_asked: dict[str, int]
    reasons: tuple[HoldReason, ...]


def find_sent_visits(visits: Iterable[UUID]) -> set[UUID]:
    """Those of these visits whose claims went out."""
    links = ClaimVisit.objects.filter(visit__in=list(visits)).exclude(claim__state__in=REFRESHED)
    return set(links.values_list("visit", flat=True))


def place_visits(visits: Iterable[VisitRecord], actor: Actor) -> list[ClaimRecord]:
    """Make the claims of these visits' days, or put the visits on those that are there; the claims, not judged yet."""
    days = sorted({(visit.patient_id, visit.service_date) for visit in visits}, key=lambda one: (one[1], one[0]))
    keys = {patient for patient, _day in days}
    patients = PatientRecord.everything.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    list(patients.values_list("pk"))  # so that two visits of a day, signed at once, come to one claim
    touched: dict[UUID, ClaimRecord] = {}
    for start in range(0, len(days), AT_ONCE):
        touched |= {record.pk: record for record in _group(days[start : start + AT_ONCE], actor)}
    return list(touched.values())


def rejudge(records: Iterable[ClaimRecord]) -> list[ClaimRecord]:
    """Judge claims anew and store how they stand, those that were not sent; the records are as they are stored then."""
    return restate([record for record in lock_claims(list(records)) if record.state in REFRESHED])


def restate(records: Sequence[ClaimRecord]) -> list[ClaimRecord]:
    """Have locked claims stand by the answers to them and, where these leave them here, by what the library says.

    The records as they are stored then.
    """
    courses = read_courses(records)
    changing = [record for record in records if record.pk in courses and record.change]
    works = {record.pk: work for record, work in zip(changing, read_values(changing), strict=True)}
    gone: dict[UUID, ClaimState] = {}
    for record in records:
        if course := courses.get(record.pk):
            state = course.state(works.get(record.pk, ClaimWork()))
            _follow_answers(record, course, state)
            gone |= {record.pk: state} if state else {}
    here = [record for record in records if record.pk not in gone]
    away = [record for record in records if record.pk in gone]
    if not here:
        return away
    judged = judge(here)
    reasons = {key: course.newest.weighed.why for key, course in courses.items()}
    stored = [one for one in judged if _store_standing(one, reasons.get(one.record.pk, ""))]
    _store_by_what(stored)
    return [*away, *(one.record for one in stored)]


def _follow_answers(record: ClaimRecord, course: Course, state: ClaimState | None) -> None:
    """Store what follows from the answers to a claim. `state` is None where it came back, and is to be judged."""
    base = course.base
    columns: dict[str, object] = {
        "rejections": course.rejections,
        "payer_claim_number": base.weighed.number[:80] if base else "",
    }
    if state is None:
        columns["state"] = record.state if record.state in REFRESHED else ClaimState.REJECTED
    elif base:
        disagree = state == ClaimState.DISAGREE
        columns |= {
            "state": state,
            "needs_work": state in NEEDS_WORK,
            "cause": DISAGREE if disagree else "",
            "cause_title": state.label if disagree else "",
            "worst": base.weighed.why[:LONGEST] if disagree else "",
        }
        if record.state in REFRESHED:
            columns["cents"] = _sent_cents(record, base)
    changed = {name: value for name, value in columns.items() if getattr(record, name) != value}
    if changed:
        ClaimRecord.objects.filter(pk=record.pk).update(**changed, changed_at=timezone.now())
        for name, value in changed.items():
            setattr(record, name, value)


def _sent_cents(record: ClaimRecord, base: Sending) -> int:
    """What a claim came to as it went out."""
    return sum(one.read().charge for one in record.as_sent.filter(batch=base.batch))


def lock_claims(records: Sequence[ClaimRecord]) -> Sequence[ClaimRecord]:
    """Have nobody else change or send claims until the transaction ends; the records as they are stored now."""
    rows = ClaimRecord.objects.select_for_update(of=("self",)).select_related("patient").order_by("pk")
    keys = sorted(record.pk for record in records)
    now: dict[UUID, ClaimRecord] = {}
    for start in range(0, len(keys), AT_ONCE):
        now |= {row.pk: row for row in rows.filter(pk__in=keys[start : start + AT_ONCE])}
    for record in records:
        for field in ClaimRecord._meta.concrete_fields:
            setattr(record, field.attname, getattr(now[record.pk], field.attname))
        record.patient = now[record.pk].patient
    return records


def _group(days: Sequence[tuple[UUID, date]], actor: Actor) -> list[ClaimRecord]:
    """The claims of these patients' days, their visits put on them; those already sent keep theirs."""
    wanted = set(days)
    signed = [
        visit
        for visit in VisitRecord.objects.filter(
            patient__in={patient for patient, _day in days}, service_date__in={day for _patient, day in days},
            state=VisitState.SIGNED,
        ).order_by("service_date", "number")
        if (visit.patient_id, visit.service_date) in wanted
    ]  # fmt: skip
    links = {
        link.visit_id: link
        for link in ClaimVisit.objects.select_for_update(of=("claim",))  # no visit leaves a claim that is sent now
        .filter(visit__in=[visit.pk for visit in signed])
        .select_related("claim")
        .order_by("claim")
    }
    groups: dict[GroupKey, list[VisitRecord]] = defaultdict(list)
    for visit in signed:
        link = links.get(visit.pk)
        if link is not None and (link.claim.state not in REFRESHED or link.claim.change):
            _note_change(link.claim, visit, actor)
            continue
        groups[visit.patient_id, visit.service_date, visit.payer, visit.provider_npi].append(visit)
    numbers = {visits[0].number for visits in groups.values()}
    taken = set(ClaimRecord.objects.filter(number__in=numbers).values_list("number", flat=True))
    touched: dict[UUID, ClaimRecord] = {}
    placed: list[tuple[VisitRecord, ClaimRecord]] = []
    new: list[ClaimRecord] = []
    for (patient, day, payer, clinician), visits in groups.items():
        claims = [links[one.pk].claim for one in visits if one.pk in links]
        record = next((claim for claim in claims if claim.patient_id == patient and claim.pk not in touched), None)
        if record is None:
            record = ClaimRecord(
                organization_id=actor.organization, number=_free_number(visits[0].number, taken), patient_id=patient,
                day=day, payer=payer, clinician=clinician, version=1,
            )  # fmt: skip
            new.append(record)
        touched[record.pk] = record
        placed += [(visit, record) for visit in visits]
    _add(new, actor)
    for left in _link(placed, links, actor):
        touched.setdefault(left.pk, left)
    return list(touched.values())


def _free_number(number: str, taken: set[str]) -> str:
    """The number of a new claim: its first visit's, or `921-2` where a claim of another visit has that.

    Visits that were taken out leave their claims, and what was decided about these is of nothing that comes later.
    """
    free, at = number, 1
    while free in taken or (at > 1 and ClaimRecord.objects.filter(number=free).exists()):
        at += 1
        free = f"{number[:72]}-{at}"
    taken.add(free)
    return free


def _add(new: Sequence[ClaimRecord], actor: Actor) -> None:
    if not new:
        return
    ClaimRecord.objects.bulk_create(new)
    ClaimVersion.objects.bulk_create(
        [ClaimVersion.of(record, ClaimWork(), number=1, user_id=actor.user) for record in new]
    )
    log(actor, "claim.made", new[0].pk if len(new) == 1 else None, claims=len(new))


def _link(
    placed: Sequence[tuple[VisitRecord, ClaimRecord]], links: Mapping[UUID, ClaimVisit], actor: Actor
) -> list[ClaimRecord]:
    """Put each visit on its claim; the claims that lost one."""
    fresh, left = [], []
    for visit, record in placed:
        link = links.get(visit.pk)
        if link is None:
            fresh.append(ClaimVisit(organization_id=actor.organization, claim=record, visit=visit))
        elif link.claim_id != record.pk:
            left.append(link.claim)
            ClaimVisit.objects.filter(pk=link.pk).update(claim=record)
    ClaimVisit.objects.bulk_create(fresh)
    return left


def _note_change(claim: ClaimRecord, visit: VisitRecord, actor: Actor) -> None:
    """Say once a version that a visit was changed after its claim was sent; the claim stays as it went out."""
    words = f"visit {visit.number}, version {visit.version}"
    sent = claim.as_sent.filter(batch__test=False).order_by("-id").first()
    if sent is None or visit.changed_at <= sent.batch.at:
        return
    about = {"claim": claim, "kind": EventKind.VISIT_CHANGED, "words": words}
    if not ClaimEvent.objects.filter(**about).exists():
        ClaimEvent.objects.create(organization_id=actor.organization, user_id=actor.user, **about)


def _store_standing(judged: JudgedClaim, rejected_because: str) -> bool:
    """Store how a claim stands; False where it was sent meanwhile."""
    record = judged.record
    standing = find_standing(judged, rejected_because)
    deadline, cents = find_deadline(judged), judged.cents
    needs_work = standing.needs_work(deadline)
    first = judged.visits[0].visit if judged.visits else None
    columns: dict[str, Any] = {
        "cents": cents,
        "expected": judged.expected,
        "state": standing.state,
        "needs_work": needs_work,
        "cause": standing.cause,
        "cause_title": standing.title,
        "worst": standing.worst,
        "can_fix": needs_work and can_fix(judged, standing.cause),
        "deadline": deadline,
        "rank": find_rank(cents, deadline, record.day),
        "not_checked": ",".join(sorted([*judged.not_asked, *([YEAR] if _lacks_year(judged) else [])])),
        "sorted_name": record.patient.sorted_name,
    }
    if first is not None:
        columns |= {
            "payer": first.billed_payer or "",
            "clinician": first.provider_npi or "",
            "day": first.service_date,
        }
    changed = {name: value for name, value in columns.items() if getattr(record, name) != value}
    here = ClaimRecord.objects.filter(pk=record.pk, state__in=REFRESHED)
    if changed and not here.update(**changed, changed_at=timezone.now()):
        record.refresh_from_db()
        return False
    for name, value in changed.items():
        setattr(record, name, value)
    return True


def _lacks_year(judged: JudgedClaim) -> bool:
    return any(lacks_year(finding) for _visit, finding in judged.findings)


def encode_review(judged: JudgedClaim) -> bytes:
    """What was found on a claim, as it is stored."""
    checked: dict[str, int] = defaultdict(int)
    for one in judged.visits:
        for outcome, number in one.review.checked.items():
            checked[outcome] += number
    return msgspec.json.encode(
        StoredReview(
            findings=tuple(StoredFinding(one.visit.visit_id, finding) for one, finding in judged.findings),
            checked=dict(checked),
            not_asked=dict(judged.not_asked),
            reasons=tuple(judged.reasons),
        )
    )


def _store_by_what(judged: Sequence[JudgedClaim]) -> None:
    """Store when claims were judged, by which rules and tables."""
    alike: dict[str, list[ClaimRecord]] = defaultdict(list)
    for one in judged:
        alike[_tables(one)].append(one.record)
    law, now = law_version(), timezone.now()
    for tables, records in alike.items():
        here = ClaimRecord.objects.filter(pk__in=[record.pk for record in records], state__in=REFRESHED)
        here.update(judged_at=now, law=law, tables=tables)
        for record in records:
            record.judged_at, record.law, record.tables = now, law, tables


def _tables(judged: JudgedClaim) -> str:
    """The published tables that answered for the claim's day."""
    if not judged.visits:
        return ""
    law = in_force(Visit(visit_id="", service_date=judged.visits[0].visit.service_date), judged.basis)
    return ", ".join(sorted(use.name for use in law.tables.releases()))
