"""An 837P as the payer gets it: interchanges, in these transactions, in these claims, with what is wrong with each."""

from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.items import Interchange, Transaction
from cleanclaim.exchange.x12.located import Located
from cleanclaim.exchange.x12.read import read
from cleanclaim.exchange.x12.write_837p import GUIDE
from cleanclaim.model.errors import UserError
from cleanclaim.model.submitted_claim import SubmittedClaim
from cleanclaim.reference.library import TableChoice

SYNTAX = 2
"""The last level that a 999 answers for: syntax and the guide. Of what lies deeper a 277CA speaks."""
_BILLS = ("2000A", "2010A")
"""The loops of who bills, which hold for many claims."""
CODES = 5
"""The last level that a 277CA answers for. Therapy's own rules are for whoever decides."""


class SentTransaction(Struct, frozen=True):
    """A transaction with its claims. `faults` are those of syntax; `misstated` has the first of others by claim."""

    begun: Transaction
    claims: list[SubmittedClaim]
    faults: list[Diagnostic]
    misstated: dict[str, str]

    @property
    def supported(self) -> bool:
        """Whether it is of the kind that the payer takes."""
        return self.begun.known and self.begun.version == GUIDE.version

    @property
    def accepted(self) -> bool:
        """Whether its claims are looked at."""
        return self.supported and not self.faults


class SentInterchange(Struct, frozen=True):
    """An interchange with its transactions of claims, and what is wrong with the envelopes."""

    begun: Interchange
    faults: list[Diagnostic]
    transactions: list[SentTransaction]


def read_interchanges(path: Path, basis: TableChoice | None = None) -> list[SentInterchange]:
    """The interchanges of a file. Raises UserError where it cannot be read, is no X12 file, or has no claims."""
    items = list(read(path, basis))
    interchanges = [one for one in items if isinstance(one, Interchange)]
    transactions = [SentTransaction(one, [], [], {}) for one in items if isinstance(one, Transaction)]
    ours = [one for one in transactions if one.begun.transaction_set == GUIDE.transaction_set]
    if not interchanges or not ours:
        raise UserError(str(path), "holds no claims (837P)", "Put 837P files into the inbox.")
    made = [SentInterchange(one, [], []) for one in interchanges]
    interchange_starts = [one.byte for one in interchanges]
    transaction_starts = [one.begun.byte for one in transactions]
    above: list[Diagnostic] = []
    for item in items:
        if isinstance(item, Located) and isinstance(item.value, SubmittedClaim):
            transaction = transactions[_latest(transaction_starts, item.byte)]
            transaction.claims.append(item.value)
            above = _blame(transaction, item.value.claim_id, item.byte, above)
        elif isinstance(item, Diagnostic) and item.severity == "stop" and item.level <= CODES:
            if item.place.transaction is None:
                made[_latest(interchange_starts, item.place.byte)].faults.append(item)
            else:
                _take(transactions[_latest(transaction_starts, item.place.byte)], item)
                above.append(item)
    for one in ours:
        made[_latest(interchange_starts, one.begun.byte)].transactions.append(one)
    return made


def _blame(transaction: SentTransaction, claim_id: str, begins: int, above: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Count against a claim what is wrong above it: with who bills, and with the subscriber and patient. The faults of
    who bills count against the claims that follow too, and are returned.
    """
    named = [one for one in above if one.level > SYNTAX and one.place.claim is None and one.place.byte < begins]
    for fault in named:
        transaction.misstated.setdefault(claim_id, fault.problem)
    return [one for one in above if one.place.byte > begins or (one.place.loop or "").startswith(_BILLS)]


def _latest(transaction_starts: Sequence[int], byte: int) -> int:
    """Which of those that begin at the bytes, one after another, a byte of the file lies in."""
    return max(bisect_right(transaction_starts, byte) - 1, 0)


def _take(transaction: SentTransaction, fault: Diagnostic) -> None:
    if fault.level <= SYNTAX:
        transaction.faults.append(fault)
    elif fault.place.claim is not None:
        transaction.misstated.setdefault(fault.place.claim, fault.problem)
