"""A claim as the payer that decided it has it: whose limits, levels and laws apply is the deciding payer's matter.

837P to Aetna, Medicare second (loop 2320)   Aetna's 835      decided by Aetna: the header of the claim
Medicare's 835   decided by Medicare, and no 837P to it is at hand (it
crossed over, went by portal or on paper): the header
is made of the 835 and of loop 2320
"""

from datetime import date

from msgspec import structs

from cleanclaim.claims.reversals import ClaimDecision
from cleanclaim.claims.visits_from_837p import payer_lookup
from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.remittance import PaidClaim
from cleanclaim.model.submitted_claim import ClaimHeader, OtherPayer, Party, SubmittedClaim
from cleanclaim.money.posting.facts import BilledClaim, ClaimFacts
from cleanclaim.money.posting.payers_in_turn import place_of

_SAYS_WHO_IT_IS = "medicare"
"""The payer that names itself on every remittance (CLP06 MB): one with another kind of insurance is not it."""


def is_sent_to(facts: ClaimFacts, place: str) -> bool:
    """Whether a claim to the payer in a place is at hand."""
    return any(place_of(one.claim) == place for one in (*facts.onward, *facts.billed))


def last_billed(facts: ClaimFacts, place: str) -> BilledClaim:
    """The last claim that went to the payer in a place; the bill's own where none is at hand."""
    fitting = [one for one in (*facts.onward, *facts.billed) if place_of(one.claim) == place]
    return max(fitting or list(facts.billed), key=lambda one: (one.on or date.min, str(one.source)))


def claim_decided(facts: ClaimFacts, place: str, decision: ClaimDecision) -> BilledClaim:
    """The claim that a payer in a place decided, with that payer in its header."""
    last = last_billed(facts, place)
    if place_of(last.claim) == place and _may_be(last.claim.header, decision):
        return last
    name = decision.payment.payer or ""
    other = _other_payer(last.claim, place, name)
    header = _header(last.claim.header, place, name, other, decision.claim)
    return structs.replace(last, claim=structs.replace(last.claim, header=header))


def header_of(facts: ClaimFacts, name: str) -> ClaimHeader:
    """The header of the payer of a name, as a claim or a remittance of the bill has it; else that of its own claim."""
    own = facts.billed[-1].claim
    wanted = claim_text(name)
    headers = (one.claim.header for one in (*reversed(facts.billed), *reversed(facts.onward)))
    if found := next((one for one in headers if _is_named(one.payer, wanted)), None):
        return found
    decided = [one for one in facts.decisions if claim_text(one.payment.payer or "") == wanted]
    other = next((one for one in own.other_payers if _is_named(one.payer, wanted)), None)
    if other is None and not decided:
        return own.header
    paid = decided[-1].claim if decided else None
    return _header(own.header, (other.sequence if other else None) or "S", name, other, paid)


def _is_named(payer: Party | None, name: str) -> bool:
    return claim_text((payer.last_or_organization if payer else None) or "") == name


def _may_be(header: ClaimHeader, decision: ClaimDecision) -> bool:
    """Whether the payer of a claim may be the one that decided: by its name, else by the kind of insurance."""
    name, filing = claim_text(decision.payment.payer or ""), decision.claim.filing
    if not name or not filing or _is_named(header.payer, name):
        return True
    on_claim, on_remittance = _kind(header.filing), _kind(filing)
    return on_claim == on_remittance if on_remittance else on_claim != _SAYS_WHO_IT_IS


def _kind(filing: str | None) -> str | None:
    """Which payer a kind of insurance (SBR09, CLP06) is by itself."""
    return payer_lookup(None)(ClaimHeader(filing=filing))


def _other_payer(claim: SubmittedClaim, place: str, name: str) -> OtherPayer | None:
    """The payer of loop 2320 that decided: by its name, else by its place."""
    named = [one for one in claim.other_payers if _is_named(one.payer, claim_text(name))]
    in_place = [one for one in claim.other_payers if one.sequence == place]
    return next(iter((*named, *in_place)), None)


def _header(own: ClaimHeader, place: str, name: str, other: OtherPayer | None, paid: PaidClaim | None) -> ClaimHeader:
    """A header made of what the claim's loop 2320 and the remittance say; what only the first payer knows is not in
    it.
    """
    patient = own.patient or own.subscriber
    stated = paid.filing if paid else None
    is_same = other is not None and (_is_named(other.payer, claim_text(name)) or not stated)
    filing = stated if stated and (_kind(stated) or not is_same) else other.filing if other else None
    number = other.payer.id if other and other.payer and (is_same or _kind(other.filing) == _kind(filing)) else None
    member = other.subscriber if other else None
    if member is None and own.subscriber:
        member = structs.replace(own.subscriber, id=paid.patient.id if paid and paid.patient else None)
    return structs.replace(
        own,
        subscriber=member,
        payer=Party(name or _name(other), id=number),
        sequence=place,
        filing=filing,
        own=False,
        relationship=other.relationship if other else None,
        patient=patient,
        group_number=other.group_number if other else None,
        insurance_type=other.insurance_type if other else None,
        claim_number=None,
        billing_number=None,
    )


def _name(other: OtherPayer | None) -> str | None:
    return other.payer.last_or_organization if other and other.payer else None
