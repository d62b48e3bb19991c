"""A visit on the screen: its heading, and the proof of its units."""

from cleanclaim.cli.screen import bar_glyphs, say, say_findings, style, wrap_text
from cleanclaim.explanations.visits.minute_bars import build_bars
from cleanclaim.law.basis import Basis
from cleanclaim.law.coding.allocation import QUARTER
from cleanclaim.law.policies.sources import cite
from cleanclaim.law.review.coded import CodedVisit
from cleanclaim.law.wording import day
from cleanclaim.model.visit import Visit


def say_proof(visit: Visit, coded: CodedVisit, basis: Basis) -> None:
    """One visit's proof: the minutes drawn to scale, each step with its source, the lines, the findings."""
    say(style("Units proof", bold=True) + "   " + describe_visit(visit, basis))
    say()
    _say_bars(coded)
    for step in coded.proof:
        source = cite(step.cite)
        first, *more = wrap_text(step.text)
        say(f"  {step.step:<20} {first}")
        for text in more:
            say(" " * 23 + text)
        say(" " * 23 + style(source.section or source.title, dim=True))
    say()
    billed = [line for line in coded.lines if line.units != 0]
    for line in billed:
        units = "?" if line.units is None else str(line.units)
        say("  " + style(f"{line.code} × {units}", bold=True) + f"  {' '.join(line.modifiers):<12} {line.label}")
    for other in coded.alternatives:
        say("  Also lawful: " + "  ".join(f"{code} × {units}" for code, units in other.items() if units))
    worth_saying = [finding for finding in coded.findings if finding.severity != "info"]
    if worth_saying:
        say()
        say_findings(worth_saying, {line.number: line.code for line in coded.lines})
    say()


def describe_visit(visit: Visit, basis: Basis) -> str:
    """`visit 17 · Medicare · Mar 2, 2026 · PT`."""
    described = basis.policy_of(visit)
    payer = described.name if described else visit.payer or "payer not known"
    return f"visit {visit.visit_id} · {payer} · {day(visit.service_date)} · {visit.discipline or 'discipline unknown'}"


def _say_bars(coded: CodedVisit) -> None:
    drawn = build_bars(coded)
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
    drawn_minutes = min(minutes, 120)
    return drawn_minutes + (drawn_minutes + QUARTER - 1) // QUARTER
