"""The worksheet of a sample: charts beside claims, as far as the rules can tell, for a person to decide.

worksheet.csv   a row an item: what was billed and paid (or only allowed, as the frame has it), what the rules found; a
                person writes what should have been, the type of an error and its cause
checklist.csv   a row a question of an item: answered by the rules, or open with what to look for
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from cleanclaim.compliance.audit.charts.checklist import AnsweredQuestion, answer_checklist
from cleanclaim.compliance.audit.sampling.audit_folder import columns_of
from cleanclaim.compliance.audit.sampling.draw import Sample
from cleanclaim.compliance.audit.sampling.frame import Amounts, FrameItem
from cleanclaim.law.case import Case
from cleanclaim.law.chart.first_pass import FirstPass
from cleanclaim.law.review.review import ClaimReview, Review, papers_at_hand
from cleanclaim.model.finding import Finding
from cleanclaim.model.money import dollars
from cleanclaim.model.visit import Visit

WORKSHEET_COLUMNS = (
    *("order", "item", "patient", "date", "clinician", "payer", "billed", "paid"),
    *("rules_say", "should_have_paid", "error_type", "cause", "reviewer", "note"),
)
CHECKLIST_COLUMNS = ("item", "question", "weight", "level", "text", "answer", "by", "why")
ERROR_TYPES = (
    *("units", "minutes", "plan of care", "certification", "progress report", "signature", "not documented"),
    *("not necessary", "modifier", "diagnosis", "duplicate", "underbilled", "other"),
)
"""What a person may call an error."""

OF_SENDING = frozenset({"visits.late", "visits.billed_before"})
"""Rules that ask whether a claim may still be sent; those of an audit have been."""


class ChartOfItem(Struct, frozen=True, kw_only=True):
    """An item with its visit and review, where there is one, and the checklist of its chart."""

    item: FrameItem
    order: int
    visit: Visit | None
    claim: ClaimReview | None
    answers: tuple[AnsweredQuestion, ...]


def charts_of(sample: Sample, case: Case, review: Review) -> list[ChartOfItem]:
    """The chart of each item. A visit belongs to an item whose number it has, or whose patient and day, where there is
    one such visit.
    """
    by_number: dict[str, int] = {visit.visit_id: place for place, visit in enumerate(case.visits)}
    by_day: dict[tuple[str | None, object], list[int]] = {}
    for place, one in enumerate(case.visits):
        by_day.setdefault((one.patient_id, one.service_date), []).append(place)
    found = []
    for drawn in sample.drawn:
        item = drawn.item
        same = by_day.get((item.patient, item.on), []) if item.patient else []
        at: int | None = by_number.get(item.item, same[0] if len(same) == 1 else None)
        visit = None if at is None else case.visits[at]
        claim = None if at is None else review.claims[at]
        papers = papers_at_hand(FirstPass.of([visit]), case) if visit else frozenset[str]()
        found.append(
            ChartOfItem(
                item=item, order=drawn.order, visit=visit, claim=claim, answers=tuple(answer_checklist(claim, papers))
            )
        )
    return found


def worksheet_rows(charts: Sequence[ChartOfItem], amounts: Amounts) -> list[tuple[object, ...]]:
    """The rows of the worksheet, its columns first; what a person decides is empty."""
    return [columns_of(WORKSHEET_COLUMNS, amounts), *(_row(one) for one in charts)]


def _row(chart: ChartOfItem) -> tuple[object, ...]:
    item, visit = chart.item, chart.visit
    billed = ", ".join(
        " ".join([f"{line.code} x{line.units}", *line.modifiers])
        for line in (chart.claim.lines if chart.claim else ())
        if line.units
    )
    return (
        *(chart.order, item.item, item.patient or (visit.patient_id if visit else "")),
        *(item.on or (visit.service_date if visit else None), item.clinician or (visit.provider_npi if visit else "")),
        *(item.payer or (visit.payer if visit else ""), billed, dollars(item.paid), rules_say(chart)),
        *("", "", "", "", ""),
    )


def rules_say(chart: ChartOfItem) -> str:
    """What the rules found of a chart, in a few words; that nothing was found says too what was not looked at."""
    if chart.claim is None:
        return "not looked at: no visit of this number"
    faults = [one for one in chart.claim.findings if is_of_chart(one)]
    open_questions = sum(one.answer == "open" for one in chart.answers)
    words = "; ".join(dict.fromkeys(f"{one.title} ({one.rule})" for one in faults)) or "no fault found"
    return f"{words}; {open_questions} of {len(chart.answers)} questions open"


def is_of_chart(finding: Finding) -> bool:
    """Whether a finding is a fault of the chart or the claim, and not of sending again what has been paid."""
    return finding.outcome == "fail" and finding.severity != "info" and finding.rule not in OF_SENDING


def checklist_rows(charts: Sequence[ChartOfItem]) -> list[tuple[object, ...]]:
    """The rows of the checklist, its columns first; an open answer is empty, for a person to write."""
    rows: list[tuple[object, ...]] = [CHECKLIST_COLUMNS]
    for chart in charts:
        for one in chart.answers:
            question = one.question
            answer = "" if one.answer == "open" else one.answer
            rows.append(
                (
                    *(chart.item.item, question.id, question.weight, question.level, question.item),
                    *(answer, one.by, one.why),
                )
            )
    return rows


def tally(charts: Sequence[ChartOfItem]) -> Mapping[str, int]:
    """How many answers there are of each kind."""
    counts = {"yes": 0, "no": 0, "n/a": 0, "open": 0}
    for chart in charts:
        for one in chart.answers:
            counts[one.answer] += 1
    return counts
