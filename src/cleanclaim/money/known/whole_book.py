"""What is known of a book beside its claims: which payments count and in which order, what people typed, and what was
refused. It is worked out anew each time, of little.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct, structs

from cleanclaim.claims.remittance_history import distinct_remittances
from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.model.remittance import Remittance
from cleanclaim.money.book.book import Book, PayersOfBook
from cleanclaim.money.book.hand_tables import Fact
from cleanclaim.money.book.paper_remittances import check_number, paper_remittances
from cleanclaim.money.book.payees import OtherPayee, is_of_another, other_payee, without_others
from cleanclaim.money.book.returned_numbers import plain_numbers
from cleanclaim.money.book.typed_files import about_own_number, facts_of, read_capitated, read_closings
from cleanclaim.money.known.family_books import AboutBook, nodes_of_fact, own_claims
from cleanclaim.money.known.keys import node_of, node_of_takeback, reading_of
from cleanclaim.money.known.links import takebacks_of
from cleanclaim.money.known.refused import stored_refusals
from cleanclaim.money.known.rows import PAYMENT
from cleanclaim.money.known.spellings import nodes_in, own_numbers_of, payer_spellings
from cleanclaim.money.known.store import Store
from cleanclaim.money.known.take_in import FolderContents
from cleanclaim.money.known.unpack import PartKey, StoredClaims
from cleanclaim.money.posting.facts import (
    BooksClosed,
    DenialStep,
    DoneMark,
    MoneyDecision,
    PaperPayment,
    PatientPayment,
    PayerRefund,
    PaymentPlan,
    SameClaim,
    TakebackOfClaim,
)
from cleanclaim.money.posting.payer_terms import payers_by_the_head


class WholeBook(Struct, frozen=True):
    """A book without its claims: `about` is what its families need of it; `apart` what people and answers say of a
    claim, by its number, as a digest; `counts` the remittances, of those in files, that count.
    """

    book: Book
    about: AboutBook
    apart: dict[int, bytes]
    counts: dict[PartKey, bool]

    @property
    def terms(self) -> bytes:
        """By which terms all payers pay, as a digest: where it changes, everything is posted anew."""
        return _digest(
            [
                [(one.payers, one.begins, one.ends, sorted(one.paid_apart)) for one in self.about.capitated],
                sorted(self.about.payers.by_the_head if self.about.payers else ()),
            ]
        )


def typed_facts(store: Store, contents: FolderContents) -> tuple[list[Fact], list[Fact]]:
    """What people said, of each claim by the number with which it was sent, and what of it stands in several files."""
    by_hand, overlaps = contents.typed.without_overlaps()
    ids = {named for one in by_hand for named in _ids_named(one)}
    if not ids:
        return by_hand, overlaps
    nodes = [node for _key, node in store.offers(set(map(reading_of, ids)))]
    known = StoredClaims(store, {}, {}).claim_ids(nodes)
    plain = plain_numbers(known.values())
    return [about_own_number(one, plain) for one in by_hand], overlaps


def _ids_named(fact: Fact) -> Iterable[str]:
    if isinstance(fact, PaperPayment):
        return (fact.claim.claim_id,)
    return () if isinstance(fact, PaymentPlan | BooksClosed) or not fact.claim_id else (fact.claim_id,)


def whole_book(
    folder: Path, store: Store, contents: FolderContents, claims: StoredClaims, by_hand: list[Fact]
) -> WholeBook:
    """Everything but the claims. `by_hand` is what people said (`typed_facts`)."""
    about = AboutBook(contents.files, by_hand)
    typed = facts_of(PaperPayment, by_hand)
    wanted = _compared_by_claims(claims, typed)
    electronic = claims.remittances(wanted)
    if own := own_numbers_of(nodes_in(electronic), claims, about):
        electronic = [_under_own_numbers(one, own) for one in electronic]
    others = _other_payees(store, claims, about)
    electronic = without_others(electronic, others)
    billed, _returned = own_claims(claims.families_of(node_of(one.claim.claim_id) for one in typed), about)
    paper = paper_remittances(typed, electronic, billed)
    distinct = distinct_remittances([*electronic, *paper.remittances])
    order = {one.source: at for at, one in enumerate(distinct.remittances)}
    refusals = stored_refusals(store, contents.files)
    payers = PayersOfBook(
        payer_spellings(store, claims, distinct.remittances, about), payers_by_the_head(distinct.remittances)
    )
    capitated = read_capitated(folder, contents.uses)
    closed = read_closings(folder, contents.uses, facts_of(BooksClosed, by_hand))
    counting = [one for one in paper.remittances if one.source in order]
    about = structs.replace(
        about,
        refusals=[structs.replace(one, why="") for one in refusals],
        order=order,
        payers=payers,
        takebacks=_takebacks(distinct.remittances),
        capitated=capitated,
        typed=counting,
    )
    book = Book(
        files=tuple(contents.uses),
        remittances=tuple(structs.replace(one, claims=(), sources=()) for one in distinct.remittances),
        repeated=(*distinct.repeated, *paper.repeated),
        versions=(*distinct.versions, *paper.versions),
        refused_entries=paper.refused,
        other_payees=tuple(others),
        refusals=refusals,
        patient_payments=facts_of(PatientPayment, by_hand),
        money_decisions=facts_of(MoneyDecision, by_hand),
        statement=tuple(contents.typed.statement),
        denial_steps=facts_of(DenialStep, by_hand),
        payer_refunds=facts_of(PayerRefund, by_hand),
        claim_takebacks=facts_of(TakebackOfClaim, by_hand),
        payers=payers,
        payment_plans=facts_of(PaymentPlan, by_hand),
        done_marks=facts_of(DoneMark, by_hand),
        closed=closed,
    )
    names = {key: EntrySource(claims.files[key[0]].name, part.segment) for key, part in claims.parts.items()}
    counts = {key: source in order for key, source in names.items() if key[1] < 0}
    return WholeBook(book, about, _words_apart(about), counts)


def _other_payees(store: Store, claims: StoredClaims, about: AboutBook) -> list[OtherPayee]:
    """The remittances to others than those who bill the claims, with whether they decide some of these."""
    own = {(kind, value) for kind, value in store.ask("SELECT DISTINCT kind, value FROM billing")}
    payments = {key: PAYMENT.decode(part.payment) for key, part in claims.parts.items() if key[1] < 0}
    others = {key: one for key, one in payments.items() if is_of_another(one, own)}
    sql = "SELECT node FROM claim WHERE file = ? AND part = ?"
    decided = {key: {node for (node,) in store.ask(sql, *key)} for key in others}
    nodes = {node for some in decided.values() for node in some}
    sent = claims.claim_ids(nodes).keys() | {node_of(one) for one in own_numbers_of(nodes, claims, about)}
    return [
        other_payee(
            one, EntrySource(claims.files[key[0]].name, claims.parts[key].segment), counts=bool(decided[key] & sent)
        )
        for key, one in others.items()
    ]


def _takebacks(remittances: Iterable[Remittance]) -> list[tuple[Remittance, frozenset[int]]]:
    """The payments whose amounts of the provider's level may name claims, with the numbers of these amounts."""
    found = []
    for one in remittances:
        if amounts := takebacks_of(one):
            nodes = frozenset(node_of_takeback(one.source, at) for at, _amount in amounts)
            found.append((structs.replace(one, claims=(), sources=()), nodes))
    return found


