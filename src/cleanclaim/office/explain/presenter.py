"""What the page shows of an explanation: its steps arranged line by line. Nothing is computed here."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from cleanclaim.explanations.marks import SEVERITY_MARKS, STATUS_MARKS, Mark, mark_outcome
from cleanclaim.explanations.visits.days_of_change import list_days_of_change
from cleanclaim.explanations.visits.steps import Explanation, ExplanationStep, Ground
from cleanclaim.explanations.visits.wording import describe_law
from cleanclaim.law.policies.sources import sources
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.visit import Visit
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.shared.unknown_payer import UNKNOWN_PAYER
from cleanclaim.reference.catalogue import catalogue


class SourceRow(Struct, frozen=True):
    """A source a step rests on: its short name, what it says, and whether somebody read it."""

    short: str
    ground: Ground
    read: bool


class ExplainedStep(Struct, frozen=True):
    """A step of the explanation, its mark where it answers a rule's question, and the sources it rests on."""

    step: ExplanationStep
    mark: Mark | None
    grounds: list[SourceRow]


class ExplainedLine(Struct, frozen=True):
    """A line of the claim with every step about it."""

    number: int
    code: str
    label: str
    units: int | None
    modifiers: list[str]
    steps: list[ExplainedStep]


class ExplanationView(Struct, frozen=True, kw_only=True):
    """A whole explanation: what holds of the visit, each line, the visit as a whole, and what found nothing."""

    explained: Explanation
    payer: str
    mark: Mark
    law: str
    allowed: str
    recorded: list[ExplainedStep]
    units: list[ExplainedStep]
    lines: list[ExplainedLine]
    whole: list[ExplainedStep]
    passed: list[ExplainedStep]
    not_arising: list[ExplainedStep]


class DateSlider(Struct, frozen=True, kw_only=True):
    """A slider over the days on which something changes, and the day it is set to."""

    name: str
    days: list[date]
    at: int
    on: date | None

    @property
    def last(self) -> int:
        """The last place of the slider."""
        return max(len(self.days) - 1, 0)

    @property
    def written(self) -> str:
        """The days as the page's script reads them."""
        return " ".join(day.isoformat() for day in self.days)


def build_explanation_view(explained: Explanation) -> ExplanationView:
    """An explanation arranged line by line."""
    about = [step for step in explained.told if step.topic in {"modifiers", "price", "questions"}]
    return ExplanationView(
        explained=explained,
        payer=explained.payer_name or UNKNOWN_PAYER,
        mark=STATUS_MARKS[explained.status],
        law=describe_law(explained),
        allowed="" if explained.allowed is None else dollars_for_people(explained.allowed),
        recorded=build_steps(step for step in explained.told if step.topic == "recorded"),
        units=build_steps(step for step in explained.told if step.topic == "units"),
        lines=[
            ExplainedLine(
                number=line["line"],
                code=line["code"],
                label=_label(line["code"]),
                units=line["units"],
                modifiers=line["modifiers"],
                steps=build_steps(step for step in about if step.line == line["line"]),
            )
            for line in explained.lines
        ],
        whole=build_steps(step for step in about if step.line is None),
        passed=build_steps(step for step in explained.told if step.topic == "passed"),
        not_arising=build_steps(step for step in explained.told if step.topic == "not_arising"),
    )


def _label(code: str) -> str:
    entry = catalogue().get(code)
    return entry.label if entry else "not in the catalogue"


def build_steps(steps: Iterable[ExplanationStep]) -> list[ExplainedStep]:
    """The steps for the template. A ground that the step before already names is left out."""
    rows: list[ExplainedStep] = []
    before: Sequence[Ground] = ()
    for step in steps:
        grounds = [build_source_row(ground) for ground in step.grounds if ground not in before]
        rows.append(ExplainedStep(step, _mark(step), grounds))
        before = step.grounds or before
    return rows


def _mark(step: ExplanationStep) -> Mark | None:
    """The mark of a step that is a question's answer, where it is worth one."""
    if step.outcome == "fail":
        return SEVERITY_MARKS[step.severity] if step.severity else None
    return mark_outcome(step.outcome, "stop") if step.outcome in {"undetermined", "bypassed"} else None


def build_source_row(ground: Ground) -> SourceRow:
    """A source a step rests on, with its short name."""
    source = sources().get(ground.cite.id) if ground.cite else None
    short = (ground.cite.section or ground.cite.title) if ground.cite else ground.said
    if ground.key and ground.cite:
        short = f"{short}, the payer's answer"
    read = bool(source and source.read) if ground.verified is None else ground.verified
    return SourceRow(short, ground, read)


def build_sliders(visit: Visit, as_of: date | None, known_on: date | None) -> list[DateSlider]:
    """The two sliders: whose law, and whose knowledge; the second is at its end unless a day is chosen."""
    basis = build_basis()
    days = list_days_of_change(visit.payer, basis)
    own = visit.service_date
    law = sorted({*days.in_force, *([own] if own else []), *([as_of] if as_of else [])})
    published = (one for one in days.published if one < basis.today)
    known = sorted({*published, basis.today, *([known_on] if known_on else [])})
    law_on, known_at = as_of or own, known_on or known[-1]
    return [
        DateSlider(name="as_of", days=law, at=law.index(law_on) if law_on else len(law) - 1, on=law_on),
        DateSlider(name="known_on", days=known, at=known.index(known_at), on=known_on),
    ]
