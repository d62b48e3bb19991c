"""What `reference simulate` shows: totals before and after, whom and what they touch, the visits most affected."""

from collections.abc import Sequence
from pathlib import Path

from cleanclaim.bulk.groups import Amount, Group, GroupTotals
from cleanclaim.bulk.tally import VisitChange
from cleanclaim.bulk.what_if import WhatIf
from cleanclaim.cli.screen import pluralize, say, say_text, style, style_mark
from cleanclaim.cli.verbs.reference._simulate_file import findings_in_words, lines_in_words
from cleanclaim.cli.verbs.reference._simulate_inputs import ProposedChange
from cleanclaim.cli.visit_screens import describe_visit
from cleanclaim.explanations.marks import STATUS_MARKS
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.wording import day
from cleanclaim.model.finding import Status
from cleanclaim.model.money import difference_for_people, dollars_for_people

MOST_LISTED = 10
"""Groups and visits shown on the screen; the exported file has every visit."""

AMOUNTS: dict[str, Amount] = {"allowed": "allowed", "payers pay": "payer_pays"}


def say_what_if(file: str, found: WhatIf, new: ProposedChange, case: Case) -> None:
    """The whole answer: what is new, the totals, the groups that are touched, the visits most affected."""
    what = [release.name for release in new.releases] + [f"{payer}.toml" for payer in new.policies]
    when = f"as of {day(found.as_of)}" if found.as_of else "each visit by the law of its own day"
    say(f"{style(file, bold=True)}   {pluralize(found.all.visits, 'visit')} · {', '.join(what)} · {when}")
    for note in new.notes:
        say_text(note, 2, dim=True)
    for payer, changed in found.policies.items():
        say_text(f"{payer}: {', '.join(changed)}", 2)
    say()
    _say_totals(found)
    say()
    if not found.changes:
        say("Nothing changes for these visits.")
    else:
        moving = (
            "payers pay" if not found.all.difference("allowed") and found.all.difference("payer_pays") else "allowed"
        )
        aspects = [f"{aspect} of {count:,}" for aspect, count in found.aspects.items() if count]
        say(style(f"{pluralize(found.all.changed, 'visit')} would change", bold=True) + f": {', '.join(aspects)}.")
        for title, groups in (
            ("By payer", found.by_payer),
            ("By code", found.by_code),
            ("By clinician", found.by_clinician),
        ):
            _say_groups(title, groups, moving)
        _say_rules(found.by_rule, moving)
        _say_changes(found.changes, new.proposed)
    _say_unpriced(found.all, case)


def _say_totals(found: WhatIf) -> None:
    before, after = found.all.before, found.all.after
    say(style(f"{'':<16} {'before':>14} {'after':>14} {'difference':>14}", dim=True))
    for status, mark in STATUS_MARKS.items():
        one, other = getattr(before, status), getattr(after, status)
        say(f"{style_mark(mark, 16)} {one:>14,} {other:>14,} {_signed(other - one):>14}")
    say(f"{'units':<16} {before.units:>14,} {after.units:>14,} {_signed(found.all.difference('units')):>14}")
    for what, amount in AMOUNTS.items():
        say(
            f"{what:<16} {_before(found.all, amount):>14} {_after(found.all, amount):>14}"
            f" {_difference(found.all, amount):>14}"
        )


def _before(group: Group, amount: Amount) -> str:
    """An amount of the world before; not known where no visit has it in both worlds."""
    known = group.unknown[amount] < group.visits
    return dollars_for_people(getattr(group.before, amount)) if known else "not known"


def _after(group: Group, amount: Amount) -> str:
    known = group.unknown[amount] < group.visits
    return dollars_for_people(getattr(group.after, amount)) if known else "not known"


def _difference(group: Group, amount: Amount) -> str:
    return difference_for_people(group.difference(amount)) if group.unknown[amount] < group.visits else ""


