"""Key figures as people read them: with what they were counted from, and why the others are not known."""

from collections.abc import Sequence
from itertools import groupby

from cleanclaim.cli.book_summaries import say_summary
from cleanclaim.cli.screen import say, say_table, say_text, style
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.law.wording import day
from cleanclaim.money.insight.find_kpis import KpiValue
from cleanclaim.money.insight.kpi_definitions import KpiDefinition
from cleanclaim.money.insight.kpi_words import parts_for_people, value_for_people

_STEPS = (
    "What is denied most, and the rules that would have seen it: `cleanclaim denials --causes`.",
    "What is open longest, and with whom: `cleanclaim aging`.",
    "What payers pay too little, and who changed: `cleanclaim variance`, `cleanclaim trend`.",
)
"""Where the figures that can be moved are worked."""


def say_kpis(found: Sequence[KpiValue]) -> None:
    """The figures of everything: those that are known, then why the others are not."""
    known = [one for one in found if one.measured is not None]
    rows = [(one.definition.name, _value(one), f"{one.measured.n:,}", _about(one)) for one in known if one.measured]
    say_table(("", "", "n", "counted from, and the target of those who are named"), rows, right="lrr")
    for why in dict.fromkeys(one.why for one in known if one.why):
        names = ", ".join(one.definition.name for one in known if one.why == why)
        say()
        say_text(f"{why} So it is with {names}.", 6, lead=style("mind", bold=True))
    unknown = [one for one in found if one.measured is None]
    if unknown:
        say()
        say(style("not known", bold=True))
    for why in dict.fromkeys(one.why for one in unknown):
        names = ", ".join(one.definition.name for one in unknown if one.why == why)
        say_text(f"{names}: {why}", 4, lead="  ")


def say_groups(found: Sequence[KpiValue]) -> None:
    """The figures group by group, each under its name."""
    for _id, group in groupby(found, key=lambda one: one.definition.id):
        values = list(group)
        _say_group(values[0].definition, values)


def _say_group(definition: KpiDefinition, values: Sequence[KpiValue]) -> None:
    say(style(definition.name, bold=True))
    known = [one for one in values if one.measured is not None]
    rows = [(make_printable(one.group), _value(one), parts_for_people(one)) for one in known]
    if rows:
        say_table((), rows, indent=2, right="lr")
    for why, same in groupby((one for one in values if one.measured is None), key=lambda one: one.why):
        groups = ", ".join(one.group for one in same)
        say_text(make_printable(f"{groups}: not known. {why}"), 4, lead="  ", dim=True)
    say()


def say_definition(definition: KpiDefinition) -> None:
    """What a figure means and how it is counted."""
    for label, text in (
        ("means", definition.meaning),
        ("divides", f"{definition.numerator}; by {definition.of}" if definition.numerator else f"of {definition.of}"),
        ("counts", definition.window),
        ("leaves out", definition.leaves_out),
    ):
        if text:
            say_text(f"{text}.", 14, lead=f"  {label}")
    if definition.benchmark:
        one = definition.benchmark
        say_text(f"{one.text} ({one.standing}: {one.cite.title}).", 14, lead="  field says")


def say_lead(found: Sequence[KpiValue]) -> None:
    """Up to which day was counted, and where to go on."""
    known = sum(one.measured is not None for one in found)
    total = f"{known:,} of {len(found):,} figures. As of {day(max(one.last for one in found))}."
    say_summary("Key figures", total, _STEPS)


def _value(one: KpiValue) -> str:
    return value_for_people(one.definition.unit, one.measured.value) if one.measured else "not known"


def _about(one: KpiValue) -> str:
    mark = one.definition.benchmark
    target = f"target: {mark.text} ({mark.standing}: {mark.cite.title})" if mark else ""
    return "; ".join(filter(None, (parts_for_people(one, with_count=False), target)))
