"""A second opinion on a folder's money: what can still be had, is at risk, belongs to others, or is too late.

Every line names its claim and where it was read: the file and the segment in it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.money.closed_periods import ChangedSince

Part = Literal[
    "can be had", "at risk", "not yours", "to clear up", "dated in the future", "perhaps too late", "too late"
]
PARTS: dict[Part, str] = {
    "can be had": "Money that payers owe and have not paid, and work that was never billed. It comes if somebody asks.",
    "at risk": "Money that may still come, and will not by itself: nobody has it, nobody answered, or it is long due.",
    "not yours": "Money that lies here and belongs to others. Public payers' money has a day by which it must go back.",
    "to clear up": "Money that came in or was taken, and the files do not say what for, or say two things.",
    "dated in the future": "Money of a day that has not come yet: is the year right? It counts in no other part.",
    "perhaps too late": "Money whose day is past by limits that nobody has verified, or that have exceptions: ask the"
    " payer before you give it up.",
    "too late": "Money that was lost because a day passed. It is here so that it is not lost again.",
}
"""The parts of an opinion, in the order in which they are read."""

PAST: tuple[Part, ...] = ("perhaps too late", "too late")
"""The parts whose days are past: there is nothing of them to be done first."""

OpinionKind = Literal[
    "underpaid",
    "denied",
    "never billed",
    "refused before a payer had it",
    "not answered",
    "appeal or correction under way",
    "taken back",
    "taken, and nothing says why",
    "paid, and not at the bank",
    "patient owes",
    "paid too much by a payer",
    "paid too much by a patient",
    "allowed too much",
    "paid for a claim that nobody knows",
    "takeback to come",
    "to be billed to another payer",
    "at the bank without a remittance",
    "taken or added apart from claims",
    "taken back without a payment on file",
    "reported twice, with different amounts",
    "entered by hand, not placed",
    "dated in the future",
    "denied, and perhaps too late",
    "underpaid, and perhaps too late",
    "never billed, and perhaps too late",
    "denied, and too late",
    "underpaid, and too late",
    "never billed, and too late",
]
AT_CHARGE: frozenset[OpinionKind] = frozenset(
    {
        "denied",
        "never billed",
        "refused before a payer had it",
        "not answered",
        "appeal or correction under way",
        "denied, and perhaps too late",
        "never billed, and perhaps too late",
        "denied, and too late",
        "never billed, and too late",
    }
)
"""Kinds whose amounts are charges, of which a payer allows a part."""
KINDS: dict[OpinionKind, Part] = {
    "underpaid": "can be had",
    "denied": "can be had",
    "never billed": "can be had",
    "refused before a payer had it": "at risk",
    "not answered": "at risk",
    "appeal or correction under way": "at risk",
    "taken back": "at risk",
    "taken, and nothing says why": "at risk",
    "paid, and not at the bank": "at risk",
    "patient owes": "at risk",
    "paid too much by a payer": "not yours",
    "paid too much by a patient": "not yours",
    "allowed too much": "not yours",
    "paid for a claim that nobody knows": "not yours",
    "takeback to come": "not yours",
    "to be billed to another payer": "at risk",
    "at the bank without a remittance": "to clear up",
    "taken or added apart from claims": "to clear up",
    "taken back without a payment on file": "to clear up",
    "reported twice, with different amounts": "to clear up",
    "entered by hand, not placed": "to clear up",
    "dated in the future": "dated in the future",
    "denied, and perhaps too late": "perhaps too late",
    "underpaid, and perhaps too late": "perhaps too late",
    "never billed, and perhaps too late": "perhaps too late",
    "denied, and too late": "too late",
    "underpaid, and too late": "too late",
    "never billed, and too late": "too late",
}
"""What an opinion finds, and in which part it stands."""


class OpinionLine(Struct, frozen=True, kw_only=True):
    """Cents of a claim or a visit, above 0, and None where nobody knows them: what it is about, by whom, what to do,
    and by which last day (None: none is known). `about` is what lines of a group have in common, `what` says this
    one's. `usually` is what the payer paid of charges so far, in words: no promise, and empty where too little is
    known.
    """

    kind: OpinionKind
    cents: int | None
    claim_id: str
    payer: str
    service: date | None
    about: str
    what: str
    to_do: str
    by: date | None = None
    source: EntrySource = EntrySource()
    usually: str = ""

    @property
    def part(self) -> Part:
        """The part of the opinion in which it stands."""
        return KINDS[self.kind]


class OpinionGroup(Struct, frozen=True, kw_only=True):
    """Lines of one kind, payer and subject: how much together, and the first of their last days."""

    kind: OpinionKind
    payer: str
    about: str
    to_do: str
    cents: int
    by: date | None
    lines: tuple[OpinionLine, ...]

    def urgency(self, on: date) -> tuple[object, ...]:
        """By what groups are in order: the most money for each day left first; without a day as if a year were left."""
        left = (self.by - on).days if self.by and self.by >= on else _A_YEAR
        return -(self.cents * 1_000) // (left + 1), self.kind, self.payer, self.about


_A_YEAR = 365


class Opinion(Struct, frozen=True, kw_only=True):
    """A second opinion as of a day. `open_questions` say what could not be looked at, and what is missing for it.
    `allowed_percent`: what payers allow of the charge of a line that they do not refuse, all together; None where they
    allowed none. `closed` are the periods for which the books are closed: the lines count by their own days, what came
    after the closing too.
    """

    on: date
    lines: tuple[OpinionLine, ...]
    allowed_percent: int | None
    open_questions: tuple[str, ...]
    closed: tuple[ChangedSince, ...] = ()

    def of_part(self, part: Part) -> tuple[OpinionLine, ...]:
        """The lines of a part, the largest first."""
        mine = (one for one in self.lines if one.part == part)
        return tuple(sorted(mine, key=lambda one: (-(one.cents or 0), one.kind, one.claim_id)))

    def soon(self, days: int) -> tuple[OpinionLine, ...]:
        """What can be had or is at risk and runs out within some days, the first day first."""
        last = self.on + timedelta(days=days)
        ours = [one for one in self.lines if one.part in {"can be had", "at risk"} and one.by]
        found = [one for one in ours if one.by and self.on <= one.by <= last]
        return tuple(sorted(found, key=lambda one: (one.by or last, -(one.cents or 0), one.claim_id)))

    def cents(self, part: Part) -> int:
        """Cents of a part, as far as they are known."""
        return sum(one.cents or 0 for one in self.of_part(part))

    def groups(self, part: Part) -> list[OpinionGroup]:
        """The groups of a part, the most urgent first."""
        return sorted(_groups(self.of_part(part)), key=lambda one: one.urgency(self.on))

    def first_things(self, most: int) -> list[OpinionGroup]:
        """What to do first, of all parts in which something can be done."""
        every = [group for part in PARTS if part not in PAST for group in self.groups(part)]
        return sorted(every, key=lambda one: one.urgency(self.on))[:most]


def _groups(lines: Iterable[OpinionLine]) -> list[OpinionGroup]:
    found: dict[tuple[OpinionKind, str, str], list[OpinionLine]] = {}
    for one in lines:
        found.setdefault((one.kind, one.payer, one.about), []).append(one)
    return [_group(same) for same in found.values()]


def _group(same: Sequence[OpinionLine]) -> OpinionGroup:
    first = same[0]
    return OpinionGroup(
        kind=first.kind,
        payer=first.payer,
        about=first.about,
        to_do=first.to_do,
        cents=sum(one.cents or 0 for one in same),
        by=min((one.by for one in same if one.by), default=None),
        lines=tuple(same),
    )
