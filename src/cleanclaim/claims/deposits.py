"""Each payment tied out to the cent: what of it is on the claims at hand, on claims nobody knows, and on no claim."""

from collections.abc import Collection, Iterable
from datetime import date

from msgspec import Struct

from cleanclaim.model.money import sum_known
from cleanclaim.model.remittance import Remittance
from cleanclaim.reference.reasons import reason


class UnknownClaim(Struct, frozen=True):
    """A claim on a remittance that is not among those at hand, and the cents paid for it."""

    claim_id: str
    paid: int | None


class ProviderLevelAmount(Struct, frozen=True):
    """Cents that a payment has more (positive) or less for a reason that is no claim's (PLB), and what that means."""

    reason: str
    reference: str | None
    amount: int | None
    meaning: str | None


class Deposit(Struct, frozen=True, kw_only=True):
    """One payment. `amount` = `on_claims` + that of unknown claims + that of the provider's level + `unexplained`.

    All are cents; what cannot be read is None. `unexplained` is 0 unless the payer's remittance does not balance.
    """

    trace: str | None
    payer: str | None
    on: date | None
    amount: int | None
    on_claims: int | None
    unknown: tuple[UnknownClaim, ...] = ()
    adjustments: tuple[ProviderLevelAmount, ...] = ()
    unexplained: int | None = 0


def deposits_of(remittances: Iterable[Remittance], known: Collection[str]) -> list[Deposit]:
    """The payments, in their order, with the claims of `known` ids and everything else in them."""
    return [_deposit(one, known) for one in remittances]


def _deposit(one: Remittance, known: Collection[str]) -> Deposit:
    payment = one.payment
    on_claims = sum_known(claim.paid for claim in one.claims if claim.claim_id in known)
    unknown = tuple(UnknownClaim(claim.claim_id, claim.paid) for claim in one.claims if claim.claim_id not in known)
    adjustments = tuple(
        ProviderLevelAmount(
            each.reason, each.reference, None if each.amount is None else -each.amount, _meaning(each.reason)
        )
        for each in payment.adjustments
    )
    explained = sum_known([on_claims, *(each.paid for each in unknown), *(each.amount for each in adjustments)])
    amount = payment.deposit
    return Deposit(
        trace=payment.trace,
        payer=payment.payer,
        on=payment.on,
        amount=amount,
        on_claims=on_claims,
        unknown=unknown,
        adjustments=adjustments,
        unexplained=None if amount is None or explained is None else amount - explained,
    )


def _meaning(code: str) -> str | None:
    """What the reason means, without what its sign does: the amounts here are those of the deposit."""
    known = reason("plb", code)
    return known.meaning.partition(";")[0] if known and known.meaning else None
