"""Who owes what of a claim after the decisions that stand: the payers one after another, then the patient.

The first payer's remittance explains the whole charge. What it leaves to the patient goes on to the next payer, whose
remittance repeats the whole charge but settles only what was left:

    charge 100    Medicare    paid 64   CO 45 20   PR 2 16         given up 20, on to Aetna 16
                  Aetna       paid 12   OA 23 84   PR 3  4         of its 16: paid 12, on to the patient 4

What a payer says is taken up to what was left for it, so that no cent is given up or passed on twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, structs

from cleanclaim.claims.paid_lines import pair_lines
from cleanclaim.claims.reversals import ClaimDecision
from cleanclaim.model.ledger_entry import PATIENT, Account
from cleanclaim.model.submitted_claim import Adjustment, SubmittedLine
from cleanclaim.money.posting.treatments import Treatment, treatment_of

ANOTHER_PAYER = "another payer"
"""Who owes what the patient may not be billed for and no payer after this one is known."""

Shares = dict[tuple[Account, str], int]
"""Cents by account and number of the claim's line."""


class PayerStanding(Struct, frozen=True):
    """A payer in its place (SBR01), and what stands of its decisions, with the lines that each of them is about."""

    name: str
    parts: tuple[tuple[ClaimDecision, Sequence[SubmittedLine]], ...] = ()
    place: str = "P"


class TakenOff(Struct, frozen=True):
    """Cents that a payer's decision took off a line, why (group, reason, remarks), and what becomes of them."""

    decision: ClaimDecision
    line: str
    treatment: Treatment
    group: str
    code: str
    remarks: tuple[str, ...]
    cents: int

    @property
    def reason(self) -> str:
        """Group and reason: `CO 45`."""
        return f"{self.group} {self.code}"


_IN_TURN: tuple[tuple[Treatment, ...], ...] = (("patient", "next payer"), ("denial",), ("reduction",))
"""In which order the amounts of a later payer are taken, as far as what was left for it goes."""


def divide(payers: Sequence[PayerStanding]) -> Shares:
    """Where the money of a claim stands beside what was charged and paid: the moves between accounts, which sum to
    zero. Payers come in the order in which they pay.
    """
    found: Shares = defaultdict(int)
    for at, (payer, amounts) in enumerate(amounts_in_turn(payers)):
        following = payers[at + 1].name if at + 1 < len(payers) else None
        for one in amounts:
            account = _account(one, payer.name, following)
            if account is not None:
                found[account, one.line] += one.cents
                found[Account("receivable", payer.name), one.line] -= one.cents
    return {key: cents for key, cents in found.items() if cents}


def amounts_in_turn(payers: Iterable[PayerStanding]) -> Iterator[tuple[PayerStanding, tuple[TakenOff, ...]]]:
    """Each payer with what it took off, as far as it counts: of a later payer, as much as was left for it."""
    left: int | None = None  # for this payer; None: the whole charge, of the first
    for payer in payers:
        amounts = tuple(_in_turn(payer, left))
        yield payer, amounts
        left = sum(one.cents for one in amounts if one.treatment in _IN_TURN[0])


def _account(one: TakenOff, payer: str, following: str | None) -> Account | None:
    """The account to which an amount goes; None where it stays with the payer."""
    match one.treatment:
        case "reduction":
            return Account("adjustment", one.reason)
        case "denial":
            return Account("denied", payer)
        case "patient":
            return Account("receivable", following or PATIENT)
        case "next payer":
            return Account("receivable", following or ANOTHER_PAYER)
        case _:
            return None


def _in_turn(payer: PayerStanding, left: int | None) -> Iterator[TakenOff]:
    """The amounts of a payer: all of the first one's, of a later one's as much as was left for it. What came before the
    first that we know was paid to us by nobody here.
    """
    amounts = [one for decision, lines in payer.parts for one in _amounts(decision, lines)]
    if left is None:
        for one in amounts:
            yield one if one.treatment != "prior payer" else structs.replace(one, treatment="reduction")
        return
    left -= sum(decision.claim.paid or 0 for decision, _ in payer.parts)
    for treatments in _IN_TURN:
        for one in amounts:
            if one.treatment in treatments and left > 0 and one.cents > 0:
                cents = min(one.cents, left)
                left -= cents
                yield structs.replace(one, cents=cents)


def _amounts(decision: ClaimDecision, lines: Sequence[SubmittedLine]) -> Iterator[TakenOff]:
    claim = decision.claim
    pairs = pair_lines(lines, claim)
    for line, parts in zip(lines, pairs.of_lines, strict=True):
        for part in parts:
            yield from _of(decision, line.number, part.adjustments, part.remarks)
    for part in pairs.unbilled:
        yield from _of(decision, "", part.adjustments, part.remarks)
    yield from _of(decision, "", claim.adjustments)


def _of(
    decision: ClaimDecision, line: str, adjustments: Iterable[Adjustment], remarks: Sequence[str] = ()
) -> Iterator[TakenOff]:
    every = tuple(dict.fromkeys((*remarks, *decision.claim.remarks)))
    for one in adjustments:
        if one.amount:
            treatment = treatment_of(one.group, one.reason, every)
            yield TakenOff(decision, line, treatment, one.group, one.reason, every, one.amount)
