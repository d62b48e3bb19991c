"""What comes of visits by one basis: status, findings, the lines that are billed, the dollars expected."""

from collections.abc import Sequence

from msgspec import Struct

from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.chart.first_pass import FirstPass
from cleanclaim.law.review.review import ClaimReview, reviewed
from cleanclaim.model.finding import Finding, Outcome, Severity, Status
from cleanclaim.pricing.allowed import fill_allowed
from cleanclaim.pricing.day import DayLines, price_day
from cleanclaim.pricing.payment_locality import locality_of
from cleanclaim.pricing.sharing import payer_pays


class FindingKey(Struct, frozen=True, gc=False):
    """What of a finding tells it from others: the rule and its answer, how grave, on which line."""

    rule: str
    outcome: Outcome
    severity: Severity
    line: int | None


class BilledAmount(Struct, frozen=True, gc=False):
    """A line as it is billed, with the cents allowed and those the payer pays before any deductible."""

    code: str
    units: int | None
    modifiers: tuple[str, ...]
    allowed: int | None
    payer_pays: int | None


class VisitResult(Struct, frozen=True, gc=False):
    """What comes of a visit by one basis. Amounts are cents; None is not known."""

    status: Status
    findings: tuple[FindingKey, ...]
    lines: tuple[BilledAmount, ...]
    units: int | None
    allowed: int | None
    payer_pays: int | None


def price_visits(day: Case, basis: Basis) -> list[DayLines]:
    """The lines of the visits of one patient, day and payer priced, in their order. The visits are coded."""
    return price_day(day.coded, locality_of(day), basis)


def judge_visits(day: Case, priced: Sequence[DayLines], basis: Basis, first_pass: FirstPass) -> list[VisitResult]:
    """What comes of the visits of one patient, day and payer, once they are coded and priced; in their order.

    As `review` does it for a file: where the place is known the fee schedule stands in for allowed amounts that nobody
    entered, and the practice's fees for missing charges.
    """
    if day.places_visits:
        day = day.with_updates([fill_allowed(visit, lines) for visit, lines in zip(day.visits, priced, strict=True)])
    return [
        _result(claim, lines) for claim, lines in zip(reviewed(day, basis, first_pass=first_pass), priced, strict=True)
    ]


def _result(claim: ClaimReview, priced: DayLines) -> VisitResult:
    lines = tuple(
        [
            BilledAmount(line.code, line.units, line.modifiers, price.allowed, paid)
            for line, price, paid in zip(claim.lines, priced.lines, payer_pays(priced), strict=True)
        ]
    )
    return VisitResult(
        status=claim.status,
        findings=tuple([_found(finding) for finding in claim.findings]),
        lines=lines,
        units=total([line.units for line in lines]),
        allowed=total([line.allowed for line in lines]),
        payer_pays=total([line.payer_pays for line in lines]),
    )


def _found(finding: Finding) -> FindingKey:
    return FindingKey(finding.rule, finding.outcome, finding.severity, finding.line)


def total(amounts: Sequence[int | None]) -> int | None:
    """The sum; not known where one of the amounts is not."""
    return None if None in amounts else sum(amount or 0 for amount in amounts)
