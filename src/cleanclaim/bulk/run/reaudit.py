"""A past claim that is judged otherwise now: overpaid, underpaid or neither, and until when it can be put right.

Both judgments are of the same visit on its own date of service: by what had been published then, and by what is known
today. They are expectations; what was paid stands in the remittances.

    now a fault stops it, or the payer pays less     overpaid      a public payer's is due back in sixty days
    the fault is gone, or the payer pays more        underpaid     corrected as long as the payer's filing limit runs
"""

from datetime import date
from typing import Literal

from msgspec import Struct

from cleanclaim.bulk.results import FindingKey, VisitResult, total
from cleanclaim.bulk.tally import VisitChange
from cleanclaim.compliance.audit.disclosure import overpayment_clock
from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.policies.time_limits import TimeLimit

Judged = Literal["overpaid", "underpaid", "otherwise"]
_FROM_SERVICE = frozenset({"service", "month_of_service"})


class Reaudited(Struct, frozen=True, kw_only=True):
    """A row of the table `reaudit`."""

    visit_id: str
    payer: str | None
    service_date: date | None
    judged: Judged
    because: str
    difference_cents: int | None
    at_stake_cents: int | None
    report_by: date | None
    correct_by: date | None
    still_correctable: int | None
    limit: str | None


def reaudit_visit(change: VisitChange, basis: Basis) -> Reaudited:
    """What a visit of which something changes comes to, as of today."""
    visit = change.visit
    new, gone = _stopping(change.new_findings), _stopping(change.gone_findings)
    judged = _judge(change.paid, new, gone)
    policy = basis.policy_of(visit)
    limit, last = _correction_limit(policy, visit.service_date)
    public = policy is not None and policy.kind == "public"
    rules = sorted({finding.rule for finding in (*new, *gone)})
    return Reaudited(
        visit_id=visit.visit_id,
        payer=visit.payer,
        service_date=visit.service_date,
        judged=judged,
        because=" ".join([*rules, *(["price"] if change.paid else [])]),
        difference_cents=change.paid,
        at_stake_cents=_at_stake(judged, change, new, gone),
        report_by=overpayment_clock(basis.today).due if judged == "overpaid" and public else None,
        correct_by=last,
        still_correctable=None if last is None else int(last >= basis.today),
        limit=limit.describe() if limit else None,
    )


def _stopping(findings: list[FindingKey]) -> list[FindingKey]:
    return [finding for finding in findings if finding.outcome == "fail" and finding.severity == "stop"]


def _judge(paid: int | None, new: list[FindingKey], gone: list[FindingKey]) -> Judged:
    if new or (paid or 0) < 0:
        return "overpaid"
    return "underpaid" if gone or (paid or 0) > 0 else "otherwise"


def _at_stake(judged: Judged, change: VisitChange, new: list[FindingKey], gone: list[FindingKey]) -> int | None:
    """The cents: of faults what the payer pays of their lines, or of the visit; else the difference."""
    if judged == "otherwise":
        return None
    findings, result = (new, change.before) if judged == "overpaid" else (gone, change.after)
    if findings:
        return _of_lines(findings, result)
    return None if change.paid is None else abs(change.paid)


def _of_lines(findings: list[FindingKey], result: VisitResult) -> int | None:
    lines = {finding.line for finding in findings}
    if None in lines or max(line or 0 for line in lines) > len(result.lines):
        return result.payer_pays
    return total([result.lines[line - 1].payer_pays for line in sorted(line or 0 for line in lines)])


def _correction_limit(policy: Policy | None, on: date | None) -> tuple[TimeLimit | None, date | None]:
    """The limit of a correction and its last day. Of one that runs from a decision the day is not known here: the limit
    of a first claim is taken, to be safe.
    """
    if policy is None or on is None:
        return None, None
    for key in ("corrected_claim", "timely_filing"):
        value = policy.value(key).value
        if isinstance(value, TimeLimit) and value.number is not None and value.start in _FROM_SERVICE:
            return value, value.latest_day(on)
    return None, None
