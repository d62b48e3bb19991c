"""Some families of a book as a small book of their own, and what each of them came to.

Whatever decides about a family is in it: its claims and decisions, what people said of them, what was refused, and the
names by which payers go. So it comes to what it comes to in the whole book.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Protocol, TypeVar

from msgspec import Struct, structs
from msgspec.msgpack import Decoder

from cleanclaim.claims.refusals import Refusal
from cleanclaim.model.ledger_entry import Account, EntrySource, LedgerEntry
from cleanclaim.model.remittance import Remittance
from cleanclaim.money.balances import ClaimBalance, claim_balances
from cleanclaim.money.book.book import Book, PayersOfBook
from cleanclaim.money.book.hand_tables import Fact
from cleanclaim.money.book.returned_numbers import ReturnedClaims, ReturnedNumber, own_numbers
from cleanclaim.money.book.typed_files import facts_of
from cleanclaim.money.described_claims import DescribedClaim, describe_some
from cleanclaim.money.known.compact import Compact
from cleanclaim.money.known.keys import node_of
from cleanclaim.money.known.rows import CLAIM, PAID, PAYMENT, PackedClaim, Part
from cleanclaim.money.ledger import make_ledger
from cleanclaim.money.posting.claim_takebacks import ClaimTakebacks, TakenOffClaim
from cleanclaim.money.posting.facts import (
    BilledClaim,
    MoneyDecision,
    PatientPayment,
    PayerRefund,
    SameClaim,
    TakebackOfClaim,
)
from cleanclaim.money.posting.payer_terms import CapitatedContract
from cleanclaim.money.posting.payment_entries import taken_entries, undecided_entries
from cleanclaim.money.waiting import WaitingItem, items_of_claims, items_of_entries


class RememberedFile(Struct, frozen=True):
    """A file by its number in the store, and its place among the files of the folder."""

    number: int
    name: str
    place: int


class AboutBook(Struct, frozen=True):
    """What all families need of the whole book: `order` is the place of each payment that counts, by where it stands;
    `payers` what all say of payers, `typed` the remittances on paper among them, `takebacks` those with amounts that
    may name claims, and the numbers of these amounts.
    """

    files: Mapping[int, RememberedFile]
    by_hand: Sequence[Fact] = ()
    refusals: Sequence[Refusal] = ()
    order: Mapping[EntrySource, int] = {}
    payers: PayersOfBook | None = None
    typed: Sequence[Remittance] = ()
    takebacks: Sequence[tuple[Remittance, frozenset[int]]] = ()
    capitated: Sequence[CapitatedContract] = ()


class FamilyRows(Struct, frozen=True, array_like=True):
    """The stored rows of some families, parts each with the number of their file; `nodes` are all their claims by
    number, `families` the family of each of them that is not one by itself.
    """

    nodes: list[int]
    claims: list[PackedClaim]
    parts: list[tuple[int, Part]]
    families: dict[int, int] = {}


class TakenAmount(Struct, frozen=True):
    """What of an amount was taken off a claim: where the payment stands, and which of its amounts it is."""

    claim_id: str
    file: str
    segment: int
    at: int
    off: TakenOffClaim


class Remarks(Struct, frozen=True):
    """What a person should know of a family: what waits because of its entries, each with the place of its payment, and
    because of its balances, each with the day of service; whose the claims are; which of them came back under another
    number; what of the amounts of payments was taken off them, and which entries of people say so.
    """

    of_entries: tuple[tuple[WaitingItem, EntrySource], ...] = ()
    of_claims: tuple[tuple[WaitingItem, date | None], ...] = ()
    described: dict[str, DescribedClaim] = {}
    renumbered: tuple[ReturnedNumber, ...] = ()
    taken: tuple[TakenAmount, ...] = ()
    placed: tuple[EntrySource, ...] = ()


class Balances(Struct, frozen=True):
    """The balances of a family's claims."""

    claims: tuple[ClaimBalance, ...] = ()


class Sums(Struct, frozen=True, array_like=True, gc=False):
    """Cents by kind and owner of each account, and how many claims there are and are settled."""

    accounts: tuple[tuple[str, str, int], ...] = ()
    claims: int = 0
    settled: int = 0


REMARKS, BALANCES = Compact(Remarks), Compact(Balances)
_Parts = Mapping[tuple[int, int], Part]
SUMS = Decoder(Sums)
FamilyResult = tuple[int, Sums, bytes, bytes | None]
"""A family by its number: its sums, and packed its balances, and remarks where there are any."""


