"""What should be paid for claims as they were sent: the allowed amount of each line, and who pays what of it.

Only the fee schedule and the payer's policy count; what a contract pays is not known here.
"""

from collections.abc import Sequence

from msgspec import Struct

from cleanclaim.claims.visits_from_837p import PayerLookup, lines_by_day, visits_from_claims
from cleanclaim.law.basis import Basis
from cleanclaim.model.submitted_claim import VOID, SubmittedClaim
from cleanclaim.model.visit import Visit
from cleanclaim.pricing.day import DayLines
from cleanclaim.pricing.lines import by_assistant
from cleanclaim.pricing.payment_locality import PaymentLocality
from cleanclaim.pricing.price import price_lines
from cleanclaim.pricing.settlement import Settlement, Terms, settle
from cleanclaim.pricing.sharing import terms_of

_FIRST = "P"
"""The place of the payer that decides first (SBR01)."""


class ExpectedPayment(Struct, frozen=True):
    """What should come of one line: `allowed` in cents, and the `terms` by which it is shared; None is not known."""

    allowed: int | None = None
    terms: Terms | None = None
    assistant: bool = False

    def settled(self, deductible: int) -> Settlement | None:
        """The shares where so many cents of the line fall under the deductible; None where they are not known."""
        if self.allowed is None or self.terms is None:
            return None
        return settle(self.allowed, self.terms, deductible_left=deductible, assistant=self.assistant)


def expected_payments(
    claims: Sequence[SubmittedClaim], payer: PayerLookup, office: PaymentLocality, basis: Basis
) -> list[list[ExpectedPayment]]:
    """The expected payments of each claim's lines, in their order; `basis` chooses the law.

    Claims of one patient's day are priced together. Nothing is expected of a void; a line without whole units and a
    claim to a second payer have no known price. Who comes after the first payer does not change what that one pays.
    """
    visits = [list(visits_from_claims([claim], payer)) for claim in claims]
    priced = iter(price_lines(office.case_of(visit for made in visits for visit in made if _countable(visit)), basis))
    answers = []
    for claim, made in zip(claims, visits, strict=True):
        lines = [ExpectedPayment()] * len(claim.lines)
        for visit, places in zip(made, lines_by_day(claim).values(), strict=claim.frequency != VOID):
            if _countable(visit):
                found = next(priced)
                if claim.header.sequence in {None, _FIRST}:
                    for at, one in zip(places, _lines(found), strict=True):
                        lines[at] = one
        answers.append(lines)
    return answers


def _countable(visit: Visit) -> bool:
    """Whether all units are known; a claim has no minutes from which to count them."""
    return all(service.units is not None for service in visit.services)


def _lines(priced: DayLines) -> list[ExpectedPayment]:
    terms = terms_of(priced.setting.policy) if priced.setting else None
    return [ExpectedPayment(line.allowed, terms, by_assistant(line.modifiers)) for line in priced.lines]