def _compared_by_claims(claims: StoredClaims, typed: Sequence[PaperPayment]) -> set[PartKey]:
    """The remittances that only what they say of claims tells from others: those of one payment, or of one place in the
    order of payments, and those that came on paper too.
    """
    groups: dict[object, list[PartKey]] = defaultdict(list)
    numbers = {check_number(one.number) for one in typed}
    found: set[PartKey] = set()
    for key, part in claims.parts.items():
        if key[1] < 0:
            paid = PAYMENT.decode(part.payment)
            groups["same", paid.payer_id or claim_text(paid.payer or ""), paid.trace, paid.on].append(key)
            groups["order", paid.on, paid.payer_id or "", paid.trace or "", paid.amount or 0].append(key)
            if numbers and check_number(paid.trace or "") in numbers:
                found.add(key)
    return found.union(*(keys for keys in groups.values() if len(keys) > 1))


def _under_own_numbers(one: Remittance, own: Mapping[str, str]) -> Remittance:
    return structs.replace(
        one, claims=tuple(structs.replace(each, claim_id=own.get(each.claim_id, each.claim_id)) for each in one.claims)
    )


def _words_apart(about: AboutBook) -> dict[int, bytes]:
    """What people and answers say of each claim: where it changes, its family is posted anew."""
    words: dict[int, list[object]] = defaultdict(list)
    for fact in about.by_hand:
        if isinstance(fact, PatientPayment | MoneyDecision | PayerRefund | SameClaim | TakebackOfClaim):
            for node in nodes_of_fact(fact):
                words[node].append((fact, about.payers if isinstance(fact, PayerRefund) else None))
    for one in about.typed:
        for claim, source in zip(one.claims, one.sources_of_claims, strict=True):
            words[node_of(claim.claim_id)].append((one.payment, claim, source))
    for one, amounts in about.takebacks:
        for node in amounts:
            words[node].append((one.payment, one.source))
    for refusal in about.refusals:
        for claim_id in refusal.claims:
            words[node_of(claim_id)].append((claim_id, refusal.on))
    return {node: _digest(every) for node, every in words.items()}


def _digest(value: object) -> bytes:
    return blake2b(repr(value).encode(), digest_size=16).digest()
