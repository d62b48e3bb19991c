"""What the page shows of an explanation: its steps arranged line by line. Nothing is reckoned here."""

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
from cleanclaim.office.shared.office_basis import office_basis
from cleanclaim.reference.catalogue import catalogue


class SourceRow(Struct, frozen=True):
    """What a step stands on: its short name, what it says, and whether somebody read it."""

    short: str
    ground: Ground
    read: bool


class ExplainedStep(Struct, frozen=True):
    """A step: what it says, what stands under it, what it rests on, and its mark where it is a question's answer."""

    told: ExplanationStep
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
    """A slider over the days on which something changes, and the day it stands at."""

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


def shown(explained: Explanation) -> ExplanationView:
    """An explanation arranged line by line."""
    about = [told for told in explained.told if told.topic in {"modifiers", "price", "questions"}]
    return ExplanationView(
        explained=explained,
        mark=STATUS_MARKS[explained.status],
        law=describe_law(explained),
        allowed="" if explained.allowed is None else dollars_for_people(explained.allowed),
        recorded=_steps(told for told in explained.told if told.topic == "recorded"),
        units=_steps(told for told in explained.told if told.topic == "units"),
        lines=[
            ExplainedLine(
                number=line["line"],
                code=line["code"],
                label=_label(line["code"]),
                units=line["units"],
                modifiers=line["modifiers"],
                steps=_steps(told for told in about if told.line == line["line"]),
            )
            for line in explained.lines
        ],
        whole=_steps(told for told in about if told.line is None),
        passed=_steps(told for told in explained.told if told.topic == "passed"),
        not_arising=_steps(told for told in explained.told if told.topic == "not_arising"),
    )


def _label(code: str) -> str:
    entry = catalogue().get(code)
    return entry.label if entry else "not in the catalogue"


def _steps(told: Iterable[ExplanationStep]) -> list[ExplainedStep]:
    """The steps, each ground once in a row: what stands on the same as the step before need not say so again."""
    steps: list[ExplainedStep] = []
    before: Sequence[Ground] = ()
    for one in told:
        grounds = [ground(held) for held in one.grounds if held not in before]
        steps.append(ExplainedStep(one, _mark(one), grounds))
        before = one.grounds or before
    return steps


def _mark(told: ExplanationStep) -> Mark | None:
    """The mark of a step that is a question's answer, where it is worth one."""
    if told.outcome == "fail":
        return SEVERITY_MARKS[told.severity] if told.severity else None
    return mark_outcome(told.outcome, "stop") if told.outcome in {"undetermined", "bypassed"} else None


def steps_of(told: Sequence[ExplanationStep]) -> list[ExplainedStep]:
    """Steps that stand by themselves, such as findings that come and go."""
    return _steps(told)


def ground(held: Ground) -> SourceRow:
    """What a step stands on, with its short name."""
    source = sources().get(held.cite.id) if held.cite else None
    short = (held.cite.section or held.cite.title) if held.cite else held.said
    if held.key and held.cite:
        short = f"{short}, the payer's answer"
    read = bool(source and source.read) if held.verified is None else held.verified
    return SourceRow(short, held, read)


def sliders(visit: Visit, as_of: date | None, known_on: date | None) -> list[DateSlider]:
    """The two sliders: whose law, and whose knowledge; the second stands at its end while all that is known counts."""
    basis = office_basis()
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
