"""Deciding claims: by the rules of a review, at the prices of the fee schedule, and by the payer's behavior."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import Random

from msgspec import Struct

from cleanclaim.claims.expected_payment import ExpectedPayment, expected_payments
from cleanclaim.claims.visits_from_837p import PayerLookup, lines_by_day, payer_lookup, visits_from_claims
from cleanclaim.exchange.x12.acknowledgements import Status
from cleanclaim.law.basis import Basis
from cleanclaim.law.review.review import review
from cleanclaim.model.finding import Finding
from cleanclaim.model.remittance import DUPLICATE, PaidClaim
from cleanclaim.model.submitted_claim import REPLACEMENT, VOID, Party, SubmittedClaim
from cleanclaim.pricing.contracts.contract import Contracts
from cleanclaim.pricing.contracts.read_contracts import read_contracts
from cleanclaim.pricing.payment_locality import PaymentLocality
from cleanclaim.sandbox.payer.behavior import Behavior
from cleanclaim.sandbox.payer.drift import drifted_denials, drifted_worth
from cleanclaim.sandbox.payer.remittance import Settler, member
from cleanclaim.sandbox.payer.reversals import DENIED, deny_on_review, reverse_claim
from cleanclaim.sandbox.payer.short_pay import NO_SHORT_LINES, PayersPrices, ShortPaid, draw_cause
from cleanclaim.sandbox.payer.state import Correspondent, Decision, PayerState

LACKING = "16"
"""The reason (CARC) for what a rule stops without naming one: something is missing or wrong."""
ACCEPTED = Status("A2", "20", "PR")
MISSTATED = Status("A7", "21")
NO_ORIGINAL = Status("A7", "464")
NO_MEMBER = Status("A3", "33", "IL")
"""Statuses of a 277CA: accepted; something missing or invalid; the payer's number of an earlier claim is; nobody is
insured under the member number.
"""


class Adjudicated(Struct, frozen=True):
    """A claim with its status, the payer's number for it (None where it is refused), and the remittances it brings:
    that of an earlier claim reversed first, where it replaces or voids one. `short`: the cause by which it is paid
    otherwise than it should be.
    """

    claim: SubmittedClaim
    status: Status
    number: str | None = None
    paid: tuple[PaidClaim, ...] = ()
    short: str | None = None


def decide(claims: Sequence[SubmittedClaim], to: Correspondent, settler: Settler, basis: Basis) -> list[Adjudicated]:
    """Decide the claims of one provider, in their order, and remember them. `basis` chooses the law."""
    behavior = settler.behavior

    def one_policy(_claim_header: object) -> str | None:
        return behavior.policy

    payer = one_policy if behavior.policy else payer_lookup(None)
    office = PaymentLocality(zip_code=behavior.prices_at)
    prices = None
    if behavior.contracts or behavior.short_pays:
        contracts = read_contracts(Path(behavior.contracts)) if behavior.contracts else Contracts()
        prices = PayersPrices(claims, payer, contracts, office, basis)
    worth = prices.worth() if prices else expected_payments(claims, payer, office, basis)
    if behavior.drifts:
        worth = [drifted_worth(claim, lines, behavior, settler.on) for claim, lines in zip(claims, worth, strict=True)]
    faults = list(_faults(claims, payer, basis))
    return [
        _decided(claim, lines, found, to, settler, partial(_paid_short, prices, at, claim, behavior))
        for at, (claim, lines, found) in enumerate(zip(claims, worth, faults, strict=True))
    ]


def _paid_short(prices: PayersPrices | None, at: int, claim: SubmittedClaim, behavior: Behavior) -> ShortPaid | None:
    """How the claim at a place is paid otherwise than it should be; None where it is not."""
    if prices is None or claim.header.sequence not in {None, "P"}:
        return None
    drawn = draw_cause(claim.claim_id, behavior.short_pays, behavior.seed)
    return next(filter(None, (prices.short(at, cause) for cause in drawn)), None)


def _faults(claims: Sequence[SubmittedClaim], payer: PayerLookup, basis: Basis) -> Iterator[dict[int, str]]:
    """Of each claim the lines that a rule stops, with the reason (CARC)."""
    visits = [list(visits_from_claims([claim], payer)) for claim in claims]
    every = [visit for made in visits for visit in made]
    found = iter(review(every, basis).claims)
    for claim, made in zip(claims, visits, strict=True):
        stopped: dict[int, str] = {}
        for _visit, places in zip(made, lines_by_day(claim).values(), strict=claim.frequency != VOID):
            for finding in next(found).findings:
                if finding.severity == "stop" and finding.outcome == "fail":
                    for at in _lines_of_finding(finding, places):
                        stopped.setdefault(at, finding.carc if isinstance(finding.carc, str) else LACKING)
        yield stopped


def _lines_of_finding(finding: Finding, places: Sequence[int]) -> Sequence[int]:
    """The lines that a finding is about: all of the visit, where it names none."""
    if finding.line is None or finding.line > len(places):
        return places
    return [places[finding.line - 1]]


def _decided(
    claim: SubmittedClaim,
    worth: Sequence[ExpectedPayment],
    faults: dict[int, str],
    to: Correspondent,
    settler: Settler,
    paid_short: Callable[[], ShortPaid | None],
) -> Adjudicated:
    behavior, state, on = settler.behavior, settler.state, settler.on
    undone: tuple[PaidClaim, ...] = ()
    if claim.frequency in {REPLACEMENT, VOID}:
        before = state.claims.get(claim.payer_claim_number or "")
        if before is None or before.reversed or before.to.payee.id != to.payee.id:
            return Adjudicated(claim, NO_ORIGINAL)
        undone = (_reversed(before, state),)
    number = f"{on:%y%j}{state.number():07d}"
    if claim.frequency == VOID:
        return Adjudicated(claim, ACCEPTED, number, undone)
    mark = _duplicate_key(claim)
    chance = Random(f"{behavior.seed} {claim.claim_id}")  # noqa: S311 - made-up behavior, nothing secret
    unlucky = _by_chance(len(claim.lines), behavior, chance) | drifted_denials(claim, behavior, on)
    reasons = unlucky | faults
    if mark in state.standing:
        reasons = dict.fromkeys(range(len(claim.lines)), DUPLICATE)
    short = None if reasons else paid_short()
    lines = short.lines if short else NO_SHORT_LINES
    reasons |= {place: one.reason for place, one in lines.items() if one.reason}
    paid = settler.settled(claim, number, worth, reasons, lines)
    wanted_back = chance.random() < behavior.takebacks and bool(paid.paid)
    back_on = on + timedelta(days=behavior.takeback_days) if wanted_back else None
    state.claims[number] = Decision(mark=mark, patient=member(claim.header), to=to, paid=paid, back_on=back_on)
    if paid.status != DENIED:
        state.standing[mark] = number
    return Adjudicated(claim, ACCEPTED, number, (*undone, paid), short.cause if short else None)


def _by_chance(lines: int, behavior: Behavior, chance: Random) -> dict[int, str]:
    """The lines that are denied by chance, with the reason."""
    denied: dict[int, str] = {}
    for at in range(lines):
        for carc, share in sorted(behavior.denials.items()):
            if chance.random() < share:
                denied.setdefault(at, carc)
    return denied


def _duplicate_key(claim: SubmittedClaim) -> str:
    """What makes two claims the same to a payer: patient, clinician, days, codes, units and charges."""
    lines = [
        (one.code, one.modifiers, one.charge, one.units, one.first_date, one.last_date, one.rendering)
        for one in claim.lines
    ]
    identity = (member(claim.header), claim.header.billing, claim.rendering, claim.header.sequence, lines)
    return sha256(repr(identity).encode()).hexdigest()[:20]


def _reversed(before: Decision, state: PayerState) -> PaidClaim:
    """The reversal of an earlier decision; what it used of the deductible is free again."""
    before.reversed = True
    state.standing.pop(before.mark, None)
    for line in before.paid.lines:
        for one in line.adjustments:
            if (one.group, one.reason) == ("PR", "1") and line.first_date:
                state.deductibles[f"{before.patient} {line.first_date.year}"] -= one.amount or 0
    return reverse_claim(before.paid)


def take_back(state: PayerState, on: date) -> list[tuple[Correspondent, list[PaidClaim]]]:
    """The takebacks due by the day, by provider: each claim reversed, then denied."""
    back: dict[Party, tuple[Correspondent, list[PaidClaim]]] = {}
    for one in state.claims.values():
        if one.back_on and one.back_on <= on and not one.reversed:
            _, claims = back.setdefault(one.to.payee, (one.to, []))
            claims += [_reversed(one, state), deny_on_review(one.paid)]
    return list(back.values())
