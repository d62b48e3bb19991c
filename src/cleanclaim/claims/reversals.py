"""Reversals on an 835 (CLP02 22): which earlier decision of a claim each one takes back, and what stands then.

All of it is about one claim and one payer. The order inside a file and that of files do not count; days do.

paid 80.00 on April 2, number ICN1                    stands from April 2
reversed -80.00, paid 55.00 on May 2, number ICN2     stands from May 2; the claim is ICN2 with the payer
denied as a duplicate (CARC 18) on May 9              changes nothing
lines 1 and 2 paid under ICN1, line 3 under ICN3      both stand: the payer split the claim

Source: the 835 guide (005010X221A1), reversals and corrections, claim splitting.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from itertools import groupby

from msgspec import Struct, structs

from cleanclaim.claims.decision_terms import USUAL_TERMS, DecisionTerms
from cleanclaim.claims.paid_lines import lines_in_common, same_lines, service_of, share_lines
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.model.money import sum_known
from cleanclaim.model.remittance import REVERSED, PaidClaim, PaidLine, Payment, decides_nothing, is_duplicate


class ClaimDecision(Struct, frozen=True):
    """A payer's decision about one claim (CLP), with the payment of the remittance, where it was read, and the terms
    under which its codes are read.
    """

    claim: PaidClaim
    payment: Payment
    source: EntrySource = EntrySource()
    terms: DecisionTerms = USUAL_TERMS

    @property
    def on(self) -> date | None:
        """The day of payment; None where the remittance names none."""
        return self.payment.on

    @property
    def is_reversal(self) -> bool:
        """Whether it only takes back an earlier decision (CLP02 22)."""
        return self.claim.status == REVERSED


def in_order(decisions: Iterable[ClaimDecision]) -> list[ClaimDecision]:
    """Decisions by day, those without one last. What tells those of a day apart keeps their order the same each time:
    one that pays comes after one that does not.
    """
    found = list(decisions)
    return sorted(found, key=order_of) if len(found) > 1 else found


def order_of(one: ClaimDecision) -> tuple[object, ...]:
    """By what decisions are put in order."""
    claim, payment = one.claim, one.payment
    return (
        payment.on is None,
        payment.on or date.max,
        bool(claim.paid),
        claim.payer_claim_number or "",
        payment.payer_id or "",
        payment.trace or "",
        claim.status or "",
        str(claim),
    )


def without_repeated_lines(decisions: Sequence[ClaimDecision]) -> list[ClaimDecision]:
    """Decisions about one claim without the lines that are only denied as decided before, and were: a claim sent again
    with a line more is decided anew for that line alone. What such a decision decides anew takes the place of what was
    refused of it until then, and of nothing that is decided later.
    """
    if len(decisions) < 2:
        return list(decisions)
    decided = {
        service_of(line, one.claim)
        for one in decisions
        for line in one.claim.lines
        if line.paid or not decides_nothing(line.adjustments)
    }
    fresh = [_without_repeated_lines(one, decided) for one in decisions]
    anew = [
        after for before, after in zip(decisions, fresh, strict=True) if after is not before and not after.is_reversal
    ]
    return [
        after if after is not before else _without_decided_anew(after, anew)
        for before, after in zip(decisions, fresh, strict=True)
    ]


def _without_decided_anew(one: ClaimDecision, anew: Iterable[ClaimDecision]) -> ClaimDecision:
    """The decision without the unpaid lines that another of its day or later decides."""
    day = one.on or date.max
    later = {service_of(line, each.claim) for each in anew if (each.on or date.max) >= day for line in each.claim.lines}
    return _without(one, lambda line, claim: not line.paid and service_of(line, claim) in later) if later else one


def _without(one: ClaimDecision, goes: Callable[[PaidLine, PaidClaim], bool]) -> ClaimDecision:
    """The decision without some of its lines; as it is where all or none of them go."""
    claim = one.claim
    lines = tuple(line for line in claim.lines if not goes(line, claim))
    if not lines or len(lines) == len(claim.lines):
        return one
    gone = [line for line in claim.lines if line not in lines]
    charge = sum_known([claim.charge, *(None if line.charge is None else -line.charge for line in gone)])
    paid = sum_known([claim.paid, *(None if line.paid is None else -line.paid for line in gone)])
    return structs.replace(one, claim=structs.replace(claim, lines=lines, charge=charge, paid=paid))


def _without_repeated_lines(one: ClaimDecision, decided: Collection[object]) -> ClaimDecision:
    return _without(
        one,
        lambda line, claim: not line.paid and decides_nothing(line.adjustments) and service_of(line, claim) in decided,
    )


def decisions_in_force(decisions: Sequence[ClaimDecision]) -> tuple[ClaimDecision, ...]:
    """The decisions that stand together, oldest first; none where all were reversed. They come as `in_order` has them.

    A later one takes the place of an earlier one about the same lines, even where the payer forgot to reverse it.
    A denied duplicate counts only where nothing else was ever decided.
    """
    if len(decisions) < 2:  # as most are
        alone = all(not one.is_reversal or is_duplicate(one.claim) for one in decisions)
        return tuple(decisions) if alone else ()
    unreversed: list[ClaimDecision] = []
    for _on, group in groupby(decisions, key=lambda one: one.on):
        unreversed = _after_day(unreversed, list(group))
    standing: list[ClaimDecision] = []
    for one in reversed(unreversed):
        if not any(share_lines(one.claim, later.claim) for later in standing):
            standing.insert(0, one)
    if not standing and all(is_duplicate(one.claim) for one in decisions):
        return tuple(decisions[-1:])
    return tuple(standing)


def _after_day(before: list[ClaimDecision], of_day: Sequence[ClaimDecision]) -> list[ClaimDecision]:
    """What is not reversed at the end of a day. The surest pairs of reversal and decision are found first."""
    before = list(before)
    today = [one for one in of_day if not one.is_reversal and not is_duplicate(one.claim)]
    reversals = [one.claim for one in of_day if one.is_reversal]
    for among, fits in _PAIRINGS:
        pool = before if among == "before" else today
        for reversal in list(reversals):
            at = next((at for at in reversed(range(len(pool))) if fits(reversal, pool[at].claim)), None)
            if at is not None:
                rest = _what_is_left(pool[at], reversal)
                pool[at : at + 1] = [rest] if rest else []
                reversals.remove(reversal)
    return today if reversals else before + today


def _what_is_left(one: ClaimDecision, reversal: PaidClaim) -> ClaimDecision | None:
    """What a reversal leaves of a decision: the lines that it does not name, where it names some of them."""
    taken = lines_in_common(one.claim, reversal)
    rest = _without(one, lambda line, _claim: line in taken)
    return rest if taken and rest is not one else None


def _same_number(reversal: PaidClaim, one: PaidClaim) -> bool:
    return reversal.payer_claim_number == one.payer_claim_number


def _same_content(reversal: PaidClaim, one: PaidClaim) -> bool:
    """Whether the reversal negates the decision: its amount, and its lines where both have some."""
    if reversal.paid is None or reversal.paid != -(one.paid or 0):
        return False
    return same_lines(reversal, one)


_Fits = Callable[[PaidClaim, PaidClaim], bool]
_PAIRINGS: tuple[tuple[str, _Fits], ...] = (
    ("before", lambda reversal, one: _same_number(reversal, one) and _same_content(reversal, one)),
    ("before", lambda reversal, one: bool(reversal.paid) and _same_content(reversal, one)),
    (
        "today",
        lambda reversal, one: (
            (_same_number(reversal, one) or not reversal.payer_claim_number) and _same_content(reversal, one)
        ),
    ),
    ("before", _same_number),
)
"""How a reversal finds what it takes back, the surest first. One that finds nothing takes back all before its day."""
