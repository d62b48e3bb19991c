"""Claims that only remittances speak of: what was sent is not in the folder, and what was denied of them is.

Such a claim is made up of what the remittance repeats of it: the payer, the kind of insurance (CLP06), the lines as
billed.
"""

from collections import defaultdict
from collections.abc import Iterator

from cleanclaim.claims.remittance_history import claim_history
from cleanclaim.claims.reversals import ClaimDecision
from cleanclaim.model.remittance import PaidClaim, PaidLine
from cleanclaim.model.submitted_claim import ClaimHeader, Party, SubmittedClaim, SubmittedLine
from cleanclaim.money.book.book import Book
from cleanclaim.money.posting.facts import BilledClaim, ClaimFacts


def unsent_claims(book: Book) -> Iterator[ClaimFacts]:
    """What is known of each claim that a remittance decides and no file of the book bills, by its id."""
    known = {one.claim.claim_id for one in book.billed}
    terms = book.payer_terms
    decisions: dict[str, list[ClaimDecision]] = defaultdict(list)
    for one in book.remittances:
        for claim, source in one.decided:
            if claim.claim_id not in known:
                decisions[claim.claim_id].append(terms.decision(claim, one.payment, source))
    for claim_id, found in sorted(decisions.items()):
        yield ClaimFacts(
            claim_id=claim_id,
            billed=(_billed(found),),
            decisions=tuple(found),
            money_decisions=tuple(one for one in book.money_decisions if one.claim_id == claim_id),
            denial_steps=tuple(one for one in book.denial_steps if one.claim_id == claim_id),
        )


def _billed(decisions: list[ClaimDecision]) -> BilledClaim:
    """The claim as far as its decisions repeat it; billed no later than the first of them."""
    history = claim_history(decisions)
    first = history.first_payer or history.payers[0]
    fullest = max(first.decisions, key=lambda one: (not one.is_reversal, len(one.claim.lines)))
    claim = fullest.claim
    header = ClaimHeader(
        payer=Party(fullest.payment.payer, id=fullest.payment.payer_id),
        patient=claim.patient,
        sequence=first.place,
        filing=claim.filing,
    )
    lines = tuple(_line(str(number), line, claim) for number, line in enumerate(claim.lines, 1))
    made = SubmittedClaim(claim_id=claim.claim_id, header=header, charge=abs(claim.charge or 0), lines=lines)
    return BilledClaim(made, min((one.on for one in decisions if one.on), default=None), fullest.source)


def _line(number: str, line: PaidLine, claim: PaidClaim) -> SubmittedLine:
    return SubmittedLine(
        number=number,
        code=line.submitted_code or line.code,
        code_kind=line.code_kind,
        modifiers=line.submitted_modifiers or line.modifiers,
        charge=abs(line.charge or 0),
        units=line.submitted_units or line.units,
        first_date=line.first_date or claim.first_date,
        last_date=line.last_date or claim.last_date,
        control_number=line.control_number,
    )
