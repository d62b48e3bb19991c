"""Which claims and remittances a folder seems to lack: what would follow from them is not looked at, and said to be so.

A month of services without any claim is a file that is missing sooner than a month in which nobody was billed; so is a
month of which no payer decided a claim.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from cleanclaim.model.money import dollars_for_people
from cleanclaim.money.book.book import Book
from cleanclaim.money.insight.opinion_rules import unanswered_days
from cleanclaim.money.insight.unbilled_visits import (
    days_decided,
    decided_strangers,
    month_of,
    months_billed,
    name_months,
)
from cleanclaim.money.posting.facts import ClaimFacts
from cleanclaim.money.waiting import WaitingItem


class FolderGaps:
    """What a folder lacks. `unknown` are the payments for claims that it has not, of months of which it has none."""

    def __init__(
        self,
        book: Book,
        bills: Sequence[ClaimFacts],
        unknown: Sequence[WaitingItem],
        late: Sequence[tuple[ClaimFacts, date]],
    ) -> None:
        self._has_remittances = bool(book.remittances)
        self._bills = bills
        self._late = late
        self._days = {one.claim_id: days_decided(one) for one in decided_strangers(book)} if unknown else {}
        months = months_billed(book)
        self.unknown = [
            one for one in unknown if (days := self._days.get(one.claim_id)) and months.isdisjoint(map(month_of, days))
        ]

    def sentences(self) -> Iterator[str]:
        """What is missing, and what therefore was not looked at."""
        if self.unknown:
            cents = sum(abs(one.cents) for one in self.unknown)
            days = [on for one in self.unknown for on in self._days[one.claim_id]]
            yield (
                f"The folder has no claims (837P) of {name_months(days)}, for which payers paid"
                f" {dollars_for_people(cents)} (claims: {len(self.unknown):,}): put them into the folder."
            )
        if self._late and not self._has_remittances:
            cents = sum(bill.billed[-1].claim.charge or 0 for bill, _sent in self._late)
            yield (
                f"The folder has no remittance (835): whether claims sent {unanswered_days()} days ago or earlier"
                f" ({len(self._late):,}, {dollars_for_people(cents)}) were answered was not looked at."
            )
        elif silent := self._silent_days():
            yield (
                f"No claim of {name_months(silent)} was decided by a remittance of the folder: see whether a"
                " remittance (835) is missing before you ask for each claim."
            )

    def _silent_days(self) -> list[date]:
        """The days of claims that wait for long, of months of which no claim was decided."""
        decided = {month_of(on) for bill in self._bills if bill.decisions for on in _days_billed(bill)}
        return [on for bill, _sent in self._late for on in _days_billed(bill) if month_of(on) not in decided]


def _days_billed(bill: ClaimFacts) -> list[date]:
    return [line.first_date for one in bill.billed for line in one.claim.lines if line.first_date]
