"""The frame of what payers paid: a claim's day of service an item, by the decisions that stand in a book.

    claim C1: $58.97 for March 2, $29.48 for March 4, reversed and paid anew without March 4

    C1-20260302   58.97
    C1-20260304    0.00   taken out of the frame when a sample is drawn

What is reversed, corrected, denied as a duplicate or came twice counts as in the book (`claims.remittance_history`).
What payers take or give apart from claims (PLB) is of no item, and counted.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from msgspec import Struct, structs

from cleanclaim.claims.remittance_history import PayerHistory, claim_history
from cleanclaim.claims.reversals import ClaimDecision
from cleanclaim.compliance.audit.sampling.frame import FrameItem
from cleanclaim.model.practice import Practice
from cleanclaim.model.remittance import REVERSED, PaidClaim
from cleanclaim.model.submitted_claim import ClaimHeader, Party, SubmittedClaim
from cleanclaim.money.book.book import Book
from cleanclaim.money.denials.payer_limits import policies_of


class PaidDays(Struct, frozen=True, kw_only=True):
    """The items; of how many decisions what was paid for a line is not known, so that none of their days is an item;
    how many items have a patient's number that only the payer knows; and how many amounts are of no claim.
    """

    items: tuple[FrameItem, ...]
    not_known: int
    strange_patients: int
    apart_from_claims: int


def paid_days(book: Book, practice: Practice | None = None) -> PaidDays:
    """What each payer paid for each day of each claim. With the practice's file payers go by its policies' names, and
    patients by its numbers; without, by those of the payer.
    """
    decisions: dict[str, list[ClaimDecision]] = defaultdict(list)
    for remittance in book.remittances:
        for claim, source in remittance.decided:
            decisions[claim.claim_id].append(ClaimDecision(claim, remittance.payment, source))
    sent = {one.claim.claim_id: one.claim for one in book.billed}
    patients = _patients(practice)
    items: list[FrameItem] = []
    not_known = strange = 0
    for claim_id, each in sorted(decisions.items()):
        billed = sent.get(claim_id)
        for turn, payer in enumerate(claim_history(each).payers):
            by_day = _by_day(payer)
            if by_day is None:
                not_known += 1
                continue
            found = _DecidedClaim(claim_id, turn, payer, billed).items(by_day, practice)
            known = patients.get(found[0].patient, "")
            strange += 0 if known else len(found)
            items += [structs.replace(one, patient=known) for one in found] if known else found
    apart = sum(len(one.payment.adjustments) for one in book.remittances)
    return PaidDays(items=tuple(items), not_known=not_known, strange_patients=strange, apart_from_claims=apart)


def _patients(practice: Practice | None) -> Mapping[str, str]:
    """The practice's number of each patient, by the payers'; a number of two patients tells nobody."""
    found: dict[str, set[str]] = defaultdict(set)
    for patient in practice.patients.values() if practice else ():
        for coverage in patient.coverages.values():
            found[coverage.member_id].add(patient.patient_id)
    return {number: next(iter(each)) for number, each in found.items() if len(each) == 1}


def _by_day(payer: PayerHistory) -> dict[date | None, int] | None:
    """Cents by day of service: nothing for each day where all was reversed; None where an amount is not known."""
    claim = _claim(payer)
    if payer.standing is None:
        return dict.fromkeys((line.first_date or claim.first_date for line in claim.lines), 0) or {claim.first_date: 0}
    if claim.paid is None or any(line.paid is None for line in claim.lines):
        return None
    days: dict[date | None, int] = {}
    for line in claim.lines:
        on = line.first_date or claim.first_date
        days[on] = days.get(on, 0) + (line.paid or 0)
    first = min(days, key=lambda on: on or date.max, default=claim.first_date)
    days[first] = days.get(first, 0) + claim.paid - sum(days.values())  # what was taken off the claim as a whole
    return days


def _claim(payer: PayerHistory) -> PaidClaim:
    return payer.standing.claim if payer.standing else payer.decisions[-1].claim


class _DecidedClaim(Struct, frozen=True):
    """A claim as one payer decided it, in its turn from 0, and as it was billed, where that is at hand."""

    claim_id: str
    turn: int
    payer: PayerHistory
    billed: SubmittedClaim | None

    def items(self, by_day: Mapping[date | None, int], practice: Practice | None) -> list[FrameItem]:
        """An item a day; the patient goes by the payer's number."""
        claim, billed = _claim(self.payer), self.billed
        after = f"-{self.turn + 1}" if self.turn else ""
        return [
            FrameItem(
                item=f"{self.claim_id}-{on:%Y%m%d}{after}" if on else f"{self.claim_id}-no-day{after}",
                paid=cents,
                patient=_id(claim.patient) or _id(billed.header.subscriber if billed else None),
                on=on,
                clinician=_id(claim.rendering) or _id(billed.rendering if billed else None),
                payer=self._payer_name(practice),
                status=(claim.status or "") if self.payer.standing else REVERSED,
            )
            for on, cents in sorted(by_day.items(), key=lambda pair: pair[0] or date.max)
        ]

    def _payer_name(self, practice: Practice | None) -> str:
        """The policy's name where the practice's file, the payer's own name or its kind tell it; else its name."""
        payment = self.payer.decisions[-1].payment
        filing = _claim(self.payer).filing
        header = ClaimHeader(payer=Party(payment.payer, id=payment.payer_id), filing=filing)
        policy, by = policies_of(self.billed.header if self.billed and not self.turn else header, practice)[0]
        return policy if by != "otherwise" else payment.payer or policy


def _id(party: Party | None) -> str:
    return (party.id if party else "") or ""
