"""How a claim stands, from what the library says and what a biller decided: state, cause, place in the work.

The worst comes first: a rejection nobody answered, then a hold, what stops the claim, what is not known, what somebody
should look at. Where none of these is, it is ready.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from math import log2

from msgspec import Struct

from cleanclaim.explanations.marks import CHECK, INFO_MISSING, ON_HOLD, Mark, mark_finding
from cleanclaim.law.policies.time_limits import TimeLimit
from cleanclaim.law.review.fixes import apply_fix
from cleanclaim.law.review.overrides import lines_of
from cleanclaim.model.finding import Finding
from cleanclaim.office.claims.changed_claim import RULE
from cleanclaim.office.claims.judge import JudgedClaim, JudgedVisit
from cleanclaim.office.claims.models import AWAY, NEEDS_WORK, ClaimState
from cleanclaim.office.claims.work import ApprovedFinding, ClaimChange
from cleanclaim.office.shared.stored_remedies import remedy_stored

EPOCH = date(1970, 1, 1)
HALVED_IN = 14
"""Days in which a claim's deadline comes as near as doubling its dollars would move it."""
NO_LIMIT_RANKS_AS = timedelta(days=365)
"""After the day of service, where no limit for filing is known: it only orders the work."""
BY_HAND, REJECTED, DISAGREE = "by hand", "rejected", "disagree"
"""Causes that are no rule's."""
STATES = {ON_HOLD: ClaimState.HOLD, INFO_MISSING: ClaimState.MISSING, CHECK: ClaimState.CHECK}
LONGEST = 160


class Obstacle(Struct, frozen=True):
    """Why a claim cannot be approved, and what to do."""

    why: str
    remedy: str


class Standing(Struct, frozen=True, kw_only=True):
    """How a claim stands, and by what. `until`: the day on which somebody who keeps it back wants it again."""

    state: ClaimState
    cause: str = ""
    title: str = ""
    worst: str = ""
    until: date | None = None

    def needs_work(self, deadline: date | None) -> bool:
        """Whether somebody has to do something. One that is kept back until a day is left alone until then, unless the
        payer's limit for filing would be past.
        """
        if self.until and (deadline is None or self.until < deadline):
            return False
        return self.state in NEEDS_WORK


def find_standing(judged: JudgedClaim, rejected_because: str) -> Standing:
    """How a claim stands. `rejected_because`: why the receiver refused it last."""
    record, work, basis = judged.record, judged.work, judged.basis
    if not judged.visits and not judged.is_void:
        return Standing(state=ClaimState.EMPTY)
    if work.closed:
        return Standing(state=ClaimState.CLOSED, worst=work.closed.reason[:LONGEST])
    if judged.patient_pays:
        return Standing(state=ClaimState.PATIENT, worst="Paid by the patient, no claim")
    if record.rejections > work.answered:
        return Standing(state=ClaimState.REJECTED, cause=REJECTED, title="Rejected", worst=rejected_because[:LONGEST])
    if work.hold and work.is_on_hold(basis.today):
        title = "On hold by hand"
        return Standing(
            state=ClaimState.HOLD, cause=BY_HAND, title=title, worst=work.hold.reason[:LONGEST], until=work.hold.until
        )
    worst = next(_worst(judged), None)
    return _changed(judged.changed.change, worst) if judged.changed else worst or Standing(state=ClaimState.READY)


def show_as_judged(judged: JudgedClaim) -> None:
    """Have the row of a claim that is here say how it stands by what was found on it now, for the page that shows both.

    Nothing is stored: what a day that passed changes is judged and stored by a task (`judging`), a little later.
    """
    record = judged.record
    if record.state not in AWAY:
        standing = find_standing(judged, record.worst if record.state == ClaimState.REJECTED else "")
        record.state, record.worst = standing.state, standing.worst


def _changed(change: ClaimChange, worst: Standing | None) -> Standing:
    """How a claim stands that goes out once more: nothing keeps a void, and anything else somebody approves first."""
    if change.kind == "void":
        return Standing(state=ClaimState.VOIDING, worst=f"Takes back the payer's claim {change.number}"[:LONGEST])
    if worst or change.approved:
        return worst or Standing(state=ClaimState.READY)
    title = "To be sent as a replacement" if change.kind == "replacement" else "To be billed again"
    return Standing(state=ClaimState.CHECK, cause=RULE, title=title, worst=change.reason[:LONGEST])


