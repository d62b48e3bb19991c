"""A folder as a book whose claims are remembered: the answer is that of `read_book`, and one more file costs little.

Of each family of claims it is remembered what it came to; the sums of all of them are remembered, and changed by what
changes. So memory is that of a few thousand claims, however many there are.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from itertools import chain
from pathlib import Path

from msgspec import Struct, structs

from cleanclaim.model.ledger_entry import Account, AccountKind, EntrySource, LedgerEntry
from cleanclaim.model.remittance import Remittance
from cleanclaim.money.balances import ClaimBalance
from cleanclaim.money.book.book import Book, BookFile
from cleanclaim.money.book.folder_files import files_in
from cleanclaim.money.book.hand_tables import Fact
from cleanclaim.money.book.payees import OtherPayee
from cleanclaim.money.book.read_book import check_that_something_is_read, folder_of_a_book
from cleanclaim.money.book.returned_numbers import ReturnedNumber
from cleanclaim.money.closed_periods import ClosedPeriod
from cleanclaim.money.described_claims import DescribedClaim, describe_some
from cleanclaim.money.known.family_books import BALANCES, REMARKS, Sums, TakenAmount, family_book, nodes_of_fact
from cleanclaim.money.known.keys import node_of
from cleanclaim.money.known.links import linked_families, links_of
from cleanclaim.money.known.post import find_touched, post
from cleanclaim.money.known.store import Store, opened_store
from cleanclaim.money.known.take_in import Steps, take_in
from cleanclaim.money.known.unpack import StoredClaims
from cleanclaim.money.known.version import version_of_the_program
from cleanclaim.money.known.whole_book import WholeBook, typed_facts, whole_book
from cleanclaim.money.known.workers import workers
from cleanclaim.money.ledger import Ledger, add_up, make_ledger
from cleanclaim.money.posting.claim_takebacks import TakenOffClaim
from cleanclaim.money.posting.facts import DoneMark, TakebackOfClaim
from cleanclaim.money.posting.payment_entries import rest_entries
from cleanclaim.money.waiting import (
    WaitingItem,
    items_of_entries,
    items_of_payments,
    marked_items,
    refused_items,
)

WORTH_IT = 4_000_000
"""Bytes of files below which starting processes takes longer than they save."""


class KnownBook(Struct, frozen=True, kw_only=True):
    """What a book came to, without its claims: cents by account, how many claims and payments there are and how many
    claims are settled, everything that waits and what is marked as done, whose the claims that wait are, and each
    claim's balance. The rest is as in `Book`. `not_remembered` says why the next time will take as long.
    """

    files: tuple[BookFile, ...]
    accounts: Mapping[Account, int]
    claims: int
    settled: int
    payments: int
    items: tuple[WaitingItem, ...]
    described: Mapping[str, DescribedClaim]
    balances: tuple[ClaimBalance, ...]
    repeated: tuple[str, ...]
    overlaps: tuple[EntrySource, ...]
    renumbered: tuple[ReturnedNumber, ...]
    other_payees: tuple[OtherPayee, ...]
    done_marks: tuple[DoneMark, ...]
    last_day: date | None
    ahead: tuple[tuple[date, EntrySource], ...]
    closed: tuple[ClosedPeriod, ...] = ()
    left_out: tuple[tuple[date, EntrySource], ...] = ()
    not_remembered: str = ""

    def after(self, day: date) -> list[tuple[date, EntrySource]]:
        """What lies after a day, as a mistyped year makes it: each day with where it stands."""
        return [one for one in self.ahead if one[0] > day]

    def total(self, *kinds: AccountKind) -> int:
        """Cents on all accounts of these kinds together."""
        return sum(cents for account, cents in self.accounts.items() if account.kind in kinds)


def known_book(
    folder: str | Path, today: date, steps: Steps | None = None, *, remember: bool = True, every_balance: bool = False
) -> KnownBook:
    """The book that a folder is, as `read_book` reads it, by what is remembered of it beside its files.

    `every_balance`: that of each claim is wanted. Raises UserError as `read_book` does.
    """
    place = folder_of_a_book(folder)
    files = list(files_in(place))
    show = steps or _silent
    with opened_store(place, version_of_the_program(), remember=remember) as (store, why):
        new = {(one.name, one.digest) for one in files} - set(store.ask("SELECT name, digest FROM file").fetchall())
        size = sum(one.path.stat().st_size for one in files if (one.name, one.digest) in new and not one.aside)
        with workers(worth_it=size > WORTH_IT) as some:
            contents = take_in(store, files, some, show)
            check_that_something_is_read(folder, contents.uses)
            by_hand, overlaps = typed_facts(store, contents)
            links = links_of(by_hand, StoredClaims(store, contents.files, {}).remittances(()))
            claims = StoredClaims(store, contents.files, linked_families(store, links))
            whole = whole_book(place, store, contents, claims, by_hand)
            families = find_touched(store, claims, whole, contents.touched)
            with show("Posting", len(families), "families of claims") as report:
                sums = post(store, claims, whole, families, some, report)
        found = _Summary(store, claims, whole, sums, today).make(every_balance=every_balance)
        store.keep()
    return structs.replace(found, overlaps=tuple(one.source for one in overlaps), not_remembered=why)


def _silent(_what: str, _all: int, _of: str) -> AbstractContextManager[None]:
    return nullcontext()


class _TakenOff:
    """What of payments was taken off claims, as their families say."""

    def __init__(self, every: Iterable[TakenAmount]) -> None:
        self._found = {(one.file, one.segment, one.at): one.off for one in every}

    def of(self, remittance: Remittance, at: int) -> TakenOffClaim | None:
        """What of one amount of a payment was."""
        return self._found.get((remittance.source.file, remittance.source.segment, at))


class _Summary:
    """A book put together from what its families came to and the rest."""

    def __init__(self, store: Store, claims: StoredClaims, whole: WholeBook, sums: Sums, today: date) -> None:
        self._store = store
        self._claims = claims
        self._whole = whole
        self._sums = sums
        self._today = today
        self._order = {(one.file, one.segment): at for one, at in whole.about.order.items()}
        self._places = {one.name: one.place for one in claims.files.values()}
        rows = store.ask("SELECT remarks FROM family WHERE remarks IS NOT NULL")
        self._remarks = [REMARKS.decode(packed) for (packed,) in rows]

    def make(self, *, every_balance: bool) -> KnownBook:
        """The whole."""
        book, by_hand = self._whole.book, self._by_hand()
        apart = make_ledger(chain(self._rest_of_payments(), by_hand.entries_by_hand(self._unplaced())))
        accounts = {Account(kind, of): cents for kind, of, cents in self._sums.accounts}  # type: ignore[arg-type]
        for account, cents in add_up(apart.entries).items():
            accounts[account] = accounts.get(account, 0) + cents
        items = tuple(marked_items(self._every_item(apart), book.done_marks))
        return KnownBook(
            files=book.files,
            accounts={one: cents for one, cents in sorted(accounts.items()) if cents},
            claims=self._sums.claims,
            settled=self._sums.settled,
            payments=len(book.remittances),
            items=items,
            described=self._described(items),
            balances=tuple(self._balances()) if every_balance else (),
            repeated=book.repeated,
            overlaps=(),
            renumbered=tuple(sorted((each for one in self._remarks for each in one.renumbered), key=self._place)),
            other_payees=book.other_payees,
            done_marks=book.done_marks,
            closed=book.closed,
            last_day=self._last_day(),
            ahead=tuple(sorted([*book.after(self._today), *self._sent_after()])),
        )

    def _rest_of_payments(self) -> Iterator[LedgerEntry]:
        names, taken = self._whole.book.payer_names, _TakenOff(each for one in self._remarks for each in one.taken)
        for one in self._whole.book.remittances:
            for at in range(len(one.payment.adjustments)):
                yield from rest_entries(one, at, names.of_payment(one.payment), taken)

    def _unplaced(self) -> list[TakebackOfClaim]:
        """What people said of takebacks and is of no claim."""
        placed = {(each.file, each.segment) for one in self._remarks for each in one.placed}
        every = self._whole.book.claim_takebacks
        return [one for one in every if (one.source.file, one.source.segment) not in placed]

    def _by_hand(self) -> Book:
        """What people said, with the claims that it is about."""
        book = self._whole.book
        facts: tuple[Fact, ...] = (*book.patient_payments, *book.money_decisions, *book.payer_refunds)
        return structs.replace(
            self._book_of(node for one in facts for node in nodes_of_fact(one)),
            patient_payments=book.patient_payments,
            money_decisions=book.money_decisions,
            payer_refunds=book.payer_refunds,
        )

    def _book_of(self, nodes: Iterable[int]) -> Book:
        return family_book(self._claims.families_of(nodes), self._whole.about)

    def _every_item(self, apart: Ledger) -> list[WaitingItem]:
        """What waits, in the order in which the whole ledger would show it."""
        book = self._whole.book
        refused = self._book_of(node_of(claim_id) for one in book.refusals for claim_id in one.claims)
        of_entries = [pair for one in self._remarks for pair in one.of_entries]
        of_entries += [(one, EntrySource()) for one in items_of_entries(apart.entries)]
        of_claims = sorted(
            (
                (on or date.max, one.claim_id, at, one)
                for remarks in self._remarks
                for at, (one, on) in enumerate(remarks.of_claims)
            ),
            key=lambda one: one[:3],
        )
        return [
            *refused_items(structs.replace(refused, refusals=book.refusals)),
            *(one for one, _payment in sorted(of_entries, key=self._entry_order)),
            *(one for _on, _claim_id, _at, one in of_claims),
            *items_of_payments(book, apart),
        ]

    def _entry_order(self, pair: tuple[WaitingItem, EntrySource]) -> tuple[object, ...]:
        one, payment = pair
        day = one.on is None, one.on or date.max
        if one.kind == "unknown claim":
            return *day, 1, self._order.get((payment.file, payment.segment), 0), "", one.source.segment
        return *day, 0, 0, one.claim_id, 0

    def _place(self, one: ReturnedNumber) -> tuple[int, int]:
        return self._places.get(one.source.file, 0), one.source.segment

    def _described(self, items: Iterable[WaitingItem]) -> dict[str, DescribedClaim]:
        found = {claim_id: each for one in self._remarks for claim_id, each in one.described.items()}
        missing = {one.claim_id for one in items if one.claim_id} - found.keys()
        book = self._book_of(map(node_of, missing))
        return found | describe_some(book, book.bills(), missing)

    def _balances(self) -> Iterator[ClaimBalance]:
        rows = self._store.ask("SELECT balances FROM family")
        every = [one for (packed,) in rows for one in BALANCES.decode(packed).claims]
        return iter(sorted(every, key=lambda one: (one.on or date.max, one.claim_id)))

    def _last_day(self) -> date | None:
        days = [self._whole.book.last_day]
        days += [on for one in self._claims.parts.values() for on in (one.on, one.last)]
        return max((on for on in days if on), default=None)

    def _sent_after(self) -> Iterator[tuple[date, EntrySource]]:
        for (file, number), part in self._claims.parts.items():
            if number > 0 and part.on and part.on > self._today:
                rows = self._store.ask("SELECT segment FROM claim WHERE file = ? AND part = ?", file, number)
                name = self._claims.files[file].name
                yield from ((part.on, EntrySource(name, segment)) for (segment,) in rows)
