"""An audit gone over, as people read it: objections, the figures anew, each line's part in the demand, the days."""

from collections.abc import Sequence
from typing import Any

from cleanclaim.cli.screen import pluralize, say, say_heading, say_table, say_text, style
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.compliance.audit.appeal_days import AppealDay
from cleanclaim.compliance.audit.defense import AuditDefense
from cleanclaim.compliance.audit.estimation.demands import whole_cents
from cleanclaim.law.wording import day
from cleanclaim.model.money import dollars, dollars_for_people

MOST_LINES = 15


def say_defense(found: AuditDefense, claimed: int | None) -> None:
    """What is wrong with it, what follows from its rows, and what each overturned line does."""
    say_heading(f"{pluralize(found.sample, 'item')} of {found.items:,} gone over", found.recomputed.reading.name)
    for one in found.objections:
        say(style(one.kind, bold=True) + make_printable(f"   {one.place}"))
        say_text(make_printable(one.what), 4)
        say_text(one.meaning, 4, dim=True)
    if not found.objections:
        say("Nothing is found wrong with frame, rows and arithmetic. Whether each item is wrong, the chart says.")
    say()
    again = found.recomputed
    rows = [
        ("overpaid in the sample", dollars_for_people(found.overpaid)),
        ("underpaid in the sample", dollars_for_people(found.underpaid)),
        ("point", dollars_for_people(whole_cents(again.estimate.point))),
        ("lower limit", dollars_for_people(whole_cents(again.limits.lower))),
        ("demand that follows", dollars_for_people(again.cents)),
    ]
    if claimed is not None:
        rows.append(("demanded", dollars_for_people(claimed)))
    if found.ours is not None:
        rows.append(("demand by what you say", dollars_for_people(found.ours.cents)))
    say_table((), rows, right="lr")
    if found.lines:
        say()
        table = [
            (make_printable(one.item), *map(dollars_for_people, (one.error, one.demand, one.less)))
            for one in found.lines[:MOST_LINES]
        ]
        say_table(("if this one is overturned", "its error", "the demand is", "less"), table, right="lrrr")
        if len(found.lines) > MOST_LINES:
            say(f"and {len(found.lines) - MOST_LINES:,} more; --format json lists them")
        say_text("A line that falls can raise the lower limit too, where the errors then spread less.", 0, dim=True)
    say()
    say_text(found.extrapolation, 0)


def say_appeal_days(days: Sequence[AppealDay]) -> None:
    """The levels, each with its last day, or the rule where the decision before it has not come."""
    say()
    say(style("the levels of the appeal", bold=True))
    for one in days:
        last = f"by {day(one.last_day)}" if one.last_day else "when the decision before it has come"
        say_text(f"{one.name}: {last} ({one.rule}; {one.source}, {one.standing})", 6, lead=f"  {one.level}")
        if one.keeps_money_until:
            say_text(f"asked for by {day(one.keeps_money_until)}, nothing is taken meanwhile", 6, dim=True)


def defense_as_json(found: AuditDefense) -> dict[str, Any]:
    """The same for programs."""
    again = found.recomputed
    return {
        "objections": found.objections,
        "items": found.items,
        "sample": found.sample,
        "overpaid": dollars(found.overpaid),
        "underpaid": dollars(found.underpaid),
        "reading": again.reading.name,
        "point": dollars(whole_cents(again.estimate.point)),
        "lower": dollars(whole_cents(again.limits.lower)),
        "demand": dollars(again.cents),
        "ours": None if found.ours is None else dollars(found.ours.cents),
        "extrapolation": found.extrapolation,
        "lines": [
            {"item": one.item, "error": dollars(one.error), "demand": dollars(one.demand), "less": dollars(one.less)}
            for one in found.lines
        ],
    }
