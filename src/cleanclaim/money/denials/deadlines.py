"""Until when something can be done about a denial: each way with its day, what sets it, and how sure that is.

    Medicare, decided Feb 2, 2026    appeal        by Jun 8, 2026: 120 days from receipt (Feb 7), a Sunday, which moves;
                                                   send it by Jun 5, the last workday
                                     correction    by Feb 2, 2027: a reopening, a year from the decision

Where several limits may be the payer's, the shortest is taken, and the others are named. What arrives on the day is in
time, so it is sent on a workday.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct, structs

from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.nonworkdays import last_workday
from cleanclaim.law.policies.sources import cite
from cleanclaim.law.policies.spans import Standing
from cleanclaim.law.policies.time_limits import TimeLimit
from cleanclaim.model.finding import Cite
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.practice import Practice
from cleanclaim.model.submitted_claim import ClaimHeader
from cleanclaim.money.denials.appeal_levels import AppealLevel, level_of
from cleanclaim.money.denials.payer_limits import (
    FOUND_BY,
    FoundLimit,
    LimitKey,
    level_payers,
    limits_of,
    takes_replacements,
)
from cleanclaim.money.denials.playbook import Way


class Deadline(Struct, frozen=True, kw_only=True):
    """The last day on which something may arrive.

    `on` is that day, None where no limit is known; `send_by` the last workday up to the day that the count alone comes
    to. `begins` is the day counted from, `limit` the limit in words, `standing` and `cite` what it rests on. `level` is
    that of an appeal. `others` are limits that may be the payer's too and are longer; `note` says what else to know.
    """

    way: Way
    on: date | None
    name: str
    level: int = 0
    send_by: date | None = None
    begins: date | None = None
    limit: str = ""
    standing: Standing | None = None
    cite: Cite | None = None
    others: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_sure(self) -> bool:
        """Whether the day is the payer's own for sure: by a verified limit or by contract, and by no longer one."""
        return self.on is not None and self.standing in {"verified", "contract"} and not self.others

    def is_past(self, day: date) -> bool:
        """Whether the day is too late for it."""
        return self.on is not None and day > self.on

    def days_left(self, day: date) -> int | None:
        """Days from a day to the last one to send it, below 0 where that is past; None where no day is known."""
        last = self.send_by or self.on
        return (last - day).days if last else None

    def describe_left(self, day: date) -> str:
        """How many days are left, in words; empty where no day is known."""
        left = self.days_left(day)
        if left is None:
            return ""
        if self.is_past(day):
            return "it is past"
        if left < 0:
            return "the day to send it is past, and what arrives by the last day is in time"
        return f"{left} day{'s are' if left != 1 else ' is'} left"


class DeadlineFacts(Struct, frozen=True, kw_only=True):
    """What deadlines are counted from: the payer to which the claim went and the next one, and the days of the service,
    of the decision, of the last one on the claim, and of the first payer's. `follows`: another payer decided before.
    """

    header: ClaimHeader
    next_header: ClaimHeader | None = None
    service: date | None
    decision: date | None
    last_decision: date | None
    primary_decision: date | None
    follows: bool = False


class LimitReader(Struct, frozen=True):
    """By what limits are looked up: the payers' files, and the practice's, if there is one."""

    basis: Basis
    practice: Practice | None = None

    def deadlines(self, ways: Iterable[Way], claim: DeadlineFacts) -> tuple[Deadline, ...]:
        """The deadline of each way, in their order."""
        return tuple(self._deadline(way, claim) for way in ways)

    def next_level(self, level: int, decided: date, claim: DeadlineFacts, disputed: int) -> Deadline | None:
        """The deadline of the level of appeal after one that was lost on a day; None where no further one is known.

        `disputed`: the cents in dispute.
        """
        found = level_of(level_payers(claim.header, self.practice, claim.service), level + 1)
        if found is None or found.limit is None:
            return None
        begins = _begins(found.limit, claim, claim.decision if found.first else decided)
        limit = FoundLimit(
            limit=found.limit, standing=found.standing, cite=cite(found.cite), whose=found.payer, by="kind"
        )
        title = f"{found.name}, level {found.level}"
        name = title if found.name.endswith("appeal") else f"appeal, level {found.level}: {found.name}"
        made = _dated("appeal", name, [(limit, begins)])
        return _with_level(made, found, disputed)

    def _deadline(self, way: Way, claim: DeadlineFacts) -> Deadline:
        match way:
            case "new claim":
                return self._of_key("secondary_filing" if claim.follows else "timely_filing", way, "new claim", claim)
            case "correction":
                return self._correction(claim)
            case "appeal":
                first = level_of(level_payers(claim.header, self.practice, claim.service), 1)
                name = first.title if first else "appeal"
                return _with_level(self._of_key("appeal", way, name, claim), first, 0)
            case "next payer":
                return self._next_payer(claim)

    def _correction(self, claim: DeadlineFacts) -> Deadline:
        replaced = takes_replacements(claim.header, claim.service, self.basis, self.practice)
        name = "reopening" if replaced is False else "corrected claim"
        made = self._of_key("corrected_claim", "correction", name, claim)
        if made.on is not None:
            return made
        safe = self._of_key("timely_filing", "correction", name, claim)
        if safe.on is None:
            return made
        note = "Nobody has read this payer's limit for corrections: counted as for a first claim, to be safe."
        return structs.replace(safe, note=note, standing="reported")

    def _next_payer(self, claim: DeadlineFacts) -> Deadline:
        if claim.next_header is None:
            note = "Which payer is right is not known here; most count from the service, so bill it at once."
            return Deadline(way="next payer", on=None, name="claim to the right payer", note=note)
        return self._of_key("secondary_filing", "next payer", "claim to the next payer", claim, claim.next_header)

    def _of_key(
        self, key: LimitKey, way: Way, name: str, claim: DeadlineFacts, header: ClaimHeader | None = None
    ) -> Deadline:
        found = limits_of(key, header or claim.header, claim.service, self.basis, self.practice)
        return _dated(way, name, [(one, _begins(one.limit, claim, claim.decision)) for one in found])


