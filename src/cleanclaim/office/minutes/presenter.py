"""What the page shows of a visit: the library's answer, arranged for the template. Nothing is reckoned here."""

from msgspec import Struct, structs

from cleanclaim.explanations.marks import Mark, mark_finding
from cleanclaim.explanations.visits.minute_bars import Bar, build_bars
from cleanclaim.explanations.visits.next_unit import NextUnit, describe_next_unit
from cleanclaim.explanations.visits.side_by_side import SideBySide, compare_payers
from cleanclaim.law.policies.policy import law_version
from cleanclaim.law.review.coded import CodedLine, CodedVisit, code
from cleanclaim.model.finding import Finding
from cleanclaim.model.visit import Visit
from cleanclaim.office.minutes.form import VisitForm, choice_of, to_visit
from cleanclaim.office.minutes.strip import Strip, strip
from cleanclaim.office.shared import citations
from cleanclaim.office.shared.office_basis import described, office_basis


class ProofStepView(Struct, frozen=True):
    """A step of the proof with its source opened up."""

    step: str
    text: str
    cite: citations.CiteView


class FindingRow(Struct, frozen=True):
    """A finding and its mark."""

    mark: Mark
    finding: Finding
    cite: citations.CiteView


class MinutesLine(Struct, frozen=True):
    """A line of the claim with what was found on it."""

    line: CodedLine
    findings: list[FindingRow]


class AllocationChoice(Struct, frozen=True):
    """A lawful allocation: as the form sends it, and as people read it."""

    value: str
    said: str
    taken: bool


class MinutesView(Struct, frozen=True, kw_only=True):
    """Everything about the visit that stands beside its blocks."""

    visit: Visit
    payer: str
    coded: CodedVisit
    strip: Strip
    bars: list[Bar]
    steps: list[ProofStepView]
    lines: list[MinutesLine]
    findings: list[FindingRow]
    choices: list[AllocationChoice]
    next_unit: NextUnit | None
    next_cite: citations.CiteView | None
    beside: SideBySide | None
    billed: bool
    law: str


def answer(entered: VisitForm) -> MinutesView | None:
    """The answer to what is entered; None while there is no block. Raises UserError for what cannot be read."""
    visit = to_visit(entered)
    if visit is None:
        return None
    chosen = {visit.visit_id: choice_of(entered)}
    coded = code([visit], office_basis(), chosen=chosen).visits[0]
    drawn = build_bars(coded)
    ahead = describe_next_unit(coded)
    on = visit.service_date
    held = described(visit.payer, on)
    return MinutesView(
        visit=visit,
        payer=held.name if held else entered.payer or "payer not known",
        coded=coded,
        strip=strip(visit.services, [block.who for block in entered.blocks], drawn),
        bars=drawn,
        steps=[
            ProofStepView(step.step, step.text, citations.shown(step.cite, visit.payer, on)) for step in coded.proof
        ],
        lines=[MinutesLine(line, _said(coded, line.number, visit)) for line in coded.lines],
        findings=_said(coded, None, visit),
        choices=_choices(coded),
        next_unit=ahead,
        next_cite=citations.shown(ahead.cite, visit.payer, on) if ahead else None,
        beside=_beside(visit, entered),
        billed=any(service.units is not None for service in visit.services),
        law=law_version(),
    )


def _said(coded: CodedVisit, number: int | None, visit: Visit) -> list[FindingRow]:
    found = [finding for finding in coded.findings if finding.line == number and finding.severity != "info"]
    return [
        FindingRow(
            mark_finding(finding),
            finding,
            citations.shown(finding.cite.id, visit.payer, visit.service_date),
        )
        for finding in found
    ]


def _choices(coded: CodedVisit) -> list[AllocationChoice]:
    if not coded.alternatives:
        return []
    shown: dict[str, int] = dict.fromkeys(coded.alternatives[0], 0)
    for line in coded.lines:
        if line.code in shown:
            shown[line.code] += line.units or 0
    ways = sorted([shown, *coded.alternatives], key=lambda way: tuple(-way[name] for name in sorted(way)))
    return [
        AllocationChoice(
            " ".join(f"{name}:{units}" for name, units in way.items()),
            "  ".join(f"{name} × {units}" for name, units in way.items() if units),
            way == shown,
        )
        for way in ways
    ]


def _beside(visit: Visit, entered: VisitForm) -> SideBySide | None:
    if not entered.beside or not visit.payer:
        return None
    return compare_payers(
        [structs.replace(visit, visit_id="1")],
        [visit.payer, entered.beside],
        office_basis(),
    )[0]
