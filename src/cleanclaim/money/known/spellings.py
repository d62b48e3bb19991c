"""How payers are spelled on all payments of a book whose claims are stored; only those claims are looked up that decide
whether two names are one payer's.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.model.remittance import Remittance
from cleanclaim.money.book.payer_names import PayerSpellings
from cleanclaim.money.book.typed_files import facts_of
from cleanclaim.money.known.family_books import AboutBook, own_claims
from cleanclaim.money.known.keys import node_of
from cleanclaim.money.known.store import Store
from cleanclaim.money.known.unpack import StoredClaims
from cleanclaim.money.posting.facts import SameClaim


def payer_spellings(
    store: Store, claims: StoredClaims, remittances: Sequence[Remittance], about: AboutBook
) -> PayerSpellings:
    """The spellings of the remittances that count, in their order."""
    names: dict[str, set[str]] = defaultdict(set)
    for one in remittances:
        if one.payment.payer_id:
            names[one.payment.payer_id].add(claim_text(one.payment.payer or ""))
    unsure = {one.source for one in remittances if len(names[one.payment.payer_id or ""]) > 1}
    billed_to = _billed_to(store, claims, [one for one in remittances if one.source in unsure], about)
    on_claims = {name for (name,) in store.ask("SELECT DISTINCT name FROM payer")}
    return PayerSpellings(((one.payment, billed_to.get(one.source, set())) for one in remittances), on_claims)


def _billed_to(
    store: Store, claims: StoredClaims, remittances: Sequence[Remittance], about: AboutBook
) -> dict[EntrySource, set[str]]:
    """To which payers the claims were billed that each of some remittances decides."""
    sources = {one.source for one in remittances}
    if not sources:
        return {}
    places = {
        key: EntrySource(claims.files[key[0]].name, part.segment) for key, part in claims.parts.items() if key[1] < 0
    }
    decided: dict[EntrySource, set[int]] = defaultdict(set)
    for node, file, part in store.ask("SELECT node, file, part FROM claim WHERE part < 0"):
        source = places.get((file, part))
        if source is not None and source in sources:
            decided[source].add(node)
    for one in remittances:
        decided[one.source] |= {node_of(claim.claim_id) for claim in one.claims}
    own = own_numbers_of({node for nodes in decided.values() for node in nodes}, claims, about)
    others = {node_of(returned): node_of(claim_id) for returned, claim_id in own.items()}
    payers: dict[int, set[str]] = defaultdict(set)
    store.want({others.get(node, node) for nodes in decided.values() for node in nodes})
    for node, payer in store.ask(
        "SELECT claim.node, payer FROM wanted CROSS JOIN claim ON claim.node = wanted.node WHERE part > 0"
    ):
        payers[node].add(payer)
    return {
        source: {name for node in nodes for name in payers.get(others.get(node, node), ())}
        for source, nodes in decided.items()
    }


def nodes_in(remittances: Iterable[Remittance]) -> set[int]:
    """The claims of remittances, by their numbers."""
    return {node_of(claim.claim_id) for one in remittances for claim in one.claims}


def own_numbers_of(nodes: set[int], claims: StoredClaims, about: AboutBook) -> Mapping[str, str]:
    """The own numbers of those of some claims that came back under others."""
    if not nodes:
        return {}
    known = claims.claim_ids(nodes)
    stated = {node_of(one.returned) for one in facts_of(SameClaim, about.by_hand)}
    unknown = {node for node in nodes if node not in known or node in stated}
    _billed, found = own_claims(claims.families_of(unknown), about)
    return {one.returned: one.claim_id for one in found.renumbered}