def _begins(limit: TimeLimit | None, claim: DeadlineFacts, decision: date | None) -> date | None:
    """The day that a limit runs from; None where that is not known."""
    match limit.start if limit else None:
        case "service" | "month_of_service":
            return claim.service
        case "receipt":
            return decision + timedelta(days=limit.mail_days) if decision and limit else None
        case "last_decision":
            return claim.last_decision or decision
        case "primary_decision":
            return claim.primary_decision or decision
        case _:
            return decision


def _dated(way: Way, name: str, found: Sequence[tuple[FoundLimit, date | None]]) -> Deadline:
    """The shortest of the limits whose last day is known."""
    dated = [
        (one.limit.latest_day(begins), one.limit, begins, one)
        for one, begins in found
        if one.limit and one.limit.number is not None and begins
    ]
    if not dated:
        return Deadline(way=way, on=None, name=name, note=_why_none(found))
    on, limit, begins, one = min(dated, key=lambda each: each[0])
    others = tuple(
        f"{each.limit.describe()} ({each.standing}, {each.whose})"
        for day, _limit, _begins, each in dated
        if each is not one and day > on and each.limit
    )
    by = "" if one.by in {"practice", "kind"} else f"Found {FOUND_BY[one.by]}; a contract goes before it."
    return Deadline(
        way=way,
        on=on,
        name=name,
        send_by=last_workday(limit.last_day(begins), limit.calendar),
        begins=begins,
        limit=limit.describe(),
        standing=one.standing,
        cite=one.cite,
        others=others,
        note=" ".join(filter(None, (by, _sentence(one.note)))),
    )


def _why_none(found: Sequence[tuple[FoundLimit, date | None]]) -> str:
    if any(one.limit and one.limit.number is None for one, _ in found):
        return "There is no limit."
    if any(one.limit for one, _ in found):
        return "The day from which it is counted is not known."
    why = next((one.note for one, _ in found if one.note), "Nobody here has read it")
    return f"{_sentence(why)} Ask the payer, or read the contract."


def _sentence(text: str) -> str:
    return f"{text}." if text and not text.endswith((".", '"')) else text


def _with_level(made: Deadline, level: AppealLevel | None, disputed: int) -> Deadline:
    """The deadline with what is to know of its level: the form, and what must be in dispute on the last day."""
    if level is None:
        return structs.replace(made, level=1)
    notes = [made.note, f"Form {level.form}." if level.form else "", _sentence(level.note)]
    if made.on and (amount := level.amount_on(made.on)):
        least = dollars_for_people(amount.cents)
        short = f"; {dollars_for_people(disputed)} is less" if disputed < amount.cents else ""
        notes.append(f"A request of {made.on.year} needs {least} in dispute ({amount.standing}){short}.")
    return structs.replace(made, level=level.level, note=" ".join(filter(None, notes)))


def next_deadline(deadlines: Iterable[Deadline], day: date) -> Deadline | None:
    """The first deadline that is not past on a day, else the last one that was; None where no day is known."""
    dated = sorted((one for one in deadlines if one.on), key=lambda one: one.on or date.max)
    return next((one for one in dated if not one.is_past(day)), dated[-1] if dated else None)
