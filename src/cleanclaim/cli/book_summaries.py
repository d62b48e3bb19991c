"""How the verbs that stand on a book begin: what each is about and the total, then three things to do at most."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from cleanclaim.cli.screen import pluralize, say, say_text, style
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.law.wording import day
from cleanclaim.model.ledger_entry import PATIENT
from cleanclaim.model.money import dollars_for_people as money
from cleanclaim.money.balances import AgedAmounts, ClaimBalance
from cleanclaim.money.denials.denial import Denial
from cleanclaim.money.denials.playbook import ACTIONS
from cleanclaim.money.insight.find_trends import PayerTrend
from cleanclaim.money.insight.trend_words import about as changed_what
from cleanclaim.money.posted import PostedRemittance
from cleanclaim.money.statements.statement import PatientStatement
from cleanclaim.money.variance.causes import WHAT_TO_DO
from cleanclaim.money.variance.variances import Variances
from cleanclaim.money.waiting import WaitingItem
from cleanclaim.money.waiting_kinds import WHAT_TO_DO as WAITING_TO_DO

MOST_STEPS = 3
_OLD = 3
"""From which group of ages on somebody has to ask: more than 90 days."""


def say_summary(about: str, total: str, steps: Iterable[str]) -> None:
    """The first lines: what is looked at and what it comes to, and what to do next."""
    say_text(make_printable(total), lead=f"{style(about, bold=True)}   ")
    for number, step in enumerate(islice(steps, MOST_STEPS), 1):
        say_text(make_printable(step), 5, lead=f"  {number}. ")
    say()


def _of(kind: str, owed_by: str) -> str:
    """Where to go on, by who owes."""
    if kind == "denied":
        return f"refused by {owed_by}: `cleanclaim denials` has each, with its last day."
    if owed_by == PATIENT:
        return "owed by patients: `cleanclaim statements` bills what may be billed."
    return f"owed by {owed_by}: `cleanclaim aging` says how long."


def balance_steps(balances: Iterable[ClaimBalance]) -> Iterator[str]:
    """Who owes most, and what was paid too much."""
    open_cents: dict[tuple[str, str], int] = defaultdict(int)
    credit = 0
    for one in (each for balance in balances for each in balance.open):
        if one.cents > 0:
            open_cents[one.kind, one.owed_by] += one.cents
        else:
            credit -= one.cents
    for (kind, owed_by), cents in sorted(open_cents.items(), key=lambda item: (-item[1], item[0])):
        yield f"{money(cents)} {_of(kind, owed_by)}"
    if credit:
        yield f"{money(credit)} paid too much: `cleanclaim book` says what to do about each."


def aging_steps(aged: Iterable[AgedAmounts]) -> Iterator[str]:
    """What is older than 90 days, by who owes it."""
    old = [(sum(one.by_age[_OLD:]), one) for one in aged]
    for cents, one in sorted(old, key=lambda item: (-item[0], item[1].owed_by)):
        if cents > 0:
            yield f"{money(cents)} older than 90 days, {_of(one.kind, one.owed_by)}"


def denial_steps(to_do: Sequence[Denial], on: date) -> Iterator[str]:
    """The causes whose first denial is the most urgent; `to_do` is in the order of the work list."""
    groups: dict[str, list[Denial]] = defaultdict(list)
    for one in to_do:
        groups[one.play.name].append(one)
    for same in groups.values():
        cents = sum(one.open_cents for one in same)
        days = [found.send_by or found.on for one in same if (found := one.deadline(on)) and found.on]
        first = min((last for last in days if last), default=None)
        until = f", the first by {day(first)}" if first else ""
        play = same[0].play
        yield f"{money(cents)}, {pluralize(len(same), 'denial')}{until}: {play.cause}. First: {ACTIONS[play.action]}."


def variance_steps(found: Variances) -> Iterator[str]:
    """What most is underpaid for, and what to do about it."""
    for one in found.groups():
        if one.underpaid and one.causes:
            what = f"{one.payer}, {one.code}, {' or '.join(one.causes)}"
            yield f"{money(one.underpaid)}, {what}. {WHAT_TO_DO[one.causes[0]]}"


def trend_steps(changed: Iterable[PayerTrend]) -> Iterator[str]:
    """Each change, and where to go on."""
    for one in changed:
        look = "`cleanclaim variance`" if one.kind == "allowed" else "`cleanclaim denials --causes`"
        yield f"{one.payer}, {changed_what(one)}: ask the payer what changed; {look} has the claims."


def statement_steps(wanted: Sequence[PatientStatement], on: date) -> Iterator[str]:
    """Whom to bill, whom to pay back, and what is left out."""
    if due := [one for one in wanted if one.due(on) > 0]:
        cents = sum(one.due(on) for one in due)
        yield f"{money(cents)}: send {pluralize(len(due), 'statement')} (--practice and -o write them)."
    if back := [one for one in wanted if one.owed < 0]:
        yield f"{money(-sum(one.owed for one in back))}: pay {pluralize(len(back), 'patient')} back."
    left_out = [each for one in wanted for each in one.left_out]
    for kind in dict.fromkeys(each.hindrance.kind for each in left_out):
        mine = [each.account.balance for each in left_out if each.hindrance.kind == kind]
        yield f"{money(sum(mine))}, {pluralize(len(mine), 'claim')} {kind}: settle that first; why stands below."


def posting_steps(found: Iterable[PostedRemittance]) -> Iterator[str]:
    """What of the payments has no place yet."""
    payments = list(found)
    strangers = [entry for one in payments for entry in one.entries if entry.kind == "unknown claim"]
    if strangers:
        cents = money(sum(entry.cash for entry in strangers))
        yield f"{cents} for {pluralize(len(strangers), 'claim')} that nobody knows. {WAITING_TO_DO['unknown claim']}"
    for one in payments:
        if one.deposit != one.placed:
            yield f"Payment {one.payment} is not placed to the cent: ask for it anew."


def waiting_steps(waiting: Iterable[WaitingItem]) -> Iterator[str]:
    """The kinds that most waits in, and what to do about each."""
    sums: dict[str, list[WaitingItem]] = defaultdict(list)
    for one in waiting:
        sums[one.kind].append(one)
    for same in sorted(sums.values(), key=lambda items: -sum(abs(one.cents) for one in items)):
        kind = same[0].kind
        cents = sum(one.cents for one in same)
        yield f"{money(cents)}, {pluralize(len(same), 'item')} {kind}. {WAITING_TO_DO[kind]}"
