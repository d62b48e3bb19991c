"""What the page shows of a visit: the library's answer, arranged for the template. Nothing is computed here."""

from collections.abc import Sequence

from msgspec import Struct, structs

from cleanclaim.explanations.marks import Mark, mark_finding
from cleanclaim.explanations.visits.minute_bars import Bar, build_bars
from cleanclaim.explanations.visits.next_unit import NextUnit, describe_next_unit
from cleanclaim.explanations.visits.side_by_side import SideBySide, compare_payers
from cleanclaim.law.policies.policy import law_version
from cleanclaim.law.review.coded import CodedLine, CodedVisit, code
from cleanclaim.model.finding import Finding
from cleanclaim.model.visit import Visit
from cleanclaim.office.minutes.form import VisitForm, parse_choice, read_visit
from cleanclaim.office.minutes.strip import Strip, build_strip
from cleanclaim.office.shared import citations
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.shared.unknown_payer import show_payer


class ProofStepView(Struct, frozen=True):
    """A step of the proof with its source opened up."""

    step: str
    text: str
    cite: citations.CiteView


class FindingRow(Struct, frozen=True):
    """A finding and its mark. `remedy` is said in place of the finding's; `enter` leads to where it is entered."""

    mark: Mark
    finding: Finding
    cite: citations.CiteView
    remedy: str = ""
    enter: tuple[str, str] | None = None


class MinutesLine(Struct, frozen=True):
    """A line of the claim with what was found on it."""

    line: CodedLine
    findings: list[FindingRow]


class AllocationChoice(Struct, frozen=True):
    """A lawful allocation: as the form sends it, and as people read it."""

    value: str
    text: str
    taken: bool


class MinutesView(Struct, frozen=True, kw_only=True):
    """Everything the page shows about the visit next to its blocks."""

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
    payers_compared: SideBySide | None
    billed: bool
    law: str

    @property
    def other_choices(self) -> list[str]:
        """The lawful allocations that are not shown, in words."""
        return [one.text for one in self.choices if not one.taken]


def build_minutes_view(entered: VisitForm) -> MinutesView | None:
    """The answer to what is entered; None while there is no block. Raises UserError for what cannot be read."""
    visit = read_visit(entered)
    if visit is None:
        return None
    whos = [block.who for block in entered.blocks]
    coded = code([visit], build_basis(), chosen={visit.visit_id: parse_choice(entered)}).visits[0]
    return build_coded_view(visit, coded, whos, second_payer=entered.second_payer)


def build_coded_view(
    visit: Visit, coded: CodedVisit, whos: Sequence[str] = (), *, second_payer: str = ""
) -> MinutesView:
    """What the page shows of a visit that was coded. `whos`: who gave each service, as the strip colors them."""
    drawn = build_bars(coded)
    ahead = describe_next_unit(coded)
    on = visit.service_date
    return MinutesView(
        visit=visit,
        payer=show_payer(visit.payer, on),
        coded=coded,
        strip=build_strip(visit.services, whos or [""] * len(visit.services), drawn),
        bars=drawn,
        steps=[
            ProofStepView(step.step, step.text, citations.build_cite_view(step.cite, visit.payer, on))
            for step in coded.proof
        ],
        lines=[MinutesLine(line, _finding_rows(coded, line.number, visit)) for line in coded.lines],
        findings=_finding_rows(coded, None, visit),
        choices=_choices(coded),
        next_unit=ahead,
        next_cite=citations.build_cite_view(ahead.cite, visit.payer, on) if ahead else None,
        payers_compared=_side_by_side(visit, second_payer),
        billed=any(service.units is not None for service in visit.services),
        law=law_version(),
    )


def _finding_rows(coded: CodedVisit, number: int | None, visit: Visit) -> list[FindingRow]:
    found = [finding for finding in coded.findings if finding.line == number and finding.severity != "info"]
    return [
        FindingRow(
            mark_finding(finding),
            finding,
            citations.build_cite_view(finding.cite.id, visit.payer, visit.service_date),
        )
        for finding in found
    ]


def _choices(coded: CodedVisit) -> list[AllocationChoice]:
    if not coded.alternatives:
        return []
    as_coded: dict[str, int] = dict.fromkeys(coded.alternatives[0], 0)
    for line in coded.lines:
        if line.code in as_coded:
            as_coded[line.code] += line.units or 0
    ways = sorted([as_coded, *coded.alternatives], key=lambda way: tuple(-way[name] for name in sorted(way)))
    return [
        AllocationChoice(
            " ".join(f"{name}:{units}" for name, units in way.items()),
            "  ".join(f"{name} × {units}" for name, units in way.items() if units),
            way == as_coded,
        )
        for way in ways
    ]


def _side_by_side(visit: Visit, second_payer: str) -> SideBySide | None:
    if not second_payer or not visit.payer:
        return None
    return compare_payers(
        [structs.replace(visit, visit_id="1")],
        [visit.payer, second_payer],
        build_basis(),
    )[0]
