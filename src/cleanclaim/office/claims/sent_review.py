"""What had been found on a claim when it went out, and what today's rules find otherwise.

The law moves on, and so do visits of the same patient; a claim that somebody else has is shown as it was judged then.
"""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from cleanclaim.model.finding import Finding
from cleanclaim.office.claims.course import read_courses
from cleanclaim.office.claims.judge import JudgedClaim, JudgedVisit
from cleanclaim.office.claims.models import AWAY
from cleanclaim.office.claims.refresh import StoredReview

Found = list[tuple[JudgedVisit, Finding]]


class SentReview(Struct, frozen=True, kw_only=True):
    """The findings when a claim went out, and how much was asked then; those that today's rules add, and those that
    they do not have any more.
    """

    findings: Found
    checked: int
    added: Found
    gone: Found


def read_sent_review(judged: JudgedClaim) -> SentReview | None:
    """The review of a claim as it went out; None where it is here, and today's counts."""
    record = judged.record
    course = read_courses([record]).get(record.pk) if record.state in AWAY else None
    sent = record.as_sent.filter(batch=course.base.batch).first() if course and course.base else None
    if sent is None:
        return None
    review = msgspec.json.decode(bytes(sent.review), type=StoredReview)
    visits = {one.visit.visit_id: one for one in judged.visits}
    then = [(visits[one.visit], one.finding) for one in review.findings if one.visit in visits]
    return SentReview(
        findings=then,
        checked=sum(review.checked.values()),
        added=_without(judged.findings, then),
        gone=_without(then, judged.findings),
    )


def _without(some: Found, others: Found) -> Found:
    """Those findings that have none like them among others."""
    known = set(map(_alike, others))
    return [one for one in some if _alike(one) not in known]


def _alike(found: tuple[JudgedVisit, Finding]) -> tuple[object, ...]:
    visit, finding = found
    return visit.visit.visit_id, finding.rule, finding.line, finding.outcome, bool(finding.overridden)


def describe_changes(review: SentReview) -> Sequence[str]:
    """What today's rules find otherwise, a sentence each; what nobody has to look at is left out."""
    sentences = [f"Found today: {one.title}. {one.message}" for _visit, one in review.added if _counts(one)]
    return [*sentences, *(f"Not found any more: {one.title}." for _visit, one in review.gone if _counts(one))]


def _counts(finding: Finding) -> bool:
    return finding.severity != "info" and finding.outcome != "bypassed"
