"""The ledger: entries in the order of their days, and what they come to."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from cleanclaim.model.ledger_entry import Account, AccountKind, LedgerEntry

OPEN: tuple[AccountKind, ...] = ("receivable", "denied")
"""The accounts of which a claim's balance is made."""


class Ledger(Struct, frozen=True):
    """Entries, the oldest first; those without a day last. Every one of them is balanced."""

    entries: tuple[LedgerEntry, ...]

    def balances(self) -> dict[Account, int]:
        """Cents on each account; what stands at nothing is left out."""
        return add_up(self.entries)

    def total(self, *kinds: AccountKind) -> int:
        """Cents on all accounts of these kinds together."""
        return sum(cents for account, cents in self.balances().items() if account.kind in kinds)

    def until(self, day: date) -> "Ledger":
        """The ledger as of the end of a day; entries without a day are in it."""
        return Ledger(tuple(entry for entry in self.entries if entry.on is None or entry.on <= day))

    def of_claims(self) -> dict[str, tuple[LedgerEntry, ...]]:
        """The entries of each claim that was billed, by its id."""
        found: dict[str, list[LedgerEntry]] = defaultdict(list)
        for entry in self.entries:
            if entry.claim_id and entry.kind != "unknown claim":
                found[entry.claim_id].append(entry)
        return {claim_id: tuple(entries) for claim_id, entries in found.items()}


def make_ledger(entries: Iterable[LedgerEntry]) -> Ledger:
    """A ledger of entries in any order. Raises ValueError where one of them is not balanced."""
    found = list(entries)
    for entry in found:
        if not entry.is_balanced:
            raise ValueError(f"the postings of {entry.kind} {entry.claim_id} do not sum to zero")
    return Ledger(tuple(sorted(found, key=_order)))


def _order(entry: LedgerEntry) -> tuple[object, ...]:
    return entry.on is None, entry.on or date.max


def add_up(entries: Iterable[LedgerEntry]) -> dict[Account, int]:
    """Cents on each account after the entries; what stands at nothing is left out."""
    found: dict[Account, int] = defaultdict(int)
    for entry in entries:
        for posting in entry.postings:
            found[posting.account] += posting.cents
    return {account: cents for account, cents in sorted(found.items()) if cents}
