"""What the page shows of a file under review: its claims, filtered and sorted, the findings, and what a fix changes."""

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct, structs

from cleanclaim.claims.visits_from_837p import NOT_ON_A_CLAIM
from cleanclaim.explanations.marks import FYI, STATUS_MARKS, WORST_FIRST, Mark, mark_finding
from cleanclaim.explanations.visits.left_over import (
    describe_not_checked,
    describe_patient_pays,
    list_not_checked,
    list_stale,
)
from cleanclaim.law.review.fixes import apply_fix, find_unsettled
from cleanclaim.law.review.review import ClaimReview, Review
from cleanclaim.model.finding import Finding
from cleanclaim.model.line import Line
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.practice import Practice
from cleanclaim.model.visit import Service, Visit
from cleanclaim.office.review.causes import Cause, list_causes
from cleanclaim.office.review.review_session import ReviewSession
from cleanclaim.office.shared import citations
from cleanclaim.office.shared.remedies import WAYS, remedy_here
from cleanclaim.office.shared.unknown_payer import show_payer

STATUS_CHOICES: dict[str, str] = {
    "open": "to look at",
    **{mark.tone: mark.word for mark in STATUS_MARKS.values()},
    "fixed": "fixed here",
    "all": "all",
}
ORDER_CHOICES = {"worst": "worst first", "dollars": "highest dollars first", "file": "as in the file"}
WEIGHT_CHOICES: dict[str, str] = {"": "any", **{mark.tone: mark.word for mark in WORST_FIRST}}
AT_ONCE = 40


class ReviewFilter(Struct, frozen=True):
    """What somebody wants to see: by status, rule, payer, clinician, weight and words, in which order.

    `sought`: a part of a visit's or patient's number, or of the patient's name. `after`: leave out so many in front.
    """

    status: str = "open"
    rule: str = ""
    payer: str = ""
    clinician: str = ""
    weight: str = ""
    order: str = "worst"
    sought: str = ""
    most: int = AT_ONCE
    after: int = 0


class LineChip(Struct, frozen=True):
    """A line as it is billed."""

    code: str
    units: int | None
    modifiers: Sequence[str]


class ReviewFindingRow(Struct, frozen=True):
    """A finding with its mark, its number on the claim, its source, and the lines before and after its remedy."""

    number: int
    mark: Mark
    finding: Finding
    code: str
    remedy: str
    cite: citations.CiteView
    before: list[LineChip]
    after: list[LineChip]
    settle_first: str
    """The title of what has to be settled before a machine fixes this; empty where nothing."""


class ClaimRow(Struct, frozen=True):
    """One claim."""

    at: int
    visit: Visit
    patient: str
    payer: str
    clinician: str
    mark: Mark
    charge: str
    lines: list[LineChip]
    findings: list[ReviewFindingRow]
    fixed: bool


class FilterChoice(Struct, frozen=True):
    """What a list can be narrowed to, and how many claims that leaves."""

    value: str
    label: str
    number: int


class ReviewView(Struct, frozen=True, kw_only=True):
    """The page's contents."""

    claims: list[ClaimRow]
    matching: int
    filters: ReviewFilter
    clean: int
    counts: list[tuple[Mark, int]]
    ready: str
    of_patients: str
    not_ready: str
    rules: list[FilterChoice]
    payers: list[FilterChoice]
    clinicians: list[FilterChoice]
    fixable: int
    changed: int
    undone: int
    stale: list[str]
    not_checked: list[str]
    causes: list[Cause]
    shown: int


def build_review_view(session: ReviewSession, filters: ReviewFilter) -> ReviewView:
    """The claims that the filters leave, and the totals of all. The review must be done."""
    assert session.case is not None
    assert session.result is not None
    notes = filters.weight == FYI.tone
    marked = [_marks(claim, of_claims=session.case.of_claims, notes=notes) for claim in session.found]
    changed = {at for change in session.changes for at in change.before}
    places = [at for at in range(len(session.found)) if _matches(session, at, marked[at], filters, at in changed)]
    places.sort(key=lambda at: _sort_key(session.found[at], marked[at], at, filters.order))
    money = dict.fromkeys(STATUS_MARKS, 0)
    for claim in session.found:
        money[claim.status] += claim.charge
    counts: Counter[str] = Counter(claim.status for claim in session.found)
    return ReviewView(
        claims=[
            _claim_row(session, at, marked[at], at in changed)
            for at in places[filters.after : max(filters.most, filters.after + AT_ONCE)]
        ],
        matching=len(places),
        filters=filters,
        clean=counts["clean"],
        counts=[(mark, counts[status]) for status, mark in STATUS_MARKS.items()],
        ready=dollars_for_people(money["clean"]),
        of_patients=describe_patient_pays(session.visits, _as_it_is(session), session.basis),
        not_ready=dollars_for_people(money["failed"] + money["undetermined"]),
        rules=_choices((_rules(claim, marks), None) for claim, marks in zip(session.found, marked, strict=True)),
        payers=_choices(
            ({visit.payer or "?"}, show_payer(visit.payer, visit.service_date)) for visit in session.visits
        ),
        clinicians=_choices(
            ({visit.provider_npi or "?"}, _clinician(visit, session.case.practice)) for visit in session.visits
        ),
        fixable=sum(
            any(f.severity == "stop" and apply_fix(visit, f, claim.findings) is not None for f in claim.findings)
            for visit, claim in zip(session.visits, session.found, strict=True)
            if claim.status == "failed"
        ),
        changed=len(changed),
        stale=list_stale(session.result),
        undone=len(session.undone),
        not_checked=describe_not_checked(list_not_checked(_as_it_is(session)), WAYS),
        causes=list_causes(session, marked),
        shown=min(len(places), max(filters.most, filters.after + AT_ONCE)),
    )


