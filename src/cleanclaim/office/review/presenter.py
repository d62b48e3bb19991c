"""What the page shows of a file under review: its claims, filtered and in order, the findings, what would be fixed."""

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from cleanclaim.claims.visits_from_837p import NOT_ON_A_CLAIM
from cleanclaim.explanations.marks import FYI, STATUS_MARKS, WORST_FIRST, Mark, mark_finding
from cleanclaim.law.review.fixes import fixed
from cleanclaim.law.review.review import ClaimReview
from cleanclaim.model.finding import Finding
from cleanclaim.model.line import Line
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.practice import Practice
from cleanclaim.model.visit import Service, Visit
from cleanclaim.office.review.review_session import ReviewSession
from cleanclaim.office.shared import citations
from cleanclaim.office.shared.office_basis import described

STATUS: dict[str, str] = {
    "open": "to look at",
    **{mark.tone: mark.word for mark in STATUS_MARKS.values()},
    "fixed": "fixed here",
    "all": "all",
}
ORDER = {"worst": "worst first", "dollars": "highest dollars first", "file": "as in the file"}
WEIGHT: dict[str, str] = {"": "any", **{mark.tone: mark.word for mark in WORST_FIRST}}
AT_ONCE = 40


class ReviewFilter(Struct, frozen=True):
    """What somebody wants to see: by status, rule, payer, clinician and weight, in which order, how many."""

    status: str = "open"
    rule: str = ""
    payer: str = ""
    clinician: str = ""
    weight: str = ""
    order: str = "worst"
    most: int = AT_ONCE


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
    cite: citations.CiteView
    before: list[LineChip]
    after: list[LineChip]


class ClaimRow(Struct, frozen=True):
    """One claim."""

    at: int
    visit: Visit
    payer: str
    mark: Mark
    charge: str
    lines: list[LineChip]
    said: list[ReviewFindingRow]
    fixed: bool


class FilterChoice(Struct, frozen=True):
    """What a list can be narrowed to, and how many claims that leaves."""

    value: str
    said: str
    number: int


class ReviewView(Struct, frozen=True, kw_only=True):
    """The page's contents."""

    claims: list[ClaimRow]
    matching: int
    asked: ReviewFilter
    clean: int
    counts: list[tuple[Mark, int]]
    ready: str
    not_ready: str
    rules: list[FilterChoice]
    payers: list[FilterChoice]
    clinicians: list[FilterChoice]
    fixable: int
    changed: int
    stale: list[str]
    not_asked: dict[str, int]


def shown(book: ReviewSession, asked: ReviewFilter) -> ReviewView:
    """What `asked` leaves of the book."""
    assert book.case is not None
    assert book.result is not None
    notes = asked.weight == FYI.tone
    marked = [_marks(claim, of_claims=book.case.of_claims, notes=notes) for claim in book.found]
    changed = {at for change in book.changes for at in change.before}
    places = [at for at in range(len(book.found)) if _wanted(book, at, marked[at], asked, at in changed)]
    places.sort(key=lambda at: _place(book.found[at], marked[at], at, asked.order))
    money = dict.fromkeys(STATUS_MARKS, 0)
    for claim in book.found:
        money[claim.status] += claim.charge
    counts: Counter[str] = Counter(claim.status for claim in book.found)
    summary = book.result.summary
    return ReviewView(
        claims=[_claim(book, at, marked[at], at in changed) for at in places[: asked.most]],
        matching=len(places),
        asked=asked,
        clean=counts["clean"],
        counts=[(mark, counts[status]) for status, mark in STATUS_MARKS.items()],
        ready=dollars_for_people(money["clean"]),
        not_ready=dollars_for_people(money["failed"] + money["undetermined"]),
        rules=_choices((_rules(claim, marks), None) for claim, marks in zip(book.found, marked, strict=True)),
        payers=_choices(({visit.payer or "?"}, _payer(visit)) for visit in book.visits),
        clinicians=_choices(
            ({visit.provider_npi or "?"}, _clinician(visit, book.case.practice)) for visit in book.visits
        ),
        fixable=sum(
            any(f.severity == "stop" and fixed(visit, f) is not None for f in claim.findings)
            for visit, claim in zip(book.visits, book.found, strict=True)
            if claim.status == "failed"
        ),
        changed=len(changed),
        stale=[name for name, use in summary["reference"].items() if use["stale"]],
        not_asked=summary["not_asked"],
    )


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


def _wanted(book: ReviewSession, at: int, marks: list[tuple[int, Mark]], asked: ReviewFilter, changed: bool) -> bool:
    claim, visit = book.found[at], book.visits[at]
    by_status = {
        "open": bool(marks),
        "fixed": changed,
        "all": True,
    }
    return (
        by_status.get(asked.status, STATUS_MARKS[claim.status].tone == asked.status)
        and (not asked.rule or any(claim.findings[number].rule == asked.rule for number, _mark in marks))
        and (not asked.payer or (visit.payer or "?") == asked.payer)
        and (not asked.clinician or (visit.provider_npi or "?") == asked.clinician)
        and (not asked.weight or any(mark.tone == asked.weight for _number, mark in marks))
    )


def _place(claim: ClaimReview, marks: list[tuple[int, Mark]], at: int, order: str) -> tuple[int, int, int]:
    if order == "file":
        return 0, 0, at
    worst = min((WORST_FIRST.index(mark) for _number, mark in marks), default=len(WORST_FIRST))
    return (0 if order == "dollars" else worst), -claim.charge, at


def _rules(claim: ClaimReview, marks: list[tuple[int, Mark]]) -> set[str]:
    return {claim.findings[number].rule for number, _mark in marks}


def _choices(held: Iterable[tuple[set[str], str | None]]) -> list[FilterChoice]:
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for values, name in held:
        counts.update(values)
        for value in values:
            names.setdefault(value, name or value)
    return [FilterChoice(value, names[value], number) for value, number in counts.most_common()]


def _payer(visit: Visit) -> str:
    held = described(visit.payer, visit.service_date)
    return held.name if held else visit.payer or "payer not known"


def _clinician(visit: Visit, practice: Practice | None) -> str:
    if visit.provider_npi is None:
        return "not named"
    held = practice.clinicians.get(visit.provider_npi) if practice else None
    return f"{held.name.last}, {held.name.first}" if held else visit.provider_npi


def _claim(book: ReviewSession, at: int, marks: list[tuple[int, Mark]], changed: bool) -> ClaimRow:
    visit, claim = book.visits[at], book.found[at]
    return ClaimRow(
        at=at,
        visit=visit,
        payer=_payer(visit),
        mark=STATUS_MARKS[claim.status],
        charge=dollars_for_people(claim.charge),
        lines=_chips(claim.lines),
        said=[_said(visit, claim, number, mark) for number, mark in marks],
        fixed=changed,
    )


def _said(visit: Visit, claim: ClaimReview, number: int, mark: Mark) -> ReviewFindingRow:
    finding = claim.findings[number]
    after = fixed(visit, finding)
    return ReviewFindingRow(
        number=number,
        mark=mark,
        finding=finding,
        code=claim.lines[finding.line - 1].code if finding.line else "",
        cite=citations.shown(finding.cite.id, visit.payer, visit.service_date),
        before=_only_in(visit.services, after.services) if after else [],
        after=_only_in(after.services, visit.services) if after else [],
    )


def _only_in(these: Sequence[Service], others: Sequence[Service]) -> list[LineChip]:
    return _chips([service for service in these if service not in others])


def _chips(lines: Sequence[Line | Service]) -> list[LineChip]:
    return [LineChip(line.code, line.units, line.modifiers) for line in lines]
