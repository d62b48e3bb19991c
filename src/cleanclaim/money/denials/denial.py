"""A denial: what a payer refused of a claim, why, what to do about it until when, and how it stands."""

from datetime import date
from typing import Literal

from msgspec import Struct

from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.money.denials.deadlines import Deadline, next_deadline
from cleanclaim.money.denials.playbook import WAYS_OF, Play

State = Literal[
    "new",
    "working",
    "billed again",
    "appealed",
    "billed onward",
    "taken back",
    "won",
    "decided anew",
    "denied otherwise",
    "voided",
    "settled",
    "written off",
    "lost",
]
STATES: dict[State, str] = {
    "new": "nobody has done anything about it",
    "working": "somebody is at it",
    "billed again": "a replacement or a new claim was sent since, and is not decided",
    "appealed": "an appeal is under way",
    "billed onward": "somebody else is to pay it now",
    "taken back": "the payer took its decision back, and has made no other",
    "won": "the payer paid since",
    "decided anew": "the payer decided again, paid no more, and denies it no longer",
    "denied otherwise": "the payer denies it with other codes now",
    "voided": "the claim was voided since",
    "settled": "nothing of it is open any more",
    "written off": "a person gave it up",
    "lost": "a person says that nothing more can be done",
}
"""How a denial stands, and what that means."""
TO_DO: tuple[State, ...] = ("new", "working")
WAITING: tuple[State, ...] = ("billed again", "appealed", "billed onward", "taken back")
Stage = Literal["to do", "waiting", "closed"]


class DenialEvent(Struct, frozen=True, kw_only=True):
    """What happened to a denial: on which day, which state it came to, by whom or what, and where that is recorded.
    `of_part`: it is about some of its cents, and says nothing of how the rest stands.
    """

    on: date | None
    state: State
    what: str
    source: EntrySource = EntrySource()
    of_part: bool = False


class Denial(Struct, frozen=True, kw_only=True):
    """Lines of a claim that a payer denied with the same codes.

    `cents` were denied at last, `open_cents` of them nobody has paid, given up or moved; `recovered` the payer paid
    since. `counted_on` is the day of the decision from which deadlines run. `lines` are the numbers of the lines, empty
    for the claim as a whole. `to_patient`: the payer put it to the patient. `unlisted` are codes that no list here has,
    `ways_changed` why some way is closed or open that the play says otherwise, `rules` our rules that would have seen
    it. `level` is that of the last appeal.
    """

    claim_id: str
    payer: str
    group: str
    code: str
    remarks: tuple[str, ...]
    lines: tuple[str, ...]
    procedures: tuple[str, ...]
    service: date | None
    first_on: date | None
    counted_on: date | None
    payment: str
    payer_claim_number: str
    cents: int
    open_cents: int
    recovered: int
    to_patient: bool
    play: Play
    ways_changed: tuple[str, ...]
    appealable: bool
    deadlines: tuple[Deadline, ...]
    rules: tuple[str, ...]
    unlisted: tuple[str, ...]
    state: State
    level: int
    history: tuple[DenialEvent, ...]
    source: EntrySource

    @property
    def codes(self) -> str:
        """Its codes as a remittance has them: `CO 16 N285 MA130`."""
        return " ".join((self.group, self.code, *self.remarks))

    @property
    def is_unknown(self) -> bool:
        """Whether it is in the queue of what no list knows."""
        return self.play.category == "unknown" or self.code in self.unlisted

    @property
    def stage(self) -> Stage:
        """Whether somebody has to do something, waits for somebody, or is through with it."""
        return "to do" if self.state in TO_DO else "waiting" if self.state in WAITING else "closed"

    def deadline(self, day: date) -> Deadline | None:
        """That of the first step, as long as it is not past on a day; else the first of the others that is not, else
        the last that was; None where no day is known.
        """
        for way in WAYS_OF.get(self.play.action, ()):
            own = [one for one in self.deadlines if one.way == way and one.on and not one.is_past(day)]
            if own:
                return next_deadline(own, day)
        return next_deadline(self.deadlines, day)

    def sooner(self, day: date) -> tuple[Deadline, ...]:
        """What else may be done, and not as long as the first step."""
        first_step = self.deadline(day)
        if first_step is None or first_step.on is None:
            return ()
        return tuple(one for one in self.deadlines if one.on and not one.is_past(day) and one.on < first_step.on)

    def days_left(self, day: date) -> int | None:
        """Days from a day to the last one to send it, below 0 where that is past; None where no day is known."""
        found = self.deadline(day)
        return found.days_left(day) if found else None

    def is_overdue(self, day: date) -> bool:
        """Whether somebody would have to do something, and every deadline that is known is past; or it is denied as
        late, and nothing can be sent against that (Medicare's CO 29).
        """
        if self.stage != "to do":
            return False
        if not self.deadlines and self.play.category == "timely":
            return True
        found = self.deadline(day)
        return found is not None and found.is_past(day)

    def is_lost(self, day: date) -> bool:
        """Whether it is overdue for sure: by limits that are all verified or by contract. Against a denial as late a
        proof or an exception may stand, so that it is never lost by itself.
        """
        return self.is_overdue(day) and bool(self.deadlines) and all(one.is_sure for one in self.deadlines)

    def urgency(self, day: date) -> tuple[object, ...]:
        """By what the work list is in order: what is past comes last; before it the most cents for each day left until
        the first way is lost, and what has no known day after what has one.
        """
        first_lost = next_deadline(self.deadlines, day)
        left = first_lost.days_left(day) if first_lost else None
        if left is None and not self.is_overdue(day):
            return 1, -self.open_cents, self.claim_id, self.codes
        is_past = self.is_overdue(day)
        per_day = -self.open_cents if is_past else -(self.open_cents * 1_000) // (max(left or 0, 0) + 1)
        return 2 if is_past else 0, per_day, self.claim_id, self.codes
