"""What the library says of stored claims: findings, lines, the claims as they would be sent, what is expected of them.

The same answer for one claim as for a thousand together. Which papers are at hand is asked claim by claim, so that no
patient's chart has another patient judged by the rules on charts. The other visits of the clinician's and of the
patient's day are there whichever claims are judged, each as its own claim bills it; all stand by day and number, since
of two equal lines the first is paid in full.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct, structs

from cleanclaim.claims.assemble import assemble
from cleanclaim.claims.claim import number_lines, patient_pays
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.chart.first_pass import FirstPass
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.practice_payers import with_insurers
from cleanclaim.law.review.review import ClaimReview, papers_at_hand, reviewed
from cleanclaim.law.review.rule_set import rules_left_out
from cleanclaim.model.claim import Claim, HoldReason
from cleanclaim.model.finding import Finding
from cleanclaim.model.practice import Practice, with_fees
from cleanclaim.model.visit import Visit
from cleanclaim.office.claims.changed_claim import ChangedClaim
from cleanclaim.office.claims.course import Course, Sending, read_courses
from cleanclaim.office.claims.models import AWAY, ClaimAsSent, ClaimRecord, ClaimVisit
from cleanclaim.office.claims.taken_off import find_taken_off, quiet_taken_off
from cleanclaim.office.claims.work import ClaimWork, codes_of
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.visits.case import build_case, find_same_days, read_values
from cleanclaim.office.visits.models import VisitRecord, VisitState
from cleanclaim.pricing.allowed import prepare_case
from cleanclaim.pricing.price import price
from cleanclaim.pricing.priced import PricedVisit

AT_ONCE = 500
NO_PRACTICE = HoldReason(
    "Who bills is not known: the practice's file is not entered.", "Enter it under Practice.", "practice"
)


class JudgedVisit(Struct, frozen=True, kw_only=True):
    """A visit of a claim as it is billed, what was found on it, and what is expected for it."""

    record: VisitRecord
    recorded: Visit
    """As it was recorded."""
    visit: Visit
    review: ClaimReview
    priced: PricedVisit
    place: int
    """Its place in the case."""


class JudgedClaim(Struct, frozen=True, kw_only=True):
    """A claim with all that the library says of it.

    `claims` are the library's: one, or more where it is more than one may hold; none while something holds it.
    `reasons` are why none could be written though the review found nothing. `not_asked`: rules by the paper they lack.
    `changed`: what is to be done about the claim that the payer has.
    """

    record: ClaimRecord
    work: ClaimWork
    visits: list[JudgedVisit]
    claims: list[Claim]
    reasons: list[HoldReason]
    patient_pays: bool
    not_asked: Mapping[str, int]
    policy: Policy | None
    case: Case
    basis: Basis
    changed: ChangedClaim | None = None

    @property
    def is_void(self) -> bool:
        """Whether the claim is to be taken back at the payer, as it was sent."""
        return self.changed is not None and self.changed.change.kind == "void"

    @property
    def findings(self) -> list[tuple[JudgedVisit, Finding]]:
        """The findings of all its visits, each with its visit."""
        return [(one, finding) for one in self.visits for finding in one.review.findings]

    @property
    def cents(self) -> int:
        """The charge, as far as it is known."""
        practice = self.case.practice
        fees = practice.fees if practice else {}
        return sum(
            line.charge or 0
            for one in self.visits
            for line in with_fees(number_lines(one.review.lines), fees)
            if line.units
        )

    @property
    def expected(self) -> int | None:
        """The cents that come in, from payer and patient: what is allowed, less what is taken off where an assistant
        gave it; None where a line's is not known.
        """
        return None if self.allowed is None else self.allowed - self.reduction

    @property
    def allowed(self) -> int | None:
        """The cents that are allowed by the fee schedule; None where a line's is not known."""
        allowed = [one.priced.allowed for one in self.visits]
        return sum(one or 0 for one in allowed) if allowed and None not in allowed else None

    @property
    def reduction(self) -> int:
        """The cents that the payer takes off what is allowed, where an assistant gave it (CQ, CO)."""
        return sum(one.priced.assistant_reduction or 0 for one in self.visits)


