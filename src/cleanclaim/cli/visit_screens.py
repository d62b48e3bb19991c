"""A visit on the screen: its heading, and the proof of its units."""

from collections.abc import Iterable

from cleanclaim.cli.screen import bar_glyphs, say, say_findings, say_text, style
from cleanclaim.cli.terminal import screen_width
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
        say_text(step.text, 23, lead=f"  {step.step}")
        say_text(source.section or source.title, 23, dim=True)
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


def describe_visit(visit: Visit, basis: Basis, days: str | None = None) -> str:
    """`visit 17 · Medicare · Mar 2, 2026 · PT`; `days` stands for the day of several visits."""
    described = basis.policy_of(visit)
    payer = described.name if described else visit.payer or "payer not known"
    days = days or day(visit.service_date)
    return f"visit {visit.visit_id} · {payer} · {days} · {visit.discipline or 'discipline unknown'}"


def describe_days(visits: Iterable[Visit]) -> str:
    """`Mar 2, 2026`, or `Mar 2, 2026 to Mar 9, 2026`: the days of several visits."""
    dates = {visit.service_date for visit in visits}
    known = sorted(date for date in dates if date)
    if not known:
        return day(None)
    span = day(known[0]) if len(known) == 1 else f"{day(known[0])} to {day(known[-1])}"
    return f"{span} and of unknown date" if None in dates else span


def _say_bars(coded: CodedVisit) -> None:
    """The minutes drawn, a block for each; a block stands for more of them where the screen is too narrow."""
    drawn = build_bars(coded)
    if not drawn:
        return
    quarters = [f"{bar.whole} quarter-hour{'' if bar.whole == 1 else 's'} and {bar.over} min" for bar in drawn]
    longest = max(bar.minutes for bar in drawn)
    room = screen_width() - BEFORE_BARS - 3 - max(map(len, quarters))
    each = next(each for each in range(1, longest + 2) if len(_strip(longest, each)) <= max(room, 1))
    width = len(_strip(longest, each))
    for bar, words in zip(drawn, quarters, strict=True):
        say(f"  {bar.code:<7} {bar.minutes:>3} min   {_strip(bar.minutes, each):<{width}}   {words}")
    say()


BEFORE_BARS = 20
"""Columns of the code and the minutes, before a bar begins."""


def _strip(minutes: int, each: int) -> str:
    """A block for `each` so many minutes, ruled off where a quarter-hour begins."""
    block, rule = bar_glyphs()
    return "".join((rule if minute % QUARTER < each else "") + block for minute in range(0, minutes, each))
