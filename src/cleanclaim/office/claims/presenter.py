"""What the pages show of claims: rows, groups, one claim with its findings, lines and what a fix would make of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct

from cleanclaim.claims.claim import number_lines
from cleanclaim.explanations.marks import WORST_FIRST, Mark, mark_finding
from cleanclaim.explanations.visits.left_over import YEAR
from cleanclaim.law.review.fixes import find_unsettled
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.law.wording import day
from cleanclaim.model.finding import Finding
from cleanclaim.model.line import Line
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.override import Override
from cleanclaim.model.practice import Practice, with_fees
from cleanclaim.model.visit import Service
from cleanclaim.office.claims.acts import name_lines
from cleanclaim.office.claims.fixing import Outcome, preview
from cleanclaim.office.claims.judge import JudgedClaim, JudgedVisit
from cleanclaim.office.claims.models import ClaimRecord, ClaimState
from cleanclaim.office.claims.queue import DUE_WITHIN, CauseGroup, QueueFilter
from cleanclaim.office.claims.sent_review import describe_changes, read_sent_review
from cleanclaim.office.claims.standing import Obstacle, find_obstacle, is_open, mark_of, show_as_judged
from cleanclaim.office.claims.taken_off import describe_decision
from cleanclaim.office.claims.where import MissingPlace, find_place
from cleanclaim.office.claims.work import codes_of
from cleanclaim.office.practices.payer_names import name_payer
from cleanclaim.office.practices.stored import read_practice_of
from cleanclaim.office.shared import citations
from cleanclaim.office.shared.stored_remedies import remedy_stored
from cleanclaim.reference.catalogue import catalogue

MOST_PREVIEWS = 4
WORDS = {
    "chart": "the chart",
    "clinician": "licenses and enrollments",
    "note": "the note",
    "practice": "the practice's file",
    YEAR: "KX, for want of this year's amounts",
}
"""What could not be checked, by the paper that its rules want."""


class QueueRow(Struct, frozen=True, kw_only=True):
    """A claim in the list."""

    record: ClaimRecord
    mark: Mark
    payer: str
    clinician: str
    dollars: str
    left: str
    is_near: bool
    error: str = ""


class QueueGroup(Struct, frozen=True, kw_only=True):
    """A cause with the first of its claims; `query` is the address of all of them, `more_query` of the next."""

    group: CauseGroup
    mark: Mark
    dollars: str
    fixable: int
    rows: list[QueueRow]
    query: str
    more_query: str

    @property
    def more(self) -> int:
        """How many claims of the cause are not listed."""
        return max(self.group.claims - len(self.rows), 0)


class BilledChip(Struct, frozen=True):
    """A line as it is billed; as a fix leaves it, a line of 0 units is taken off. `diagnoses`: where they change."""

    code: str
    units: int | None
    modifiers: Sequence[str]
    charge: str
    diagnoses: Sequence[str] = ()


class FixPreview(Struct, frozen=True, kw_only=True):
    """What a fix would change: lines before and after, what the claim would come to, what would be left."""

    before: list[BilledChip]
    after: list[BilledChip]
    result: str


class ClaimFindingRow(Struct, frozen=True, kw_only=True):
    """A finding on a claim, with its visit, what it is called, its source, and its fix where it has one."""

    mark: Mark
    finding: Finding
    visit: str
    code: str
    remedy: str
    cite: citations.CiteView
    fix: FixPreview | None
    is_open: bool
    can_override: bool
    first: bool
    place: MissingPlace | None
    lines: str
    decided: str = ""
    """Who let it pass, why, and until when; empty where nobody did."""
    settle_first: str = ""
    """The title of what has to be settled before a machine fixes this; empty where nothing."""


class ClaimLineView(Struct, frozen=True, kw_only=True):
    """A line of the claim: as billed, its minutes and diagnoses, charge and what is expected."""

    chip: BilledChip
    label: str
    minutes: int | None
    diagnoses: Sequence[str]
    charge: str
    expected: str
    mark: Mark | None


class ClaimVisitView(Struct, frozen=True, kw_only=True):
    """A visit of the claim with its lines; `otherwise`: what of the lines that were signed is not billed, or by another
    code.
    """

    one: JudgedVisit
    lines: list[ClaimLineView]
    otherwise: Sequence[str]


class ClaimView(Struct, frozen=True, kw_only=True):
    """Everything the pages show of a claim. Of one that somebody else has, the findings are those when it was sent
    (`is_as_sent`), and `found_otherwise` is what today's rules find otherwise.
    """

    record: ClaimRecord
    judged: JudgedClaim
    mark: Mark
    patient: str
    payer: str
    clinician: str
    dollars: str
    expected: str
    reduction: str
    findings: list[ClaimFindingRow]
    resolved: list[ClaimFindingRow]
    visits: list[ClaimVisitView]
    not_checked: str
    checked: int
    is_as_sent: bool
    found_otherwise: Sequence[str]
    obstacle: Obstacle | None
    left: str
    is_near: bool
    reasons: list[str]
    referrer: str
    diagnoses: list[str]


class Names(Struct, frozen=True):
    """How payers and clinicians are called, from the practice's file, else from the policies."""

    practice: Practice | None

    @classmethod
    def read(cls) -> "Names":
        """Those of the organization."""
        return cls(read_practice_of())

    def payer(self, key: str, on: date | None) -> str:
        """A payer's name."""
        return name_payer(key, self.practice, on)

    def clinician(self, npi: str) -> str:
        """A clinician's name, as `M. Ojeda`; the number where the file has no such clinician."""
        known = self.practice.clinicians.get(npi) if self.practice else None
        return f"{known.name.first[:1]}. {known.name.last}" if known else npi or "not named"


