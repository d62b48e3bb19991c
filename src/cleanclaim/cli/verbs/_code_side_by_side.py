"""`cleanclaim code --payer a --payer b`: one visit as several payers have it, side by side, and why they differ."""

from collections.abc import Sequence
from itertools import zip_longest

from cleanclaim.cli.screen import say, say_table, say_text, style
from cleanclaim.cli.terminal import screen_width
from cleanclaim.cli.visit_screens import describe_visit
from cleanclaim.explanations.visits.side_by_side import PayerAnswer, PayerDifference, SideBySide, VisitUnderPayer
from cleanclaim.law.basis import Basis
from cleanclaim.model.money import dollars, dollars_for_people
from cleanclaim.model.visit import Visit


def say_side_by_side(visits: Sequence[Visit], comparisons: Sequence[SideBySide], basis: Basis) -> None:
    """Every visit: a column a payer, then the answers in which they differ."""
    for visit, comparison in zip(visits, comparisons, strict=True):
        say(style("Side by side", bold=True) + "   " + describe_visit(visit, basis))
        say()
        columns = [_column(one) for one in comparison.payers]
        _say_columns(columns)
        say()
        _say_differences(comparison)
        say()


def _say_columns(columns: Sequence[list[str]]) -> None:
    """The payers side by side, or one below the other where the screen is too narrow for them."""
    widths = [max(map(len, column)) for column in columns]
    if sum(widths) + 2 * len(widths) > screen_width():
        for head, *rows in columns:
            say("  " + style(head, bold=True))
            for row in rows:
                say(f"    {row}")
        return
    heads, *rest = zip_longest(*columns, fillvalue="")
    say_table([], [[style(head, bold=True) for head in heads], *map(list, rest)], indent=2)


def _column(one: VisitUnderPayer) -> list[str]:
    """A payer's rows: its name, total units, each line, the dollars."""
    units = "units not known" if one.coded.units is None else f"{one.coded.units} units"
    rows = [one.name or f"{one.payer}: no policy", f"{units} ({one.coded.unit_method or 'method not known'})"]
    for line in one.coded.lines:
        count = "?" if line.units is None else line.units
        rows.append(f"{line.code} × {count}  {' '.join(line.modifiers)}")
    allowed = "price not known" if one.allowed is None else f"allowed {dollars_for_people(one.allowed)}"
    return [*rows, allowed]


def _say_differences(comparison: SideBySide) -> None:
    unknown = [one.payer for one in comparison.payers if not one.name]
    if unknown:
        say(f"  No policy describes {' and '.join(map(str, unknown))}: what it asks is not known.")
    if not comparison.differences:
        if unknown:
            return
        say("  The payers answer every question of coding alike.")
        return
    say("  Why: what they answer differently")
    for one in comparison.differences:
        _say_difference(one)


def _say_difference(one: PayerDifference) -> None:
    say_text(one.meaning, 27, lead=f"    {one.key}")
    for answer in one.answers:
        say_text(f"{answer.payer}: {_describe_answer(answer)}", 27)


def _describe_answer(answer: PayerAnswer) -> str:
    if answer.cite is None:
        return "not known"
    return f"{answer.said}   {style(f'{answer.cite}, {answer.standing}', dim=True)}"


def as_json(comparisons: Sequence[SideBySide]) -> dict[str, object]:
    """All visits for programs: under each payer the visit as `code` gives it, with the dollars; and the differences."""
    return {
        "visits": [
            {
                "visit_id": comparison.visit_id,
                "payers": [
                    {
                        "payer": one.payer,
                        "name": one.name,
                        "allowed": None if one.allowed is None else dollars(one.allowed),
                        "coded": one.coded,
                    }
                    for one in comparison.payers
                ],
                "differences": comparison.differences,
            }
            for comparison in comparisons
        ]
    }
