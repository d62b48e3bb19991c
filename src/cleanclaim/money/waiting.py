"""What waits for a person: money that has no place yet, what was refused, and what was paid too much."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct

from cleanclaim.claims.refusals import Refusal
from cleanclaim.model.ledger_entry import EntrySource, LedgerEntry
from cleanclaim.money.balances import ClaimBalance
from cleanclaim.money.ledger import Ledger
from cleanclaim.money.posting.shares import ANOTHER_PAYER

WaitingKind = Literal[
    "refused",
    "unknown claim",
    "reversal",
    "denied",
    "overpaid",
    "another payer",
    "provider level",
    "takeback",
    "not placed",
]
WHAT_TO_DO: dict[WaitingKind, str] = {
    "refused": "No payer has it: correct what the answer names and send it again before the time to file is over.",
    "unknown claim": "Find out whose it is: put the 837P that billed it into the folder, or send the money back.",
    "reversal": "Put the remittance that paid it into the folder; else ask the payer what it took back.",
    "denied": "Correct it, appeal, or write it off in money.toml with a reason.",
    "overpaid": "Find out who paid twice, and pay it back: public payers set a day for that.",
    "another payer": "Bill it to the patient's other payer; the patient may not be billed.",
    "provider level": "Ask the payer what it is for.",
    "takeback": "Below 0 the payer will take it from later payments; above 0 it took what no reversal explains: ask"
    " for the claim.",
    "not placed": "Correct the claim number in money.toml.",
}
"""What a person does about each kind."""


class WaitingItem(Struct, frozen=True, kw_only=True):
    """Cents that wait for a person: which kind, of which claim, payment and payer, since when, and why."""

    kind: WaitingKind
    cents: int
    claim_id: str = ""
    payer: str = ""
    payment: str = ""
    on: date | None = None
    why: str = ""
    source: EntrySource = EntrySource()


def waiting_items(
    ledger: Ledger,
    balances: Sequence[ClaimBalance],
    refusals: Sequence[Refusal] = (),
    last_sent: Mapping[str, date] | None = None,
) -> list[WaitingItem]:
    """Everything that waits, the largest amount of each kind first. `refusals` are what a TA1, 999 or 277CA refused,
    `last_sent` says when each claim went out last: one sent again since waits for the payer, not for a person.
    """
    order = list(WHAT_TO_DO)
    found = [
        *_refused(refusals, {one.claim_id: one for one in balances}, ledger, last_sent or {}),
        *_of_entries(ledger.entries),
        *_of_claims(balances),
        *_takebacks(ledger),
    ]
    return sorted(found, key=lambda one: (order.index(one.kind), -abs(one.cents), one.claim_id))


def _refused(
    refusals: Sequence[Refusal],
    balances: Mapping[str, ClaimBalance],
    ledger: Ledger,
    last_sent: Mapping[str, date],
) -> Iterator[WaitingItem]:
    """Claims that were refused before a payer decided them, and have not been sent again since."""
    decided = {entry.claim_id for entry in ledger.entries if entry.kind in {"payment", "denial", "reversal"}}
    for refusal in refusals:
        for claim_id in refusal.claims:
            sent_again = refusal.on and claim_id in last_sent and last_sent[claim_id] > refusal.on
            if claim_id not in decided and not sent_again and (balance := balances.get(claim_id)):
                why = f"{refusal.by}, {refusal.about}: {refusal.why}"
                yield WaitingItem(kind="refused", cents=balance.open_cents, claim_id=claim_id, on=refusal.on, why=why)
        if not refusal.claims and not refusal.found:
            why = f"{refusal.by}, {refusal.about}: {refusal.why}. It is about a file that is not in the folder."
            yield WaitingItem(kind="refused", cents=refusal.charge or 0, on=refusal.on, why=why)


def _of_entries(entries: Sequence[LedgerEntry]) -> Iterator[WaitingItem]:
    for entry in entries:
        kind: WaitingKind | None = None
        if entry.kind == "unknown claim":
            kind = "unknown claim"
        elif entry.kind == "provider level" and any(
            one.account.kind == "provider level" and one.account.of != "L6" for one in entry.postings
        ):
            kind = "provider level"
        elif entry.kind in {"patient payment", "refund", "write-off", "transfer"} and not entry.claim_id:
            kind = "not placed"
        elif entry.kind == "reversal" and any(one.account.kind == "unapplied" for one in entry.postings):
            kind = "reversal"
        if kind is not None:
            yield WaitingItem(
                kind=kind,
                cents=entry.cash,
                claim_id=entry.claim_id,
                payer=entry.payer,
                payment=entry.payment,
                on=entry.on,
                why=entry.note,
                source=entry.source,
            )


def _of_claims(balances: Sequence[ClaimBalance]) -> Iterator[WaitingItem]:
    for balance in balances:
        for one in balance.open:
            kind: WaitingKind | None = None
            if one.cents < 0:
                kind = "overpaid"
            elif one.kind == "denied":
                kind = "denied"
            elif one.owed_by == ANOTHER_PAYER:
                kind = "another payer"
            if kind is not None:
                yield WaitingItem(
                    kind=kind, cents=one.cents, claim_id=balance.claim_id, payer=one.owed_by, on=balance.last_on
                )


def _takebacks(ledger: Ledger) -> Iterator[WaitingItem]:
    for account, cents in ledger.balances().items():
        if account.kind == "takebacks":
            yield WaitingItem(kind="takeback", cents=cents, payer=account.of)
