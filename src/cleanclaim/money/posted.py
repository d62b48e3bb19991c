"""What each remittance did: how many claims it paid, denied, took back, and where the rest of the payment is."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from cleanclaim.model.ledger_entry import EntryKind, EntrySource, LedgerEntry
from cleanclaim.model.remittance import Remittance
from cleanclaim.money.ledger import Ledger


class PostedRemittance(Struct, frozen=True, kw_only=True):
    """One payment with its entries. `deposit` and `placed` are cents: what came into the account, and what the entries
    come to; they are the same, or the payment is wrong. `counts` says how many entries of each kind.
    """

    payment: str
    payer: str
    on: date | None
    deposit: int | None
    entries: tuple[LedgerEntry, ...]
    source: EntrySource

    @property
    def placed(self) -> int:
        """Cents of the payment that the entries place."""
        return sum(entry.cash for entry in self.entries)

    @property
    def counts(self) -> dict[EntryKind, int]:
        """How many entries of each kind it made."""
        return dict(Counter(entry.kind for entry in self.entries))


def posted_remittances(remittances: Iterable[Remittance], ledger: Ledger) -> list[PostedRemittance]:
    """What each remittance did, in their order."""
    by_place: dict[EntrySource, list[LedgerEntry]] = {}
    for entry in ledger.entries:
        by_place.setdefault(entry.source, []).append(entry)
    found = []
    for one in remittances:
        places = dict.fromkeys((*one.sources_of_claims, one.source))
        found.append(
            PostedRemittance(
                payment=one.payment.trace or "",
                payer=one.payment.payer or "",
                on=one.payment.on,
                deposit=one.payment.deposit,
                entries=tuple(entry for place in places for entry in by_place.get(place, ())),
                source=one.source,
            )
        )
    return found
