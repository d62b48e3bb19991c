"""Which claims a receiver took in, as its answers say: the proof that a claim was filed, and when.

    277CA     2200D TRN02, STC03 WQ    the claim itself
    999       AK102, AK202, IK501 A    the transaction that it was in, where just one is known by these numbers

The receiver is who sent the answer: a clearinghouse's answer does not yet show that the payer has the claim.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct

from cleanclaim.exchange.x12.acknowledgements import ClaimAnswer, TransactionAnswer
from cleanclaim.exchange.x12.answer_words import ACCEPTED, REFUSED, statuses_in_words
from cleanclaim.exchange.x12.items import Interchange, Item, Transaction
from cleanclaim.exchange.x12.located import Located
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.model.submitted_claim import SubmittedClaim


class Acceptance(Struct, frozen=True, kw_only=True):
    """That a receiver took a claim in. `on` is the day that the answer names, else that of its file; `receiver` who
    sent the answer, `says` its statuses or the transaction it accepts, `payer_claim_number` the number it gave.
    """

    claim_id: str
    by: Literal["277CA", "999"] = "277CA"
    on: date | None
    receiver: str = ""
    says: str = ""
    payer_claim_number: str = ""
    source: EntrySource = EntrySource()

    @property
    def order(self) -> tuple[object, ...]:
        """By what acceptances are in order: a claim's own before that of its batch, the first day before the next."""
        return self.by != "277CA", self.on or date.max, self.source


def acceptances_of(files: Iterable[tuple[str, Sequence[Item]]]) -> list[Acceptance]:
    """Every acceptance among what was read of some files, each with its name, of the claims among what was read."""
    read = list(files)
    batches = _batches(read)
    found: list[Acceptance] = []
    for name, items in read:
        receiver, on = "", None
        for item in items:
            match item:
                case Interchange():
                    receiver, on = item.sender, item.on
                case Located(value=ClaimAnswer() as answer, segment=segment) if answer.action not in {REFUSED, None}:
                    found.append(_of_claim(answer, receiver, on, EntrySource(name, segment)))
                case Located(value=TransactionAnswer(transaction_set="837") as answer, segment=segment):
                    if answer.verdict in ACCEPTED:
                        source = EntrySource(name, segment)
                        found += _of_transaction(answer, batches, receiver, on, source)
    return sorted(found, key=lambda one: (one.claim_id, one.order))


def _batches(files: Sequence[tuple[str, Sequence[Item]]]) -> dict[tuple[str, str], list[list[str]]]:
    """The claims of each transaction that was sent, by the numbers of group and transaction."""
    found: dict[tuple[str, str], list[list[str]]] = defaultdict(list)
    for _name, items in files:
        claims: list[str] = []
        for item in items:
            match item:
                case Transaction(transaction_set="837"):
                    claims = []
                    found[item.group, item.control_number].append(claims)
                case Located(value=SubmittedClaim() as claim):
                    claims.append(claim.claim_id)
    return found


def _of_claim(answer: ClaimAnswer, receiver: str, on: date | None, source: EntrySource) -> Acceptance:
    return Acceptance(
        claim_id=answer.claim_id,
        by="277CA",
        on=answer.on or on,
        receiver=receiver,
        says=statuses_in_words(answer.statuses),
        payer_claim_number=answer.payer_claim_number or "",
        source=source,
    )


def _of_transaction(
    answer: TransactionAnswer,
    batches: dict[tuple[str, str], list[list[str]]],
    receiver: str,
    on: date | None,
    source: EntrySource,
) -> Iterator[Acceptance]:
    sent = batches.get((answer.group, answer.transaction), [])
    for claim_id in dict.fromkeys(sent[0]) if len(sent) == 1 else ():
        yield Acceptance(
            claim_id=claim_id,
            by="999",
            on=on,
            receiver=receiver,
            says=f"transaction {answer.transaction} of group {answer.group} is accepted",
            payer_claim_number="",
            source=source,
        )
