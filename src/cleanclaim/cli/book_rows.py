"""The rows of the verbs that stand on a book, as programs and spreadsheets read them."""

from collections.abc import Iterable, Mapping

from cleanclaim.model.ledger_entry import LedgerEntry
from cleanclaim.model.money import dollars
from cleanclaim.money.described_claims import DescribedClaim
from cleanclaim.money.waiting import WaitingItem

POSTING_COLUMNS = (
    "day",
    "kind",
    "claim_id",
    "patient",
    "service_days",
    "codes",
    "payer",
    "payment",
    "account",
    "line",
    "amount",
    "source",
    "note",
    "original_day",
)
"""A posting of an entry of the ledger."""
WAITING_COLUMNS = (
    "kind",
    "amount",
    "claim_id",
    "patient",
    "service_days",
    "codes",
    "payer",
    "payment",
    "day",
    "why",
    "source",
)
"""Something that waits for a person."""
Described = Mapping[str, DescribedClaim]
_NOBODY = DescribedClaim()


def posting_rows(entries: Iterable[LedgerEntry], described: Described) -> list[tuple[object, ...]]:
    """A row for each posting of the entries."""
    return [
        (
            entry.on,
            entry.kind,
            *_about(entry.claim_id, described),
            entry.payer,
            entry.payment,
            str(posting.account),
            posting.line,
            dollars(posting.cents),
            str(entry.source),
            entry.note,
            entry.original_on,
        )
        for entry in entries
        for posting in entry.postings
    ]


def waiting_row(one: WaitingItem, described: Described) -> tuple[object, ...]:
    """What waits, as a row."""
    about = _about(one.claim_id, described)
    return one.kind, dollars(one.cents), *about, one.payer, one.payment, one.on, one.why, str(one.source)


def _about(claim_id: str, described: Described) -> tuple[str, ...]:
    found = described.get(claim_id, _NOBODY)
    return claim_id, found.patient, found.days, found.codes