def judge(records: Sequence[ClaimRecord], works: Mapping[UUID, ClaimWork] | None = None) -> list[JudgedClaim]:
    """What the library says of claims, in their order. `works`: what is decided where that is not stored yet."""
    links = _visits_of(records)
    mine = [visit for record in records for visit in links[record.pk]]
    same_days = [row for row in find_same_days(mine) if row.state != VisitState.OPEN]
    of_same_days = _claims_of(same_days)
    links |= {record.pk: visits for record, visits in of_same_days}
    known = [*records, *(record for record, _visits in of_same_days)]
    found = dict(zip([one.pk for one in known], read_values(known), strict=True)) | dict(works or {})
    courses = read_courses(one for one in known if one.state in AWAY or found[one.pk].change)
    changed = _find_changed(found, courses)
    away = _find_away(known, courses, changed)
    then_decided = found | _works_as_sent(known, away)
    everything = sorted([*mine, *same_days], key=lambda row: (row.service_date, row.number))
    now = read_values(everything) if everything else []
    then_recorded = _visits_as_sent(away, links)
    raw = [then_recorded.get(row.pk, value) for row, value in zip(everything, now, strict=True)]
    billing = {visit.pk: then_decided[record.pk] for record in known for visit in links[record.pk]}
    values = [
        billing[row.pk].bill(value, row.version) if row.pk in billing else value
        for row, value in zip(everything, raw, strict=True)
    ]
    case = build_case(everything, values)
    overrides = [override for record in records for override in then_decided[record.pk].overrides]
    case = structs.replace(case, overrides=(*case.overrides, *overrides))
    place_of = {row.pk: place for place, row in enumerate(everything)}
    places = {record.pk: [place_of[visit.pk] for visit in links[record.pk]] for record in records}
    recorded = dict(enumerate(zip(everything, raw, strict=True)))
    return _judged(records, found, recorded, places, case, build_basis(), changed)


def judge_with(judged: JudgedClaim, work: ClaimWork) -> JudgedClaim:
    """What the library would say of a claim if it were billed so; nothing of it is read anew."""
    key, practice, files = judged.record.pk, judged.case.practice, judged.case.visit_files
    assert files is not None
    visits = list(files.visits)
    for one in judged.visits:
        visits[one.place] = work.bill(one.recorded, one.record.version)
    if practice is not None:
        visits = list(with_insurers(visits, practice))
    files = structs.replace(files, visits=tuple(visits))
    case = structs.replace(judged.case, visits=files.visits, visit_files=files, prepared_by=None, coded=())
    recorded = {one.place: (one.record, one.recorded) for one in judged.visits}
    changed = {key: judged.changed} if judged.changed else {}
    prepared = prepare_case(case, judged.basis)
    (then,) = _judged([judged.record], {key: work}, recorded, {key: list(recorded)}, prepared, judged.basis, changed)
    return then


def _judged(
    records: Sequence[ClaimRecord],
    works: Mapping[UUID, ClaimWork],
    recorded: Mapping[int, tuple[VisitRecord, Visit]],
    places: Mapping[UUID, Sequence[int]],
    case: Case,
    basis: Basis,
    changed: Mapping[UUID, ChangedClaim],
) -> list[JudgedClaim]:
    """What the library says of claims whose visits, with their rows as `recorded`, have these `places` in a case."""
    papers = {
        record.pk: papers_at_hand(FirstPass.of([case.visits[place] for place in places[record.pk]]), case)
        for record in records
    }
    reviews = _review(case, basis, places, papers)
    days = {_patient_day(case.visits[place]) for of_claim in places.values() for place in of_claim}
    of_days = [place for place, visit in enumerate(case.visits) if _patient_day(visit) in days]
    priced = dict(zip(of_days, price(case.only(of_days), basis).visits, strict=True)) if of_days else {}
    judged = []
    for record in records:
        visits = [
            JudgedVisit(
                record=recorded[place][0],
                recorded=recorded[place][1],
                visit=case.visits[place],
                review=_quieted(reviews[place], case.visits[place], recorded[place][1], works[record.pk]),
                priced=priced[place],
                place=place,
            )
            for place in places[record.pk]
        ]
        pays = bool(visits) and all(patient_pays(one.visit, basis) for one in visits)
        change = changed.get(record.pk)
        claims, reasons = ([], []) if pays else _assembled(visits, case.practice, basis, change)
        judged.append(
            JudgedClaim(
                record=record,
                work=works[record.pk],
                visits=visits,
                claims=claims,
                reasons=reasons,
                patient_pays=pays,
                not_asked=rules_left_out(papers[record.pk]),
                policy=basis.policy_of(visits[0].visit) if visits else None,
                case=case,
                basis=basis,
                changed=change,
            )
        )
    return judged


def _quieted(review: ClaimReview, visit: Visit, recorded: Visit, work: ClaimWork) -> ClaimReview:
    """The review of a visit, without what a recorded decision answers."""
    billed = work.billed.get(visit.visit_id)
    return quiet_taken_off(review, find_taken_off(recorded, billed, codes_of(visit.services)), visit.visit_id)


def _patient_day(visit: Visit) -> tuple[str | None, date | None]:
    """What lines are priced within: of all that a patient is given on a day, one is paid in full."""
    return visit.patient_id, visit.service_date