def build_rows(
    records: Sequence[ClaimRecord], names: Names, on: date, errors: Mapping[UUID, str] | None = None
) -> list[QueueRow]:
    """The rows of a list."""
    return [
        QueueRow(
            record=record,
            mark=mark_of(record.state),
            payer=names.payer(record.payer, record.day),
            clinician=names.clinician(record.clinician),
            dollars=dollars_for_people(record.cents),
            left=days_left(record.deadline, on),
            is_near=is_near(record, on),
            error=(errors or {}).get(record.pk, ""),
        )
        for record in records
    ]


def days_left(deadline: date | None, on: date) -> str:
    """`6 d`, or `past`; empty where no limit is known."""
    if deadline is None:
        return ""
    return f"{(deadline - on).days} d" if deadline >= on else "past"


def is_near(record: ClaimRecord, on: date) -> bool:
    """Whether the payer's limit is near or past, and the claim not sent."""
    waits = record.needs_work or record.state == ClaimState.READY
    return waits and record.deadline is not None and (record.deadline - on).days <= DUE_WITHIN


def build_group(group: CauseGroup, rows: list[QueueRow], narrowed: QueueFilter, after: str) -> QueueGroup:
    """A cause with the rows that are shown of it; `narrowed` leaves all its claims, `after` begins the next."""
    return QueueGroup(
        group=group,
        mark=mark_of(group.state),
        dollars=dollars_for_people(group.cents),
        fixable=group.fixable,
        rows=rows,
        query=narrowed.query(),
        more_query=narrowed.query(after=after, by="none"),
    )


def build_claim_view(judged: JudgedClaim, names: Names, *, previews: bool = True) -> ClaimView:
    """Everything of a claim, judged as it stands."""
    record, on = judged.record, judged.basis.today
    show_as_judged(judged)
    sent = read_sent_review(judged)
    found = sent.findings if sent else judged.findings
    rows: list[ClaimFindingRow] = []
    resolved: list[ClaimFindingRow] = []
    previewed, first = 0, True
    for one, finding in sorted(found, key=lambda one: _gravity(one[1])):
        if finding.outcome == "undetermined" and finding.severity == "info":
            continue
        can_fix = previews and record.can_change and previewed < MOST_PREVIEWS
        made = preview(judged, one.visit.visit_id, finding.rule, finding.line) if can_fix else None
        previewed += made is not None
        row = _finding_row(judged, one, finding, made, first=first and made is not None)
        first = first and made is None
        (resolved if finding.outcome == "bypassed" or finding.overridden else rows).append(row)
    first_visit = judged.visits[0].visit if judged.visits else None
    practice = judged.case.practice
    patient = practice.patients.get(first_visit.patient_id or "") if practice and first_visit else None
    coverage = patient.coverages.get(first_visit.billed_payer or "") if patient and first_visit else None
    referrer = coverage.referrer if coverage else None
    return ClaimView(
        record=record,
        judged=judged,
        mark=mark_of(record.state),
        patient=record.patient.name,
        payer=names.payer(record.payer, record.day),
        clinician=names.clinician(record.clinician),
        dollars=dollars_for_people(judged.cents if record.can_change else record.cents),
        expected="" if judged.expected is None else dollars_for_people(judged.expected),
        reduction=dollars_for_people(judged.reduction) if judged.reduction else "",
        findings=rows,
        resolved=resolved,
        visits=[_visit_view(one, judged, [each for of, each in found if of is one]) for one in judged.visits],
        not_checked=describe_not_checked(record.not_checked),
        checked=sent.checked if sent else sum(sum(one.review.checked.values()) for one in judged.visits),
        is_as_sent=sent is not None,
        found_otherwise=describe_changes(sent) if sent else (),
        obstacle=find_obstacle(judged),
        left=days_left(record.deadline, on),
        is_near=is_near(record, on),
        reasons=[reason.reason for reason in judged.reasons],
        referrer=f"{referrer.name.first} {referrer.name.last}, NPI {referrer.npi}" if referrer else "",
        diagnoses=list(
            dict.fromkeys(code for one in judged.visits for each in one.visit.services for code in each.diagnoses)
        ),
    )


