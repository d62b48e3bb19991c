"""The worksheet of a sample: charts beside claims, as far as the rules can tell, for a person to decide.

worksheet.csv   a row an item: what was billed and paid (or only allowed, as the frame has it), what the rules found; a
                person writes what should have been, the type of an error and its cause
checklist.csv   a row a question of an item: answered by the rules, or open with what to look for
"""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from cleanclaim.compliance.audit.charts.checklist import AnsweredQuestion, answer_checklist
from cleanclaim.compliance.audit.charts.not_applicable import not_applicable
from cleanclaim.compliance.audit.sampling.audit_folder import columns_of
from cleanclaim.compliance.audit.sampling.draw import DrawnItem, Sample
from cleanclaim.compliance.audit.sampling.frame import Amounts, FrameItem
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.chart.first_pass import FirstPass
from cleanclaim.law.review.review import ClaimReview, papers_at_hand, reviewed
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


def charts_of(
    sample: Sample, case: Case, basis: Basis, progress: Callable[[int], None] | None = None
) -> list[ChartOfItem]:
    """The chart of each item, reviewed as in a review of the whole case. A visit belongs to an item whose number it
    has, or whose patient and day, where there is one such visit. `progress` is called with the visits reviewed.
    """
    places = _places(sample, case)
    drawn_places = sorted({at for at in places if at is not None})
    claims = {}
    for at, claim in zip(drawn_places, reviewed(case, basis, drawn_places), strict=True):
        claims[at] = claim
        if progress:
            progress(len(claims))
    return [
        _chart(one, None if at is None else case.visits[at], None if at is None else claims[at], case, basis)
        for one, at in zip(sample.drawn, places, strict=True)
    ]


def _places(sample: Sample, case: Case) -> list[int | None]:
    """Where in the case the visit of each item is."""
    by_number: dict[str, int] = {visit.visit_id: place for place, visit in enumerate(case.visits)}
    by_day: dict[tuple[str | None, object], list[int]] = {}
    for place, one in enumerate(case.visits):
        by_day.setdefault((one.patient_id, one.service_date), []).append(place)
    found = []
    for drawn in sample.drawn:
        same = by_day.get((drawn.item.patient, drawn.item.on), []) if drawn.item.patient else []
        found.append(by_number.get(drawn.item.item, same[0] if len(same) == 1 else None))
    return found


def _chart(drawn: DrawnItem, visit: Visit | None, claim: ClaimReview | None, case: Case, basis: Basis) -> ChartOfItem:
    papers = papers_at_hand(FirstPass.of([visit]), case) if visit else frozenset[str]()
    apart = not_applicable(visit, claim, basis) if visit and claim else {}
    answers = tuple(answer_checklist(claim, papers, apart))
    return ChartOfItem(item=drawn.item, order=drawn.order, visit=visit, claim=claim, answers=answers)


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
