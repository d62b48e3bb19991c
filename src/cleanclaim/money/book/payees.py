"""Whom remittances pay: one whose payee bills none of a book's claims, and which decides none of them, is another
practice's, put into the folder by mistake. Nothing of it counts, and it is named.
"""

from collections.abc import Collection, Iterable

from msgspec import Struct

from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.model.remittance import Payment, Remittance
from cleanclaim.model.submitted_claim import SubmittedClaim

NPI, TAX_ID, NAME = "XX", "FI", "name"
"""What a payee is known by: the first two as an 835 calls them (N103)."""
BillingId = tuple[str, str]
"""Something by which who bills is known: its kind, and what it is."""


class OtherPayee(Struct, frozen=True):
    """A remittance to somebody by whom none of the book's claims was billed. `counts`: it decides some of them all the
    same; `cents` is what it pays.
    """

    source: EntrySource
    payment: str
    payee: str
    payee_id: str
    cents: int
    counts: bool


def billing_ids(claim: SubmittedClaim) -> list[BillingId]:
    """By what the billing provider of a claim is known."""
    billing, tax_id = claim.header.billing, claim.header.tax_id
    named = ((NPI, billing.id if billing else None), (TAX_ID, tax_id), (NAME, billing and billing.last_or_organization))
    return [(kind, _plain(value)) for kind, value in named if value]


def is_of_another(payment: Payment, own: Collection[BillingId]) -> bool:
    """Whether a payment names a payee that is none of those who bill. False where it cannot be known: no claim is at
    hand, or none says a number of the payee's kind.
    """
    kind, number = payment.payee_id_kind or "", _plain(payment.payee_id or "")
    if not number or all(each != kind for each, _value in own):
        return False
    return (kind, number) not in own and (NAME, _plain(payment.payee or "")) not in own


def other_payee(payment: Payment, source: EntrySource, *, counts: bool) -> OtherPayee:
    """A remittance of another payee, as a person is told of it."""
    return OtherPayee(
        source, payment.trace or "", payment.payee or "", payment.payee_id or "", payment.deposit or 0, counts
    )


def other_payees(
    remittances: Iterable[Remittance], own: Collection[BillingId], claim_ids: Collection[str]
) -> list[OtherPayee]:
    """The remittances to others, of those with all that they decide; `claim_ids` are the claims that were sent."""
    return [
        other_payee(one.payment, one.source, counts=any(claim.claim_id in claim_ids for claim in one.claims))
        for one in remittances
        if is_of_another(one.payment, own)
    ]


def without_others(remittances: Iterable[Remittance], others: Iterable[OtherPayee]) -> list[Remittance]:
    """The remittances that count."""
    gone = {one.source for one in others if not one.counts}
    return [one for one in remittances if one.source not in gone]


def _plain(text: str) -> str:
    """A name or number without what differs from system to system: `74-1234567` as `741234567`."""
    return claim_text(text).replace("-", "")
