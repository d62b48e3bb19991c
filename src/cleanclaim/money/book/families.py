"""Which claims are one and the same bill: a replacement, a void and the claims to later payers belong to the first.

    PT1   frequency 1, to Medicare                     the bill PT1
    PT9   frequency 7, REF F8 ICN1 (PT1's number)      its correction
    AET1  to Aetna, second, Medicare's number ICN1     billed onward

They are found by the payer's number of the claim that they name, else by their own id, else, for a later payer, by the
patient and the lines.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from cleanclaim.claims.reversals import ClaimDecision
from cleanclaim.model.submitted_claim import REPLACEMENT, VOID, SubmittedClaim
from cleanclaim.money.posting.facts import BilledClaim, ClaimFacts, DenialStep, MoneyDecision, PatientPayment
from cleanclaim.money.posting.payers_in_turn import place_of

_FIRST = "P"


def find_bills(billed: Iterable[BilledClaim], numbers: Mapping[str, str]) -> dict[str, str]:
    """The id of the first claim of its bill for each claim id. `numbers`: claim ids by the payers' numbers (CLP07)."""
    found: dict[str, str] = {}
    by_service: dict[object, set[str]] = defaultdict(set)
    later: list[SubmittedClaim] = []
    for one in sorted(billed, key=_first_bills_first):
        claim = one.claim
        if _names_another(claim):
            later.append(claim)
            continue
        found.setdefault(claim.claim_id, claim.claim_id)
        by_service[_service_of(claim)].add(claim.claim_id)
    for claim in later:
        if claim.claim_id in found:
            continue
        named = [numbers[number] for number in _numbers_named(claim) if number in numbers]
        same = by_service.get(_service_of(claim), set()) if place_of(claim) != _FIRST else set()
        first = named[0] if named else next(iter(same)) if len(same) == 1 else claim.claim_id
        found[claim.claim_id] = found.get(first, first)
    return found


def _first_bills_first(one: BilledClaim) -> tuple[object, ...]:
    return _names_another(one.claim), one.on is None, str(one.on), str(one.source), one.claim.claim_id


def _names_another(claim: SubmittedClaim) -> bool:
    """Whether it corrects or takes back a claim, or follows one to another payer."""
    return claim.frequency in {REPLACEMENT, VOID} or place_of(claim) != _FIRST


def _numbers_named(claim: SubmittedClaim) -> list[str]:
    """The payers' numbers by which a claim says which one it follows."""
    named = [claim.payer_claim_number, *(one.payer_claim_number for one in claim.other_payers)]
    return [number for number in named if number]


def _service_of(claim: SubmittedClaim) -> object:
    """Who was treated, when, with what, for how much."""
    patient = claim.header.patient or claim.header.subscriber
    name = (patient.last_or_organization, patient.first) if patient else None
    lines = sorted((str(line.first_date), line.code or "", line.charge or 0) for line in claim.lines)
    return name, claim.header.birth_date, claim.charge, tuple(lines)


def bills_of(
    billed: Sequence[BilledClaim],
    decisions: Mapping[str, Sequence[ClaimDecision]],
    patient_payments: Iterable[PatientPayment] = (),
    money_decisions: Iterable[MoneyDecision] = (),
    denial_steps: Iterable[DenialStep] = (),
) -> list[ClaimFacts]:
    """Everything known of each bill, by the id of its first claim. `decisions` are by claim id."""
    numbers = {
        number: claim_id
        for claim_id, found in sorted(decisions.items())
        for one in found
        if (number := one.claim.payer_claim_number)
    }
    bill_of = find_bills(billed, numbers)
    first: dict[str, list[BilledClaim]] = defaultdict(list)
    onward: dict[str, list[BilledClaim]] = defaultdict(list)
    for one in billed:
        bill = bill_of[one.claim.claim_id]
        follows = place_of(one.claim) != _FIRST and bill != one.claim.claim_id
        (onward if follows else first)[bill].append(one)
    decided: dict[str, list[ClaimDecision]] = defaultdict(list)
    for claim_id, found in decisions.items():
        if claim_id in bill_of:
            decided[bill_of[claim_id]] += found
    paid: dict[str, list[PatientPayment]] = defaultdict(list)
    for payment in patient_payments:
        paid[bill_of.get(payment.claim_id, "")].append(payment)
    by_hand: dict[str, list[MoneyDecision]] = defaultdict(list)
    for each in money_decisions:
        by_hand[bill_of.get(each.claim_id, "")].append(each)
    steps: dict[str, list[DenialStep]] = defaultdict(list)
    for step in denial_steps:
        steps[bill_of.get(step.claim_id, "")].append(step)
    return [
        ClaimFacts(
            claim_id=bill,
            billed=tuple(first[bill] or onward[bill]),
            onward=tuple(onward[bill]) if first[bill] else (),
            decisions=tuple(decided[bill]),
            patient_payments=tuple(paid[bill]),
            money_decisions=tuple(by_hand[bill]),
            denial_steps=tuple(steps[bill]),
        )
        for bill in sorted(set(bill_of.values()))
    ]