def family_book(rows: FamilyRows, about: AboutBook) -> Book:
    """The families as a book: what counts of it, as in the whole book."""
    nodes = set(rows.nodes)
    by_hand = [one for one in about.by_hand if nodes & nodes_of_fact(one)]
    billed, found = own_claims(rows, about)
    ids = {one.claim.claim_id for one in billed}
    typed = [_only(one, nodes) for one in about.typed]
    deciding = [one for one in (*found.remittances, *typed) if one.source in about.order and one.claims]
    places = {one.source for one in deciding}
    naming = [one for one, amounts in about.takebacks if one.source not in places and nodes & amounts]
    counting = [*deciding, *naming]
    return Book(
        billed=billed,
        remittances=tuple(sorted(counting, key=lambda one: about.order[one.source])),
        renumbered=found.renumbered,
        candidates=found.candidates,
        refusals=tuple(
            structs.replace(one, claims=mine)
            for one in about.refusals
            if (mine := tuple(claim_id for claim_id in one.claims if claim_id in ids))
        ),
        patient_payments=facts_of(PatientPayment, by_hand),
        money_decisions=facts_of(MoneyDecision, by_hand),
        payer_refunds=facts_of(PayerRefund, by_hand),
        payers=about.payers,
        claim_takebacks=facts_of(TakebackOfClaim, by_hand),
        capitated=tuple(about.capitated),
    )


def own_claims(rows: FamilyRows, about: AboutBook) -> tuple[tuple[BilledClaim, ...], ReturnedClaims]:
    """The families' claims as sent, and all that payers decided of them under their own numbers, also what is repeated
    elsewhere.
    """
    parts = {(number, part.number): part for number, part in rows.parts}
    in_order = sorted(rows.claims, key=lambda one: (about.files[one.file].place, one.segment))
    billed = tuple(_billed(one, parts, about) for one in in_order if not one.decided)
    return billed, own_numbers(_remittances(rows, parts, about), billed, facts_of(SameClaim, about.by_hand))


def nodes_of_fact(fact: Fact) -> set[int]:
    """The claims that a person may mean: of a bill that is one of several under an id, that of the id too."""
    named = [getattr(fact, "claim_id", ""), getattr(fact, "returned", "")]
    every = [*named, *(one.rpartition(" of ")[0] for one in named)]
    return {node_of(one) for one in every if one}


def post_families(rows: FamilyRows, about: AboutBook) -> list[FamilyResult]:
    """What each family came to."""
    book = family_book(rows, about)
    bills = book.bills()
    families: dict[str, int] = {}
    for bill in bills:
        node = node_of((bill.billed or bill.onward)[0].claim.claim_id)
        families[bill.claim_id] = rows.families.get(node, node)
    of_bills, takebacks = book.entries_of_claims(bills)
    ledger = make_ledger(chain(of_bills, _of_no_bill(book, takebacks)))
    balances = claim_balances(ledger)
    of_entries = list(items_of_entries(ledger.entries))
    of_claims = list(items_of_claims(book, ledger, balances))

    def family_of(claim_id: str) -> int:
        if claim_id not in families:
            node = node_of(claim_id)
            families[claim_id] = rows.families.get(node, node)
        return families[claim_id]

    entries = _by_family((one for one in ledger.entries if one.claim_id), family_of)
    found = _OfFamilies(
        balances=_by_family(balances, family_of),
        of_entries=_by_family(of_entries, family_of),
        payments=_payments_of(book) if of_entries else {},
        of_claims=_by_family(of_claims, family_of),
        renumbered=_by_family(book.renumbered, family_of),
        described=describe_some(book, bills, {one.claim_id for one in (*of_entries, *of_claims)}),
        taken=_by_family(_taken_off(book, takebacks), family_of),
        placed=_placed(book, takebacks, family_of),
    )
    return [found.result(family, mine) for family, mine in entries.items()]


def _sums_of(entries: Iterable[LedgerEntry], balances: Sequence[ClaimBalance]) -> Sums:
    """What entries add up to, with the balances of their claims."""
    found: dict[Account, int] = defaultdict(int)
    for entry in entries:
        for posting in entry.postings:
            found[posting.account] += posting.cents
    accounts = tuple([(account.kind, account.of, cents) for account, cents in found.items() if cents])
    return Sums(accounts, len(balances), sum([one.is_settled for one in balances]))


def _of_no_bill(book: Book, takebacks: ClaimTakebacks) -> Iterator[LedgerEntry]:
    known = {one.claim.claim_id for one in book.billed}
    for one in book.remittances:
        yield from undecided_entries(one, known, book.candidates)
        for at in range(len(one.payment.adjustments)):
            yield from taken_entries(one, at, takebacks)


