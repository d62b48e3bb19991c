"""Coding visits: minutes in; units, modifiers, lines and the proof out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import cast

from msgspec import UNSET, Struct, UnsetType, field, structs

from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case, as_case
from cleanclaim.law.chart.context import ContextIndex, VisitContext
from cleanclaim.law.coding.lines import build_lines, count_under_policy
from cleanclaim.law.coding.proof import ProofStep, proof
from cleanclaim.law.coding.units_earned import DayCount
from cleanclaim.law.coding.visit_lines import VisitLines
from cleanclaim.law.review.law_in_force import in_force
from cleanclaim.law.review.review import review_coded_lines
from cleanclaim.law.review.rule_set import coding_families
from cleanclaim.model.finding import Finding
from cleanclaim.model.line import Line
from cleanclaim.model.practice import with_fees
from cleanclaim.model.visit import Visit
from cleanclaim.reference.tables import Tables


class CodedLine(Struct, frozen=True, kw_only=True):
    """One line as coded. `units` None: not known; 0: documented and not billed."""

    number: int = field(name="line")
    code: str
    label: str
    units: int | None
    modifiers: tuple[str, ...]
    minutes: int | None


class CodedVisit(Struct, frozen=True, kw_only=True):
    """A visit coded: its lines, the other lawful allocations where remainders tie, the proof and what was found.

    `timed_minutes` and `timed_units` are those of the 15-minute codes, `units` those of all lines; None where
    they cannot be known. `counted_with` names the other sessions of the day that were counted too.
    """

    visit_id: str
    unit_method: str | None
    timed_minutes: int | None
    timed_units: int | None
    units: int | None
    lines: list[CodedLine]
    alternatives: list[dict[str, int]]
    proof: list[ProofStep]
    findings: list[Finding]
    counted_with: list[str] | UnsetType = UNSET


class Coded(Struct, frozen=True, kw_only=True):
    """All visits coded."""

    visits: list[CodedVisit]


def code(
    visits: Case | Iterable[Visit],
    basis: Basis | None = None,
    *,
    progress: Callable[[int], None] | None = None,
    chosen: Mapping[str, Mapping[str, int]] | None = None,
) -> Coded:
    """Units, modifiers and proof of every visit, by the law of a `Basis`. `progress` gets how many are done.

    `chosen`: by visit id, which of its `alternatives` somebody chose where remainders tie. One that is not lawful for
    the visit's minutes is left aside.

        >>> import cleanclaim
        >>> visits = cleanclaim.read_visits("examples/clinic-day/visits.csv")
        >>> coded = cleanclaim.code(visits).visits[0]
        >>> [(line.code, line.units, line.modifiers) for line in coded.lines]
        [('97112', 2, ('GP',)), ('97110', 1, ('GP',))]
        >>> coded.proof[-1].text
        '97112 × 2 GP; 97110 × 1 GP.'
    """
    case, basis = as_case(visits), basis or Basis()
    index = ContextIndex(case.visits)
    coded = []
    for place, visit in enumerate(case.visits):
        choice = (chosen or {}).get(visit.visit_id)
        coded.append(_coded(case, place, index.same_day(visit), basis, choice))
        if progress and len(coded) % 256 == 0:
            progress(len(coded))
    return Coded(visits=coded)


def code_case(case: Case, basis: Basis) -> Case:
    """The case with the lines of every visit made, so that no verb makes them again."""
    index = ContextIndex(case.visits)
    laws = [in_force(visit, basis, ()) for visit in case.visits]
    coded = [
        case.coded_at(place, index.same_day(visit), law.policy, law.tables)
        for place, (visit, law) in enumerate(zip(case.visits, laws, strict=True))
    ]
    return structs.replace(case, coded=tuple(coded))


def explain_units(case: Case, basis: Basis, place: int, choice: Mapping[str, int] | None = None) -> CodedVisit:
    """One visit of a case coded, with its proof. `choice`: which of its `alternatives` counts where remainders tie."""
    return _coded(case, place, ContextIndex(case.visits).same_day(case.visits[place]), basis, choice)


def _coded(
    case: Case, place: int, same_day: tuple[Visit, ...], basis: Basis, choice: Mapping[str, int] | None
) -> CodedVisit:
    visit = case.visits[place]
    law = in_force(visit, basis, coding_families())
    counted, lines = _counted(case.coded_at(place, same_day, law.policy, law.tables), choice)
    timed = counted.allocation.minutes if counted.allocation else None
    known = [line.units for line in lines if line.units is not None]
    alternatives = list(counted.allocation.alternatives()) if counted.allocation and not same_day else []
    return CodedVisit(
        visit_id=visit.visit_id,
        unit_method=law.policy.unit_method,
        timed_minutes=_of_timed(counted, timed, "minutes"),
        timed_units=_of_timed(counted, timed, "units"),
        units=sum(known) if len(known) == len(lines) else None,
        lines=[_line(line, law.tables) for line in lines],
        alternatives=alternatives,
        proof=proof(visit, same_day, counted, lines, law.policy, law.tables),
        findings=review_coded_lines(visit, lines, VisitContext(same_day), law),
        counted_with=[other.visit_id for other in same_day] or UNSET,
    )


def _counted(coded: VisitLines, choice: Mapping[str, int] | None) -> tuple[DayCount, Sequence[Line]]:
    """What the minutes earn, and the lines: of a visit that came with its units, these. `choice` resolves a tie."""
    counted = coded.counted
    if counted is not None and not (choice and not coded.same_day):
        return counted, cast("Sequence[Line]", coded.lines)
    if counted is None:
        counted = count_under_policy(coded.visit, coded.same_day, coded.policy, coded.tables)
    if choice and not coded.same_day:
        counted = _as_chosen(counted, dict(choice))
    return counted, with_fees(build_lines(coded.visit, counted, coded.policy, coded.tables), coded.fees)


def _as_chosen(counted: DayCount, choice: dict[str, int]) -> DayCount:
    """The count with another of its lawful allocations shown; as it was where the choice is none of them."""
    allocation = counted.allocation
    if allocation is None or choice not in allocation.alternatives():
        return counted
    codes = {
        code: structs.replace(earned, units=choice[code]) if code in choice else earned
        for code, earned in counted.codes.items()
    }
    return structs.replace(counted, codes=codes, allocation=structs.replace(allocation, units=choice))


def _of_timed(counted: DayCount, timed: dict[str, int] | None, what: str) -> int | None:
    if timed is None:
        return None
    everything = {**counted.codes, **counted.further}
    return sum(getattr(earned, what) or 0 for code, earned in everything.items() if code in timed)


def _line(line: Line, tables: Tables) -> CodedLine:
    entry = tables.code(line.code)
    return CodedLine(
        number=line.number,
        code=line.code,
        label=entry.label if entry else "",
        units=line.units,
        modifiers=line.modifiers,
        minutes=line.minutes,
    )
