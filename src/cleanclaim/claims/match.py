"""Remittances matched to the claims they answer: line by line, what was expected with what was paid, to the cent.

A claim is compared with what stands of the decisions of the payer it was sent to (`claims.remittance_history`); what
other payers paid for it stands beside that. Its lines are found by `claims.paid_lines`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct, field

from cleanclaim.claims.deposits import Deposit, deposits_of
from cleanclaim.claims.expected_payment import ExpectedPayment, expected_payments
from cleanclaim.claims.line_comparison import (
    MatchedLine,
    PaymentDifference,
    adjustment_in_words,
    compare_lines,
    compare_whole,
    unreadable,
)
from cleanclaim.claims.paid_lines import pair_lines
from cleanclaim.claims.refusals import Refusal, refusals_of
from cleanclaim.claims.remittance_history import (
    ClaimHistory,
    PayerHistory,
    RemittanceHistory,
    build_remittance_history,
)
from cleanclaim.claims.visits_from_837p import PayerLookup, payer_lookup
from cleanclaim.exchange.x12.claim_files import (
    LostLines,
    is_unreadable,
    lost_in_words,
    remittances_of,
    unreadable_in_words,
)
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.items import Item
from cleanclaim.exchange.x12.located import values
from cleanclaim.law.basis import Basis
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.remittance import PaidClaim
from cleanclaim.model.submitted_claim import SubmittedClaim
from cleanclaim.pricing.payment_locality import PaymentLocality

_BALANCE = 3  # the level of amounts that must come to each other

MatchOutcome = Literal["as expected", "not compared", "differs", "denied", "taken back", "refused", "not answered"]


class OtherPayment(Struct, frozen=True, kw_only=True):
    """What another payer than the claim's own paid for it, in cents: its place (P, S, T), the day, its claim number.

    `paid` is None where one of its amounts cannot be read.
    """

    payer: str | None
    place: str | None
    paid: int | None
    on: date | None
    payer_claim_number: str | None


class MatchedClaim(Struct, frozen=True, kw_only=True):
    """A claim and its payment. `paid` is what all remittances together paid for it, in cents, and None where one of
    them says it in a way that cannot be read; `others`, what of that came from other payers than the one it was sent
    to.

    `not compared`: it was paid, and of at least one line no price is known to compare it with.
    """

    claim_id: str
    outcome: MatchOutcome
    charge: int | None
    paid: int | None
    lines: tuple[MatchedLine, ...] = ()
    differences: tuple[PaymentDifference, ...] = ()
    payer: str | None = None
    others: tuple[OtherPayment, ...] = ()


class MatchResult(Struct, frozen=True, kw_only=True):
    """All claims and their payments; `unknown` claims are on a remittance only; `twice` are the numbers (TRN02) of
    payments that came more than once; `paid` are the cents of all payments, `deposits` what each is made of,
    `refusals` what a TA1, 999 or 277CA refused, `unreadable` what files say in a way that cannot be read, or in two
    ways, and about none of these claims.
    """

    claims: list[MatchedClaim]
    unknown: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    payments: int = 0
    paid: int | None = 0
    deposits: list[Deposit] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


def match(items: Iterable[Item], office: PaymentLocality | None = None, basis: Basis | None = None) -> MatchResult:
    """Match claims to their remittances, line by line to the cent: what was expected with what was paid.

    `items` are what `read` returned for claims (837P), remittances (835) and acknowledgements (TA1, 999, 277CA), in any
    order.
    `office` says where the practice is; without it no price is known, and what was paid is not compared. `basis` says
    by which tables and payers' files. What is neither a claim nor an answer to one is passed over.

        >>> import cleanclaim
        >>> practice = cleanclaim.read_practice("examples/clinic-day/practice.toml")
        >>> items = [*cleanclaim.read("claims.837"), *cleanclaim.read("payment.835")]
        >>> matched = cleanclaim.match(items, cleanclaim.PaymentLocality(practice=practice))
        >>> matched.claims[0].outcome, matched.claims[0].paid
        ('as expected', 5744)
    """
    everything, office = list(items), office or PaymentLocality()
    return match_claims(
        values(everything, SubmittedClaim),
        build_remittance_history(remittances_of(everything)),
        refusals_of(everything),
        payer=payer_lookup(office.practice),
        office=office,
        basis=basis or Basis(),
        wrong=[one for one in everything if isinstance(one, Diagnostic) and matters(one)],
        lost=[lost_in_words(one) for one in map(LostLines().take, everything) if one],
    )


def matters(found: Diagnostic) -> bool:
    """Whether it is wrong in a way that a payment cannot be matched as it stands: what it says cannot be read, or a
    claim of a remittance does not agree with its own lines.
    """
    return is_unreadable(found) or (found.level == _BALANCE and found.place.segment in {"CLP", "SVC"})


def match_claims(
    claims: Iterable[SubmittedClaim],
    history: RemittanceHistory,
    refusals: Sequence[Refusal] = (),
    *,
    payer: PayerLookup,
    office: PaymentLocality,
    basis: Basis,
    wrong: Sequence[Diagnostic] = (),
    lost: Sequence[str] = (),
) -> MatchResult:
    """Match claims to the remittance history, and to what was refused before it was decided. `wrong` is what was found
    in the files that matters, `lost` says which lines are in no claim.

    What is expected depends on payer, office and basis. Where a claim's number comes again, the later
    one stands, as a replacement does.
    """
    sent = {claim.claim_id: claim for claim in claims}
    refused = {claim_id: one for one in refusals for claim_id in one.claims}
    decided = {number: history.of(claim) for number, claim in sent.items()}
    # What was taken back leaves the day's full price to what stands in its place.
    counted = [claim for number, claim in sent.items() if (own := decided[number]) is None or own.standing]
    priced = expected_payments(counted, payer, office, basis)
    faults: dict[str | None, list[PaymentDifference]] = {}
    for one in wrong:
        number = one.place.claim if one.place.claim in sent else None
        faults.setdefault(number, []).append(_difference_of(one))
    worth = {claim.claim_id: lines for claim, lines in zip(counted, priced, strict=True)}
    return MatchResult(
        claims=[
            _matched(
                claim,
                worth.get(number, ()),
                history.claims.get(number),
                decided[number],
                refused.get(number),
                faults.get(number, ()),
            )
            for number, claim in sent.items()
        ],
        unknown=[number for number in history.claims if number not in sent],
        twice=list(history.repeated),
        payments=len(history.remittances),
        paid=history.paid,
        deposits=deposits_of(history.remittances, sent.keys()),
        refusals=list(refusals),
        unreadable=[
            *lost,
            *(one.text for one in history.versions),
            *(one.text for one in faults.get(None, ()) if one.kind == "unreadable"),
        ],
    )


def _difference_of(found: Diagnostic) -> PaymentDifference:
    if is_unreadable(found):
        return PaymentDifference("unreadable", unreadable_in_words(found))
    return PaymentDifference("balance", f"the remittance does not agree with itself: {found.problem.rstrip('.')}")


def _matched(
    claim: SubmittedClaim,
    worth: Sequence[ExpectedPayment],
    history: ClaimHistory | None,
    own: PayerHistory | None,
    refused: Refusal | None,
    faults: Sequence[PaymentDifference],
) -> MatchedClaim:
    outcome: MatchOutcome = "taken back" if own else "refused" if refused else "not answered"
    lines: tuple[MatchedLine, ...] = ()
    differences: list[PaymentDifference] = []
    if refused is not None and own is None:
        differences.append(PaymentDifference("refused", f"{refused.by}, {refused.about}: {refused.why}"))
    if own is not None and own.standing is not None:
        lines, differences = _compared(claim, own, own.standing.claim, worth)
        outcome = _outcome(lines, differences)
    if faults and outcome in {"as expected", "not compared"}:  # whatever its lines say
        outcome = "differs"
    return MatchedClaim(
        claim_id=claim.claim_id,
        outcome=outcome,
        charge=claim.charge,
        paid=history.paid if history else 0,
        lines=lines,
        differences=(*differences, *faults),
        payer=own.payer if own else None,
        others=tuple(_other_payment(one) for one in history.payers if one is not own) if history else (),
    )


def _other_payment(one: PayerHistory) -> OtherPayment:
    last = one.standing or one.decisions[-1]
    return OtherPayment(
        payer=one.payer,
        place=one.place,
        paid=one.paid,
        on=last.on,
        payer_claim_number=one.payer_claim_number,
    )


def _compared(
    claim: SubmittedClaim, own: PayerHistory, standing: PaidClaim, worth: Sequence[ExpectedPayment]
) -> tuple[tuple[MatchedLine, ...], list[PaymentDifference]]:
    """The claim's lines, and what differs of the claim as a whole."""
    differences: list[PaymentDifference] = []
    if standing.lines or not claim.lines:
        pairs = pair_lines(claim.lines, standing)
        lines = compare_lines(claim.lines, pairs, worth)
        differences += [
            PaymentDifference("unbilled", f"{line.code} is on the remittance and not on the claim")
            for line in pairs.unbilled
        ]
        for one in standing.adjustments:
            if one.amount:
                off = f"{dollars_for_people(one.amount)} taken off the claim as a whole, {adjustment_in_words(one)}"
                differences.append(PaymentDifference("claim", off))
    else:
        lines, differences = compare_whole(claim.lines, standing, worth)
    if standing.paid is None and standing.lines:
        differences.append(unreadable("paid"))
    if standing.paid is not None and own.paid is not None and own.paid != standing.paid:
        left = f"all remittances together paid {dollars_for_people(own.paid)}, the one that stands "
        differences.append(PaymentDifference("sum", left + dollars_for_people(standing.paid)))
    return lines, differences


def _outcome(lines: Sequence[MatchedLine], differences: Sequence[PaymentDifference]) -> MatchOutcome:
    kinds = [{one.kind for one in line.differences} for line in lines]
    of_claim = {one.kind for one in differences}
    if of_claim == {"denied"} or (lines and not differences and all(one == {"denied"} for one in kinds)):
        return "denied"
    if differences or any(kinds):
        return "differs"
    return "not compared" if any(line.expected_paid is None for line in lines) else "as expected"