def _as_it_is(session: ReviewSession) -> Review:
    """The review with the findings as they are by now."""
    assert session.result is not None
    return structs.replace(session.result, claims=session.found)


def _marks(claim: ClaimReview, *, of_claims: bool, notes: bool) -> list[tuple[int, Mark]]:
    """The findings to show by their number, each with its mark; what was lawfully resolved is not among them, and notes
    only where somebody asks for them.
    """
    marked = [
        (number, mark_finding(finding))
        for number, finding in enumerate(claim.findings)
        if finding.outcome != "bypassed"
        and not (of_claims and finding.evidence.get("unknown") in NOT_ON_A_CLAIM)
        and not (finding.outcome == "undetermined" and finding.severity == "info")
    ]
    return [(number, mark) for number, mark in marked if notes or mark is not FYI]


def _matches(
    session: ReviewSession, at: int, marks: list[tuple[int, Mark]], filters: ReviewFilter, changed: bool
) -> bool:
    claim, visit = session.found[at], session.visits[at]
    by_status = {
        "open": bool(marks or filters.sought),  # a visit that is searched for is found, clean or not
        "fixed": changed,
        "all": True,
    }
    return (
        by_status.get(filters.status, STATUS_MARKS[claim.status].tone == filters.status)
        and (not filters.rule or any(claim.findings[number].rule == filters.rule for number, _mark in marks))
        and (not filters.payer or (visit.payer or "?") == filters.payer)
        and (not filters.clinician or (visit.provider_npi or "?") == filters.clinician)
        and (not filters.sought or _is_about(session, visit, filters.sought))
        and (not filters.weight or any(mark.tone == filters.weight for _number, mark in marks))
    )


def _is_about(session: ReviewSession, visit: Visit, sought: str) -> bool:
    """Whether words are part of the visit's number or the patient's number or name."""
    words = sought.lower().split()
    about = f"{visit.visit_id} {visit.patient_id or ''} {_patient(session, visit)}".lower()
    return all(word in about for word in words)


def _patient(session: ReviewSession, visit: Visit) -> str:
    practice = session.case.practice if session.case else None
    patient = practice.patients.get(visit.patient_id) if practice and practice.patients and visit.patient_id else None
    return f"{patient.name.last}, {patient.name.first}" if patient else visit.patient_id or ""


def _sort_key(claim: ClaimReview, marks: list[tuple[int, Mark]], at: int, order: str) -> tuple[int, int, int]:
    if order == "file":
        return 0, 0, at
    worst = min((WORST_FIRST.index(mark) for _number, mark in marks), default=len(WORST_FIRST))
    return (0 if order == "dollars" else worst), -claim.charge, at


def _rules(claim: ClaimReview, marks: list[tuple[int, Mark]]) -> set[str]:
    return {claim.findings[number].rule for number, _mark in marks}


def _choices(rows: Iterable[tuple[set[str], str | None]]) -> list[FilterChoice]:
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for values, name in rows:
        counts.update(values)
        for value in values:
            names.setdefault(value, name or value)
    return [FilterChoice(value, names[value], number) for value, number in counts.most_common()]


def _clinician(visit: Visit, practice: Practice | None) -> str:
    if visit.provider_npi is None:
        return "not named"
    clinician = practice.clinicians.get(visit.provider_npi) if practice else None
    return f"{clinician.name.last}, {clinician.name.first}" if clinician else visit.provider_npi


def _claim_row(session: ReviewSession, at: int, marks: list[tuple[int, Mark]], changed: bool) -> ClaimRow:
    visit, claim = session.visits[at], session.found[at]
    return ClaimRow(
        at=at,
        visit=visit,
        patient=_patient(session, visit),
        payer=show_payer(visit.payer, visit.service_date),
        clinician=_clinician(visit, session.case.practice if session.case else None),
        mark=STATUS_MARKS[claim.status],
        charge=dollars_for_people(claim.charge),
        lines=_chips(claim.lines),
        findings=[_finding_row(visit, claim, number, mark) for number, mark in marks],
        fixed=changed,
    )


def _finding_row(visit: Visit, claim: ClaimReview, number: int, mark: Mark) -> ReviewFindingRow:
    finding = claim.findings[number]
    after = apply_fix(visit, finding, claim.findings)
    unsettled = find_unsettled(finding, claim.findings)
    return ReviewFindingRow(
        number=number,
        mark=mark,
        finding=finding,
        code=claim.lines[finding.line - 1].code if finding.line else "",
        remedy=remedy_here(finding.remedy),
        cite=citations.build_cite_view(finding.cite.id, visit.payer, visit.service_date),
        before=_only_in(visit.services, after.services) if after else [],
        after=_only_in(after.services, visit.services) if after else [],
        settle_first=unsettled.title if unsettled else "",
    )


def _only_in(these: Sequence[Service], others: Sequence[Service]) -> list[LineChip]:
    return _chips([service for service in these if service not in others])


def _chips(lines: Sequence[Line | Service]) -> list[LineChip]:
    return [LineChip(line.code, line.units, line.modifiers) for line in lines]
