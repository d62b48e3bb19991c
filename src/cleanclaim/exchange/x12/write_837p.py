"""Claims as an 837P (005010X222A1): professional claims in one interchange, ready for the receiver.

The same claims, practice, time and number give the same bytes; nothing here looks at the clock.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from hashlib import sha256
from itertools import groupby
from typing import NamedTuple

from cleanclaim.exchange.x12 import write_837p_loops as loops
from cleanclaim.exchange.x12.envelope_write import InterchangeNumbers, TransactionGuide, write_interchange
from cleanclaim.exchange.x12.segment_writer import OutgoingSegment, day
from cleanclaim.model.claim import Claim
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Practice

GUIDE = TransactionGuide(transaction_set="837", functional_group="HC", version="005010X222A1")

# The most claims the guide advises for one transaction (005010X222A1).
CLAIMS_A_TRANSACTION = 5000


class PracticeClaims(NamedTuple):
    """A practice, and claims that it bills."""

    practice: Practice
    claims: Sequence[Claim]


def write_837p(
    claims: Sequence[Claim],
    practice: Practice,
    *,
    created: datetime | None = None,
    control_number: int | None = None,
) -> str:
    """The text of an 837P with these claims, all of them billed by the practice.

    `created` defaults to midnight of the latest service date. `control_number`, from 1 to 999999999, tells
    the receiver one file from another; it defaults to a number drawn from the claim ids.

    Raises ValueError for another number, and where there are no claims: a file without any is not lawful.
    """
    return write_837p_together([PracticeClaims(practice, claims)], created=created, control_number=control_number)


def write_837p_together(
    parts: Sequence[PracticeClaims], *, created: datetime | None = None, control_number: int | None = None
) -> str:
    """The text of an 837P with the claims of several practices, each a billing provider of its own.

    They have one submitter and one receiver, the first one's. Otherwise as `write_837p`. Raises UserError where a
    practice lacks what sending needs, or a payer or clinician of one of the claims.
    """
    for part in parts:
        part.practice.require_whole()
        _require_parties(part.claims)
    practice = parts[0].practice
    billed = [(part.practice, claim) for part in parts for claim in part.claims]
    claims = [claim for _, claim in billed]
    if not claims:
        raise ValueError("An 837P needs at least one claim")
    number = _number_from(claims) if control_number is None else control_number
    if not 1 <= number <= 999_999_999:
        raise ValueError(f"{number} is not a control number from 1 to 999999999")
    head = InterchangeNumbers(
        sender=practice.submitter.id,
        sender_qualifier=practice.submitter.qualifier,
        receiver=practice.receiver.id,
        receiver_qualifier=practice.receiver.qualifier,
        created=created or _latest_service(claims),
        control_number=number,
        usage=practice.usage,
    )
    batches = [billed[at : at + CLAIMS_A_TRANSACTION] for at in range(0, len(billed), CLAIMS_A_TRANSACTION)]
    return write_interchange(
        head,
        GUIDE,
        (
            _transaction(batch, created=head.created, reference=f"{number:09d}-{position}")
            for position, batch in enumerate(batches, start=1)
        ),
    )


def _require_parties(claims: Sequence[Claim]) -> None:
    """The rules `practice.payer_id_missing` and `practice.taxonomy_missing` once more, for claims of no review."""
    lacking = {
        one.name
        for claim in claims
        for one in (claim.payer, *(other.payer for other in claim.others))
        if not one.can_be_sent_to
    }
    lacking |= {f"{one.rendering.name.last}, {one.rendering.npi}" for one in claims if not one.rendering.taxonomy}
    if lacking:
        problem = f"lacks the id or the taxonomy code of {'; '.join(sorted(lacking))}"
        raise UserError("The practice's file", problem, "Enter it there.")


def _number_from(claims: Sequence[Claim]) -> int:
    """A nine-digit number that other claims would hardly give."""
    ids = " ".join(claim.claim_id for claim in claims)
    return int(sha256(ids.encode()).hexdigest(), 16) % 999_999_999 + 1


def _latest_service(claims: Sequence[Claim]) -> datetime:
    latest = max(line.service_date for claim in claims for line in claim.lines)
    return datetime.combine(latest, time())


def _check_balance(claim: Claim) -> None:
    """No claim is made whose charge is not its lines', or whose line another payer leaves unexplained."""
    assert claim.charge == sum(line.charge for line in claim.lines), f"claim {claim.claim_id} does not balance"
    for line in claim.lines:
        explained: dict[str, int] = {}
        for one in line.adjudications:
            of_this = (one.paid or 0) + sum(each.amount or 0 for each in one.adjustments)
            explained[one.payer_id] = explained.get(one.payer_id, 0) + of_this
        balances = all(each == line.charge for each in explained.values())
        assert balances, f"claim {claim.claim_id}, line {line.number} does not balance"


def _transaction(
    billed: Sequence[tuple[Practice, Claim]], *, created: datetime, reference: str
) -> Iterator[OutgoingSegment]:
    """What stands between ST and SE. `reference` is our name for this transaction, never used twice."""
    yield ("BHT", "0019", "00", reference, day(created.date()), f"{created:%H%M}", "CH")
    yield from loops.submitter(billed[0][0])
    level = 0
    for _, of_practice in groupby(billed, key=lambda one: id(one[0])):
        level += 1
        biller = level
        for number, (practice, claim) in enumerate(of_practice):
            if number == 0:
                yield ("HL", str(biller), "", "20", "1")
                yield from loops.billing_provider(practice)
            _check_balance(claim)
            level += 1
            insured, dependent = level, claim.coverage.subscriber is not None
            yield ("HL", str(insured), str(biller), "22", "1" if dependent else "0")
            yield from loops.subscriber(claim)
            if dependent:
                level += 1
                yield ("HL", str(level), str(insured), "23", "0")
                yield from loops.dependent(claim)
            yield from loops.claim_loop(claim, practice.billing)
            for line in claim.lines:
                yield from loops.service_line(line)
