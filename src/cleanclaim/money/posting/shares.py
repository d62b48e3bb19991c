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


class PayerStanding(Struct, frozen=True, gc=False):
    """A payer in its place (SBR01), and what stands of its decisions, with the lines that each of them is about."""

    name: str
    parts: tuple[tuple[ClaimDecision, Sequence[SubmittedLine]], ...] = ()
    place: str = "P"


class TakenOff(Struct, frozen=True, gc=False):
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


_MOVED_ON: tuple[Treatment, ...] = ("patient", "next payer")
_IN_TURN: tuple[tuple[Treatment, ...], ...] = ((*_MOVED_ON, "patient alone"), ("denial",), ("reduction", "capitated"))
"""In which order the amounts of a later payer are taken, as far as what was left for it goes."""


def divide(payers: Sequence[PayerStanding]) -> Shares:
    """Where the money of a claim stands beside what was charged and paid: the moves between accounts, which sum to
    zero. Payers come in the order in which they pay.
    """
    if not any(payer.parts for payer in payers):
        return {}
    found: Shares = defaultdict(int)
    for at, (payer, amounts) in enumerate(amounts_in_turn(payers)):
        following = payers[at + 1].name if at + 1 < len(payers) else None
        owes = Account("receivable", payer.name)
        for one in amounts:
            account = _account(one, payer.name, following)
            if account is not None:
                found[account, one.line] += one.cents
                found[owes, one.line] -= one.cents
    return {key: cents for key, cents in found.items() if cents}


def amounts_in_turn(payers: Iterable[PayerStanding]) -> Iterator[tuple[PayerStanding, list[TakenOff]]]:
    """Each payer with what it took off, as far as it counts: of a later payer, as much as was left for it."""
    left: dict[str, int] | None = None  # for this payer, by line; None: the whole charge, of the first
    for payer in payers:
        amounts = _in_turn(payer, left)
        yield payer, amounts
        left = defaultdict(int)
        for one in amounts:
            if one.treatment in _MOVED_ON:
                left[one.line] += one.cents


def _account(one: TakenOff, payer: str, following: str | None) -> Account | None:
    """The account to which an amount goes; None where it stays with the payer."""
    match one.treatment:
        case "reduction" | "capitated":
            return Account("adjustment", one.reason)
        case "denial":
            return Account("denied", payer)
        case "patient alone":
            return Account("receivable", PATIENT)
        case "patient":
            return Account("receivable", following or PATIENT)
        case "next payer":
            return Account("receivable", following or ANOTHER_PAYER)
        case _:
            return None


def _in_turn(payer: PayerStanding, left: dict[str, int] | None) -> list[TakenOff]:
    """The amounts of a payer: all of the first one's, of a later one's as much as was left for it, line by line where
    both say which. What came before the first that we know was paid to us by nobody here.
    """
    amounts = [one for decision, lines in payer.parts for one in _amounts(decision, lines)]
    if left is None:
        return [
            one if one.treatment != "prior payer" else structs.replace(one, treatment="reduction") for one in amounts
        ]
    paid = paid_by_line(payer)
    by_line = "" not in left and "" not in paid and all(one.line in left for one in amounts)
    rest = dict(left) if by_line else {"": sum(left.values())}
    for line, cents in paid.items():
        key = line if by_line else ""
        rest[key] = rest.get(key, 0) - cents
    found: list[TakenOff] = []
    for treatments in _IN_TURN:
        for one in amounts:
            key = one.line if by_line else ""
            if one.treatment in treatments and rest[key] > 0 and one.cents > 0:
                cents = min(one.cents, rest[key])
                rest[key] -= cents
                found.append(structs.replace(one, cents=cents))
    return found


def paid_by_line(payer: PayerStanding) -> dict[str, int]:
    """What stands paid by a payer, by the number of the line; what is of no line is under ""."""
    found: dict[str, int] = defaultdict(int)
    for decision, lines in payer.parts:
        left = decision.claim.paid or 0
        for line, parts in zip(lines, pair_lines(lines, decision.claim).of_lines, strict=True):
            cents = sum(one.paid or 0 for one in parts)
            found[line.number] += cents
            left -= cents
        found[""] += left
    return {line: cents for line, cents in found.items() if cents}


def _amounts(decision: ClaimDecision, lines: Sequence[SubmittedLine]) -> list[TakenOff]:
    claim = decision.claim
    pairs = pair_lines(lines, claim)
    found: list[TakenOff] = []
    for line, parts in zip(lines, pairs.of_lines, strict=True):
        for part in parts:
            _add(found, decision, line.number, part.adjustments, part.remarks, line.code)
    for part in pairs.unbilled:
        _add(found, decision, "", part.adjustments, part.remarks, part.submitted_code or part.code)
    _add(found, decision, "", claim.adjustments)
    return found


def is_capitated(decision: ClaimDecision, lines: Sequence[SubmittedLine]) -> bool:
    """Whether a decision pays nothing for a service since the payer pays by the head."""
    return any(one.treatment == "capitated" for one in _amounts(decision, lines))


def _add(
    found: list[TakenOff],
    decision: ClaimDecision,
    line: str,
    adjustments: Iterable[Adjustment],
    remarks: Sequence[str] = (),
    procedure: str | None = "",
) -> None:
    of_claim = decision.claim.remarks
    every = tuple(dict.fromkeys((*remarks, *of_claim))) if remarks or of_claim else ()
    for one in adjustments:
        if one.amount:
            treatment = treatment_of(one.group, one.reason, every, decision.terms, procedure or "")
            found.append(TakenOff(decision, line, treatment, one.group, one.reason, every, one.amount))
