"""Interest that a payer owes since it paid a claim late, where a contract says by which day and how much.

    received April 1     paid May 21, 50 days later     the contract: 12 % a year after 30 days
    100.00 paid          20 days late                   100.00 × 12 % × 20 / 365 = 0.66

The day of receipt is that of the remittance (DTM 050), else that of the 277CA which took the claim in; without either
nothing is said. Only a claim's first decision counts, and no correction: what was sent again was not clean. What the
payment has of interest (PLB L6) goes to the claim that it names, the rest to its late claims in their order. No law of
prompt payment is here: states differ, and nobody has read one for this.
"""

from collections.abc import Iterator
from datetime import date

from msgspec import structs

from cleanclaim.claims.reversals import ClaimDecision, in_order
from cleanclaim.model.days import day_for_people
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.remittance import Payment, is_duplicate
from cleanclaim.model.submitted_claim import REPLACEMENT
from cleanclaim.money.book.book import Book
from cleanclaim.money.posting.facts import ClaimFacts
from cleanclaim.money.posting.treatments import is_interest
from cleanclaim.money.variance.causes import FoundCause
from cleanclaim.money.variance.variances import LineVariance, Variances
from cleanclaim.pricing.contracts.contract import Contract, Contracts, InterestRule

_A_YEAR = 365


def with_interest(found: Variances, book: Book, contracts: Contracts) -> Variances:
    """What differs with the interest that late payments lack."""
    return structs.replace(found, interest=tuple(_missing(book, contracts)))


def _missing(book: Book, contracts: Contracts) -> Iterator[LineVariance]:
    if not any(one.interest for one in contracts.every):
        return
    accepted = {one.claim_id: one.on for one in sorted(book.acceptances, key=lambda one: one.order, reverse=True)}
    paid = _InterestPaid()
    due = [found for bill in book.bills() if (found := _due(bill, contracts, accepted)) is not None]
    for named in (True, False):  # what names its claim goes before the rest
        for one in due:
            one.paid += paid.take(one.payment, one.expected - one.paid, one.numbers if named else ())
    yield from (one.variance() for one in due if one.paid < one.expected)


class _DueInterest:
    """The interest due for a claim, and what of it was paid."""

    def __init__(self, decision: ClaimDecision, contract: Contract, rule: InterestRule, received: date) -> None:
        assert decision.on is not None
        claim = decision.claim
        late = (decision.on - received).days - rule.after_days
        cents = claim.paid or 0
        self.numbers = tuple(filter(None, (claim.claim_id, claim.payer_claim_number)))
        self.expected = (2 * cents * rule.percent * max(late, 0) + 10_000 * _A_YEAR) // (2 * 10_000 * _A_YEAR)
        self.paid = 0
        self.payment = decision.payment
        self._decision, self._contract, self._late = decision, contract, late
        days = f"Received {day_for_people(received)}, paid {day_for_people(decision.on)}"
        percent = f"{rule.percent / 100:g} % a year"
        product = f"{dollars_for_people(cents)} × {percent} × {late} / {_A_YEAR}"
        self._working = (
            f"{days}: {late} days after the {rule.after_days} of {contract.name}.",
            f"{product} = {dollars_for_people(self.expected)}.",
        )

    def variance(self) -> LineVariance:
        """What is missing, as any other amount that was allowed too little."""
        claim, payment = self._decision.claim, self.payment
        days = [line.first_date for line in claim.lines if line.first_date]
        return LineVariance(
            claim_id=claim.claim_id,
            payer=payment.payer or "",
            payment=payment.trace or "",
            on=payment.on,
            service_date=claim.first_date or min(days, default=None),
            lines=(),
            code="interest",
            contract=self._contract.name,
            expected=self.expected,
            allowed=self.paid,
            paid=self.paid,
            left=0,
            withheld=0,
            causes=(FoundCause("interest missing", f"paid {self._late} days late"),),
            working=self._working,
        )


class _InterestPaid:
    """What payments have of interest and nobody took yet, by the claim that it names; "" where it names none."""

    def __init__(self) -> None:
        self._left: dict[int, dict[str, int]] = {}

    def take(self, payment: Payment, cents: int, numbers: tuple[str, ...]) -> int:
        """As much of it as is there for a claim of these numbers; of what nobody took, where none is named."""
        if id(payment) not in self._left:
            amounts: dict[str, int] = {}
            for one in payment.adjustments:
                if is_interest(one.reason):
                    amounts[one.reference or ""] = amounts.get(one.reference or "", 0) - (one.amount or 0)
            self._left[id(payment)] = amounts
        left = self._left[id(payment)]
        taken = 0
        for reference in [one for one in left if one in numbers or not numbers]:
            part = max(min(left[reference], cents - taken), 0)
            left[reference] -= part
            taken += part
        return taken


def _due(bill: ClaimFacts, contracts: Contracts, accepted: dict[str, date | None]) -> _DueInterest | None:
    """The interest due for a bill; None where it was paid in time, or not all of that is known."""
    decisions = [one for one in in_order(bill.decisions) if not is_duplicate(one.claim)]
    first = next((one for one in decisions if not one.is_reversal), None)
    if first is None or first.on is None or not (first.claim.paid or 0) > 0:
        return None
    claim = next((one.claim for one in bill.billed if one.claim.claim_id == first.claim.claim_id), None)
    received = first.claim.received or accepted.get(first.claim.claim_id)
    served = [line.first_date for line in claim.lines if line.first_date] if claim else []
    if claim is None or claim.frequency == REPLACEMENT or received is None or not served:
        return None
    header = claim.header.payer
    contract = contracts.of((header.last_or_organization if header else None) or first.payment.payer or "", min(served))
    if contract is None or contract.interest is None or (first.on - received).days <= contract.interest.after_days:
        return None
    return _DueInterest(first, contract, contract.interest, received)
