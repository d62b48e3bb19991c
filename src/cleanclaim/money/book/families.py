"""Which claims are one and the same bill: a replacement, a void and the claims to later payers belong to the first.

    PT1   frequency 1, to Medicare                     the bill PT1
    PT9   frequency 7, REF F8 ICN1 (PT1's number)      its correction
    AET1  to Aetna, second, Medicare's number ICN1     billed onward
    PT1   to Aetna, second                             the same, under the same id

They are found by the payer's number of the claim that they name, else by their own id, else by the patient and what was
done. An id that stands for several services, as where it is the patient's account number, is several bills.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

from msgspec import structs

from cleanclaim.claims.reversals import ClaimDecision, without_repeated_lines
from cleanclaim.model.submitted_claim import REPLACEMENT, VOID, SubmittedClaim
from cleanclaim.money.posting.facts import BilledClaim, ClaimFacts, DenialStep, MoneyDecision, PatientPayment
from cleanclaim.money.posting.payers_in_turn import place_of

_FIRST = "P"
_Numbers = Mapping[str, Sequence[str]]
"""The claim ids under which a payer's number (CLP07) came."""


class _Bill:
    """A bill while its claims are found: those to the first payer, those to later ones, and what was decided."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.claims: list[BilledClaim] = []
        self.decisions: list[ClaimDecision] = []

    @property
    def days(self) -> set[date]:
        """The days of service."""
        return {line.first_date for one in self.claims for line in one.claim.lines if line.first_date}

    def facts(
        self,
        patient_payments: Sequence[PatientPayment],
        money_decisions: Sequence[MoneyDecision],
        denial_steps: Sequence[DenialStep],
    ) -> ClaimFacts:
        """Everything known of it."""
        first = [one for one in self.claims if place_of(one.claim) == _FIRST]
        if not first:
            lowest = min(place_of(one.claim) for one in self.claims)  # S before T
            first = [one for one in self.claims if place_of(one.claim) == lowest]
        return ClaimFacts(
            claim_id=self.name,
            billed=tuple(first),
            onward=tuple(one for one in self.claims if one not in first),
            decisions=tuple(without_repeated_lines(self.decisions)),
            patient_payments=tuple(patient_payments),
            money_decisions=tuple(money_decisions),
            denial_steps=tuple(denial_steps),
        )


class _Bills:
    """The bills of a book while they are found."""

    def __init__(self, numbers: _Numbers) -> None:
        self._numbers = numbers
        self.all: list[_Bill] = []
        self.of_id: dict[str, list[_Bill]] = defaultdict(list)
        self._first: list[tuple[SubmittedClaim, str]] = []

    @cached_property
    def _by_visit(self) -> dict[object, set[str]]:
        """The ids of the first claims of bills by their visits, once all are found."""
        found: dict[object, set[str]] = defaultdict(set)
        for claim, claim_id in self._first:
            found[visit_of(claim)].add(claim_id)
        return found

    def add_first(self, one: BilledClaim) -> None:
        """A claim that names no other: a bill of its own, or its own id sent again for the same service."""
        claim_id, days = one.claim.claim_id, _days_of(one.claim)
        same = next((bill for bill in self.of_id[claim_id] if not days or not bill.days or bill.days & days), None)
        if same is None:
            name = claim_id if not self.of_id[claim_id] else f"{claim_id} of {min(days)}"
            same = _Bill(name)
            self.all.append(same)
            self.of_id[claim_id].append(same)
            self._first.append((one.claim, claim_id))
        same.claims.append(one)

    def add_later(self, one: BilledClaim) -> None:
        """A claim that corrects or voids another, or follows it to a later payer."""
        claim = one.claim
        bill = self._named(claim) or self._same_id(claim) or self._same_visit(claim)
        if bill is None:
            bill = _Bill(claim.claim_id)
            self.all.append(bill)
        steps = max((each.step for each in bill.claims), default=0)
        bill.claims.append(structs.replace(one, step=steps + 1))
        if bill not in self.of_id[claim.claim_id]:
            self.of_id[claim.claim_id].append(bill)

    def _named(self, claim: SubmittedClaim) -> _Bill | None:
        """By the payer's number that it names; that number may have come under its own id since."""
        for number in numbers_named(claim):
            others = [each for each in self._numbers.get(number, ()) if each != claim.claim_id and self.of_id[each]]
            if others:
                return self._nearest(self.of_id[others[0]], claim)
        return None

    def ids_named(self, claim: SubmittedClaim) -> set[str]:
        """The claim ids under which the payers' numbers came that a claim names."""
        return {each for number in numbers_named(claim) for each in self._numbers.get(number, ())}

    def _same_id(self, claim: SubmittedClaim) -> _Bill | None:
        return self._nearest(self.of_id[claim.claim_id], claim) if self.of_id[claim.claim_id] else None

    def _same_visit(self, claim: SubmittedClaim) -> _Bill | None:
        """By patient and day, where that is just one bill."""
        same = self._by_visit.get(visit_of(claim), set())
        return self._nearest(self.of_id[next(iter(same))], claim) if len(same) == 1 else None

    def _nearest(self, bills: Sequence[_Bill], claim: SubmittedClaim) -> _Bill:
        days = _days_of(claim)
        return next((bill for bill in bills if bill.days & days), bills[0])

    def take_decision(self, claim_id: str, decision: ClaimDecision) -> None:
        """A decision goes to the bill of its claim id, of several to the one of its days, else of its charge."""
        bills = self.of_id.get(claim_id, [])
        if len(bills) < 2:
            for bill in bills:
                bill.decisions.append(decision)
            return
        claim = decision.claim
        days = {on for on in (claim.first_date, *(line.first_date for line in claim.lines)) if on}
        charge = abs(claim.charge or 0)
        by_charge = next((bill for bill in bills if charge in {one.claim.charge for one in bill.claims}), bills[0])
        next((bill for bill in bills if bill.days & days), by_charge).decisions.append(decision)


