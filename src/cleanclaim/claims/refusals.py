"""Which claims were refused before a payer decided them: by a TA1, a 999, or a 277CA on a batch, a provider, a claim.

An answer to many claims names the batch that they were in, so each claim is looked up where it was last sent:

    TA1       TA102                    the interchange, by its control number (ISA13)
    999       AK102, AK202             the transaction, by the numbers of group and transaction (GS06, ST02)
    277CA     2200B TRN02              the transaction, by the sender's number of it (BHT03)
              2200C, 2100C NM109       in it, the claims of a billing provider
              2200D TRN02              a claim
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Literal

from msgspec import Struct, field, structs

from cleanclaim.exchange.x12.acknowledgements import BatchAnswer, ClaimAnswer, InterchangeAnswer, TransactionAnswer
from cleanclaim.exchange.x12.answer_words import (
    ACCEPTED,
    REFUSED,
    fault_in_words,
    statuses_in_words,
    whose_batch,
    why_interchange,
    why_transaction,
)
from cleanclaim.exchange.x12.items import Interchange, Item, Transaction
from cleanclaim.exchange.x12.located import Located
from cleanclaim.model.submitted_claim import SubmittedClaim


class Refusal(Struct, frozen=True, kw_only=True):
    """What an answer refuses, and why; the ids of the claims at hand that are in it; how many claims and cents it says.

    `found` is False where the answer speaks of a batch that is not among what was sent, or that several could be. Where
    it is found and has no claims, all that it refuses was sent again later. `on` is the day of the decision, else that
    of the file that says it.
    """

    by: Literal["TA1", "999", "277CA"]
    about: str
    why: str
    claims: tuple[str, ...] = ()
    count: int | None = None
    charge: int | None = None
    found: bool = True
    on: date | None = None


class _SentBatch(Struct, eq=False):
    """A transaction of claims, by every number that answers name it by."""

    interchange: str
    group: str
    transaction: str
    reference: str
    claims: list[SubmittedClaim] = field(default_factory=list)


def refusals_of(items: Iterable[Item]) -> list[Refusal]:
    """Every refusal among what was read, in its order, of the claims among what was read."""
    batches: list[_SentBatch] = []
    answers: list[tuple[object, date | None]] = []
    interchange, on = "", None
    for item in items:
        match item:
            case Interchange():
                interchange, on = item.control_number, item.on
            case Transaction(transaction_set="837"):
                batches.append(_SentBatch(interchange, item.group, item.control_number, item.reference))
            case Located(value=SubmittedClaim() as claim):
                if not batches:
                    batches.append(_SentBatch("", "", "", ""))
                batches[-1].claims.append(claim)
            case Located(value=answer):
                answers.append((answer, on))
    sent = _LastSent(batches)
    of_many = [structs.replace(one, on=one.on or on) for answer, on in answers for one in _refusal(answer, sent)]
    return of_many + _refused_claims(answers)


def refuses(answer: object) -> bool:
    """Whether an answer refuses anything."""
    if isinstance(answer, ClaimAnswer):
        return answer.action == REFUSED
    return bool(_refusal(answer, _LastSent([])))


class _LastSent:
    """The batches with the claims that were sent in them last: one sent again is what its last batch became of."""

    def __init__(self, batches: list[_SentBatch]) -> None:
        self._batches = batches
        last = {claim.claim_id: batch for batch in batches for claim in batch.claims}
        self._of = {id(batch): [claim for claim in batch.claims if last[claim.claim_id] is batch] for batch in batches}

    def find(
        self, named: Callable[[_SentBatch], bool], *, whole: bool = False, provider: str | None = None
    ) -> list[SubmittedClaim] | None:
        """The claims of the batch that is so named; None where none or several are. `whole`: of all of them.
        `provider`: of these the claims of a billing provider; None where there are none.
        """
        found = [batch for batch in self._batches if named(batch)]
        if not found or (len(found) > 1 and not whole):
            return None
        if provider is None:
            return [claim for batch in found for claim in self._of[id(batch)]]
        if not any(_billed_by(claim, provider) for batch in found for claim in batch.claims):
            return None
        return [claim for batch in found for claim in self._of[id(batch)] if _billed_by(claim, provider)]


def _billed_by(claim: SubmittedClaim, number: str) -> bool:
    return claim.header.billing is not None and claim.header.billing.id == number


def _refusal(answer: object, sent: _LastSent) -> list[Refusal]:
    match answer:
        case InterchangeAnswer() if answer.verdict not in ACCEPTED:
            claims = sent.find(lambda batch: batch.interchange == answer.interchange, whole=True)
            return [_made("TA1", f"interchange {answer.interchange}", why_interchange(answer), claims)]
        case TransactionAnswer(transaction_set="837") if answer.verdict not in ACCEPTED:
            key = (answer.group, answer.transaction)
            claims = sent.find(lambda batch: (batch.group, batch.transaction) == key)
            why = "; ".join([why_transaction(answer), *map(fault_in_words, answer.faults)])
            return [_made("999", f"transaction {answer.transaction} of group {answer.group}", why, claims)]
        case BatchAnswer(action="U"):
            provider = ((answer.party.id if answer.party else None) or "") if answer.level == "provider" else None
            claims = sent.find(lambda batch: batch.reference == answer.batch, provider=provider)
            made = _made("277CA", whose_batch(answer), statuses_in_words(answer.statuses), claims)
            return [_with_size(made, answer)]
    return []


def _made(by: Literal["TA1", "999", "277CA"], about: str, why: str, claims: list[SubmittedClaim] | None) -> Refusal:
    ids = tuple(one.claim_id for one in claims or ())
    return Refusal(by=by, about=about, why=why, claims=ids, found=claims is not None)


def _with_size(made: Refusal, answer: BatchAnswer) -> Refusal:
    charge = answer.charge if answer.rejected_charge is None else answer.rejected_charge
    return structs.replace(made, count=answer.rejected, charge=charge, on=answer.on)


def _refused_claims(answers: Iterable[tuple[object, date | None]]) -> list[Refusal]:
    """The single claims that a 277CA refuses; of several answers to one the latest counts."""
    last: dict[str, tuple[ClaimAnswer, date | None]] = {}
    for answer, read_on in answers:
        if isinstance(answer, ClaimAnswer):
            before, on = last.get(answer.claim_id), answer.on or read_on
            if before is None or before[1] is None or on is None or before[1] <= on:
                last[answer.claim_id] = (answer, on)
    return [
        Refusal(
            by="277CA",
            about=f"claim {claim_id}",
            why=why_claim(answer),
            claims=(claim_id,),
            count=1,
            charge=answer.charge,
            on=on,
        )
        for claim_id, (answer, on) in last.items()
        if answer.action == REFUSED
    ]


def why_claim(answer: ClaimAnswer) -> str:
    """Why a 277CA refuses a claim: its statuses and those of its lines, in words."""
    every = (answer.statuses, *(line.statuses for line in answer.lines))
    return "; ".join(statuses_in_words(statuses) for statuses in every if statuses)
