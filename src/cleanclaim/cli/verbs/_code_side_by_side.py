"""`cleanclaim code --payer a --payer b`: one visit as several payers have it, side by side, and why they differ."""

from collections.abc import Sequence

from cleanclaim.cli.screen import say, style, wrap_text
from cleanclaim.cli.visit_screens import describe_visit
from cleanclaim.explanations.visits.side_by_side import PayerAnswer, PayerDifference, SideBySide, VisitUnderPayer
from cleanclaim.law.basis import Basis
from cleanclaim.model.money import dollars, dollars_for_people
from cleanclaim.model.visit import Visit

WIDTH = 34
"""How wide a payer's column is."""


def say_side_by_side(visits: Sequence[Visit], comparisons: Sequence[SideBySide], basis: Basis) -> None:
    """Every visit: a column a payer, then the answers in which they differ."""
    for visit, comparison in zip(visits, comparisons, strict=True):
        say(style("Side by side", bold=True) + "   " + describe_visit(visit, basis))
        say()
        columns = [_column(one) for one in comparison.payers]
        height = max(map(len, columns))
        for row in range(height):
            cells = [column[row] if row < len(column) else "" for column in columns]
            text = "  " + "  ".join(f"{cell[:WIDTH]:<{WIDTH}}" for cell in cells).rstrip()
            say(style(text, bold=True) if row == 0 else text)
        say()
        _say_differences(comparison)
        say()


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
    first, *more = wrap_text(one.meaning, 70)
    say(f"    {one.key:<22} {first}")
    for line in more:
        say(" " * 27 + line)
    for answer in one.answers:
        say(" " * 27 + f"{answer.payer}: {_describe_answer(answer)}")


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