def _review(
    case: Case, basis: Basis, places: Mapping[UUID, Sequence[int]], papers: Mapping[UUID, frozenset[str]]
) -> dict[int, ClaimReview]:
    """The reviews by place, those of claims with the same papers together."""
    first_pass = FirstPass.of(case.visits)
    alike: dict[frozenset[str], list[int]] = defaultdict(list)
    for key, of_claim in places.items():
        alike[papers[key]].extend(of_claim)
    found: dict[int, ClaimReview] = {}
    for at_hand, of_papers in alike.items():
        of_visits: Any = at_hand & {"chart", "note"}
        of_these = structs.replace(first_pass, papers=of_visits)
        found.update(zip(of_papers, reviewed(case, basis, of_papers, of_these), strict=True))
    return found


def _assembled(
    visits: Sequence[JudgedVisit], practice: Practice | None, basis: Basis, changed: ChangedClaim | None
) -> tuple[list[Claim], list[HoldReason]]:
    """The library's claims of the visits, where the review found nothing that holds them; else why there are none.

    A void repeats the claim as it was sent, whatever was found since.
    """
    if practice is None:
        return [], [NO_PRACTICE]
    if changed and changed.change.kind == "void":
        return changed.voids(), []
    if any(one.review.status != "clean" for one in visits):
        return [], []
    lines = [(one.visit, number_lines(one.review.lines)) for one in visits]
    claims, on_hold = assemble(lines, practice, basis, replaces=changed.replaces if changed else None)
    reasons = [reason for one in on_hold for reason in one.reasons]
    if changed and claims and not reasons:
        reasons, claims = changed.find_obstacles(claims), changed.number(claims)
    return ([], reasons) if reasons else (claims, [])


def _find_changed(works: Mapping[UUID, ClaimWork], courses: Mapping[UUID, Course]) -> dict[UUID, ChangedClaim]:
    """What is to be done about claims that the payer has, each with the claim as it went out."""
    found: dict[UUID, ChangedClaim] = {}
    for key, course in courses.items():
        change = course.active(works[key])
        if change:
            sent = [one.read() for one in ClaimAsSent.objects.filter(claim=key, batch=change.of).order_by("id")]
            found |= {key: ChangedClaim(change, sent[0], tuple(sent[1:]))} if sent else {}
    return found


def _find_away(
    records: Sequence[ClaimRecord], courses: Mapping[UUID, Course], changed: Mapping[UUID, ChangedClaim]
) -> dict[UUID, Sending]:
    """How the claims went out that are shown as they were then: somebody else has them, or they are taken back."""
    voids = {key for key, one in changed.items() if one.change.kind == "void"}
    keys = [one.pk for one in records if (one.state in AWAY and one.pk not in changed) or one.pk in voids]
    return {key: base for key in keys if key in courses and (base := courses[key].base)}


def _works_as_sent(records: Sequence[ClaimRecord], away: Mapping[UUID, Sending]) -> dict[UUID, ClaimWork]:
    """What was decided about claims when they went out, where something was since."""
    later = [one for one in records if one.pk in away and one.version != away[one.pk].version]
    versions = (one.versions.filter(number=away[one.pk].version).first() for one in later)
    return {one.record_id: one.read() for one in versions if one}


def _visits_as_sent(away: Mapping[UUID, Sending], links: Mapping[UUID, Sequence[VisitRecord]]) -> dict[UUID, Visit]:
    """The visits that were changed after their claims went out, as they were then."""
    found: dict[UUID, Visit] = {}
    for claim, sending in away.items():
        for visit in links[claim]:
            if visit.changed_at > sending.at:
                version = visit.versions.filter(at__lte=sending.at).order_by("-number").first()
                found |= {visit.pk: version.read()} if version else {}
    return found


def _visits_of(records: Sequence[ClaimRecord]) -> dict[UUID, list[VisitRecord]]:
    found: dict[UUID, list[VisitRecord]] = {record.pk: [] for record in records}
    keys = list(found)
    for start in range(0, len(keys), AT_ONCE):
        links = ClaimVisit.objects.filter(claim__in=keys[start : start + AT_ONCE], visit__withdrawn=False)
        for link in links.select_related("visit").order_by("visit__service_date", "visit__number"):
            found[link.claim_id].append(link.visit)
    return found


def _claims_of(visits: Sequence[VisitRecord]) -> list[tuple[ClaimRecord, list[VisitRecord]]]:
    """The claims that these visits are on, each with those of them that are on it."""
    rows = {visit.pk: visit for visit in visits}
    keys = list(rows)
    found: dict[UUID, tuple[ClaimRecord, list[VisitRecord]]] = {}
    for start in range(0, len(keys), AT_ONCE):
        links = ClaimVisit.objects.filter(visit__in=keys[start : start + AT_ONCE]).select_related("claim")
        for link in links.order_by("visit"):
            found.setdefault(link.claim_id, (link.claim, []))[1].append(rows[link.visit_id])
    return list(found.values())
