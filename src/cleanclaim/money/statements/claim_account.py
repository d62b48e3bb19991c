"""A claim as its patient sees it: charged, paid by each payer, taken off, the patient's share with its reason, open.

    charged 189.00   Medicare paid 64.00, took off 20.00      your share 105.00: deductible 80.00, coinsurance 25.00
    you paid 25.00                                            open 80.00

The amounts are those of the ledger: charged = paid + taken off + written off + everybody's share.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct

from cleanclaim.model.ledger_entry import PATIENT, Account, LedgerEntry
from cleanclaim.money.ledger import add_up
from cleanclaim.money.posting.claim_entries import claim_entries
from cleanclaim.money.posting.facts import ClaimFacts
from cleanclaim.money.posting.shares import PayerStanding, amounts_in_turn, paid_by_line
from cleanclaim.money.posting.standing import ClaimStanding, events_in_order

_OWED = Account("receivable", PATIENT)


class PayerPart(Struct, frozen=True, kw_only=True):
    """What stands of a payer's decisions, in cents: `taken_off` by its price or by law. `on` is the last one's day."""

    payer: str
    on: date | None
    paid: int
    taken_off: int


class ShareReason(Struct, frozen=True, order=True):
    """Why a part of a claim is the patient's: by which payer, with which group and reason (`PR 1`), how many cents."""

    payer: str
    codes: str
    cents: int


class PatientEntry(Struct, frozen=True, kw_only=True):
    """What happened to the patient's share besides: on a day, of a kind of the ledger, by cents (below 0: less is
    owed), with what a person noted.
    """

    on: date | None
    kind: str
    cents: int
    note: str = ""


class ClaimAccount(Struct, frozen=True, kw_only=True):
    """A claim's money as far as its patient has to do with it, in cents. `balance` is what the patient owes, below 0
    where too much was paid; `accounts` everything that stands on the claim.
    """

    claim_id: str
    days: tuple[date, ...]
    codes: tuple[str, ...]
    charge: int
    payers: tuple[PayerPart, ...]
    shares: tuple[ShareReason, ...]
    entries: tuple[PatientEntry, ...]
    written_off: int
    balance: int
    accounts: Mapping[Account, int]

    @property
    def share(self) -> int:
        """What payers put to the patient."""
        return sum(one.cents for one in self.shares)

    @property
    def paid_by_patient(self) -> int:
        """What the patient paid, less what was paid back."""
        return self.paid_since(date.min)

    def paid_since(self, day: date) -> int:
        """What of it was paid on a day or later."""
        paid = (one for one in self.entries if one.kind in {"patient payment", "refund"})
        return -sum(one.cents for one in paid if one.on is None or one.on >= day)


def claim_account(facts: ClaimFacts) -> ClaimAccount:
    """The account of a claim, from everything known of it."""
    entries = claim_entries(facts)
    accounts = add_up(entries)
    in_order = events_in_order(facts)
    standing = ClaimStanding(facts, in_order)
    standing.take_in(in_order)
    payers = standing.standings()
    claim = facts.billed[-1].claim
    return ClaimAccount(
        claim_id=facts.claim_id,
        days=tuple(sorted({line.first_date for line in claim.lines if line.first_date})),
        codes=tuple(dict.fromkeys(line.code for line in claim.lines if line.code)),
        charge=-accounts.get(Account("charges"), 0),
        payers=tuple(_payer_parts(payers)),
        shares=tuple(_shares(payers)),
        entries=tuple(_by_hand(entries)),
        written_off=sum(cents for account, cents in accounts.items() if account.kind == "write-off"),
        balance=accounts.get(_OWED, 0),
        accounts=accounts,
    )


def _payer_parts(payers: Iterable[PayerStanding]) -> Iterator[PayerPart]:
    for payer, amounts in amounts_in_turn(list(payers)):
        if payer.parts:
            yield PayerPart(
                payer=payer.name,
                on=max((decision.on for decision, _ in payer.parts if decision.on), default=None),
                paid=sum(paid_by_line(payer).values()),
                taken_off=sum(one.cents for one in amounts if one.treatment in {"reduction", "capitated"}),
            )


def _shares(payers: list[PayerStanding]) -> Iterator[ShareReason]:
    """Of the last payer what it leaves to the patient, of the others what is the patient's alone."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for payer, amounts in amounts_in_turn(payers):
        is_last = payer is payers[-1]
        for one in amounts:
            if one.treatment == "patient alone" or (is_last and one.treatment == "patient"):
                found[payer.name, one.reason] += one.cents
    for (name, codes), cents in found.items():
        if cents:
            yield ShareReason(name, codes, cents)


def _by_hand(entries: Iterable[LedgerEntry]) -> Iterator[PatientEntry]:
    """What the patient paid, and what people moved or gave up of the patient's share."""
    for entry in entries:
        cents = sum(one.cents for one in entry.postings if one.account == _OWED)
        if cents and entry.kind in {"patient payment", "refund", "write-off", "transfer"}:
            yield PatientEntry(on=entry.on, kind=entry.kind, cents=cents, note=entry.note)