def _taken_off(book: Book, takebacks: ClaimTakebacks) -> Iterator[TakenAmount]:
    """What of the amounts of payments was taken off claims, as the rest of the book needs it."""
    for one in book.remittances:
        for at in range(len(one.payment.adjustments)):
            if taken := takebacks.of(one, at):
                yield TakenAmount(taken.claim_id, one.source.file, one.source.segment, at, taken)


def _placed(book: Book, takebacks: ClaimTakebacks, family_of: Callable[[str], int]) -> dict[int, list[EntrySource]]:
    """Where it stands what people said of takebacks, and has a place, by families."""
    found: dict[int, list[EntrySource]] = defaultdict(list)
    unplaced = {one.source for one in takebacks.unplaced}
    for one in book.claim_takebacks:
        if one.source not in unplaced:
            found[family_of(one.claim_id)].append(one.source)
    return found


def _payments_of(book: Book) -> dict[EntrySource, EntrySource]:
    """Where the payment of each decision stands, by where that does."""
    return {place: one.source for one in book.remittances for place in one.sources_of_claims}


class _OfFamilies(Struct):
    """What was found of the families of a book, by their numbers."""

    balances: Mapping[int, Sequence[ClaimBalance]]
    of_entries: Mapping[int, Sequence[WaitingItem]]
    payments: Mapping[EntrySource, EntrySource]
    of_claims: Mapping[int, Sequence[WaitingItem]]
    renumbered: Mapping[int, Sequence[ReturnedNumber]]
    described: Mapping[str, DescribedClaim]
    taken: Mapping[int, Sequence[TakenAmount]]
    placed: Mapping[int, Sequence[EntrySource]]

    def result(self, family: int, entries: Iterable[LedgerEntry]) -> FamilyResult:
        """What a family came to, its entries added up."""
        balances = tuple(self.balances.get(family, ()))
        return family, _sums_of(entries, balances), BALANCES.encode(Balances(balances)), self._remarks(family)

    def _remarks(self, family: int) -> bytes | None:
        of_entries = tuple(self.of_entries.get(family, ()))
        days = {one.claim_id: one.on for one in self.balances.get(family, ())}
        of_claims = tuple((one, days[one.claim_id]) for one in self.of_claims.get(family, ()))
        renumbered = tuple(self.renumbered.get(family, ()))
        taken, placed = tuple(self.taken.get(family, ())), tuple(self.placed.get(family, ()))
        if not (of_entries or of_claims or renumbered or taken or placed):
            return None
        ids = sorted(
            {one.claim_id for one in (*of_entries, *(item for item, _on in of_claims))} & self.described.keys()
        )
        described = {one: self.described[one] for one in ids}
        waiting = tuple((one, self.payments.get(one.source, EntrySource())) for one in of_entries)
        return REMARKS.encode(Remarks(waiting, of_claims, described, renumbered, taken, placed))


class _OfAClaim(Protocol):
    @property
    def claim_id(self) -> str: ...


Found = TypeVar("Found", bound=_OfAClaim)


def _by_family(every: Iterable[Found], family_of: Callable[[str], int]) -> dict[int, list[Found]]:
    by_family: dict[int, list[Found]] = defaultdict(list)
    for one in every:
        by_family[family_of(one.claim_id)].append(one)
    return by_family


def _billed(one: PackedClaim, parts: _Parts, about: AboutBook) -> BilledClaim:
    part, source = parts[one.file, one.part], EntrySource(about.files[one.file].name, one.segment)
    return BilledClaim(CLAIM.decode(one.facts), part.on, source, part.time)


def _remittances(rows: FamilyRows, parts: _Parts, about: AboutBook) -> list[Remittance]:
    """The remittances with the families' claims alone, in the order of the files; what is of no claim is left out."""
    claims: dict[tuple[int, int], list[PackedClaim]] = defaultdict(list)
    for row in rows.claims:
        if row.decided and (row.file, row.part) in parts:
            claims[row.file, row.part].append(row)
    found = []
    for (number, part), decided in sorted(claims.items(), key=lambda one: (about.files[one[0][0]].place, -one[0][1])):
        name, known = about.files[number].name, parts[number, part]
        in_order = sorted(decided, key=lambda one: one.segment)
        payment = PAYMENT.decode(known.payment)
        found.append(
            Remittance(
                payment,
                tuple(PAID.decode(one.facts) for one in in_order),
                EntrySource(name, known.segment),
                tuple(EntrySource(name, one.segment) for one in in_order),
                known.made,
            )
        )
    return found


def _only(one: Remittance, nodes: set[int]) -> Remittance:
    """A remittance with what it says of some claims alone."""
    mine = [pair for pair in zip(one.claims, one.sources_of_claims, strict=True) if node_of(pair[0].claim_id) in nodes]
    return structs.replace(one, claims=tuple(claim for claim, _ in mine), sources=tuple(source for _, source in mine))