def _say_groups(title: str, groups: Sequence[Group], moving: str) -> None:
    """The groups that are touched. `moving` names the amount to show: the one that changes."""
    touched = [group for group in groups if group.changed]
    say()
    heads = f"{'visits':>9} {'change':>9} {'clean':>9} {'then':>9} {'units':>9} {moving:>14} {'difference':>13}"
    say(f"{style(title.ljust(16), bold=True)} {style(heads, dim=True)}")
    for group in touched[:MOST_LISTED]:
        before, after = group.before, group.after
        say(
            f"{(group.name or 'not known')[:16]:<16} {group.visits:>9,} {group.changed:>9,} {before.clean:>9,}"
            f" {after.clean:>9,} {_signed(group.difference('units')):>9} {_before(group, AMOUNTS[moving]):>14}"
            f" {_difference(group, AMOUNTS[moving]):>13}"
        )
    _say_more(len(touched) - MOST_LISTED)


def _say_rules(groups: Sequence[Group], moving: str) -> None:
    """Only rules that answer differently; their dollars are those of the visits in which they find a fault."""
    moved = [group for group in groups if _answers(group.before) != _answers(group.after)]
    if not moved:
        return
    say()
    heads = f"{'faults':>9} {'then':>9} {'open':>9} {'then':>9} {moving:>14} {'difference':>13}"
    say(f"{style('By rule'.ljust(26), bold=True)} {style(heads, dim=True)}")
    for group in moved[:MOST_LISTED]:
        before, after = group.before, group.after
        say(
            f"{(group.name or '')[:26]:<26} {before.faults:>9,} {after.faults:>9,} {before.unanswered:>9,}"
            f" {after.unanswered:>9,} {_before(group, AMOUNTS[moving]):>14}"
            f" {_difference(group, AMOUNTS[moving]):>13}"
        )
    _say_more(len(moved) - MOST_LISTED)


def _answers(totals: GroupTotals) -> tuple[int, int, int]:
    return totals.faults, totals.unanswered, totals.bypassed


def _say_more(more: int) -> None:
    if more > 0:
        say(style(f"  and {more:,} more: --format json", dim=True))


def _say_changes(changes: Sequence[VisitChange], basis: Basis) -> None:
    say()
    say(style("Most affected", bold=True))
    for change in changes[:MOST_LISTED]:
        before, after = change.before, change.after
        say(f"  {describe_visit(change.visit, basis)}   {'   '.join(_moves(change))}".rstrip())
        if {"units", "modifiers"} & set(change.aspects):
            _say_detail("lines", f"{lines_in_words(before.lines)} → {lines_in_words(after.lines)}")
        _say_detail("new", findings_in_words(change.new_findings))
        _say_detail("gone", findings_in_words(change.gone_findings))
    if len(changes) > MOST_LISTED:
        say(style(f"  and {pluralize(len(changes) - MOST_LISTED, 'visit')} more", dim=True))


def _moves(change: VisitChange) -> list[str]:
    before, after = change.before, change.after
    moves = []
    if before.status != after.status:
        moves.append(f"{_status(before.status)} → {_status(after.status)}")
    if before.allowed != after.allowed:
        moves.append(f"{_known(before.allowed)} → {_known(after.allowed)}")
    elif before.payer_pays != after.payer_pays:
        moves.append(f"payer pays {_known(before.payer_pays)} → {_known(after.payer_pays)}")
    return moves


def _say_detail(word: str, text: str) -> None:
    if text:
        say_text(text, 11, lead=f"    {word}")


def _say_unpriced(every: Group, case: Case) -> None:
    """How to get the dollars that are missing; nothing is guessed."""
    missing = every.unknown["allowed"]
    if not missing:
        return
    say()
    say(f"Dollars are not known for {pluralize(missing, 'visit')}, which no total of them counts.")
    if not case.places_visits:
        say("For those paid by the fee schedule give --zip, --locality or --practice: prices differ by place.")


def say_export(found: WhatIf, output: Path | None) -> None:
    """Where the changes were written, or how to have them."""
    if output is not None:
        say(f"\n{pluralize(len(found.changes), 'visit')} written to {output}.")
    elif len(found.changes) > MOST_LISTED:
        say(style("\n`-o changes.csv` exports every one of them, with its before and after.", dim=True))


def _status(status: Status) -> str:
    return style_mark(STATUS_MARKS[status])


def _known(amount: int | None) -> str:
    return "not known" if amount is None else dollars_for_people(amount)


def _signed(number: int) -> str:
    return f"{number:+,}" if number else "0"
