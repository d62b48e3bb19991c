"""The entries of a payment that are no claim's at hand: claims nobody knows, and what the payer added or took (PLB)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol

from cleanclaim.model.ledger_entry import PATIENT, Account, LedgerEntry, Posting
from cleanclaim.model.money import dollars
from cleanclaim.model.remittance import ProviderAdjustment, Remittance
from cleanclaim.money.posting.claim_takebacks import TakenOffClaim
from cleanclaim.money.posting.facts import MoneyDecision, PatientPayment, PayerRefund, TakebackOfClaim
from cleanclaim.money.posting.treatments import is_takeback
from cleanclaim.reference.reasons import reason


class Takebacks(Protocol):
    """What of the amounts of payments' provider level was taken off claims."""

    def of(self, remittance: Remittance, at: int) -> TakenOffClaim | None:
        """What of one amount was; None where nothing was."""


def payment_entries(
    remittance: Remittance,
    known: Collection[str],
    candidates: Mapping[str, str],
    takes_back: str,
    takebacks: Takebacks,
) -> Iterator[LedgerEntry]:
    """The entries of a payment beside those of the claims of `known` ids. `candidates`: which claim an unknown number
    may mean; `takes_back`: the name by which the payer's takebacks go; `takebacks`: what of them was taken off claims.
    """
    yield from undecided_entries(remittance, known, candidates)
    for at in range(len(remittance.payment.adjustments)):
        yield from taken_entries(remittance, at, takebacks)
        yield from rest_entries(remittance, at, takes_back, takebacks)


def undecided_entries(
    remittance: Remittance, known: Collection[str], candidates: Mapping[str, str]
) -> Iterator[LedgerEntry]:
    """The entries of a payment's claims that nobody knows, or that it only prices."""
    payment = remittance.payment
    payer = payment.payer or ""
    for claim, source in zip(remittance.claims, remittance.sources_of_claims, strict=True):
        if claim.is_predetermined:
            note = f"Claim {claim.claim_id}: what would be paid for it. Nothing is decided, and nobody owes anything."
            yield LedgerEntry(
                on=payment.on,
                kind="predetermination",
                postings=(),
                source=source,
                payer=payer,
                payment=payment.trace or "",
                note=note,
            )
        elif claim.claim_id not in known:
            note = "No claim of this number was billed, as far as the files at hand say."
            if candidate := candidates.get(claim.claim_id):
                note = (
                    f"It may be claim {candidate}: the same patient, day and charge. If so, say it in money.toml"
                    " ([[claim_number]])."
                )
            yield LedgerEntry(
                on=payment.on,
                kind="unknown claim",
                postings=_moved(Account("unapplied", payer), payer, claim.paid or 0),
                source=source,
                claim_id=claim.claim_id,
                payer=payer,
                payment=payment.trace or "",
                note=note,
            )


def taken_entries(remittance: Remittance, at: int, takebacks: Takebacks) -> Iterator[LedgerEntry]:
    """The entry of what of an amount of the provider's level was taken off a claim."""
    if taken := takebacks.of(remittance, at):
        one = remittance.payment.adjustments[at]
        yield _of_provider_level(remittance, one, Account("receivable", taken.payer), taken.cents, taken)


def rest_entries(remittance: Remittance, at: int, takes_back: str, takebacks: Takebacks) -> Iterator[LedgerEntry]:
    """The entry of what of such an amount is of no claim."""
    one, taken = remittance.payment.adjustments[at], takebacks.of(remittance, at)
    cents = (one.amount or 0) - (taken.cents if taken else 0)
    if cents or not taken:
        yield _of_provider_level(remittance, one, _account(one, takes_back), cents)


def _of_provider_level(
    remittance: Remittance, one: ProviderAdjustment, account: Account, cents: int, taken: TakenOffClaim | None = None
) -> LedgerEntry:
    """The entry of so many cents of an amount (PLB) that the payer took from the payment, or below 0 added to it."""
    payment = remittance.payment
    return LedgerEntry(
        on=payment.on,
        kind="takeback" if taken else "provider level",
        postings=_moved(account, payment.payer or "", -cents),
        source=remittance.source,
        claim_id=taken.claim_id if taken else "",
        payer=taken.payer if taken else payment.payer or "",
        payment=payment.trace or "",
        reference=one.reference or "",
        note=_in_words(one),
    )


def _moved(account: Account, payer: str, came_in: int) -> tuple[Posting, ...]:
    if not came_in:
        return ()
    return tuple(sorted([Posting(Account("cash", payer), came_in), Posting(account, -came_in)]))


def _account(one: ProviderAdjustment, payer: str) -> Account:
    return Account("takebacks", payer) if is_takeback(one.reason) else Account("provider level", one.reason)


def _in_words(one: ProviderAdjustment) -> str:
    """The code with its reference, what it is for, and what its sign does: the list of reasons says that of the amount
    as it stands on the remittance, which an entry turns.
    """
    known = reason("plb", one.reason)
    meaning = known.meaning.partition(";")[0] if known and known.meaning else "on no list here"
    amount = one.amount or 0
    does = "taken from" if amount > 0 else "added to"
    stands = f" (PLB {dollars(amount)}: {does} the payment)" if amount else ""
    return " ".join(filter(None, (one.reason, one.reference))) + f": {meaning}{stands}"


def refund_entry(refund: PayerRefund, payer: str) -> LedgerEntry:
    """The entry of what was sent to a payer, by its name on remittances: it is the payer's until a remittance takes it
    off the claim (a reversal, with PLB 72 for what came by check).
    """
    of = f", claim {refund.claim_id}" if refund.claim_id else ""
    return LedgerEntry(
        on=refund.on,
        kind="payer refund",
        postings=_moved(Account("takebacks", payer), payer, -refund.cents),
        source=refund.source,
        claim_id="",
        payer=payer,
        payment=refund.number,
        note=f"{refund.reason}{of} ({refund.person})",
    )


def unplaced_entries(
    payments: Iterable[PatientPayment],
    decisions: Iterable[MoneyDecision],
    known: Collection[str],
    stated: Iterable[TakebackOfClaim],
) -> Iterator[LedgerEntry]:
    """The entries of what patients paid for claims nobody knows, of decisions about such, and of takebacks `stated` to
    be of a claim that are on no payment or of no claim of that payer. The latter move nothing.
    """
    for one in stated:
        yield LedgerEntry(
            on=None,
            kind="takeback",
            postings=(),
            source=one.source,
            payment=one.payment,
            note=f"No payment {one.payment} has an amount of {dollars(one.cents)} at the provider's level (PLB) by a"
            f" payer that decided claim {one.claim_id}: nothing is moved.",
        )
    for payment in payments:
        if payment.claim_id not in known:
            yield LedgerEntry(
                on=payment.on,
                kind="patient payment" if payment.cents >= 0 else "refund",
                postings=_moved(Account("unapplied", PATIENT), PATIENT, payment.cents),
                source=payment.source,
                claim_id="",
                payer=PATIENT,
                note=f"Of claim {payment.claim_id}, which was not billed."
                if payment.claim_id
                else "It names no claim.",
            )
    for decision in decisions:
        if decision.claim_id not in known:
            yield LedgerEntry(
                on=decision.on,
                kind=decision.kind,
                postings=(),
                source=decision.source,
                claim_id="",
                payer=decision.owed_by,
                note=f"Claim {decision.claim_id} was not billed: nothing is moved.",
            )
