"""What payers denied of a claim over time: since when, which lines, and how it ended, from the claim's own decisions.

    Apr 2   lines 1, 2 denied CO 197            a denial begins
    May 4   line 1 paid, line 2 denied CO 197   it goes on with line 2; what was paid of line 1 was won
    Jun 1   line 2 paid                         it is won

Expected reductions are none. What a payer refused and put to the patient (PR 27: no coverage) is one too: somebody has
to work it before the patient is billed.
"""

from collections import defaultdict
from datetime import date
from itertools import groupby
from typing import Literal

from msgspec import Struct, field

from cleanclaim.claims.reversals import ClaimDecision
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.money.posting.facts import ClaimFacts
from cleanclaim.money.posting.shares import PayerStanding, TakenOff, amounts_in_turn, paid_by_line
from cleanclaim.money.posting.standing import ClaimStanding, events_in_order
from cleanclaim.money.posting.treatments import treatment_of

Ending = Literal["won", "decided anew", "denied otherwise", "taken back"]
"""How a denial ends by what the payer does: it paid since; it decided again, paid no more, and denies it no longer; it
denies it with other codes now; it took its decision back, and has made no other.
"""


class DeniedLines(Struct, kw_only=True):
    """Lines of a claim that one payer denied with the same codes: the cents of each that are denied now, or were at the
    end. `first_on` is the day on which they were first denied so, `counted_on` that of the first decision under the
    number (CLP07) that the claim has with the payer now, `decision` the last that says it. `recovered` are the cents
    that were paid of them since.
    """

    place: str
    payer: str
    group: str
    code: str
    remarks: tuple[str, ...]
    lines: dict[str, int]
    first_on: date | None
    counted_on: date | None
    decision: ClaimDecision
    to_patient: bool
    recovered: int = 0
    ended_on: date | None = None
    ending: Ending | None = None

    @property
    def cents(self) -> int:
        """The cents of all its lines."""
        return sum(self.lines.values())

    @property
    def source(self) -> EntrySource:
        """Where the decision was read."""
        return self.decision.source


_Key = tuple[str, str, str, tuple[str, ...], bool]


class _Denied(Struct):
    """What stands denied with one key on a day."""

    payer: str
    lines: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    decision: ClaimDecision | None = None


def denied_lines(facts: ClaimFacts) -> list[DeniedLines]:
    """Everything that payers denied of a claim, in the order in which it was first denied."""
    in_order = events_in_order(facts)
    standing = ClaimStanding(facts, in_order)
    still: dict[_Key, DeniedLines] = {}
    found: list[DeniedLines] = []
    paid_before: dict[tuple[str, str], int] = {}
    for on, events in groupby(in_order, key=lambda event: event.on):
        if not standing.take_in(events):
            continue
        payers = standing.standings()
        now, paid = _denied_now(payers), _paid_by_line(payers)
        for key in list(still):
            _go_on(still[key], now.get(key), paid_before, paid)
            if key not in now:
                _end(still.pop(key), on, now, payers)
        for key, one in now.items():
            if key not in still and one.decision is not None:
                still[key] = _begin(key, one, on)
                found.append(still[key])
        paid_before = paid
    return found


def _denied_now(payers: list[PayerStanding]) -> dict[_Key, _Denied]:
    found: dict[_Key, _Denied] = {}
    for payer, amounts in amounts_in_turn(payers):
        for one in amounts:
            if is_denied(one):
                key = (payer.place, one.group, one.code, tuple(sorted(one.remarks)), one.treatment != "denial")
                denied = found.setdefault(key, _Denied(payer.name))
                denied.lines[one.line] += one.cents
                denied.decision = one.decision
    return {key: one for key, one in found.items() if sum(one.lines.values()) > 0}


def is_denied(one: TakenOff) -> bool:
    """Whether it is refused, be it put to the patient meanwhile: what would be no denial of the provider's (a
    deductible, a price) is none of the patient's.
    """
    return one.treatment == "denial" or (one.group == "PR" and treatment_of("", one.code) == "denial")


def _paid_by_line(payers: list[PayerStanding]) -> dict[tuple[str, str], int]:
    """What stands paid of each line, by payer's place and line; what is paid of no line is under ""."""
    return {(one.place, line): cents for one in payers for line, cents in paid_by_line(one).items()}


def _begin(key: _Key, one: _Denied, on: date | None) -> DeniedLines:
    assert one.decision is not None  # it is denied by one
    place, group, code, remarks, to_patient = key
    return DeniedLines(
        place=place,
        payer=one.payer,
        group=group,
        code=code,
        remarks=remarks,
        lines=dict(one.lines),
        first_on=on,
        counted_on=on,
        decision=one.decision,
        to_patient=to_patient,
    )


def _go_on(
    one: DeniedLines,
    now: _Denied | None,
    paid_before: dict[tuple[str, str], int],
    paid: dict[tuple[str, str], int],
) -> None:
    """Note what was paid of its lines on a day, and what of it is still denied."""
    rise = sum(
        max(paid.get((one.place, line), 0) - paid_before.get((one.place, line), 0), 0) for line in dict(one.lines)
    )
    one.recovered += min(rise, one.cents)
    if now is None or now.decision is None:
        return
    same_number = now.decision.claim.payer_claim_number == one.decision.claim.payer_claim_number
    if not same_number:
        one.counted_on = now.decision.on
    one.decision = now.decision
    one.lines = dict(now.lines)


def _end(one: DeniedLines, on: date | None, now: dict[_Key, _Denied], payers: list[PayerStanding]) -> None:
    one.ended_on = on
    stands = any(payer.place == one.place and payer.parts for payer in payers)
    if not stands:
        one.ending = "taken back"
    elif any(lines_in_common(one.lines, denied.lines) for key, denied in now.items() if key[0] == one.place):
        one.ending = "denied otherwise"
    else:
        one.ending = "won" if one.recovered else "decided anew"


def lines_in_common(some: dict[str, int], others: dict[str, int]) -> bool:
    """Whether both are about a line; what is about the claim as a whole is about all of them."""
    return "" in some or "" in others or not some.keys().isdisjoint(others)
