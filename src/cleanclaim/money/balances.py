"""What each claim came to: charged, paid, given up, and what is open, by whom and how old."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from cleanclaim.model.ledger_entry import AccountKind, LedgerEntry
from cleanclaim.money.ledger import OPEN, Ledger, add_up

AGES: tuple[int, ...] = (0, 31, 61, 91, 121)
"""The first day of each group of ages."""


class OpenAmount(Struct, frozen=True):
    """Cents of a claim that are still owed (`receivable`) or refused (`denied`); below 0 too much was paid."""

    kind: AccountKind
    owed_by: str
    cents: int


class ClaimBalance(Struct, frozen=True, kw_only=True):
    """A claim's money in cents: `charge` = `paid` + `adjusted` + `written_off` + what is open + `unapplied`.

    `on` is the day of service, `last_on` that of the last entry. `unapplied` is what was taken back for it that no
    remittance at hand had paid, above 0.
    """

    claim_id: str
    on: date | None
    last_on: date | None
    charge: int
    paid: int
    adjusted: int
    written_off: int
    unapplied: int
    open: tuple[OpenAmount, ...]

    @property
    def open_cents(self) -> int:
        """Cents that are open in all."""
        return sum(one.cents for one in self.open)

    @property
    def is_settled(self) -> bool:
        """Whether nobody owes anything, and nobody was paid too much."""
        return not self.open and not self.unapplied

    def owed(self, payer: str = "") -> int:
        """Cents that are still owed or refused, by a payer where one is named, without what was paid too much."""
        return sum(one.cents for one in self.open if one.cents > 0 and payer in {"", one.owed_by})

    def credit(self, payer: str = "") -> int:
        """Cents that were paid too much, by a payer where one is named, above 0."""
        return -sum(one.cents for one in self.open if one.cents < 0 and payer in {"", one.owed_by})


def claim_balances(ledger: Ledger) -> list[ClaimBalance]:
    """The balance of each claim that was billed, by day of service."""
    found = [balance_of(claim_id, entries) for claim_id, entries in ledger.of_claims().items()]
    return sorted(found, key=lambda one: (one.on or date.max, one.claim_id))


def balance_of(claim_id: str, entries: Sequence[LedgerEntry]) -> ClaimBalance:
    """What the entries of a claim come to."""
    accounts = add_up(entries)
    total: dict[AccountKind, int] = defaultdict(int)
    for account, cents in accounts.items():
        total[account.kind] += cents
    charged = [one.original_on or one.on for one in entries if one.kind == "charge"]
    days = [one.on for one in entries if one.on]
    return ClaimBalance(
        claim_id=claim_id,
        on=charged[0] if charged else None,
        last_on=max(days, default=None),
        charge=-total["charges"],
        paid=total["cash"],
        adjusted=total["adjustment"],
        written_off=total["write-off"],
        unapplied=total["unapplied"],
        open=tuple(
            OpenAmount(account.kind, account.of, cents) for account, cents in accounts.items() if account.kind in OPEN
        ),
    )


class AgedAmounts(Struct, frozen=True, kw_only=True):
    """What somebody owes or refused, in cents, by age: `by_age` has one amount for each of `AGES`, of claims whose day
    of service is not known the last. `credits` are what was paid too much, below 0, and in no age.
    """

    kind: AccountKind
    owed_by: str
    claims: int
    by_age: tuple[int, ...]
    credits: int

    @property
    def cents(self) -> int:
        """All of it together."""
        return sum(self.by_age) + self.credits


def age_balances(balances: Iterable[ClaimBalance], as_of: date) -> list[AgedAmounts]:
    """What is open by who owes it, and by how many days have passed since the day of service."""
    by_age: dict[tuple[AccountKind, str], list[int]] = defaultdict(lambda: [0] * len(AGES))
    credit: dict[tuple[AccountKind, str], int] = defaultdict(int)
    claims: dict[tuple[AccountKind, str], set[str]] = defaultdict(set)
    for balance in balances:
        days = (as_of - balance.on).days if balance.on else AGES[-1]
        at = max(sum(days >= first for first in AGES) - 1, 0)
        for one in balance.open:
            key = one.kind, one.owed_by
            claims[key].add(balance.claim_id)
            if one.cents > 0:
                by_age[key][at] += one.cents
            else:
                credit[key] += one.cents
    return [
        AgedAmounts(kind=kind, owed_by=owed_by, claims=len(found), by_age=tuple(by_age[key]), credits=credit[key])
        for key, found in sorted(claims.items(), key=lambda item: (item[0][0] != "receivable", item[0][1]))
        for kind, owed_by in [key]
    ]