def bills_of(
    billed: Sequence[BilledClaim],
    decisions: Mapping[str, Sequence[ClaimDecision]],
    patient_payments: Iterable[PatientPayment] = (),
    money_decisions: Iterable[MoneyDecision] = (),
    denial_steps: Iterable[DenialStep] = (),
) -> list[ClaimFacts]:
    """Everything known of each bill, by the id of its first claim. `decisions` are by claim id."""
    found = _Bills(_numbers_of(decisions))
    in_time = sorted(billed, key=_sent_order)
    for one in sorted(in_time, key=lambda one: min(_days_of(one.claim), default=date.max)):
        if not names_another(one.claim):
            found.add_first(one)
    for one in _after_what_they_name(in_time, found):
        found.add_later(one)
    for claim_id, of_claim in decisions.items():
        for decision in of_claim:
            found.take_decision(claim_id, decision)
    paid: dict[str, list[PatientPayment]] = defaultdict(list)
    for payment in patient_payments:
        paid[_bill_named(payment.claim_id, found)].append(payment)
    by_hand: dict[str, list[MoneyDecision]] = defaultdict(list)
    for each in money_decisions:
        by_hand[_bill_named(each.claim_id, found)].append(each)
    steps: dict[str, list[DenialStep]] = defaultdict(list)
    for step in denial_steps:
        steps[_bill_named(step.claim_id, found)].append(step)
    made = [bill.facts(paid[bill.name], by_hand[bill.name], steps[bill.name]) for bill in found.all]
    return sorted(made, key=lambda bill: bill.claim_id)


def _bill_named(claim_id: str, found: _Bills) -> str:
    """The bill that a person means by a claim id or a bill's own name."""
    bills = found.of_id.get(claim_id) or [bill for bill in found.all if bill.name == claim_id]
    return bills[0].name if bills else ""


def _after_what_they_name(in_time: Sequence[BilledClaim], found: _Bills) -> Iterator[BilledClaim]:
    """The claims that name others, each after the one that it names."""
    waiting = [one for one in in_time if names_another(one.claim)]
    while waiting:
        ids = {one.claim.claim_id for one in waiting}
        ready = [one for one in waiting if not found.ids_named(one.claim) & (ids - {one.claim.claim_id})]
        ready = ready or waiting[:1]  # two that name each other: the first one
        yield from ready
        over = set(map(id, ready))
        waiting = [one for one in waiting if id(one) not in over]


def _numbers_of(decisions: Mapping[str, Sequence[ClaimDecision]]) -> _Numbers:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for claim_id, of_claim in sorted(decisions.items()):
        for one in of_claim:
            if one.claim.payer_claim_number:
                found[one.claim.payer_claim_number][claim_id] = None
    return {number: tuple(ids) for number, ids in found.items()}


def _sent_order(one: BilledClaim) -> tuple[object, ...]:
    return one.on is None, one.on or date.max, one.time, one.source, one.claim.claim_id


def names_another(claim: SubmittedClaim) -> bool:
    """Whether it corrects or takes back a claim, or follows one to another payer."""
    return claim.frequency in {REPLACEMENT, VOID} or place_of(claim) != _FIRST


def numbers_named(claim: SubmittedClaim) -> list[str]:
    """The payers' numbers by which a claim says which one it follows."""
    named = [claim.payer_claim_number, *(one.payer_claim_number for one in claim.other_payers)]
    return [number for number in named if number]


def _days_of(claim: SubmittedClaim) -> set[date]:
    return {line.first_date for line in claim.lines if line.first_date}


def visit_of(claim: SubmittedClaim) -> tuple[object, date | None, tuple[date, ...]]:
    """Who was treated, and when."""
    patient = claim.header.patient or claim.header.subscriber
    name = (patient.last_or_organization, patient.first) if patient else None
    return name, claim.header.birth_date, tuple(sorted(_days_of(claim)))
