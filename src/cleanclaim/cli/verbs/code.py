"""`cleanclaim code`: the proof as a person reads it."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cleanclaim.cli.inputs import Papers, office_at, practice_at, visits_of, visits_with_allowed
from cleanclaim.cli.screen import bar_glyphs, progress, say, say_findings, say_json, styled, wrapped
from cleanclaim.explanations.visits.minute_bars import bars
from cleanclaim.law.coding.allocation import QUARTER
from cleanclaim.law.policies.policy import policy
from cleanclaim.law.policies.sources import cite
from cleanclaim.law.review.coded import CodedVisit, code
from cleanclaim.law.wording import day
from cleanclaim.model.visit import Visit
from cleanclaim.reference.library import Library

if TYPE_CHECKING:
    from cleanclaim.pricing.payment_locality import PaymentLocality

EXIT = {"clean": 0, "failed": 1, "undetermined": 3}


def run(
    file: str,
    format: str,
    *,
    payer: tuple[str, ...],
    as_of: date | None,
    known_on: date | None,
    library: Library,
    payers: Path | None,
    history: str | None,
    practice: Path | None,
    zip_code: str | None,
    locality: str | None,
    qualifying: bool,
) -> int:
    """Code a file and print it; returns the exit code."""
    office = office_at(zip_code, locality, practice_at(practice) if practice else None, qualifying=qualifying)
    if len(payer) > 1:
        visits = visits_of(Papers(file, history))
        return _beside(visits, payer, office, format, as_of, known_on, payers, library)
    papers = Papers(file, history, payer=next(iter(payer), None))
    visits = visits_with_allowed(papers, office, as_of=as_of, known_on=known_on, payers=payers, library=library)
    with progress("Coding", len(visits)) as report:
        coded = code(visits, as_of=as_of, known_on=known_on, payers=payers, library=library, progress=report)
    if format == "json":
        say_json(coded)
    else:
        for visit, result in zip(visits, coded.visits, strict=True):
            say_proof(visit, result, payers)
    return _exit_code(coded.visits)


def _beside(
    visits: list[Visit],
    payer: tuple[str, ...],
    office: "PaymentLocality",
    format: str,
    as_of: date | None,
    known_on: date | None,
    payers: Path | None,
    library: Library,
) -> int:
    from cleanclaim.cli.verbs.code_side_by_side import as_json, say_beside
    from cleanclaim.explanations.visits.side_by_side import side_by_side

    found = side_by_side(visits, payer, office, as_of=as_of, known_on=known_on, folder=payers, library=library)
    if format == "json":
        say_json(as_json(found))
    else:
        say_beside(visits, found)
    return _exit_code([one.coded for beside in found for one in beside.payers])


def _exit_code(coded: list[CodedVisit]) -> int:
    stopping = {f.outcome for visit in coded for f in visit.findings if f.severity == "stop"}
    return 1 if "fail" in stopping else 3 if "undetermined" in stopping else 0


def say_proof(visit: Visit, coded: CodedVisit, payers: Path | None = None) -> None:
    """One visit's proof: the minutes drawn to scale, each step with its source, the lines, the findings."""
    say(styled("Units proof", bold=True) + "   " + heading(visit, payers))
    say()
    _say_bars(coded)
    for step in coded.proof:
        source = cite(step.cite)
        first, *more = wrapped(step.text)
        say(f"  {step.step:<20} {first}")
        for text in more:
            say(" " * 23 + text)
        say(" " * 23 + styled(source.section or source.title, dim=True))
    say()
    billed = [line for line in coded.lines if line.units != 0]
    for line in billed:
        units = "?" if line.units is None else str(line.units)
        say("  " + styled(f"{line.code} × {units}", bold=True) + f"  {' '.join(line.modifiers):<12} {line.label}")
    for other in coded.alternatives:
        say("  Also lawful: " + "  ".join(f"{code} × {units}" for code, units in other.items() if units))
    worth_saying = [finding for finding in coded.findings if finding.severity != "info"]
    if worth_saying:
        say()
        say_findings(worth_saying, {line.number: line.code for line in coded.lines})
    say()


def heading(visit: Visit, payers: Path | None = None) -> str:
    """`visit 17 · Medicare · 2 Mar 2026 · PT`."""
    described = policy(visit.payer, visit.service_date, None, payers) if visit.payer and visit.service_date else None
    payer = described.name if described else visit.payer or "payer unknown"
    return f"visit {visit.visit_id} · {payer} · {day(visit.service_date)} · {visit.discipline or 'discipline unknown'}"


def _say_bars(coded: CodedVisit) -> None:
    drawn = bars(coded)
    if not drawn:
        return
    block, rule = bar_glyphs()
    width = max(_width(bar.minutes) for bar in drawn)
    for bar in drawn:
        strip = "".join((rule if minute % QUARTER == 0 else "") + block for minute in range(min(bar.minutes, 120)))
        quarters = f"{bar.whole} quarter-hour{'' if bar.whole == 1 else 's'} and {bar.over} min"
        say(f"  {bar.code:<7} {bar.minutes:>3} min   {strip:<{width}}   {quarters}")
    say()


def _width(minutes: int) -> int:
    shown = min(minutes, 120)
    return shown + (shown + QUARTER - 1) // QUARTER