def _gravity(finding: Finding) -> int:
    mark = mark_finding(finding)
    return WORST_FIRST.index(mark) if mark in WORST_FIRST else len(WORST_FIRST)


def describe_not_checked(papers: str) -> str:
    """`chart,year` as `the chart; KX, for want of ...`; empty where all was checked."""
    return "; ".join(WORDS.get(one, one) for one in papers.split(",") if one)


def _finding_row(
    judged: JudgedClaim, one: JudgedVisit, finding: Finding, made: Outcome | None, *, first: bool
) -> ClaimFindingRow:
    entry = rule_set().named(finding.rule)
    lines = one.review.lines
    unsettled = None if made else find_unsettled(finding, one.review.findings)
    return ClaimFindingRow(
        mark=mark_finding(finding),
        finding=finding,
        visit=one.visit.visit_id,
        code=lines[finding.line - 1].code if finding.line and finding.line <= len(lines) else "",
        remedy=remedy_stored(finding.remedy),
        cite=citations.build_cite_view(finding.cite.id, one.visit.payer, one.visit.service_date),
        fix=_fix_preview(made) if made else None,
        is_open=is_open(judged, one, finding),
        can_override=entry is not None and not entry.required and finding.severity == "stop",
        first=first,
        lines=name_lines(finding).removeprefix(", "),
        place=find_place(judged, one, finding) if finding.outcome != "bypassed" else None,
        decided=describe_decision(finding.overridden) if isinstance(finding.overridden, Override) else "",
        settle_first=f"{unsettled.title}{name_lines(unsettled)}" if unsettled else "",
    )


def _fix_preview(made: Outcome) -> FixPreview:
    left = (
        "nothing is left to fix or to look at"
        if not made.open_after
        else f"{made.open_after} left of {made.open_before}"
    )
    money = dollars_for_people(made.cents)
    comes = f"The claim becomes {money}" if made.cents != made.was else f"The claim stays at {money}"
    before, after = build_changed_chips(made.before.services, made.after.services)
    return FixPreview(before=before, after=after, result=f"{comes}; {left}.")


def build_changed_chips(
    before: Sequence[Service], after: Sequence[Service]
) -> tuple[list[BilledChip], list[BilledChip]]:
    """The lines that a change concerns, before and after it: a line that is gone has 0 units."""
    gone = [service for service in before if service not in after]
    come = [service for service in after if service not in before]
    others = {one.diagnoses for one in gone} != {one.diagnoses for one in come}
    left = [build_chip(one, diagnoses=others) for one in come]
    return [build_chip(one, diagnoses=others and bool(come)) for one in gone], left or [
        BilledChip(one.code, 0, (), "") for one in gone
    ]


def build_chip(line: Line | Service, *, diagnoses: bool = False) -> BilledChip:
    """A line as it is billed, with its diagnoses where these are to be seen."""
    charge = "" if line.charge is None else dollars_for_people(line.charge)
    return BilledChip(line.code, line.units, line.modifiers, charge, line.diagnoses if diagnoses else ())


def _visit_view(one: JudgedVisit, judged: JudgedClaim, found: Sequence[Finding]) -> ClaimVisitView:
    practice = judged.case.practice
    lines = with_fees(number_lines(one.review.lines), practice.fees if practice else {})
    marks: dict[int, Mark] = {}
    for finding in found:
        if finding.line and is_open(judged, one, finding):
            marks.setdefault(finding.line, mark_finding(finding))
    return ClaimVisitView(
        one=one,
        otherwise=_billed_otherwise(judged, one),
        lines=[
            ClaimLineView(
                chip=build_chip(line),
                label=known.label if (known := catalogue().get(line.code)) else "",
                minutes=line.minutes,
                diagnoses=line.diagnoses,
                charge="" if line.charge is None else dollars_for_people(line.charge),
                expected=_expected(one, at),
                mark=marks.get(at + 1),
            )
            for at, line in enumerate(lines)
        ],
    )


def _billed_otherwise(judged: JudgedClaim, one: JudgedVisit) -> list[str]:
    places = judged.work.find_places(one.recorded, one.record.version)
    if places is None or len(places) != len(one.visit.services):
        return []
    billed = dict(zip(places, codes_of(one.visit.services), strict=True))
    work = judged.work.billed.get(one.visit.visit_id)
    why = {made.place: f" by {made.author}, {day(made.on)}: {made.reason}" for made in (work.taken_off if work else ())}
    return [
        f"{code} {f'is billed as {billed[place]}' if place in billed else f'is taken off{why.get(place, str())}'}"
        for place, code in enumerate(codes_of(one.recorded.services))
        if billed.get(place) != code
    ]


def _expected(one: JudgedVisit, at: int) -> str:
    priced = one.priced.lines
    allowed = priced[at].allowed if at < len(priced) else None
    return "" if allowed is None else dollars_for_people(allowed)