def _worst(judged: JudgedClaim) -> Iterator[Standing]:
    open_findings = list_open(judged)
    for severity in ("stop", "warn"):
        for wanted in ("fail", "undetermined"):
            for finding in open_findings:
                if finding.severity == severity and finding.outcome == wanted:
                    yield _of_finding(finding)
        if severity == "stop":
            for reason in judged.reasons:
                state = ClaimState.MISSING if reason.rule == "practice" else ClaimState.HOLD
                title = "The practice's file is not entered" if reason.rule == "practice" else reason.reason
                yield Standing(state=state, cause=reason.rule, title=title[:LONGEST], worst=reason.reason[:LONGEST])


def _of_finding(finding: Finding) -> Standing:
    mark = mark_finding(finding)
    state = STATES[mark] if finding.severity == "stop" else ClaimState.CHECK
    says = finding.message if finding.outcome == "fail" and len(finding.message) <= LONGEST else finding.title
    return Standing(state=state, cause=_cause_of(finding), title=finding.title[:LONGEST], worst=says[:LONGEST])


def _cause_of(finding: Finding) -> str:
    """The rule that finds a fault; of what is not known, the thing that is missing, which many rules may want."""
    unknown = finding.evidence.get("unknown")
    return f"missing: {unknown}"[:80] if finding.outcome == "undetermined" and unknown else finding.rule


def list_open(judged: JudgedClaim) -> list[Finding]:
    """The findings that somebody has to deal with: all that stop the claim, and what nobody looked at yet."""
    return [finding for one, finding in judged.findings if is_open(judged, one, finding)]


def is_open(judged: JudgedClaim, one: JudgedVisit, finding: Finding) -> bool:
    """Whether a finding on a visit still asks for somebody."""
    if finding.outcome == "bypassed" or finding.severity == "info":
        return False
    return finding.severity == "stop" or approved_as(one, finding) not in judged.work.approved


def approved_as(one: JudgedVisit, finding: Finding) -> ApprovedFinding:
    """What is approved where somebody lets a finding on a visit go out."""
    codes = [line.code for line in one.review.lines]
    lines = tuple((at, "".join(codes[at - 1 : at])) for at in lines_of(finding))
    return ApprovedFinding(one.visit.visit_id, finding.rule, lines, finding.message)


def find_obstacle(judged: JudgedClaim) -> Obstacle | None:
    """What is in the way of approving a claim: what stops it, somebody who keeps it back, what no claim is without."""
    stopping = [finding for finding in list_open(judged) if finding.severity == "stop"]
    if stopping and not judged.is_void:
        return Obstacle(f"{len(stopping)} to fix first: {stopping[0].title}", remedy_stored(stopping[0].remedy))
    if judged.work.hold and judged.work.is_on_hold(judged.basis.today):
        return Obstacle("Somebody keeps it back", "Release it first.")
    if judged.reasons:
        return Obstacle(judged.reasons[0].reason.rstrip("."), remedy_stored(judged.reasons[0].remedy))
    changed = judged.changed
    if changed and changed.replaces and judged.claims and not changed.compare(judged.claims):
        return Obstacle("It says what was sent", "Correct it first, or undo that it is replaced.")
    return None


def can_fix(judged: JudgedClaim, rule: str) -> bool:
    """Whether something that a rule finds on a claim is fixed without anybody's judgment."""
    return any(
        apply_fix(one.visit, finding, one.review.findings) is not None
        for one, finding in judged.findings
        if finding.rule == rule
    )


def mark_of(state: str) -> Mark:
    """The mark of a state, its word and tone."""
    tones: dict[str, Mark] = {
        ClaimState.HOLD: ON_HOLD,
        ClaimState.CHECK: CHECK,
        ClaimState.MISSING: INFO_MISSING,
        ClaimState.REJECTED: Mark("rejected", "hold"),
        ClaimState.VOIDING: Mark("to be voided", "clean"),
        ClaimState.DISAGREE: Mark("answers disagree", "hold"),
        ClaimState.READY: Mark("ready", "clean"),
        ClaimState.ACCEPTED: Mark("accepted", "clean"),
        ClaimState.SENT: Mark("sent", "fyi"),
    }
    return tones.get(state, Mark(ClaimState(state).label.lower(), "fyi"))


def find_deadline(judged: JudgedClaim) -> date | None:
    """The last day on which the payer takes the claim; None where no limit is known."""
    limit: TimeLimit | None = judged.policy.timely_filing if judged.policy else None
    days = [one.visit.service_date for one in judged.visits if one.visit.service_date]
    if limit is None or limit.number is None or not days or limit.start not in ("service", "month_of_service"):
        return None
    return limit.latest_day(min(days))


def find_rank(cents: int, deadline: date | None, day: date) -> int:
    """Where a claim stands in the order of work, larger first: dear ones and near deadlines before the others."""
    last = deadline or day + NO_LIMIT_RANKS_AS
    return round(1000 * (log2(max(cents, 1)) - (last - EPOCH).days / HALVED_IN))
