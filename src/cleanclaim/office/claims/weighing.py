"""What the answers to a claim that was sent come to: by what they say and when, never by when they were read.

    TA1 < 999 < 277CA < 835      what speaks later of the claim's way counts
    277CA Nov 2, Nov 4           of one kind the later decision counts
    277CA Nov 2, Nov 2           one accepts, one rejects: they disagree, and a person finds out what holds

So the same files in any order, cut in any way, read once or twice, leave a claim in the same state.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Literal

from msgspec import Struct

LEVELS = ("TA1", "999", "277CA", "835")
"""The kinds of answers, each of which speaks of what the one before it let through."""
AnswerOutcome = Literal["unanswered", "file", "accepted", "decided", "rejected", "disagree"]
"""Nothing but the file was taken in (`file`), the payer processes it, decided it, refused it, or nobody knows which."""
_TAKEN: dict[str, AnswerOutcome] = {"TA1": "unanswered", "999": "file", "277CA": "accepted", "835": "decided"}


class ReceiverAnswer(Struct, frozen=True, kw_only=True, order=True):
    """An answer to a claim: its kind, the day of the decision (empty where it says none), whether it takes it in, why
    not, and the payer's number of the claim.
    """

    by: str
    on: str = ""
    accepts: bool
    words: str = ""
    number: str = ""

    @classmethod
    def of_day(cls, by: str, on: date | None, *, accepts: bool, words: str = "", number: str = "") -> "ReceiverAnswer":
        """The answer, its day as text."""
        return cls(by=by, on=on.isoformat() if on else "", accepts=accepts, words=words, number=number)

    @property
    def level(self) -> int:
        """Its place among the kinds."""
        return LEVELS.index(self.by)


class Ruling(Struct, frozen=True):
    """What a person found out where answers disagree: whether the claim was taken in, and the answers known then."""

    accepts: bool
    known: frozenset[ReceiverAnswer]
    words: str = ""


class WeighedAnswers(Struct, frozen=True, kw_only=True):
    """What answers come to: the outcome, why in words, what says otherwise, and the payer's number of the claim.

    `ruled`: a person found out that it is so.
    """

    outcome: AnswerOutcome
    why: str = ""
    otherwise: tuple[ReceiverAnswer, ...] = ()
    number: str = ""
    ruled: bool = False

    @property
    def is_taken(self) -> bool:
        """Whether the payer has the claim."""
        return self.outcome in ("accepted", "decided")


def weigh(answers: Iterable[ReceiverAnswer], ruling: Ruling | None = None) -> WeighedAnswers:
    """What answers to one claim come to. `ruling` counts while they disagree, and nothing new speaks against it."""
    every = frozenset(answers)
    latest = find_latest(every)
    accepts = {one.accepts for one in latest}
    number = max(((one.level, one.on, one.number) for one in every if one.number), default=(0, "", ""))[2]
    if len(accepts) == 1:
        return _outcome(every, latest, number, accepts=accepts.pop())
    if ruling is None or not ruling_holds(ruling, latest):
        outcome: AnswerOutcome = "disagree" if every else "unanswered"
        return WeighedAnswers(outcome=outcome, why=_reasons(latest), otherwise=_sorted(latest), number=number)
    return _outcome(every, latest, number, accepts=ruling.accepts, ruling=ruling)


def ruling_holds(ruling: Ruling, latest: Collection[ReceiverAnswer]) -> bool:
    """Whether nothing speaks against a ruling that was not known when it was made."""
    return {one for one in latest if one.accepts != ruling.accepts} <= ruling.known


def find_latest(every: Collection[ReceiverAnswer]) -> list[ReceiverAnswer]:
    """The answers that count: of the highest kind, those of the last day, and those that name no day."""
    if not every:
        return []
    level = max(one.level for one in every)
    of_kind = [one for one in every if one.level == level]
    last = max(one.on for one in of_kind)
    return [one for one in of_kind if one.on in ("", last)]


def _outcome(
    every: Collection[ReceiverAnswer],
    latest: Collection[ReceiverAnswer],
    number: str,
    *,
    accepts: bool,
    ruling: Ruling | None = None,
) -> WeighedAnswers:
    level = max((one.level for one in latest), default=LEVELS.index("277CA"))
    against = [
        one for one in every if one.accepts != accepts and (not one.accepts or one.level == level)
    ]  # that a kind before it took the file in is no contradiction to a rejection
    return WeighedAnswers(
        outcome=_TAKEN[LEVELS[level]] if accepts else "rejected",
        ruled=ruling is not None,
        why=ruling.words if ruling else _reasons([one for one in latest if one.accepts == accepts]),
        otherwise=_sorted(against),
        number=number,
    )


def _sorted(answers: Iterable[ReceiverAnswer]) -> tuple[ReceiverAnswer, ...]:
    return tuple(sorted(answers))


def _reasons(answers: Iterable[ReceiverAnswer]) -> str:
    return "; ".join(dict.fromkeys(one.words for one in sorted(answers) if one.words))
