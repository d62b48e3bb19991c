"""Key figures as people read them: with what they were counted from, and why the others are not known."""

from collections.abc import Sequence
from itertools import groupby

from cleanclaim.cli.screen import say, say_table, say_text, style
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.law.wording import day
from cleanclaim.money.insight.find_kpis import KpiValue
from cleanclaim.money.insight.kpi_definitions import KpiDefinition
from cleanclaim.money.insight.kpi_words import parts_for_people, value_for_people


def say_kpis(found: Sequence[KpiValue]) -> None:
    """The figures of everything: those that are known, then why the others are not."""
    known = [one for one in found if one.measured is not None]
    rows = [(one.definition.name, _value(one), _about(one)) for one in known]
    say_table(("", "", "counted from"), rows, right="lr")
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


def say_as_of(found: Sequence[KpiValue]) -> None:
    """Up to which day was counted."""
    if found:
        say(f"As of {day(max(one.last for one in found))}.")


def _value(one: KpiValue) -> str:
    return value_for_people(one.definition.unit, one.measured.value) if one.measured else "not known"


def _about(one: KpiValue) -> str:
    benchmark = f"; field: {one.definition.benchmark.text}" if one.definition.benchmark else ""
    return f"{parts_for_people(one)}{benchmark}"
