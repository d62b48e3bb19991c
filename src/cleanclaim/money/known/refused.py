"""What was refused of a book whose claims are stored: only those are taken out that an answer may be about."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from cleanclaim.claims.refusals import Refusal, refusals_of
from cleanclaim.exchange.x12.acknowledgements import (
    BatchAnswer,
    ClaimAnswer,
    GroupAnswer,
    InterchangeAnswer,
    TransactionAnswer,
)
from cleanclaim.exchange.x12.items import Interchange, Transaction
from cleanclaim.exchange.x12.located import Located
from cleanclaim.model.submitted_claim import SubmittedClaim
from cleanclaim.money.book.money_items import MoneyItem, made_at
from cleanclaim.money.known.family_books import RememberedFile
from cleanclaim.money.known.rows import CLAIM, ENVELOPE, Envelope
from cleanclaim.money.known.store import Store

_SPOKEN_OF = """SELECT file, part, refuses, facts FROM envelope WHERE node IS NULL OR node IN
    (SELECT node FROM envelope WHERE refuses AND node IS NOT NULL) ORDER BY file, place"""
_Claims = dict[tuple[int, int], list[SubmittedClaim]]


def stored_refusals(store: Store, files: Mapping[int, RememberedFile]) -> tuple[Refusal, ...]:
    """Every refusal among what is stored, as `refusals_of` finds them."""
    if not store.ask("SELECT 1 FROM envelope WHERE refuses LIMIT 1").fetchone():
        return ()
    envelopes: dict[int, list[tuple[int, bool, Envelope]]] = defaultdict(list)
    for file, part, refuses, facts in store.ask(_SPOKEN_OF):
        envelopes[file].append((part, refuses, ENVELOPE.decode(facts)))
    claims = _claims_of(store, _batches_named(envelopes))
    items = [list(_items(number, envelopes[number], claims)) for number in files if number in envelopes]
    return tuple(refusals_of(item for of_file in sorted(items, key=made_at) for item in of_file))


def _batches_named(envelopes: Mapping[int, list[tuple[int, bool, Envelope]]]) -> set[tuple[int, int]]:
    """The parts of files that an answer refuses, or others with the same numbers."""
    names: set[str | None] = set()
    for _part, refuses, one in (row for rows in envelopes.values() for row in rows):
        match one:
            case InterchangeAnswer() if refuses:
                names.add(one.interchange)
            case TransactionAnswer() if refuses:
                names.add(one.transaction)
            case BatchAnswer() if refuses:
                names.add(one.batch)
    found: set[tuple[int, int]] = set()
    for file, rows in envelopes.items():
        interchange = ""
        for part, _refuses, one in rows:
            if isinstance(one, Interchange):
                interchange = one.control_number
            elif isinstance(one, Transaction) and names & {interchange, one.control_number, one.reference}:
                found.add((file, part))
    return found


def _claims_of(store: Store, batches: set[tuple[int, int]]) -> _Claims:
    """All claims, wherever they were sent, that were sent in some batch too."""
    if not batches:
        return {}
    rows = store.ask("SELECT node, file, part FROM claim WHERE part > 0")
    store.want({node for node, file, part in rows if (file, part) in batches})
    found: _Claims = defaultdict(list)
    rows = store.ask(
        "SELECT file, part, facts FROM wanted CROSS JOIN claim ON claim.node = wanted.node WHERE part > 0"
        " ORDER BY file, segment"
    )
    for file, part, facts in rows:
        found[file, part].append(CLAIM.decode(facts))
    return found


def _items(number: int, rows: list[tuple[int, bool, Envelope]], claims: _Claims) -> Iterator[MoneyItem]:
    for part, _refuses, one in rows:
        match one:
            case Interchange():
                yield one
            case Transaction():
                yield one
                for claim in claims.get((number, part), ()):
                    yield Located(claim, 0, 0)
            case InterchangeAnswer() | TransactionAnswer() | GroupAnswer() | BatchAnswer() | ClaimAnswer():
                yield Located(one, 0, 0)
