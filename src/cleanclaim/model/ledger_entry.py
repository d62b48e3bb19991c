"""Entries of the ledger: what happened to money on one day, as postings to accounts that sum to zero.

    2026-04-02  payment  claim 260302PKMYRR  receivable Medicare   -100.00
                                             cash Medicare           64.00
                                             adjustment CO 45        20.00
                                             receivable patient      16.00

An amount above zero adds to what one owns or is owed (receivable, cash) or to what one gave up (adjustment, write-off);
one below zero takes from it, or earns it (charges, interest). All amounts are cents.
"""

from datetime import date
from typing import Literal

from msgspec import Struct

AccountKind = Literal[
    "receivable", "denied", "charges", "adjustment", "cash", "unapplied", "takebacks", "provider level", "write-off"
]
ACCOUNTS: dict[AccountKind, str] = {
    "receivable": "what a payer or the patient still owes, by who owes it",
    "denied": "what a payer refused to pay and nobody has given up: it waits for a correction, an appeal, a write-off",
    "charges": "what was billed",
    "adjustment": "what a payer took off by contract, fee schedule or law, by group and reason",
    "cash": "what came in, less what was taken or paid back, by who paid",
    "unapplied": "what came in and belongs to no claim that is known, by who paid",
    "takebacks": "what a payer has yet to take back from later payments (WO, FB), by payer; above 0 it has it already",
    "provider level": "what a payer added or took for a reason that is no claim's (interest, levy), by its code",
    "write-off": "what a person gave up, by the reason",
}
"""The kinds of accounts, and what each is for."""

PATIENT = "patient"
"""Who owes where it is no payer."""

EntryKind = Literal[
    "charge",
    "correction",
    "void",
    "payment",
    "denial",
    "reversal",
    "capitated",
    "duplicate",
    "predetermination",
    "billed onward",
    "unknown claim",
    "provider level",
    "takeback",
    "patient payment",
    "refund",
    "payer refund",
    "write-off",
    "transfer",
]


class Account(Struct, frozen=True, order=True, gc=False, cache_hash=True):
    """One account: its kind, and of whom or for what: a payer's name, `patient`, `CO 45`, `L6`."""

    kind: AccountKind
    of: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.of}".rstrip()


class Posting(Struct, frozen=True, order=True, gc=False):
    """Cents on an account; `line` is the number of the claim's line, empty for the claim as a whole."""

    account: Account
    cents: int
    line: str = ""


class EntrySource(Struct, frozen=True, order=True, gc=False):
    """Where an entry comes from: a file and the segment in it, from 1, or what a person decided."""

    file: str = ""
    segment: int = 0
    person: str = ""

    def __str__(self) -> str:
        place = f"{self.file}, segment {self.segment:,}" if self.segment else self.file
        return place or self.person


class LedgerEntry(Struct, frozen=True, kw_only=True, gc=False):
    """What happened to money on one day. `on` is None where the file names no day. `payment` is the number (TRN02) of
    the remittance, `reference` the payer's own for what it took or gave apart from claims (PLB03-2), `note` what a
    person should know. `original_on` is the day it is of, where that lies in closed books and it is posted after them.
    """

    on: date | None
    kind: EntryKind
    postings: tuple[Posting, ...]
    source: EntrySource = EntrySource()
    claim_id: str = ""
    payer: str = ""
    payment: str = ""
    reference: str = ""
    note: str = ""
    original_on: date | None = None

    @property
    def cash(self) -> int:
        """Cents that came in with it; below 0 went out."""
        return sum([one.cents for one in self.postings if one.account.kind == "cash"])

    def of(self, account: Account) -> int:
        """Cents on one account."""
        return sum([one.cents for one in self.postings if one.account == account])

    @property
    def is_balanced(self) -> bool:
        """Whether its postings sum to zero, as they must."""
        return sum([one.cents for one in self.postings]) == 0
